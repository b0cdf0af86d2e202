/* Visitor statistics: views, visits, online, by the definition of the portal (days of Asia/Ho_Chi_Minh).
 *
 * visit_record() counts one view in memory and writes a 32-byte record with checksum into the
 * preallocated, shared-mapped DIR/visits.journal before it returns, so that a killed process loses
 * no counted view; visits_sync() (within 200 ms) bounds what a power cut can take. visits_fold() moves
 * the journal's records into the database in one transaction together with the number of the last one
 * folded: exactly once by construction. At open, what the journal holds beyond that number is folded, and
 * the visitors that it still remembers of today are known again, so that a restart begins no visit anew;
 * whoever's visit may go on is written again before the journal's ring would overwrite him.
 *
 * A visitor is SipHash-2-4-128 of client address (IPv4 /32, IPv6 /64) and User-Agent under the day's
 * random key (DIR/day.key). An address begins at most 4,096 visits an hour; who comes after that is one
 * visitor together with the others at that address who do, and his views are counted as MACHINE_MERGED
 * besides. When the day ends the key is destroyed, and every hash in memory and in the journal; at open, when
 * the day ended while nobody was there. No address or User-Agent is kept with any count. Thread: any, except
 * open and close. */
#ifndef VISITS_VISITS_H
#define VISITS_VISITS_H

#include "store/visit_rows.h"

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
    MACHINE_MERGED,   /* no machine: views of visitors beyond those that an address may begin in an hour */
    MACHINE_KINDS
};

struct machine {
    enum machine_kind kind;
    const char *name; /* of a search engine's crawler, else ""; static */
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

/* Folds, syncs, closes. NULL is fine. Errors: the journal could not be written, whatever came of the fold. */
enum err visits_close(struct visits *visits);

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

/* Whether visits_sync() has nothing to do. */
bool visits_are_synced(const struct visits *visits);

/* Who is told when it has again, by the thread that recorded; borrowed until another or NULL takes its place,
 * which must be before it ends. */
struct visits_listener {
    void (*tell)(void *context);
    void *context;
};
void visits_listen(struct visits *visits, struct visits_listener *listener);

/* Folds into the database and rolls the day over when it has ended: its key is destroyed, and every hash of
 * its visitors in memory and in the journal. Called every few seconds. */
enum err visits_fold(struct visits *visits);

/* Days that visit_rows_bring() wrote, once that is committed: from now on they are in all sums. Errors:
 * MEMORY (they count from the next start on). */
enum err visits_bring(struct visits *visits, const struct day_row *rows, size_t count);

/* How the journal stands, and what became of the folds since the start. */
struct visits_figures {
    uint64_t records, records_most; /* in the journal and not in the database yet; room for */
    uint64_t in_memory;             /* that neither took */
    uint64_t folds, folds_failed;
};
void visits_figures(struct visits *visits, struct visits_figures *ret_figures);

/* Days from `from` to `to` (YYYYMMDD, inclusive) that counted anything, in order, today's journal included;
 * in the arena. Cheap: no database access. Errors: MEMORY. */
enum err visits_daily(struct visits *visits, struct arena *arena, int from, int to, struct day_row **ret_rows,
                      size_t *ret_count);

#endif
