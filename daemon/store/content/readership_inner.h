/* What the two files of readership share. Thread: the connection's. */
#ifndef STORE_READERSHIP_INNER_H
#define STORE_READERSHIP_INNER_H

#include "engine/conn.h"
#include "store/readership.h"

/* The month behind a month, both YYYYMM. */
int month_next(int month);

/* What there is to say of an article that is public and passes the filter, by the id that stands in it; its
 * views are left as they are. Errors: NOT_FOUND when it is not, or does not; those of the store. */
enum err readership_head(struct conn *conn, int64_t category_id, const char *lang, struct read_article *item);

/* The most read of several months, by the `depth` most read of each, the most read first: at most `limit`, in
 * the connection's arena. *ret_is_sure: no other article can be among them. Errors: those of the store. */
enum err readership_tops(struct conn *conn, const struct month_span *span, int64_t category_id,
                         const char *lang, int limit, int64_t depth, struct read_article **ret_items,
                         size_t *ret_count, bool *ret_is_sure);

#endif
