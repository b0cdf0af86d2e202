/* From the journal into the database: exactly once, because the counts and the number of the last record
 * in them are written by one transaction, and what is folded next begins behind that number. */
#include "visits_inner.h"
#include "visits_secret.h"
#include "visits_tally.h"

#include "base/folder.h"
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Records of one transaction: it holds the store's write lock, and editors wait for that meanwhile. */
enum { BATCH = 16384, ARENA_LIMIT = 16 * 1024 * 1024, PATH_SIZE = 4096 };

/* What one transaction moves. */
struct fold_batch {
    struct visit_days days;
    struct day_span span;
    struct tally tally; /* of articles and machines */
};

static void batch_done(struct fold_batch *batch)
{
    visit_days_done(&batch->days);
}

static void batch_add(struct fold_batch *batch, const struct visit_record *record)
{
    int32_t day = visits_count(&batch->days, &batch->span, record);
    /* Machines and prefetched pages are counted by kind and name, views of people by article. */
    if (record->flags & (RECORD_MACHINE | RECORD_PREFETCH))
        tally_add(&batch->tally, TALLY_MACHINE, day, record->subject);
    else if (record->subject && record->flags & RECORD_VIEW)
        tally_add(&batch->tally, TALLY_ARTICLE, day, record->subject);
    if (record->flags & RECORD_MERGED)
        tally_add(&batch->tally, TALLY_MACHINE, day, machine_number(&(struct machine){MACHINE_MERGED, ""}));
}

/* The tally's rows as the store takes them; rows beyond the counts are free. Errors: MEMORY. */
static enum err fold_sums(struct arena *arena, const struct fold_batch *batch, struct visit_sums *ret_sums)
{
    /* More rows than needed rather than counting twice; the arena goes with the transaction. */
    size_t capacity = batch->tally.capacity;
    struct article_sum *articles = arena_zero(arena, capacity, sizeof *articles);
    struct machine_sum *machines = arena_zero(arena, capacity, sizeof *machines);
    size_t article_count = 0, machine_count = 0;
    if (capacity && (!articles || !machines))
        return ERR_MEMORY;
    for (size_t i = 0; i < capacity; i++) {
        const struct tally_row *row = &batch->tally.rows[i];
        if (row->day && row->of == TALLY_MACHINE) {
            const struct machine machine = machine_of_number(row->subject);
            machines[machine_count++] =
                (struct machine_sum){machine_kind_name(machine.kind), machine.name, row->day, row->count};
        } else if (row->day) {
            articles[article_count++] = (struct article_sum){row->subject, row->day, row->count};
        }
    }
    *ret_sums = (struct visit_sums){batch->days.rows, batch->days.count, articles,
                                    article_count,    machines,          machine_count};
    return ERR_OK;
}

/* The counts and the number of the last record, in the transaction that is open. */
static enum err fold_write(struct conn *conn, struct fold_batch *batch, uint64_t last)
{
    struct visit_sums sums;
    enum err err = fold_sums(conn_arena(conn), batch, &sums);
    return err ? err : visit_rows_add(conn, &sums, last);
}

/* Collects what is to be folded behind record `folded`: the journal's records, up to *ret_last, and, once
 * they empty it, the first *ret_kept of those that memory keeps. */
