/* Questions to the counts beyond what every page shows, and the ledger. */
#include "visits_inner.h"

#include "conn.h"
#include "store/audit.h"
#include "text/date.h"

enum { DAY_FIRST = 19700101, DAY_LAST = 99991231 };

static enum err views_between(struct conn *conn, int64_t article_id, int from, int to, int64_t *ret_views)
{
    auto_query struct query query = query_of(conn, STMT_VISIT_ARTICLE_VIEWS);
    bind_integer(&query, article_id);
    bind_integer(&query, from);
    bind_integer(&query, to);
    enum err err = query_row(&query);
    if (!err)
        *ret_views = column_integer(&query);
    return err;
}

static enum err check_article(struct conn *conn, int64_t article_id)
{
    auto_query struct query query = query_of(conn, STMT_VISIT_ARTICLE_KNOWN);
    bind_integer(&query, article_id);
    return query_row(&query);
}

/* The last record that this connection's snapshot has counted. */
static enum err read_folded(struct conn *conn, uint64_t *ret_folded)
{
    auto_query struct query query = query_of(conn, STMT_STATE_READ);
    enum err err = query_row(&query);
    if (err)
        return err;
    column_integer(&query);
    column_integer(&query);
    *ret_folded = (uint64_t)column_integer(&query);
    return ERR_OK;
}

static void count_record(const struct visit_record *record, int64_t article_id, int32_t day,
                         struct visit_counts *counts)
{
    if (record->article_id != article_id || !(record->flags & RECORD_VIEW))
        return;
    int32_t own = day_of((int64_t)record->at_s * 1000);
    counts->all++;
    counts->month += day_month(own) == day_month(day);
    counts->today += own == day;
}

/* Adds what lies in the journal behind the snapshot, so that every view is in the sum once. */
static void add_unfolded(struct visits *visits, uint64_t folded, int64_t article_id, int32_t day,
                         struct visit_counts *counts)
{
    struct visit_record record;
    pthread_mutex_lock(&visits->lock);
    for (uint64_t number = folded + 1; number < visits->next; number++)
        if (journal_read(&visits->journal, number, &record))
            count_record(&record, article_id, day, counts);
    for (size_t i = 0; i < visits->overflow.count; i++)
        count_record(&visits->overflow.records[i], article_id, day, counts);
    pthread_mutex_unlock(&visits->lock);
}

enum err visits_of_article(struct visits *visits, struct conn *conn, int64_t article_id,
                           struct visit_counts *ret_views)
{
    struct visit_counts counts = {0};
    int32_t day = day_of(conn_now_ms(conn));
    int month = day_month(day) * 100;
    uint64_t folded;
    enum err err = check_article(conn, article_id);
    if (!err)
        err = read_folded(conn, &folded);
    if (!err)
        err = views_between(conn, article_id, DAY_FIRST, DAY_LAST, &counts.all);
    if (!err)
        err = views_between(conn, article_id, month, month + 99, &counts.month);
    if (!err)
        err = views_between(conn, article_id, day, day, &counts.today);
    if (err)
        return err;
    add_unfolded(visits, folded, article_id, day, &counts);
    *ret_views = counts;
    return ERR_OK;
}

enum err visits_daily(struct conn *conn, int from, int to, struct day_row **ret_rows, size_t *ret_count)
{
    size_t count = 0, capacity = 32;
    struct day_row *rows = arena_zero(conn_arena(conn), capacity, sizeof *rows);
    auto_query struct query query = query_of(conn, STMT_VISIT_DAYS);
    bind_integer(&query, from);
    bind_integer(&query, to);
    enum err err = rows ? ERR_OK : ERR_MEMORY;
    while (!err && !(err = query_row(&query))) {
        if (count == capacity) {
            struct day_row *more = arena_zero(conn_arena(conn), capacity * 2, sizeof *more);
            if (!more)
                return ERR_MEMORY;
            for (size_t i = 0; i < count; i++)
                more[i] = rows[i];
            rows = more;
            capacity *= 2;
        }
        rows[count].day = (int)column_integer(&query);
        rows[count].visits = column_integer(&query);
        rows[count].views = column_integer(&query);
        rows[count++].machines = column_integer(&query);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_rows = rows;
    *ret_count = count;
    return ERR_OK;
}

enum err visits_adjust(struct conn *conn, int64_t visits, const char *note)
{
    int64_t id = 0;
    {
        auto_query struct query query = query_of(conn, STMT_VISIT_ADJUST);
        bind_integer(&query, conn_now_ms(conn));
        bind_integer(&query, visits);
        bind_text(&query, note);
        bind_text(&query, conn->actor.name);
        enum err err = query_row(&query);
        if (err)
            return err;
        id = column_integer(&query);
    }
    return audit_add(conn, "stats.adjust", "ledger", id, 0, 1, note);
}
