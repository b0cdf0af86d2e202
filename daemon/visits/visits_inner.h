/* The visitor statistics, for their own modules. */
#ifndef VISITS_VISITS_INNER_H
#define VISITS_VISITS_INNER_H

#include "visits/visits.h"
#include "visits_agent.h"
#include "visits_days.h"
#include "visits_journal.h"
#include "visits_key.h"
#include "visits_online.h"
#include "visits_quota.h"
#include "visits_span.h"
#include "visits_table.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/* A clock set back by less than STEP_BACK_S is waited out: the table's time stands still meanwhile. */
enum { STEP_BACK_S = 300 };

/* What happens to views while the journal is full and cannot be folded: kept in memory up to this. */
enum { OVERFLOW_MAX = 1000000 };

/* So many records before the ring comes round to it, a visit that may go on is written again. */
enum { CARRY_AHEAD = JOURNAL_CAPACITY / 8 };

/* Records of a time at which neither the journal nor the database took any; in order, folded behind it. */
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
    struct agents agents;        /* under the key */
    struct visitor_agent nobody; /* no User-Agent, under the key: who is counted by the address alone */
    struct visit_quota quota;    /* of the addresses, under the key */
    struct day_span span;        /* the calendar's last answer */
    struct visitor_table table;  /* visitors of the key's day whose visit may go on */
    struct online online;        /* its now_s is the time of the table, which does not step back */
    struct visit_days days;      /* all that was counted, folded or not */
    int64_t opening;             /* the ledger's sum */
    struct journal journal;
    uint64_t next;    /* number of the next record */
    uint64_t folded;  /* number of the last record in the database */
    uint64_t carried; /* number of the last record that was looked at before the ring overwrites it */
    uint32_t carried_in_round;
    bool has_former;          /* the journal may hold hashes of a day that is over */
    struct overflow overflow; /* without hashes */

    atomic_uint_least64_t folds, folds_failed; /* since the start */
    atomic_bool dirty;                         /* records not yet forced onto the disk */
    struct visits_listener *_Atomic listener;  /* or NULL */
    atomic_int_fast64_t retry_ms;              /* monotonic: a full journal is not folded again before */
};

/* There are records to be forced onto the disk. */
void visits_set_dirty(struct visits *visits);

/* The instant as the journal and the table count it. */
uint32_t visits_seconds(int64_t at_ms);

/* Brings table, key and online to `now_ms`. Under the lock. */
void visits_turn(struct visits *visits, int64_t now_ms);

/* Adds what one record counts to its own day's row; gives that day. */
int32_t visits_count(struct visit_days *days, struct day_span *span, const struct visit_record *record);

/* Whether the journal has room for another record. Under the lock. */
bool visits_has_room(const struct visits *visits);

/* Writes those whose visit may go on anew, before the ring overwrites them. */
void visits_carry(struct visits *visits);

/* Once the day is over and its records are folded, removes them from the journal, hashes and all. */
void visits_forget_former(struct visits *visits);

/* Loads the counts of the database, then whatever the journal holds beyond it. */
enum err visits_load(struct visits *visits);
enum err visits_recover(struct visits *visits);

#endif
