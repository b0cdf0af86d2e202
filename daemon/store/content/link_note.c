/* What came of asking where a link leads: when it is asked again, and when it is called dead. Asks nobody. */
#include "link_inner.h"

#include "engine/rows.h"
#include "text/date.h"

#include <assert.h>

/* Days until a link is asked for again: one that answered, one that failed, one that is not asked for; and of
 * what is busy. Of the first two up to a day more, so that they do not come in a heap. */
enum { AGAIN_DAYS = 7, FAILED_DAYS = 1, UNASKED_DAYS = 30, CLOCK_DAYS = 60, STATUS_FIRST_BAD = 400 };

/* Spread over half an hour of the day after, so that three days are never four. */
static const int64_t failed_spread_ms = INT64_C(1800000);

const char *link_fault_name(enum link_fault fault)
{
    static const char *const names[LINK_FAULTS] = {
        "status", "name", "unreachable", "certificate", "redirects", "timeout", "garbled", "unasked", "busy"};
    return names[fault];
}

const char *link_place_name(enum link_place place)
{
    static const char *const names[LINK_PLACES] = {"article", "box", "menu", "home"};
    return names[place];
}

/* What is known of a link and changes with each answer. */
struct link_state {
    int64_t failures, failed_day, failing_ms, dead_ms;
    int64_t due_ms, spread_ms;
};

static bool is_failure(const struct link_result *result)
{
    return result->fault == LINK_ANSWERED ? result->status >= STATUS_FIRST_BAD : result->fault < LINK_UNASKED;
}

/* Another failing day; several failures of one day are one. */
static void link_state_fail(struct link_state *state, int64_t now_ms)
{
    int64_t day = day_of(now_ms);
    if (!state->failures)
        state->failing_ms = now_ms;
    /* Not "later": a clock that was ahead once must not stop the counting. */
    if (!state->failures || state->failed_day != day)
        state->failures++;
    state->failed_day = day;
    if (state->failures >= LINK_DEAD_DAYS && !state->dead_ms)
        state->dead_ms = now_ms;
    state->due_ms = now_ms + FAILED_DAYS * DATE_DAY_MS;
    state->spread_ms = failed_spread_ms;
}

static void link_state_change(struct link_state *state, const struct link_result *result, int64_t now_ms)
{
    if (is_failure(result)) {
        link_state_fail(state, now_ms);
        return;
    }
    /* What is busy tells nothing: whatever was known stays. */
    if (result->fault != LINK_BUSY)
        *state = (struct link_state){.failures = 0};
    int days = result->fault == LINK_ANSWERED ? AGAIN_DAYS
               : result->fault == LINK_BUSY   ? FAILED_DAYS
                                              : UNASKED_DAYS;
    state->due_ms = now_ms + days * DATE_DAY_MS;
    state->spread_ms = DATE_DAY_MS;
}

static enum err link_state_read(struct conn *conn, int64_t id, struct link_state *state)
{
    auto_query struct query q = query_of(conn, STMT_LINK_BY_ID);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        return err;
    state->failures = column_integer(&q);
    state->failed_day = column_integer(&q);
    state->failing_ms = column_integer(&q);
    state->dead_ms = column_integer(&q);
    return ERR_OK;
}

enum err link_note(struct conn *conn, const struct link_result *result)
{
    struct link_state state = {.failures = 0};
    assert(conn->is_writer && result->fault < LINK_FAULTS);
    enum err err = link_state_read(conn, result->id, &state);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    link_state_change(&state, result, conn->now_ms);
    auto_query struct query q = query_of(conn, STMT_LINK_NOTE);
    bind_integer(&q, result->id);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, result->status);
    bind_integer(&q, (int64_t)result->fault);
    bind_integer(&q, state.failures);
    bind_integer(&q, state.failed_day);
    bind_integer(&q, state.failing_ms);
    bind_integer(&q, state.dead_ms);
    bind_integer(&q, state.due_ms);
    bind_integer(&q, state.spread_ms);
    return query_run(&q);
}

