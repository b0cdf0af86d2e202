/* From the journal into the database: exactly once, because the counts and the number of the last record
 * in them are written by one transaction, and what is folded next begins behind that number. */
#include "visits_inner.h"

#include "base/log.h"
#include "conn.h"
#include "text/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 16384, ARENA_LIMIT = 16 * 1024 * 1024, PATH_SIZE = 4096 };

/* One article's view on one day, to be sorted and counted. */
struct article_view {
    uint32_t article_id;
    int32_t day;
};

/* What one transaction moves. */
struct batch {
    struct visit_days days;
    struct article_view *views; /* in the arena; room for BATCH and the overflow */
    size_t view_count;
};

static void batch_done(struct batch *batch)
{
    visit_days_done(&batch->days);
}

static void batch_add(struct batch *batch, const struct visit_record *record)
{
    visits_count(&batch->days, record);
    if (!record->article_id || !(record->flags & RECORD_VIEW))
        return;
    batch->views[batch->view_count++] =
        (struct article_view){record->article_id, day_of((int64_t)record->at_s * 1000)};
}

static int by_article(const void *a, const void *b)
{
    const struct article_view *x = a, *y = b;
    if (x->article_id != y->article_id)
        return x->article_id < y->article_id ? -1 : 1;
    return (x->day > y->day) - (x->day < y->day);
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

static enum err write_articles(struct conn *conn, struct batch *batch)
{
    enum err err = ERR_OK;
    if (batch->view_count)
        qsort(batch->views, batch->view_count, sizeof *batch->views, by_article);
    for (size_t i = 0, end; !err && i < batch->view_count; i = end) {
        for (end = i + 1; end < batch->view_count && !by_article(&batch->views[i], &batch->views[end]);)
            end++;
        auto_query struct query query = query_of(conn, STMT_VISIT_ARTICLE_ADD);
        bind_integer(&query, batch->views[i].article_id);
        bind_integer(&query, batch->views[i].day);
        bind_integer(&query, (int64_t)(end - i));
        err = query_run(&query);
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
    enum err err =
        batch->days.total.views || batch->days.total.machines ? write_days(conn, &batch->days) : ERR_OK;
    if (!err)
        err = write_articles(conn, batch);
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
    size_t kept = visits->overflow.count;
    pthread_mutex_unlock(&visits->lock);
    if (last - folded > BATCH) {
        last = folded + BATCH;
        kept = 0;
    }
    batch->views = arena_alloc(arena, (BATCH + kept) * sizeof *batch->views);
    if (!batch->views)
        return ERR_MEMORY;
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
    *ret_more = visits->next - 1 - last >= BATCH;
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
    pthread_mutex_unlock(&visits->fold_lock);
    pthread_mutex_lock(&visits->lock);
    visits_turn(visits, clock_now_ms(visits->clock));
    pthread_mutex_unlock(&visits->lock);
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

/* Looks at every number that may lie in the ring: those up to `folded` tell who was here today, those
 * beyond are counted. A power cut may have kept a later record and lost an earlier one. */
enum err visits_recover(struct visits *visits)
{
    uint64_t capacity = visits->journal.capacity, folded = visits->folded, last = folded;
    uint64_t first = folded >= capacity ? folded - capacity + 1 : 1;
    uint32_t now_s = visits->online.now_s;
    struct visit_record record;
    for (uint64_t number = first; number <= folded + capacity; number++) {
        if (!journal_read(&visits->journal, number, &record))
            continue;
        if (number > folded) {
            visits_count(&visits->days, &record);
            last = number;
        }
        if (!(record.flags & RECORD_VIEW) || record.at_s > now_s)
            continue;
        struct visitor_slot *slot = day_of((int64_t)record.at_s * 1000) == visits->key.day
                                        ? visitor_table_slot(&visits->table, record.visitor)
                                        : NULL;
        if (slot && record.at_s > slot->last_s) {
            online_move(&visits->online, slot->last_s, record.at_s);
            slot->last_s = record.at_s;
        }
    }
    visits->next = last + 1;
    enum err err = visits_fold(visits);
    journal_rest(&visits->journal);
    return err;
}
