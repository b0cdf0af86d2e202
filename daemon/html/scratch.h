/* Memory for parsers that cannot be told that there is none: cmark and gumbo take what an allocator
 * returns without looking, and free their trees by recursion or one by one. So they get memory that is
 * released all at once, with a limit, and when it ends they are left with longjmp; all they hold is
 * in it.
 *
 *     if (setjmp(scratch.leave)) return scratch.err;   -- and between here and the end of the parser's
 *     tree = parse(...);                               -- work nothing else may be acquired
 *
 * Private to this floor. Thread: a scratch is used by one thread. */
#ifndef HTML_SCRATCH_H
#define HTML_SCRATCH_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

struct body_pictures;
struct sheet;
struct warnings;

struct scratch {
    struct arena *arena;
    char *at;      /* the rest of a piece of it that small blocks are taken of */
    size_t room;   /* its bytes */
    size_t left;   /* bytes that may still be taken */
    jmp_buf leave; /* where to go when no memory can be had */
    enum err err;  /* why: MEMORY, or TOO_LARGE when the limit is reached */
    /* Set after scratch_init(): how the body's pictures are found, or NULL; and where to note what is
     * left out of it, in an arena that outlives this. */
    const struct body_pictures *pictures;
    struct warnings *warnings;
    struct sheet *sheet; /* the document's styles, of the arena; NULL: it has none */
    bool has_docs_lists; /* lists that Google Docs saved may be in it */
    bool has_lines;      /* lines of what is parsed are lines of what was sent */
    bool is_typed;       /* it came from Markdown or plain text, where no word processor marks changes */
    /* Found while it is cleaned: something that shall not be kept with the source, pictures that are written
     * in all their forms, and reviewers' comments, their places in the text and the line of the first. */
    bool is_private, has_forms;
    size_t comments, comment_marks, comment_line;
};

/* Room for `limit` bytes. Errors: MEMORY. Ended with scratch_done(). */
enum err scratch_init(struct scratch *scratch, size_t limit);
void scratch_done(struct scratch *scratch);
#define auto_scratch CLEANUP(scratch_done)

/* The text in `arena`; "" when it did not fit into its buffer. Without memory the arena fails as well, so
 * that nobody takes a body for whole from which this is missing. */
const char *scratch_text(const struct buf *text, struct arena *arena);

/* `size` bytes; does not return when they cannot be had. */
void *scratch_alloc(struct scratch *scratch, size_t size);

#endif
