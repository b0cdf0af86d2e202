/* The sums of the visitor statistics: written by the fold, read by pages. Knows days and numbers, and must
 * not know how a visit is told from a view. */
#include "store/visit_rows.h"

#include "article_inner.h"
#include "store/audit.h"
#include "store/kind.h"
#include "store/old_address.h"
#include "text/date.h"

#include <assert.h>
#include <inttypes.h>

/* Ends of the calendar, for "ever". */
enum { DAY_FIRST = 19700101, DAY_LAST = 99991231, MONTH = 100 /* 202611 is 20261100 / MONTH */ };

enum err visit_rows_state(struct conn *conn, struct visit_state *ret_state)
{
    {
        auto_query struct query query = query_of(conn, STMT_STATE_READ);
        enum err err = query_row(&query);
        if (err)
            return err == ERR_NOT_FOUND ? ERR_INTERNAL : err;
        ret_state->epoch = column_text(&query);
        /* The feed's sequence, which is not wanted here; columns are read in order. */
        column_integer(&query);
        ret_state->folded = (uint64_t)column_integer(&query);
    }
    auto_query struct query query = query_of(conn, STMT_VISIT_OPENING);
    enum err err = query_row(&query);
    if (!err)
        ret_state->opening = column_integer(&query);
    return err;
}

/* Adds to the day's row, or makes it. */
static enum err add_day(struct conn *conn, const struct day_row *row)
{
    auto_query struct query query = query_of(conn, STMT_VISIT_DAY_ADD);
    bind_integer(&query, row->day);
    bind_integer(&query, row->visits);
    bind_integer(&query, row->views);
    bind_integer(&query, row->machines);
    return query_run(&query);
}

static enum err add_article_views(struct conn *conn, const struct article_sum *sum)
{
    auto_query struct query query = query_of(conn, STMT_VISIT_ARTICLE_ADD);
    bind_integer(&query, sum->article_id);
    bind_integer(&query, sum->day);
    bind_integer(&query, sum->views);
    return query_run(&query);
}

/* By day, kind and name; the name is "" where nobody says it. */
static enum err add_machine_requests(struct conn *conn, const struct machine_sum *sum)
{
    auto_query struct query query = query_of(conn, STMT_VISIT_MACHINE_ADD);
    bind_integer(&query, sum->day);
    bind_text(&query, sum->kind);
    bind_text(&query, sum->name);
    bind_integer(&query, sum->requests);
    return query_run(&query);
}

enum err visit_rows_add(struct conn *conn, const struct visit_sums *sums, uint64_t folded)
{
    assert(conn->is_writer);
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < sums->day_count; i++)
        err = add_day(conn, &sums->days[i]);
    for (size_t i = 0; !err && i < sums->article_count; i++)
        err = add_article_views(conn, &sums->articles[i]);
    for (size_t i = 0; !err && i < sums->machine_count; i++)
        err = add_machine_requests(conn, &sums->machines[i]);
    /* The number of the last record in the same transaction as its counts, so after a crash every record
     * was counted or was not. */
    return err ? err : run_by(conn, STMT_VISIT_FOLD, (int64_t)folded);
}

enum err visit_rows_bring(struct conn *conn, const struct day_row *rows, size_t count, bool *added)
{
    assert(conn->is_writer);
    enum err err = ERR_OK;
    int64_t written = 0;
    for (size_t i = 0; !err && i < count; i++) {
        auto_query struct query query = query_of(conn, STMT_VISIT_DAY_BRING);
        bind_integer(&query, rows[i].day);
        bind_integer(&query, rows[i].visits);
        bind_integer(&query, rows[i].views);
        bind_integer(&query, rows[i].machines);
        err = query_run(&query);
        added[i] = !err && conn_changes(conn) > 0;
        written += added[i];
    }
    if (err || !written)
        return err;
    /* Pages show the sum. */
    conn_mark_changed(conn);
    return audit_add(conn, "stats.bring", "days", 0, 0, 0,
                     arena_printf(conn_arena(conn), "%" PRId64 " days", written));
}

