/* What kinds of content list of their own: their public articles with their facts, without texts, all at
 * once. Rows live in the connection's arena; of each are filled in: id, version, slug, lang, kind, status,
 * audience, title, lead, original_id (its group, 0 without translations), updated_ms, facts. Thread: the
 * connection's. Errors: see store.h. */
#ifndef STORE_ROSTER_H
#define STORE_ROSTER_H

#include "store/article.h"

/* More of a kind than these are not shown at once; the rest is found by search. */
enum { ROSTER_MOST = 5000 };

struct roster {
    struct article *items;
    size_t count;
};

/* Adds all of the kind in a language, newest first. */
enum err roster_read(struct conn *conn, enum article_kind kind, const char *lang, struct roster *roster);

/* Which events: those that begin at or after `from_ms` and before `to_ms`. */
struct roster_span {
    int64_t category_id; /* with all below it; 0 is any */
    int64_t from_ms, to_ms;
    bool is_backwards; /* the last first, so that of too many the earliest are left out */
};

/* Adds the events of the span in its order, and then those that repeat, which are looked through whole. */
enum err roster_read_events(struct conn *conn, const char *lang, const struct roster_span *span,
                            struct roster *roster);

/* Adds the events for the staff's calendar, in both languages: of the time, and all that repeat; drafts, what
 * waits, is scheduled or published, for whomever. Only for who may see all of it. */
enum err roster_read_all_events(struct conn *conn, int64_t from_ms, int64_t to_ms, struct roster *roster);

/* Until when a vacancy or tender takes applications; 0 for other kinds and without a deadline. */
int64_t article_deadline_ms(const struct article *article);

/* How long a recording is said to be; NULL for other kinds and where nobody says it. */
const char *article_duration(const struct article *article);

/* The first value of a fact, as it is kept; NULL for none. */
const char *article_fact(const struct article *article, enum fact fact);

#endif
