/* Addresses of the portal that was there before, and where each leads now: to an article, a category, a
 * tag or a medium, or to what is gone for good. An address is the key that http/address_key.h makes of it;
 * the store looks at no byte of it. They hold words of titles, so what is taken back takes them along, and a
 * hash stays. Rows live in the connection's arena. Errors: see store.h. Thread: the connection's. */
#ifndef STORE_OLD_ADDRESS_H
#define STORE_OLD_ADDRESS_H

#include "store/store.h"

#include <stddef.h>

enum { OLD_ADDRESS_MAX = 1000 }; /* bytes */

/* One of the four ids is set; none: gone for good. */
struct old_address {
    int64_t id;
    const char *address;
    int64_t article_id, category_id, tag_id, media_id;
};

/* What the longer of two addresses that are known leads to; `shorter` may be NULL. Whether the public may see
 * it is the caller's to ask. Of one that was taken back a row without ids. Errors: NOT_FOUND. */
enum err old_address_find(struct conn *conn, const char *address, const char *shorter,
                          struct old_address *ret_address);

/* Makes the address lead to the one thing that `address` names; *ret_known: it did already. Writer only.
 * Errors: CONFLICT (it leads to another, or was taken back), NOT_FOUND (there is no such thing). */
enum err old_address_add(struct conn *conn, struct old_address *address, bool *ret_known);

/* The audit's line that addresses were added to a thing by hand; an import has that of its article. Writer
 * only. */
enum err old_addresses_record(struct conn *conn, const struct old_address *target);

/* Errors: NOT_FOUND. */
enum err old_address_by_id(struct conn *conn, int64_t id, struct old_address *ret_address);
enum err old_address_delete(struct conn *conn, int64_t id);

/* By id, those above `after`; of the thing that `of` names, or of all (NULL). `limit` 1 to 1000. */
enum err old_address_list(struct conn *conn, const struct old_address *of, int64_t after, int limit,
                          struct old_address **ret_items, size_t *ret_count);

/* Views that the article brought along. Said once; a second time changes nothing. 1 or more. Writer only. */
enum err opening_views_add(struct conn *conn, int64_t article_id, int64_t views);

/* 0: none. */
enum err opening_views_of(struct conn *conn, int64_t article_id, int64_t *ret_views);

#endif