/* All days there are, a row each; a portal has some thousands. */
enum err visit_rows_days(struct conn *conn, struct day_row **ret_rows, size_t *ret_count)
{
    struct day_row *rows = NULL;
    size_t count = 0;
    enum err err;
    auto_query struct query query = query_of(conn, STMT_VISIT_DAYS);
    bind_integer(&query, 0);
    bind_integer(&query, INT32_MAX);
    while (!(err = query_row(&query))) {
        struct day_row *row = array_add(conn_arena(conn), &rows, &count, sizeof *row);
        if (!row)
            return ERR_MEMORY;
        row->day = (int)column_integer(&query);
        row->visits = column_integer(&query);
        row->views = column_integer(&query);
        row->machines = column_integer(&query);
    }
    *ret_rows = rows;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Views of an article from one day to another, both included; 0 when there are none. */
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

/* The last record that this connection's snapshot has counted. */
static enum err read_folded(struct conn *conn, uint64_t *ret_folded)
{
    auto_query struct query query = query_of(conn, STMT_STATE_READ);
    enum err err = query_row(&query);
    if (err)
        return err;
    /* Epoch and sequence are passed over. */
    column_integer(&query);
    column_integer(&query);
    *ret_folded = (uint64_t)column_integer(&query);
    return ERR_OK;
}

/* NOT_FOUND for an id that nobody has, which must not be told as 0 views of an article that nobody read. */
enum err visit_rows_article_known(struct conn *conn, int64_t article_id)
{
    int64_t known;
    return integer_by(conn, STMT_VISIT_ARTICLE_KNOWN, article_id, &known);
}

enum err visit_rows_of_article(struct conn *conn, int64_t article_id, int day, struct visit_counts *ret_views,
                               uint64_t *ret_folded)
{
    /* The month's days lie between 20261100 and 20261199, whether they exist or not. */
    int month = day / MONTH * MONTH;
    int64_t opening = 0;
    /* First, for with it the snapshot begins, and the caller adds what was recorded after this number. */
    enum err err = read_folded(conn, ret_folded);
    if (!err)
        err = opening_views_of(conn, article_id, &opening);
    if (!err)
        err = views_between(conn, article_id, DAY_FIRST, DAY_LAST, &ret_views->all);
    if (!err)
        ret_views->all += opening;
    if (!err)
        err = views_between(conn, article_id, month, month + MONTH - 1, &ret_views->month);
    return err ? err : views_between(conn, article_id, day, day, &ret_views->today);
}

/* Today, this month and ever in one walk over the rows. */
enum err visit_rows_machines(struct conn *conn, struct machine_row **ret_rows, size_t *ret_count)
{
    struct machine_row *rows = NULL;
    size_t count = 0;
    /* By the portal's calendar, at the moment of this lease. */
    int day = day_of(conn_now_ms(conn)), month = day / MONTH * MONTH;
    auto_query struct query query = query_of(conn, STMT_VISIT_MACHINES);
    bind_integer(&query, day);
    bind_integer(&query, month);
    bind_integer(&query, month + MONTH - 1);
    bind_integer(&query, DAY_FIRST);
    bind_integer(&query, DAY_LAST);
    enum err err;
    while (!(err = query_row(&query))) {
        struct machine_row *row = array_add(conn_arena(conn), &rows, &count, sizeof *row);
        if (!row)
            return ERR_MEMORY;
        row->kind = column_text(&query);
        row->name = column_text(&query);
        row->requests.today = column_integer(&query);
        row->requests.month = column_integer(&query);
        row->requests.all = column_integer(&query);
    }
    *ret_rows = rows;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Of what is public today, whatever it was when it was read. */
enum err visit_rows_most_read(struct conn *conn, const char *lang, int from, int to, int limit,
                              struct read_row **ret_rows, size_t *ret_count)
{
    struct read_row *rows = NULL;
    size_t count = 0;
    auto_query struct query query = query_of(conn, STMT_VISIT_MOST_READ);
    bind_integer(&query, from);
    bind_integer(&query, to);
    /* Of one language, as its page is. */
    bind_text(&query, lang);
    bind_integer(&query, kinds_with(KIND_IS_LISTED));
    bind_integer(&query, limit);
    enum err err;
    while (!(err = query_row(&query))) {
        struct read_row *row = array_add(conn_arena(conn), &rows, &count, sizeof *row);
        if (!row)
            return ERR_MEMORY;
        row->article_id = column_integer(&query);
        row->slug = column_text(&query);
        row->title = column_text(&query);
        row->views = column_integer(&query);
    }
    *ret_rows = rows;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
