/* The visitor statistics, for their own modules. */
#ifndef STORE_VISITS_INNER_H
#define STORE_VISITS_INNER_H

#include "store/visits.h"
#include "visits_days.h"
#include "visits_journal.h"
#include "visits_key.h"
#include "visits_online.h"
#include "visits_table.h"

#include <pthread.h>
#include <stdatomic.h>

enum { VISIT_SECONDS = 1800 };

/* What happens to views while the journal is full and cannot be folded: kept in memory up to this. */
enum { OVERFLOW_MAX = 1000000 };

struct overflow {
    struct visit_record *records;
    size_t count;
    size_t capacity;
};

struct visits {
    struct store *store;
    const struct clock *clock;

    /* One fold at a time, up to what follows its commit. Taken before the store's write lock. */
    pthread_mutex_t fold_lock;

    /* Everything below is under this lock, which is held for a fraction of a microsecond, except at
     * midnight. It is taken after the store's write lock, never before. */
    pthread_mutex_t lock;
    struct visitor_key key;
    struct visitor_table table; /* visitors of the key's day */
    struct online online;       /* its now_s is the time of the table, which does not step back */
    struct visit_days days;     /* all that was counted, folded or not */
    int64_t opening;            /* the ledger's sum */
    struct journal journal;
    uint64_t next;   /* number of the next record */
    uint64_t folded; /* number of the last record in the database */
    struct overflow overflow;

    atomic_bool dirty;            /* records not yet forced onto the disk */
    atomic_int_fast64_t retry_ms; /* monotonic: a full journal is not folded again before */
};

/* The instant as the journal and the table count it. */
uint32_t visits_seconds(int64_t at_ms);

/* Brings table, key and online to `now_ms`. Under the lock. */
void visits_turn(struct visits *visits, int64_t now_ms);

/* A visitor of the present day has a view at the table's time: whether a visit begins. Under the lock. */
bool visits_touch(struct visits *visits, uint64_t visitor);

/* Adds what one record counts to its own day's row. */
void visits_count(struct visit_days *days, const struct visit_record *record);

/* Loads the counts of the database, then whatever the journal holds beyond it. */
enum err visits_load(struct visits *visits);
enum err visits_recover(struct visits *visits);

#endif
