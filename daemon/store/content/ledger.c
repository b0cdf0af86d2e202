/* The ledger of visits that no day counted. Must not know the counters themselves. */
#include "store/ledger.h"

#include "engine/conn.h"
#include "store/audit.h"

#include <assert.h>

enum { DAY_FIRST = 19700101, DAY_LAST = 99991231 };

enum err ledger_list(struct conn *conn, struct ledger_entry **ret_rows, size_t *ret_count)
{
    size_t count = 0;
    /* There are never more, so they have their room at once. */
    struct ledger_entry *rows = arena_zero(conn_arena(conn), LEDGER_MOST, sizeof *rows);
    auto_query struct query query = query_of(conn, STMT_VISIT_LEDGER);
    enum err err = rows ? ERR_OK : ERR_MEMORY;
    /* The bound is the store's own; here it keeps the array whole. */
    while (!err && count < LEDGER_MOST && !(err = query_row(&query))) {
        struct ledger_entry *row = &rows[count++];
        row->id = column_integer(&query);
        row->at_ms = column_integer(&query);
        row->visits = column_integer(&query);
        row->note = column_text(&query);
        row->author = column_text(&query);
    }
    *ret_rows = rows;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What the sum of all would become must be a number that a portal can show. */
static enum err check_sum(struct conn *conn, int64_t visits)
{
    int64_t ledger = 0, entries = 0, days = 0;
    {
        auto_query struct query query = query_of(conn, STMT_VISIT_OPENING);
        enum err err = query_row(&query);
        if (err)
            return err;
        /* What it would become. */
        ledger = column_integer(&query) + visits;
        entries = column_integer(&query);
    }
    auto_query struct query query = query_of(conn, STMT_VISIT_ALL_DAYS);
    bind_integer(&query, DAY_FIRST);
    bind_integer(&query, DAY_LAST);
    enum err err = query_row(&query);
    if (err)
        return err;
    days = column_integer(&query);
    /* Every entry is shown to the public, so they stay few. */
    if (entries >= LEDGER_MOST)
        return ERR_TOO_LARGE;
    /* Both sums are far from the ends of 64 bits, as each entry and each day is bounded. */
    bool is_far = ledger > LEDGER_VISITS_MAX || ledger < -LEDGER_VISITS_MAX;
    return is_far || ledger + days < 0 ? ERR_INPUT : ERR_OK;
}

enum err ledger_add(struct conn *conn, int64_t visits, const char *note, struct ledger_entry *ret_entry)
{
    assert(conn->is_writer);
    const struct ledger_entry entry = {
        .at_ms = conn_now_ms(conn), .visits = visits, .note = note, .author = conn->actor.name};
    enum err err = check_sum(conn, visits);
    if (err)
        return err;
    /* Before the row, whose id is then added; on an error the caller does not look at it. */
    *ret_entry = entry;
    {
        auto_query struct query query = query_of(conn, STMT_VISIT_ADJUST);
        bind_integer(&query, entry.at_ms);
        bind_integer(&query, entry.visits);
        bind_text(&query, entry.note);
        bind_text(&query, entry.author);
        err = query_row(&query);
        if (err)
            return err;
        ret_entry->id = column_integer(&query);
    }
    /* Pages show the ledger and the sum. */
    conn_mark_changed(conn);
    return audit_add(conn, "stats.adjust", "ledger", ret_entry->id, 0, 1, note);
}
