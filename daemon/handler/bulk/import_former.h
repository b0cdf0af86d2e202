/* What a line of an import says of the article as it was on the former portal: its addresses there, and how
 * often it had been read. */
#ifndef HANDLER_IMPORT_FORMER_H
#define HANDLER_IMPORT_FORMER_H

#include "http/reply.h"
#include "http/submission.h"

enum { IMPORT_ADDRESSES_MAX = 50 };

struct import_former {
    const char *addresses[IMPORT_ADDRESSES_MAX]; /* as http/address_key.h writes them */
    size_t count;
    int64_t opening_views; /* 0 none */
};

/* Takes the members `addresses` and `opening_views` out of the line, so that what is left is an article's.
 * Faults are noted, and told with the line's others. Errors: MEMORY. */
enum err import_former_read(const struct submission *submission, struct reply *reply,
                            struct import_former *ret_former);

/* Notes them of the article, in the line's transaction. What is there already stays; an address that leads
 * elsewhere is warned of. Errors: the store's. */
enum err import_former_save(struct conn *conn, struct reply *reply, const struct import_former *former,
                            int64_t article_id);

#endif
