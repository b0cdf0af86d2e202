/* What was public and is gone for good: an article out of the trash, a deleted category or tag. Its addresses
 * are remembered, so that they can say so (410) instead of "never heard of"; something new may bear the slug
 * again. Errors: see store.h. */
#ifndef STORE_TOMBSTONE_SLUG_H
#define STORE_TOMBSTONE_SLUG_H

#include "store/store.h"

enum tombstone_kind { TOMBSTONE_ARTICLE, TOMBSTONE_CATEGORY, TOMBSTONE_TAG };

/* Whether this slug was one of such a thing. To be asked when nothing bears it now. */
enum err tombstone_slug(struct conn *conn, enum tombstone_kind kind, const char *slug, bool *ret_gone);

#endif
