/* Visitor statistics: views, visits, online, by the definition of the portal (days of Asia/Ho_Chi_Minh).
 *
 * visit_record() counts one view in memory and writes a 32-byte record with checksum into the
 * preallocated, shared-mapped DIR/visits.journal before it returns, so that a killed process loses
 * no counted view; visits_sync() (every 200 ms) bounds what a power cut can take. visits_fold() moves
 * the journal's records into the database in one transaction together with the number of the last one
 * folded: exactly once by construction. At open, what the journal holds beyond that number is folded, and
 * the visitors that it still remembers of today are known again, so that a restart begins no visit anew.
 *
 * A visitor is SipHash-2-4-128 of client address (IPv4 /32, IPv6 /64) and User-Agent under the day's
 * random key (DIR/day.key, destroyed when its day ends). No address or User-Agent is kept.
 * Thread: any, except open and close. */
#ifndef STORE_VISITS_H
#define STORE_VISITS_H

#include "store/store.h"

#include <stddef.h>
#include <sys/socket.h>

struct visits;

/* Who asks, by the User-Agent alone. Machines are counted apart. */
enum visitor { VISITOR_PERSON, VISITOR_MACHINE };

struct visit_counts {
    int64_t today;
    int64_t month;
    int64_t all;
};

struct stats {
    int64_t online;
    struct visit_counts visits; /* all includes the opening balance */
    int64_t opening;
    struct visit_counts views;
    struct visit_counts machines;
    int day; /* YYYYMMDD */
    int64_t as_of_ms;
};

/* Opens the journal of the store's data folder and recovers what was not folded. */
enum err visits_open(struct store *store, const struct clock *clock, struct visits **ret_visits);

/* Folds, syncs, closes. NULL is fine. */
void visits_close(struct visits *visits);

/* Declared bots, HTTP libraries, empty or absurd User-Agents are machines. NULL is a machine. */
enum visitor visitor_classify(const char *user_agent);

/* Counts one view of a page by the client at `address`; `article_id` 0 when it is not an article's
 * own page. Never fails: a full journal folds at once, and if that fails the view is counted in
 * memory and folded later. Costs well under a microsecond. */
void visit_record(struct visits *visits, const struct sockaddr *address, const char *user_agent,
                  int64_t article_id);

/* The numbers now, today's journal included. Cheap: no database access. */
void visits_stats(struct visits *visits, struct stats *ret_stats);

/* Views of one article. Errors: NOT_FOUND (no such article), and the store's. */
enum err visits_of_article(struct visits *visits, struct conn *conn, int64_t article_id,
                           struct visit_counts *ret_views);

/* Forces journal records onto the disk; INTERNAL means the process must end (never retried). Folds when
 * the journal is half full. */
enum err visits_sync(struct visits *visits);

/* Folds into the database and rolls the day over when it has ended. Called every few seconds. */
enum err visits_fold(struct visits *visits);

struct day_row {
    int day; /* YYYYMMDD */
    int64_t visits;
    int64_t views;
    int64_t machines;
};

/* Days from `from` to `to` (YYYYMMDD, inclusive) that have a row, in order; folded numbers only. */
enum err visits_daily(struct conn *conn, int from, int to, struct day_row **ret_rows, size_t *ret_count);

/* Adds an entry to the ledger: visits (may be negative) that count into `all` alone. */
enum err visits_adjust(struct conn *conn, int64_t visits, const char *note);

#endif
