/* The change feed: what the public gained, saw changed or lost, in the order of commits.
 *
 * Every public change takes the next sequence number in the transaction that makes it; there is one writer,
 * so a number is visible only when every smaller one is. An article stands in the feed once, at its last
 * change: as itself while it is public, as a tombstone after. So does the emergency line, whichever it is.
 * Rows live in the connection's arena.
 * Errors: see store.h. */
#ifndef STORE_CHANGE_H
#define STORE_CHANGE_H

#include "store/alert.h"
#include "store/article.h"

/* Tombstones are kept this long; who has not asked for longer must begin anew. */
enum { CHANGE_KEPT_DAYS = 400 };

struct change_state {
    const char *epoch; /* another one: the numbers are those of another history */
    int64_t sequence;  /* the last number given */
    int64_t horizon;   /* from a smaller number on the feed is no longer complete */
};

enum change_kind { CHANGE_UPSERT, CHANGE_DELETE, CHANGE_ALERT };

struct change {
    int64_t sequence;
    enum change_kind kind;
    int64_t article_id;     /* of an upsert and a delete */
    int64_t deleted_ms;     /* of a delete */
    struct article article; /* of an upsert, body included */
    struct alert alert;     /* of an alert; version 0: none shows any more */
};

struct change_list {
    struct change *items;
    size_t count;
    bool more; /* there are changes behind the last */
};

enum err change_state(struct conn *conn, struct change_state *ret_state);

/* At most `limit` (1 to 100) changes, or fewer when their bodies are large, with numbers above `since`,
 * ascending; of deletes only those above `floor` too, which somebody who began at that number never saw. */
enum err change_list(struct conn *conn, int64_t since, int64_t floor, int limit,
                     struct change_list *ret_list);

/* The same without the articles, of which the ids alone are read, however large they are. */
enum err change_places(struct conn *conn, int64_t since, int64_t floor, int limit,
                       struct change_list *ret_list);

/* Reads the article of an upsert, as change_list() does. */
enum err change_read(struct conn *conn, struct change *change);

/* Which articles: those the public sees, or all but the trash. */
enum change_scope { CHANGE_PUBLIC, CHANGE_KEPT };

/* At most `limit` articles with ids above `after_id`, or fewer when their bodies are large; ascending by id,
 * bodies included. Of `filter` kinds, audiences and facts count, for CHANGE_KEPT; NULL there means all. */
enum err change_articles(struct conn *conn, enum change_scope scope, const struct article_query *filter,
                         int64_t after_id, int limit, struct article_list *ret_list);

/* Forgets tombstones older than CHANGE_KEPT_DAYS and moves the horizon. Writer only. */
enum err change_forget(struct conn *conn);

#endif
