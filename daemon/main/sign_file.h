/* What spoke for each text that a question was compared with, as a table for whoever learns weights from it.
 */
#ifndef MAIN_SIGN_FILE_H
#define MAIN_SIGN_FILE_H

#include "store/search.h"

#include "base/buf.h"

#include <stdio.h>

struct sign_file {
    FILE *file;
    long question; /* the number of the last one, from 1 */
};

/* Makes the file, which must not be there yet, and writes its heading. Nothing happens without a path (NULL).
 * `fault` receives one line. */
enum err sign_file_open(struct sign_file *signs, const char *path, struct buf *fault);

/* Writes a line a text that was compared: question, 1 where it is the article `gold_id`, the signs. A query
 * that is no question in a whole sentence writes none. */
void sign_file_note(struct sign_file *signs, const struct search_result *result, int64_t gold_id);

/* Errors: UNAVAILABLE, when something could not be written. May be called twice. */
enum err sign_file_close(struct sign_file *signs, const char *path, struct buf *fault);

#endif
