/* Addresses of pictures within a body as it was written: found again and exchanged. Thread: any. */
#ifndef HANDLER_BODY_ADDRESS_H
#define HANDLER_BODY_ADDRESS_H

#include "base/arena.h"
#include "html/body.h"

struct address_change {
    const char *from; /* as the parser of the body understood it */
    const char *to;   /* NULL: it stays */
};

/* The body with every picture's address exchanged that is `from`, however it is spelled in Markdown or HTML:
 * with entities, with backslashes, with letters that the parser percent-encodes. What is not at the place of
 * a picture's address stays; in Markdown that of a link cannot be told apart. In the arena, "" when that has
 * failed. */
const char *body_addresses_changed(struct arena *arena, enum body_format format, const char *text,
                                   const struct address_change *changes, size_t count);

#endif
