/* The bytes of a dump and its smallest parts: blanks and comments, words, quoted texts. Of this room alone.
 */
#ifndef COMING_SQL_BYTES_H
#define COMING_SQL_BYTES_H

#include "base/buf.h"
#include "sql_reader.h"

enum { SQL_END = -1 };

struct sql_bytes {
    const struct sql_source *source;
    char *piece; /* read and not used yet, from `at` to `size` */
    size_t at, size;
    int64_t line;
    bool is_over, is_broken; /* the source has ended, or cannot be read */
    bool in_hint;            /* within a conditional comment */
};

/* Room for the piece in the arena. Errors: MEMORY. */
enum err sql_bytes_begin(struct sql_bytes *b, const struct sql_source *source, struct arena *arena);

/* The next byte, which stays or is taken; SQL_END behind the last. */
int sql_peek(struct sql_bytes *b);
int sql_take(struct sql_bytes *b);

/* Takes blanks and comments. */
void sql_blanks(struct sql_bytes *b);

/* Takes blanks, and then the byte when it is that one. */
bool sql_take_if(struct sql_bytes *b, char c);

/* Takes a name, bare or quoted with ` or ", or a word; "" when none stands there. *ret_quoted may be NULL. */
void sql_word(struct sql_bytes *b, char name[static SQL_NAME_MAX + 1], bool *ret_quoted);

/* Words of SQL have no case. */
bool sql_is(const char *word, const char *name);

/* Takes a text whose first quote is next, its escapes undone; appends at most `most` bytes of it (out NULL:
 * none). False: it does not end. *ret_cut: some were left out. */
bool sql_quoted(struct sql_bytes *b, struct buf *out, size_t most, bool *ret_cut);

/* Takes everything up to a byte of `ends` outside of quotes, comments and brackets, or to the end of the
 * dump; the byte stays. */
void sql_pass(struct sql_bytes *b, const char *ends);

/* Takes the rest of the line, with its end; the first bytes of it, at most `size` - 1, without. */
void sql_rest_of_line(struct sql_bytes *b, char *text, size_t size);

#endif