static enum err fold_collect(struct visits *visits, struct arena *arena, uint64_t folded,
                             struct fold_batch *batch, uint64_t *ret_last, size_t *ret_kept)
{
    struct visit_record record;
    /* Only the bounds are read under the lock: records up to `last` are written and not folded, so
     * nobody changes their slots. */
    pthread_mutex_lock(&visits->lock);
    uint64_t last = visits->next - 1;
    size_t kept = visits->overflow.count < BATCH ? visits->overflow.count : BATCH;
    pthread_mutex_unlock(&visits->lock);
    /* What memory keeps is newer than all the journal holds, and waits for it. */
    if (last - folded > BATCH) {
        last = folded + BATCH;
        kept = 0;
    }
    enum err err = tally_init(&batch->tally, arena, 2 * ((size_t)(last - folded) + kept));
    if (err)
        return err;
    /* A damaged slot is a view lost by the machine, not by us; it must not stop those behind it. */
    for (uint64_t number = folded + 1; number <= last; number++)
        if (journal_read(&visits->journal, number, &record))
            batch_add(batch, &record);
    pthread_mutex_lock(&visits->lock);
    for (size_t i = 0; i < kept; i++)
        batch_add(batch, &visits->overflow.records[i]);
    pthread_mutex_unlock(&visits->lock);
    *ret_last = last;
    *ret_kept = kept;
    return ERR_OK;
}

/* What was committed is no longer to be kept: slots are free, memory is released. Under the lock. */
static void forget(struct visits *visits, uint64_t last, size_t kept)
{
    struct overflow *overflow = &visits->overflow;
    /* Only behind the commit; before it the slots are the only safe copy. */
    if (last > visits->folded)
        visits->folded = last;
    overflow->count -= kept;
    if (overflow->count) {
        memmove(overflow->records, overflow->records + kept, overflow->count * sizeof *overflow->records);
    } else {
        free(overflow->records);
        *overflow = (struct overflow){0};
    }
}

/* One transaction. *ret_more: whether the journal holds more than it took. */
static enum err fold_some(struct visits *visits, bool *ret_more)
{
    static const struct actor actor = {.role = ROLE_ADMIN, .name = "statistics"};
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    CLEANUP(batch_done) struct fold_batch batch = {0};
    struct visit_state state = {0};
    uint64_t last = 0;
    size_t kept = 0;
    auto_conn struct conn *conn = NULL;
    /* The write lock before that of visits, as everywhere. */
    enum err err = arena ? store_begin_alone(visits->store, arena, &actor, &conn) : ERR_MEMORY;
    /* From the database itself and within the transaction: what counts is what it says was folded, not
     * what memory believes. */
    if (!err)
        err = visit_rows_state(conn, &state);
    if (!err)
        err = fold_collect(visits, arena, state.folded, &batch, &last, &kept);
    /* A transaction without content is not committed, so an idle portal writes nothing. */
    bool is_empty = last == state.folded && !kept;
    if (!err && !is_empty)
        err = fold_write(conn, &batch, last);
    if (!err && !is_empty)
        err = store_commit(&conn);
    if (err)
        return err;
    pthread_mutex_lock(&visits->lock);
    forget(visits, last, kept);
    /* Entries of the ledger change it in the database; this is how it gets here. */
    visits->opening = state.opening;
    *ret_more = visits->next - 1 - last >= BATCH || visits->overflow.count >= BATCH;
    pthread_mutex_unlock(&visits->lock);
    return ERR_OK;
}

enum err visits_fold(struct visits *visits)
{
    bool more = true;
    enum err err = ERR_OK;
    /* Jobs, a full journal and the closing may all want to fold at once. */
    pthread_mutex_lock(&visits->fold_lock);
    while (!err && more)
        err = fold_some(visits, &more);
    pthread_mutex_lock(&visits->lock);
    /* Also without any view: midnight must end a day, and its hashes, on a portal that nobody reads at
     * night. */
    visits_turn(visits, clock_now_ms(visits->clock));
    pthread_mutex_unlock(&visits->lock);
    /* Only now are the former day's records in the database. */
    visits_forget_former(visits);
    pthread_mutex_unlock(&visits->fold_lock);
    secret_burn();
    atomic_fetch_add_explicit(err ? &visits->folds_failed : &visits->folds, 1, memory_order_relaxed);
    return err;
}

/* Every day there ever was; ten years are 3,650 rows. */
static enum err load_days(struct conn *conn, struct visit_days *days)
{
    struct day_row *rows;
    size_t count = 0;
    enum err err = visit_rows_days(conn, &rows, &count);
    for (size_t i = 0; !err && i < count; i++)
        err = visit_days_add(days, &rows[i]);
    return err;
}

