/* Documents (văn bản) beside what every article has: whether one is in force, what others say of it, how one
 * is found by its number, and the register: the table of all public documents with its filters.
 *
 * Days are those of base/calendar.h (20261124), 0 none. Rows live in the connection's arena.
 * Errors: see store.h. Thread: as the connection. */
#ifndef STORE_DOCUMENT_H
#define STORE_DOCUMENT_H

#include "store/article.h"

/* In the order of the choices of the fact `state`. */
enum document_state {
    DOCUMENT_IN_FORCE,
    DOCUMENT_PARTLY_EXPIRED,
    DOCUMENT_PENDING,
    DOCUMENT_EXPIRED,
    DOCUMENT_STATE_COUNT
};

/* From which day on it is in force, is so in part alone, and is so no more, be it that another that is public
 * replaced it. */
struct document_days {
    int32_t effective, partly, expires, replaced;
};

/* What holds on that day. One without a day from which it is in force is in force. */
enum document_state document_state_on(const struct document_days *days, int32_t today);

/* The name of the choice, and back; the COUNT for none. Static. */
const char *document_state_name(enum document_state state);
enum document_state document_state_named(const char *name);

/* What a public document says of another. */
struct document_relation {
    enum fact fact;
    struct fact_target from;
    int64_t others; /* of the last of its fact: how many older ones say it too and are not named; else 0 */
};

enum { DOCUMENT_RELATIONS_MOST = 100 };

/* What public documents say of this one, by fact; of each the latest DOCUMENT_RELATIONS_MOST, those in
 * Vietnamese before those in English. */
enum err document_relations(struct conn *conn, int64_t id, struct document_relation **ret_relations,
                            size_t *ret_count);

/* Ids of public documents of that number, however it is typed, the latest first and `limit` at most; of the
 * language, or with NULL of all, the Vietnamese ones first. None is no error. */
enum err document_by_number(struct conn *conn, const char *number, const char *lang, int limit,
                            int64_t **ret_ids, size_t *ret_count);

/* A document that is public or will be at its hour, with the same number, issuer, year and language as this
 * article, which may be unsaved: numbers begin anew each year. ret_other->id 0 when there is none. */
enum err document_same(struct conn *conn, const struct article *article, struct fact_target *ret_other);

/* ---- the register */

/* What the register counts and filters by. */
enum document_side { SIDE_ISSUER, SIDE_TYPE, SIDE_FIELD, SIDE_YEAR, SIDE_STATE, SIDE_COUNT };

enum { REGISTER_PAGE_MOST = 100, REGISTER_FOUND_MOST = 2000, REGISTER_CHOICES_MOST = 300 };

struct register_query {
    const char *lang;
    const char *sides[SIDE_COUNT]; /* keys of what it must be: a slug, a choice, a year; NULL any */
    const char *text;              /* words or a number, normalised; NULL none */
    int32_t today;
    int64_t skip;
    int limit; /* 1 to REGISTER_PAGE_MOST, or INT32_MAX for all */
};

/* How many documents a choice of one side would leave, with the other sides as they are. */
struct register_choice {
    const char *key;  /* as in register_query */
    const char *name; /* of issuer and field as they were written; NULL for the others */
    int64_t count;
};

struct register_page {
    int64_t *ids; /* latest issued first; by text those that fit best first */
    size_t count;
    int64_t total;
    bool is_cut; /* a text was looked for, and there was no time or room for all that it finds */
    struct register_choice
        *choices[SIDE_COUNT]; /* those with any, in the order of their names; years latest first. Of more than
                                 REGISTER_CHOICES_MOST the most used, and the one asked for */
    size_t choice_counts[SIDE_COUNT];
};

/* A page of the register. It is kept in memory as columns and brought up to date by the change feed here;
 * with `may_wait` false UNAVAILABLE is the answer when that would take long. Errors: SEARCH_CUT, UNAVAILABLE.
 */
enum err register_page(struct conn *conn, const struct register_query *query, bool may_wait,
                       struct register_page *ret_page);

/* Brings the register up to date, for a job. */
enum err register_refresh(struct store *store);

/* The articles of a page in its order, without bodies; what was taken back since it was asked for is left
 * out. */
enum err register_articles(struct conn *conn, const struct register_page *page,
                           struct article_list *ret_list);

/* The names that are one issuer or one field, by its slug: as they are written, one for each that lists can
 * be filtered by, that of the latest issued first; none when no public document has it. As above. */
enum { REGISTER_NAMES_MOST = 16 };
enum err register_names(struct conn *conn, enum document_side side, const char *slug, const char *lang,
                        bool may_wait, const char *ret_names[static REGISTER_NAMES_MOST], size_t *ret_count);

#endif
