/* A person's name taken out of a working copy. Thread: the transaction's. */
#ifndef HANDLER_ERASURE_COPY_H
#define HANDLER_ERASURE_COPY_H

#include "store/mention.h"

/* Masks the person in title and fields of the working copy, whoever's it is; one that grows too long by that
 * goes. Errors: NOT_FOUND, MEMORY, and the store's. */
enum err erasure_mask_copy(struct conn *conn, const struct mention *mention, int64_t id);

#endif
