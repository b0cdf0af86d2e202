/* From the journal into the database: exactly once, because the counts and the number of the last record
 * in them are written by one transaction, and what is folded next begins behind that number. */
#include "visits_inner.h"
#include "visits_secret.h"
#include "visits_tally.h"

#include "base/log.h"
#include "conn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 16384, ARENA_LIMIT = 16 * 1024 * 1024, PATH_SIZE = 4096 };

/* What one transaction moves. */
struct batch {
    struct visit_days days;
    struct day_span span;
    struct tally tally; /* of articles and machines */
};

static void batch_done(struct batch *batch)
{
    visit_days_done(&batch->days);
}

static void batch_add(struct batch *batch, const struct visit_record *record)
{
    int32_t day = visits_count(&batch->days, &batch->span, record);
    if (record->flags & (RECORD_MACHINE | RECORD_PREFETCH))
        tally_add(&batch->tally, TALLY_MACHINE, day, record->subject);
    else if (record->subject && record->flags & RECORD_VIEW)
        tally_add(&batch->tally, TALLY_ARTICLE, day, record->subject);
}

static enum err write_days(struct conn *conn, const struct visit_days *days)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < days->count; i++) {
        auto_query struct query query = query_of(conn, STMT_VISIT_DAY_ADD);
        bind_integer(&query, days->rows[i].day);
        bind_integer(&query, days->rows[i].visits);
        bind_integer(&query, days->rows[i].views);
        bind_integer(&query, days->rows[i].machines);
        err = query_run(&query);
    }
    return err;
}

static enum err write_article(struct conn *conn, const struct tally_row *row)
{
    auto_query struct query query = query_of(conn, STMT_VISIT_ARTICLE_ADD);
    bind_integer(&query, row->subject);
    bind_integer(&query, row->day);
    bind_integer(&query, row->count);
    return query_run(&query);
}

static enum err write_machine(struct conn *conn, const struct tally_row *row)
{
    const struct machine machine = machine_of_number(row->subject);
    auto_query struct query query = query_of(conn, STMT_VISIT_MACHINE_ADD);
    bind_integer(&query, row->day);
    bind_text(&query, machine_kind_name(machine.kind));
    bind_text(&query, machine.name);
    bind_integer(&query, row->count);
    return query_run(&query);
}

static enum err write_tally(struct conn *conn, const struct tally *tally)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < tally->capacity; i++) {
        const struct tally_row *row = &tally->rows[i];
        if (row->day)
            err = row->of == TALLY_MACHINE ? write_machine(conn, row) : write_article(conn, row);
    }
    return err;
}

static enum err write_folded(struct conn *conn, uint64_t folded)
{
    auto_query struct query query = query_of(conn, STMT_VISIT_FOLD);
    bind_integer(&query, (int64_t)folded);
    return query_run(&query);
}

static enum err read_state(struct conn *conn, const char **ret_epoch, uint64_t *ret_folded)
{
    auto_query struct query query = query_of(conn, STMT_STATE_READ);
    enum err err = query_row(&query);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_INTERNAL : err;
    *ret_epoch = column_text(&query);
    column_integer(&query);
    *ret_folded = (uint64_t)column_integer(&query);
    return ERR_OK;
}

static enum err read_opening(struct conn *conn, int64_t *ret_opening)
{
    auto_query struct query query = query_of(conn, STMT_VISIT_OPENING);
    enum err err = query_row(&query);
    if (!err)
        *ret_opening = column_integer(&query);
    return err;
}

static enum err write_batch(struct conn *conn, struct batch *batch, uint64_t folded)
{
    enum err err = write_days(conn, &batch->days);
    if (!err)
        err = write_tally(conn, &batch->tally);
    return err ? err : write_folded(conn, folded);
}

/* Collects what is to be folded behind record `folded`: the journal's records, up to *ret_last, and, once
 * they empty it, the first *ret_kept of those that memory keeps. */
