/* Which feeds changed that a hub (WebSub) is to be told of. Noted in the transaction of each public change,
 * while a hub is set; a feed stands there once however often it changed. Errors: see store.h. Thread: the
 * connection's. */
#ifndef STORE_FEED_PING_H
#define STORE_FEED_PING_H

#include "store/store.h"

#include <stdbool.h>

enum feed_kind { FEED_SITE, FEED_CATEGORY, FEED_TAG, FEED_KIND };

struct feed_ping {
    enum feed_kind kind;
    int64_t thing_id; /* of a category or tag; else 0 and 1 for Vietnamese and English, of a kind twice its
                         number and that */
    int64_t changes;  /* that the hub is told of by this */
    int64_t attempts;
    int64_t changed_ms; /* the first of them */
};

/* Whether webhooks are told anything from now on, and whether there is a hub. Where not nothing is noted, and
 * what waits is given up or forgotten. */
enum err feed_ping_set_ways(struct store *store, bool has_webhooks, bool has_hub);

/* Notes the feeds that an article is in, those of the categories above its own too. */
enum err feed_ping_note(struct conn *conn, int64_t article_id);

/* Errors: NOT_FOUND (none, yet). */
enum err feed_ping_find_due(struct conn *conn, int64_t now_ms, struct feed_ping *ret_ping);

/* When one is to be told; INT64_MAX: none waits. */
enum err feed_ping_next_ms(struct conn *conn, int64_t *ret_ms);

/* The hub knows of it, or will not be told; of what came meanwhile no earlier than `next_ms`. */
enum err feed_ping_done(struct conn *conn, const struct feed_ping *ping, int64_t next_ms);
enum err feed_ping_failed(struct conn *conn, const struct feed_ping *ping, int64_t next_ms);

#endif
