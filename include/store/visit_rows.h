/* The counts of visitors as the database keeps them: what the floor of visits writes into it and reads of it.
 *
 * The store knows sums by day and nothing of how they came about: no visitor, no journal, no key. A day is
 * YYYYMMDD. Rows live in the connection's arena. Errors are the store's; NOT_FOUND where it is said.
 * Thread: the connection's. */
#ifndef STORE_VISIT_ROWS_H
#define STORE_VISIT_ROWS_H

#include "store/store.h"

#include <stddef.h>

struct visit_counts {
    int64_t today;
    int64_t month;
    int64_t all;
};

struct day_row {
    int day; /* YYYYMMDD */
    int64_t visits;
    int64_t views;
    int64_t machines;
};

/* What a fold knows before it begins: which journal belongs to this database, and up to which of its records
 * the sums below are complete. */
struct visit_state {
    const char *epoch;
    uint64_t folded; /* number of the last record in the sums; 0 none */
    int64_t opening; /* the ledger's sum */
};

struct article_sum {
    int64_t article_id;
    int day;
    int64_t views;
};

struct machine_sum {
    const char *kind; /* as the API calls it */
    const char *name; /* of a search engine's crawler, or "" */
    int day;
    int64_t requests;
};

/* What one fold adds. */
struct visit_sums {
    const struct day_row *days;
    size_t day_count;
    const struct article_sum *articles;
    size_t article_count;
    const struct machine_sum *machines;
    size_t machine_count;
};

enum err visit_rows_state(struct conn *conn, struct visit_state *ret_state);

/* Adds the sums and notes that record number `folded` is the last one in them, in the caller's transaction:
 * counted exactly once because both are committed together. */
enum err visit_rows_add(struct conn *conn, const struct visit_sums *sums, uint64_t folded);

/* Writes the counts of days that have none, of a portal that counted them elsewhere, in the caller's
 * transaction; others stay as they are. *added gets an element for each row: whether it was written. The
 * audit gets a line when any was. visits_bring() after the commit makes them count. */
enum err visit_rows_bring(struct conn *conn, const struct day_row *rows, size_t count, bool *added);

/* All days that counted anything, in order. */
enum err visit_rows_days(struct conn *conn, struct day_row **ret_rows, size_t *ret_count);

/* Whether there is such an article, in whatever status. Errors: NOT_FOUND. */
enum err visit_rows_article_known(struct conn *conn, int64_t article_id);

/* Views of one article up to record *ret_folded, on `day`, in its month, and of all times,
 * those that it brought along from a former portal included. */
enum err visit_rows_of_article(struct conn *conn, int64_t article_id, int day, struct visit_counts *ret_views,
                               uint64_t *ret_folded);

struct machine_row {
    const char *kind;
    const char *name; /* of a search engine's crawler, or "" */
    struct visit_counts requests;
};

/* Machines by kind and name, the busiest first; what is prefetched has its row too. */
enum err visit_rows_machines(struct conn *conn, struct machine_row **ret_rows, size_t *ret_count);

struct read_row {
    int64_t article_id;
    const char *slug, *title;
    int64_t views;
};

/* The `limit` public articles of a language ("vi", "en") with the most views from `from` to `to`, inclusive.
 */
enum err visit_rows_most_read(struct conn *conn, const char *lang, int from, int to, int limit,
                              struct read_row **ret_rows, size_t *ret_count);

#endif
