/* A head as it was received: its target and fields, where the strict reader found them, and the brief that
 * the HTTP library gets in its place. The library would read every byte of it a second time, decode the
 * target and take the cookies apart, and needs no more than the method, the version and what says where the
 * body ends and whether the connection goes on.
 *
 * Must not know what any other field means. Thread: the one that serves the connection. */
#ifndef SERVER_RECEIVED_HEAD_H
#define SERVER_RECEIVED_HEAD_H

#include "base/cleanup.h"
#include "reader.h"

enum {
    /* What the library has for a brief, for the head of an answer with an address as long as a target, and
     * for what it has read of a body; where that were too little it would answer by itself. It clears all of
     * it with every request, and ten thousand connections shall not take more than 150 MB. */
    LIBRARY_MEMORY = 12 * 1024,
    BRIEF_MAX = 1024, /* and longer than any that is not filled */
};

/* Texts end with NUL and live as long as the head; a value has no white space around it. */
struct received_field {
    const char *name, *value;
    size_t name_size;
};

struct received_head {
    struct received_head *next; /* of the connection, while it waits for its turn */
    const char *target;         /* as sent */
    size_t field_count; /* all that were sent; of more than READER_FIELDS only so many are in `fields` */
    struct received_field *fields;
};

/* The head that `reader` has just read to its end, whose bytes are the unit of `size` bytes; they are copied.
 * NULL when there is no memory. The caller frees it with received_head_free(). */
struct received_head *received_head_new(const struct reader *reader, const char *unit, size_t size);

void received_head_free(struct received_head *head);
DEFINE_CLEANUP(cleanup_received_head_, struct received_head *, received_head_free)
#define auto_received_head CLEANUP(cleanup_received_head_)

/* Writes the brief to `out`, which has room for the unit's `size` bytes: it is never longer than they are,
 * and as long with `is_filled`, but for three bytes. `out` may be the unit itself. Returns its length. */
size_t received_head_brief(const struct received_head *head, const struct reader *reader, const char *unit,
                           size_t size, bool is_filled, char *out);

#endif
