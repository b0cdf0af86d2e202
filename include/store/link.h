/* Where public things lead to: the addresses in articles (body, source, facts), boxes, menu and home page,
 * and whether they still lead somewhere.
 *
 * A job gathers them: nothing of this is written with an article, but what the public loses takes its links
 * along in its own transaction. Those of the portal itself are looked up; those outward are asked for by
 * whoever can go out, who tells here what came of it. An outward one is called dead when it failed on three
 * different days (of the portal's zone) without answering in between; one inside as soon as nothing is there.
 * Errors: see store.h. */
#ifndef STORE_LINK_H
#define STORE_LINK_H

#include "store/article.h"

/* LINKS_OF_ONE_MOST: of one thing; what it leads to beyond that is not looked at. */
enum { LINK_DEAD_DAYS = 3, LINKS_OF_ONE_MOST = 2000, LINK_LIST_MOST = 100, LINK_PLACES_SHOWN = 20 };

/* What is asked of others to read addresses. */
struct link_rules {
    const char *base_url; /* the portal's own address, without a slash at its end, or "" */
    /* Whether the portal answers this path of itself, for all that is no article, category, tag or file. */
    bool (*is_served)(const char *path);
    /* The key of an address of the former portal (store/old_address.h), in the arena; NULL: it can be none.
     */
    const char *(*former_key)(struct arena *arena, const char *url);
};

/* What came of asking. A row's place is its number in the database. */
enum link_fault {
    LINK_ANSWERED, /* with a status, which may be one of an error */
    LINK_NAME,     /* nobody has the name */
    LINK_UNREACHABLE,
    LINK_CERTIFICATE,
    LINK_REDIRECTS, /* it leads on and on */
    LINK_TIMEOUT,
    LINK_GARBLED, /* no HTTP, or cut short */
    LINK_UNASKED, /* an address that is not asked for: of the office's own network, of another port … */
    LINK_BUSY,    /* it would not say now; that tells nothing of the link */
    LINK_FAULTS
};

/* "status", "name", "unreachable" …; static text. */
const char *link_fault_name(enum link_fault fault);

/* Brings the list up to what the public sees: at most a hundred articles changed since the last time, and
 * boxes, menu and home page once there are no more of those. One short transaction of the writer, where there
 * is anything to write. *ret_more: to be called again. */
enum err link_gather(struct store *store, const struct link_rules *rules, bool *ret_more);

/* Looks up the next of the links inside, those with ids above *after, which moves on and is 0 behind the last
 * of them. */
enum err link_look_inside(struct store *store, const struct link_rules *rules, int64_t *after);

/* Forgets all, in small steps, so that nothing stands that nobody checks. */
enum err link_forget_some(struct store *store, bool *ret_more);

/* Within a transaction: what of an article's links its present state has no more goes. */
enum err link_shrink(struct conn *conn, const struct article *article);

/* An outward link that is to be asked for. */
struct link_due {
    int64_t id;
    const char *url;
    const char *host;
};

/* Those due now, the longest due first; `limit` 1 to 1000. *ret_next_ms: when the first of all is due, or
 * INT64_MAX. */
enum err link_list_due(struct conn *conn, int limit, struct link_due **ret_items, size_t *ret_count,
                       int64_t *ret_next_ms);

/* A few that answered when they were asked last, each of another host and of none but this: who fails is
 * compared with them. */
enum err link_list_witnesses(struct conn *conn, const char *but_host, struct link_due **ret_items,
                             size_t *ret_count);

struct link_result {
    int64_t id;
    enum link_fault fault;
    int status; /* of LINK_ANSWERED; else 0 */
};

/* Notes what came of asking, and when to ask again. A link that is gone meanwhile stays so. Writer only. */
enum err link_note(struct conn *conn, const struct link_result *result);

/* What is known of an address before anything public leads to it. */
struct link_known {
    bool is_dead;
    enum link_fault fault; /* of one that is dead */
    int status;            /* likewise; 0: it never answered */
};

/* One inside is looked up, one outward is dead when it stands as such in the list; of no other kind anything
 * is known. `base_url` as in the rules. */
enum err link_look_up(struct conn *conn, const char *base_url, const char *address,
                      struct link_known *ret_known);

/* A thing that leads to a dead address. */
enum link_place { LINK_IN_ARTICLE, LINK_IN_BOX, LINK_IN_MENU, LINK_IN_HOME, LINK_PLACES };

/* "article", "box", "menu", "home"; static text. */
const char *link_place_name(enum link_place place);

struct dead_link_place {
    enum link_place place;
    int64_t id;             /* of an article or a box; else 0 */
    const char *title;      /* likewise; else NULL */
    struct article article; /* slug, kind and language alone; of an article */
};

struct dead_link {
    int64_t id;
    const char *url;
    bool is_inside;
    enum link_fault fault;
    int status;         /* 0: it never answered */
    int64_t checked_ms; /* these are instants */
    int64_t failing_ms;
    int64_t dead_ms;
    int64_t place_count;
    const struct dead_link_place *places; /* at most LINK_PLACES_SHOWN */
    size_t shown_count;
};

/* Dead ones, the latest first, those before (before_ms, before_id), 0: from the latest; `limit` 1 to
 * LINK_LIST_MOST. */
enum err link_list_dead(struct conn *conn, int64_t before_ms, int64_t before_id, int limit,
                        struct dead_link **ret_items, size_t *ret_count);

/* How many are dead; along an index of those alone. */
enum err link_count_dead(struct conn *conn, int64_t *ret_count);

#endif