static enum err collect(struct visits *visits, struct arena *arena, uint64_t folded, struct batch *batch,
                        uint64_t *ret_last, size_t *ret_kept)
{
    struct visit_record record;
    pthread_mutex_lock(&visits->lock);
    uint64_t last = visits->next - 1;
    size_t kept = visits->overflow.count < BATCH ? visits->overflow.count : BATCH;
    pthread_mutex_unlock(&visits->lock);
    if (last - folded > BATCH) {
        last = folded + BATCH;
        kept = 0;
    }
    enum err err = tally_init(&batch->tally, arena, (size_t)(last - folded) + kept);
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
    CLEANUP(batch_done) struct batch batch = {0};
    const char *epoch;
    uint64_t folded = 0, last = 0;
    size_t kept = 0;
    int64_t opening = 0;
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin(visits->store, arena, &actor, &conn) : ERR_MEMORY;
    if (!err)
        err = read_state(conn, &epoch, &folded);
    if (!err)
        err = collect(visits, arena, folded, &batch, &last, &kept);
    if (!err)
        err = read_opening(conn, &opening);
    bool is_empty = last == folded && !kept;
    if (!err && !is_empty)
        err = write_batch(conn, &batch, last);
    if (!err && !is_empty)
        err = store_commit(&conn);
    if (err)
        return err;
    pthread_mutex_lock(&visits->lock);
    forget(visits, last, kept);
    visits->opening = opening;
    *ret_more = visits->next - 1 - last >= BATCH || visits->overflow.count >= BATCH;
    pthread_mutex_unlock(&visits->lock);
    return ERR_OK;
}

enum err visits_fold(struct visits *visits)
{
    bool more = true;
    enum err err = ERR_OK;
    pthread_mutex_lock(&visits->fold_lock);
    while (!err && more)
        err = fold_some(visits, &more);
    pthread_mutex_lock(&visits->lock);
    visits_turn(visits, clock_now_ms(visits->clock));
    pthread_mutex_unlock(&visits->lock);
    visits_forget_former(visits);
    pthread_mutex_unlock(&visits->fold_lock);
    secret_burn();
    return err;
}

static enum err load_days(struct conn *conn, struct visit_days *days)
{
    auto_query struct query query = query_of(conn, STMT_VISIT_DAYS);
    bind_integer(&query, 0);
    bind_integer(&query, INT32_MAX);
    enum err err;
    while (!(err = query_row(&query))) {
        struct day_row row;
        row.day = (int)column_integer(&query);
        row.visits = column_integer(&query);
        row.views = column_integer(&query);
        row.machines = column_integer(&query);
        err = visit_days_add(days, &row);
        if (err)
            return err;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err visits_load(struct visits *visits)
{
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_conn struct conn *conn = NULL;
    const char *epoch;
    char path[PATH_SIZE];
    enum err err = arena ? store_lease(visits->store, arena, &conn) : ERR_MEMORY;
    if (!err)
        err = read_state(conn, &epoch, &visits->folded);
    if (!err)
        err = load_days(conn, &visits->days);
    if (!err)
        err = read_opening(conn, &visits->opening);
    if (err)
        return err;
    snprintf(path, sizeof path, "%s/visits.journal", store_directory(visits->store));
    return journal_open(path, JOURNAL_CAPACITY, epoch, &visits->journal);
}

/* Somebody who was here today. The clock may have been set back since: see turn_back(). */
static void remember(struct visits *visits, uint64_t number, const struct visit_record *record)
{
    uint32_t now_s = visits->online.now_s, seen_s = record->at_s;
    if (!(record->flags & (RECORD_VIEW | RECORD_SEEN)) ||
        day_span_of(&visits->span, seen_s) != visits->key.day)
        return;
    if (seen_s > now_s)
        seen_s = seen_s - now_s <= STEP_BACK_S ? now_s : now_s - ONLINE_SECONDS;
    struct visitor_slot *slot = visitor_table_slot(&visits->table, record->visitor);
    if (!slot)
        return;
    slot->record = (uint32_t)number;
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
    visits->carried = last > capacity ? last - capacity : 0;
}

enum err visits_recover(struct visits *visits)
{
    read_ring(visits);
    enum err err = visits_fold(visits);
    journal_rest(&visits->journal);
    return err;
}
