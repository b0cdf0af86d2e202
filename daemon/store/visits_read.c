/* Questions to the counts beyond what every page shows. */
#include "visits_inner.h"
#include "visits_secret.h"

#include "conn.h"
#include "store/article.h"
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
    if (record->subject != article_id || !(record->flags & RECORD_VIEW))
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
    secret_burn();
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

enum err visits_daily(struct visits *visits, struct arena *arena, int from, int to, struct day_row **ret_rows,
                      size_t *ret_count)
{
    const struct day_row *rows;
    pthread_mutex_lock(&visits->lock);
    size_t count = visit_days_between(&visits->days, from, to, &rows);
    struct day_row *copy = arena_alloc(arena, (count + 1) * sizeof *copy);
    for (size_t i = 0; copy && i < count; i++)
        copy[i] = rows[i];
    pthread_mutex_unlock(&visits->lock);
    if (!copy)
        return ERR_MEMORY;
    *ret_rows = copy;
    *ret_count = count;
    return ERR_OK;
}

/* Room for one more row in an array of the arena, doubled when it is full; NULL without memory. */
static void *grown(struct conn *conn, void *rows, size_t count, size_t size)
{
    bool is_full = !count || (count >= 16 && (count & (count - 1)) == 0);
    if (!is_full)
        return rows;
    unsigned char *more = arena_zero(conn_arena(conn), count < 16 ? 16 : count * 2, size);
    for (size_t i = 0; more && i < count * size; i++)
        more[i] = ((unsigned char *)rows)[i];
    return more;
}

enum err visits_machines(struct conn *conn, struct machine_row **ret_rows, size_t *ret_count)
{
    struct machine_row *rows = NULL;
    size_t count = 0;
    int32_t day = day_of(conn_now_ms(conn)), month = day_month(day) * 100;
    auto_query struct query query = query_of(conn, STMT_VISIT_MACHINES);
    bind_integer(&query, day);
    bind_integer(&query, month);
    bind_integer(&query, month + 99);
    bind_integer(&query, DAY_FIRST);
    bind_integer(&query, DAY_LAST);
    enum err err;
    while (!(err = query_row(&query))) {
        rows = grown(conn, rows, count, sizeof *rows);
        if (!rows)
            return ERR_MEMORY;
        rows[count].kind = column_text(&query);
        rows[count].name = column_text(&query);
        rows[count].requests.today = column_integer(&query);
        rows[count].requests.month = column_integer(&query);
        rows[count++].requests.all = column_integer(&query);
    }
    *ret_rows = rows;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err visits_most_read(struct conn *conn, const char *lang, int from, int to, int limit,
                          struct read_row **ret_rows, size_t *ret_count)
{
    struct read_row *rows = NULL;
    size_t count = 0;
    auto_query struct query query = query_of(conn, STMT_VISIT_MOST_READ);
    bind_integer(&query, from);
    bind_integer(&query, to);
    bind_text(&query, lang);
    bind_integer(&query, STATUS_PUBLISHED);
    bind_integer(&query, KIND_ARTICLE);
    bind_integer(&query, limit);
    enum err err;
    while (!(err = query_row(&query))) {
        rows = grown(conn, rows, count, sizeof *rows);
        if (!rows)
            return ERR_MEMORY;
        rows[count].article_id = column_integer(&query);
        rows[count].slug = column_text(&query);
        rows[count].title = column_text(&query);
        rows[count++].views = column_integer(&query);
    }
    *ret_rows = rows;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
