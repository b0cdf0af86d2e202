/* What was public and is gone for good: an article out of the trash, a deleted category or tag. Its addresses
 * are remembered, so that they can say so (410) instead of "never heard of"; something new may bear the slug
 * again. Errors: see store.h. */
#ifndef STORE_GONE_H
#define STORE_GONE_H

#include "store/store.h"

enum gone_kind { GONE_ARTICLE, GONE_CATEGORY, GONE_TAG };

/* Whether this slug was one of such a thing. To be asked when nothing bears it now. */
enum err gone_slug(struct conn *conn, enum gone_kind kind, const char *slug, bool *ret_gone);

#endif
