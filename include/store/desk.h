/* What waits for those who write, and what each of them brought in last. Heads of articles alone: id, slug,
 * kind, lang, title, status, author, category, updated_ms, due_ms, version. Rows live in the connection's
 * arena. Thread: the connection's. Errors: see store.h. */
#ifndef STORE_DESK_H
#define STORE_DESK_H

#include "store/article.h"

/* At most so many rows of a list. */
enum { DESK_ROWS_MOST = 20 };

struct desk_counts {
    int64_t review, scheduled, reports, trashed;
    int64_t due_ms; /* when the next of those scheduled is published; 0: none is */
};

enum err desk_count(struct conn *conn, struct desk_counts *ret_counts);

/* Those that wait for a second person, the longest waiting first. */
enum err desk_review(struct conn *conn, int limit, struct article **ret_items, size_t *ret_count);

/* Those that will be published by themselves, the next first. */
enum err desk_scheduled(struct conn *conn, int limit, struct article **ret_items, size_t *ret_count);

/* What an actor (actor_number()) brought in, but for what is in the trash; what was changed last comes first.
 */
enum err desk_mine(struct conn *conn, int64_t writer, int limit, struct article **ret_items,
                   size_t *ret_count);

struct trashed {
    struct article article; /* with deleted_ms */
    const char *actor;      /* who put it there; NULL: the daemon, or nobody knows */
};

enum { TRASH_ROWS_MOST = 100 };

/* What is in the trash, the latest first, before (before_ms, before_id), 0: from the latest; `limit` 1 to
 * TRASH_ROWS_MOST. */
enum err desk_trash(struct conn *conn, int64_t before_ms, int64_t before_id, int limit,
                    struct trashed **ret_items, size_t *ret_count);

#endif