enum err visits_bring(struct visits *visits, const struct day_row *rows, size_t count)
{
    enum err err = ERR_OK;
    pthread_mutex_lock(&visits->lock);
    for (size_t i = 0; i < count; i++)
        err = visit_days_add(&visits->days, &rows[i]) ? ERR_MEMORY : err;
    pthread_mutex_unlock(&visits->lock);
    return err;
}

/* What the database knows, then the journal file that belongs to it: the epoch is part of every
 * checksum, so a restored or foreign database reads none of this journal's records. */
enum err visits_load(struct visits *visits)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_conn struct conn *conn = NULL;
    struct visit_state state = {0};
    char path[PATH_SIZE];
    enum err err = arena ? store_lease(visits->store, arena, &conn) : ERR_MEMORY;
    if (!err)
        err = visit_rows_state(conn, &state);
    if (!err)
        err = load_days(conn, &visits->days);
    if (err)
        return err;
    visits->folded = state.folded;
    visits->opening = state.opening;
    snprintf(path, sizeof path, "%s/visits.journal", store_directory(visits->store));
    err = journal_open(path, JOURNAL_CAPACITY, state.epoch, &visits->journal);
    /* Its name, or all that is synchronised in it could have none. */
    if (!err && folder_sync(store_directory(visits->store))) {
        log_error("journal", LOG_SAYS("the journal of views cannot be handled"), LOG_TEXT("path", path),
                  LOG_TEXT("error", strerror(errno)));
        err = ERR_INTERNAL;
    }
    return err;
}

/* Somebody who was here today. The clock may have been set back since: see turn_back(). */
static void remember(struct visits *visits, uint64_t number, const struct visit_record *record)
{
    uint32_t now_s = visits->online.now_s, seen_s = record->at_s;
    if (!(record->flags & (RECORD_VIEW | RECORD_SEEN)) ||
        day_span_of(&visits->span, seen_s) != visits->key.day)
        return;
    /* Left in the future the slot's time would be later than the table's. */
    if (seen_s > now_s)
        seen_s = seen_s - now_s <= STEP_BACK_S ? now_s : now_s > ONLINE_SECONDS ? now_s - ONLINE_SECONDS : 1;
    struct visitor_slot *slot = visitor_table_slot(&visits->table, record->visitor, now_s);
    if (!slot)
        return;
    slot->record = (uint32_t)number;
    /* Records come in the order of their numbers, which is not that of time after a clock was set back. */
    if (seen_s > slot->last_s) {
        online_move(&visits->online, slot->last_s, seen_s);
        slot->last_s = seen_s;
    }
}

/* Looks at every number that may lie in the ring: those up to `folded` tell who was here today, those
 * beyond are counted. A power cut may have kept a later record and lost an earlier one. */
static void read_ring(struct visits *visits)
{
    uint64_t capacity = visits->journal.capacity, folded = visits->folded, last = folded;
    /* One round back: no older record can still lie in the ring. */
    uint64_t first = folded >= capacity ? folded - capacity + 1 : 1;
    struct visit_record record = {0};
    for (uint64_t number = first; number <= folded + capacity; number++) {
        if (!journal_read(&visits->journal, number, &record))
            continue;
        if (number > folded) {
            visits_count(&visits->days, &visits->span, &record);
            last = number;
        }
        remember(visits, number, &record);
    }
    visits->next = last + 1;
    /* What lies before that is overwritten already. */
    visits->carried = last > capacity ? last - capacity : 0;
}

enum err visits_recover(struct visits *visits)
{
    read_ring(visits);
    /* At once, so that a start that fails later has lost nothing, and that a former day's hashes go
     * before anybody is served. */
    enum err err = visits_fold(visits);
    /* Eight megabytes were read that are not needed again. */
    journal_rest(&visits->journal);
    return err;
}
