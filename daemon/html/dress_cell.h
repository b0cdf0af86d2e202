/* What numbers in text and cells of a table need so that they can be read, and dialled, on a narrow screen.
 * Private to this floor. Thread: any.
 */
#ifndef HTML_DRESS_CELL_H
#define HTML_DRESS_CELL_H

#include "base/buf.h"
#include "piece.h"

/* Numbers that may be kept whole in one body, and the bytes that each adds at most. */
enum { JOINED_MAX = 4096, JOINED_SIZE = 64 };

/* In a cell every number is kept whole, in other text those of telephones; these are links, but within links.
 */
enum numbers_where { NUMBERS_OF_TEXT, NUMBERS_OF_CELL, NUMBERS_OF_LINK };

/* Writes text. What is read as one number (of a telephone, of a document, a day, an amount) stands in an
 * element of its own that no line breaks in; *joined counts these, and none is made beyond JOINED_MAX. */
void write_numbers(struct buf *out, struct piece text, enum numbers_where where, unsigned *joined);

/* Whether the cell whose text follows, to the next tag td, th, tr or table, has several words, which would
 * else stand below one another. */
bool is_wordy_cell(struct piece rest);

#endif