/* The rows of a query that gives such. */
static enum err link_due_read(struct query *q, struct link_due **ret_items, size_t *ret_count)
{
    enum err err;
    while (!(err = query_row(q))) {
        struct link_due *item = array_add(q->conn->arena, ret_items, ret_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        item->id = column_integer(q);
        item->url = column_text(q);
        item->host = column_text(q);
    }
    return arena_failed(q->conn->arena) ? ERR_MEMORY : err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Those whose turn is within these instants. */
static enum err link_list_between(struct conn *conn, int64_t above_ms, int64_t until_ms, int limit,
                                  struct link_due **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_LINK_DUE);
    bind_integer(&q, above_ms);
    bind_integer(&q, until_ms);
    bind_integer(&q, limit);
    return link_due_read(&q, ret_items, ret_count);
}

enum err link_list_witnesses(struct conn *conn, const char *but_host, struct link_due **ret_items,
                             size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_LINK_WITNESSES);
    bind_text(&q, but_host);
    *ret_items = NULL;
    *ret_count = 0;
    return link_due_read(&q, ret_items, ret_count);
}

enum err link_list_due(struct conn *conn, int limit, struct link_due **ret_items, size_t *ret_count,
                       int64_t *ret_next_ms)
{
    struct link_due *items = NULL;
    size_t count = 0;
    assert(limit >= 1 && limit <= 1000);
    enum err err = link_list_between(conn, INT64_MIN, conn->now_ms, limit, &items, &count);
    /* What a clock put so far ahead that nothing else can have. */
    if (!err && !count)
        err = link_list_between(conn, conn->now_ms + CLOCK_DAYS * DATE_DAY_MS, INT64_MAX, limit, &items,
                                &count);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_LINK_NEXT_DUE);
    err = query_row(&q);
    *ret_next_ms = INT64_MAX;
    /* NULL, which reads as 0, where there is no link. */
    int64_t next_ms = err ? 0 : column_integer(&q);
    if (next_ms)
        *ret_next_ms = next_ms;
    *ret_items = items;
    *ret_count = count;
    return err;
}

/* Where a dead link stands; the first so many, since one in a footer may stand in all articles. */
static enum err link_places_read(struct conn *conn, struct dead_link *link)
{
    struct dead_link_place *places = NULL;
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_LINK_PLACES_OF);
        bind_integer(&q, link->id);
        bind_integer(&q, LINK_PLACES_SHOWN);
        while (!(err = query_row(&q))) {
            struct dead_link_place *place =
                array_add(conn->arena, &places, &link->shown_count, sizeof *place);
            if (!place)
                return ERR_MEMORY;
            *place = (struct dead_link_place){.place = (enum link_place)column_integer(&q)};
            place->id = column_integer(&q);
            place->title = column_text(&q);
            place->article.slug = column_text(&q);
            place->article.kind = (enum article_kind)column_integer(&q);
            place->article.lang = column_text(&q);
        }
    }
    link->places = places;
    return err == ERR_NOT_FOUND ? integer_by(conn, STMT_LINK_PLACE_COUNT, link->id, &link->place_count) : err;
}

static void dead_link_read(struct query *q, struct dead_link *link)
{
    *link = (struct dead_link){.id = column_integer(q)};
    link->url = column_text(q);
    link->is_inside = column_integer(q);
    link->fault = (enum link_fault)column_integer(q);
    link->status = (int)column_integer(q);
    link->checked_ms = column_integer(q);
    link->failing_ms = column_integer(q);
    link->dead_ms = column_integer(q);
}

enum err link_list_dead(struct conn *conn, int64_t before_ms, int64_t before_id, int limit,
                        struct dead_link **ret_items, size_t *ret_count)
{
    struct dead_link *items = NULL;
    size_t count = 0;
    enum err err;
    assert(limit >= 1 && limit <= LINK_LIST_MOST);
    {
        auto_query struct query q = query_of(conn, STMT_LINK_DEAD);
        bind_integer(&q, before_ms ? before_ms : INT64_MAX);
        bind_integer(&q, before_ms ? before_id : INT64_MAX);
        bind_integer(&q, limit);
        while (!(err = query_row(&q))) {
            struct dead_link *item = array_add(conn->arena, &items, &count, sizeof *item);
            if (!item)
                return ERR_MEMORY;
            dead_link_read(&q, item);
        }
    }
    err = err == ERR_NOT_FOUND ? ERR_OK : err;
    for (size_t i = 0; !err && i < count; i++)
        err = link_places_read(conn, &items[i]);
    if (!err) {
        *ret_items = items;
        *ret_count = count;
    }
    return err;
}

enum err link_count_dead(struct conn *conn, int64_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_LINK_DEAD_COUNT);
    enum err err = query_row(&q);
    if (!err)
        *ret_count = column_integer(&q);
    return err;
}
