/* Visitor statistics: views, visits, online, by the definition of the portal (days of Asia/Ho_Chi_Minh).
 *
 * visit_record() counts one view in memory and writes a 32-byte record with checksum into the
 * preallocated, shared-mapped DIR/visits.journal before it returns, so that a killed process loses
 * no counted view; visits_sync() (every 200 ms) bounds what a power cut can take. visits_fold() moves
 * the journal's records into the database in one transaction together with the number of the last one
 * folded: exactly once by construction. At open, what the journal holds beyond that number is folded, and
 * the visitors that it still remembers of today are known again, so that a restart begins no visit anew;
 * whoever's visit may go on is written again before the journal's ring would overwrite him.
 *
 * A visitor is SipHash-2-4-128 of client address (IPv4 /32, IPv6 /64) and User-Agent under the day's
 * random key (DIR/day.key). When the day ends the key is destroyed, and every hash in memory and in the
 * journal; at open, when the day ended while nobody was there. No address or User-Agent is kept with any
 * count. Thread: any, except open and close. */
#ifndef STORE_VISITS_H
#define STORE_VISITS_H

#include "store/store.h"

#include <stddef.h>
#include <sys/socket.h>

struct visits;

/* Who asks, by the User-Agent alone (visits_machine.def). Machines are counted apart, each kind for itself.
 * What a browser fetches in advance is counted apart too, and is no machine's. Numbers stand in the journal:
 * new kinds go behind the last. */
enum machine_kind {
    MACHINE_NONE,     /* a person */
    MACHINE_OTHER,    /* counted before kinds were told apart */
    MACHINE_CRAWLER,  /* of a search engine, by name */
    MACHINE_GATHERER, /* declared robots of other ends */
    MACHINE_PREVIEW,  /* looks at a link that somebody sends */
    MACHINE_MONITOR,
    MACHINE_SCANNER,
    MACHINE_LIBRARY,  /* HTTP libraries, browsers without a person */
    MACHINE_NAMELESS, /* an empty or absurd User-Agent */
    MACHINE_PREFETCH, /* a browser in advance */
    MACHINE_KINDS
};

struct machine {
    enum machine_kind kind;
    const char *name; /* of a search engine's crawler, else ""; static */
};

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

/* Declared bots, HTTP libraries, empty or absurd User-Agents are machines. NULL is nameless. */
struct machine visitor_classify(const char *user_agent);

/* "crawler", "gatherer" …, as the database and the API call a kind (not MACHINE_NONE). */
const char *machine_kind_name(enum machine_kind kind);

/* Counts one view of a page by the client at `address`; `article_id` 0 when it is not an article's
 * own page. Never fails: a full journal folds at once, and if that fails the view is counted in
 * memory and folded later. Costs well under a microsecond. */
void visit_record(struct visits *visits, const struct sockaddr *address, const char *user_agent,
                  int64_t article_id);

/* Counts a page that a browser fetched in advance: no view, and shown apart. Never fails. */
void visit_prefetched(struct visits *visits);

/* The numbers now, today's journal included. Cheap: no database access. */
void visits_stats(struct visits *visits, struct stats *ret_stats);

/* Views of one article. Errors: NOT_FOUND (no such article), and the store's. */
enum err visits_of_article(struct visits *visits, struct conn *conn, int64_t article_id,
                           struct visit_counts *ret_views);

/* Forces journal records onto the disk; INTERNAL means the process must end (never retried). Folds when
 * the journal is half full, and keeps in it whoever's visit may go on. */
enum err visits_sync(struct visits *visits);

/* Folds into the database and rolls the day over when it has ended: its key is destroyed, and every hash of
 * its visitors in memory and in the journal. Called every few seconds. */
enum err visits_fold(struct visits *visits);

struct day_row {
    int day; /* YYYYMMDD */
    int64_t visits;
    int64_t views;
    int64_t machines;
};

/* Days from `from` to `to` (YYYYMMDD, inclusive) that counted anything, in order, today's journal included;
 * in the arena. Cheap: no database access. Errors: MEMORY. */
enum err visits_daily(struct visits *visits, struct arena *arena, int from, int to, struct day_row **ret_rows,
                      size_t *ret_count);

struct machine_row {
    const char *kind; /* machine_kind_name() */
    const char *name; /* of a search engine's crawler, or "" */
    struct visit_counts requests;
};

/* Machines by kind and name, the busiest first; what is prefetched has its row too. Folded numbers only. */
enum err visits_machines(struct conn *conn, struct machine_row **ret_rows, size_t *ret_count);

struct read_row {
    int64_t article_id;
    const char *slug, *title;
    int64_t views;
};

/* The `limit` public articles of a language ("vi", "en") with the most views from `from` to `to` (YYYYMMDD,
 * inclusive). Folded numbers only. */
enum err visits_most_read(struct conn *conn, const char *lang, int from, int to, int limit,
                          struct read_row **ret_rows, size_t *ret_count);

/* The ledger: what counts into the visits of all times beside the days, an opening balance of a former portal
 * or a correction. Entries are never changed; a wrong one is corrected by another. */
enum { LEDGER_MOST = 1000, LEDGER_NOTE_MAX = 2000 };
#define LEDGER_VISITS_MAX INT64_C(1000000000000)

struct ledger_entry {
    int64_t id;
    int64_t at_ms;
    int64_t visits; /* may be negative, not 0 */
    const char *note;
    const char *author; /* who wrote it, or NULL */
};

/* All entries, the oldest first. */
enum err visits_ledger(struct conn *conn, struct ledger_entry **ret_rows, size_t *ret_count);

/* Adds an entry: visits (0 < |visits| <= LEDGER_VISITS_MAX), a note of 1 to LEDGER_NOTE_MAX bytes; the author
 * is the transaction's actor. visits_fold() after the commit makes it count at once. Errors: INPUT (the sum
 * of all would be below 0 or the ledger's beyond LEDGER_VISITS_MAX), TOO_LARGE (LEDGER_MOST entries are there
 * already). */
enum err visits_adjust(struct conn *conn, int64_t visits, const char *note, struct ledger_entry *ret_entry);

#endif
