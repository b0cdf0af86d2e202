/* Growing arrays, and numbers gathered from a statement. Knows no table. Memory comes from an arena, so
 * a copy left behind by growing is released with all else. */
#include "rows.h"

#include <string.h>

/* Room is the next power of two of the count, so that it need not be kept. */
void *array_add(struct arena *arena, void *items_in_out, size_t *count, size_t item_size)
{
    /* Copied byte by byte, because the caller's pointer may be to any type, and reading it as void *
     * would break aliasing. */
    void *items;
    memcpy(&items, items_in_out, sizeof items);
    bool is_full = (*count & (*count - 1)) == 0; /* 0, 1, 2, 4, 8 … */
    if (is_full) {
        size_t room = *count ? *count * 2 : 1;
        void *bigger = arena_zero(arena, room, item_size);
        if (!bigger)
            return NULL;
        if (*count)
            memcpy(bigger, items, *count * item_size);
        memcpy(items_in_out, &bigger, sizeof bigger);
        items = bigger;
    }
    return (char *)items + (*count)++ * item_size;
}

/* Ends the query's rows but not the query; with none *ret_integers is NULL and *ret_count 0. */
enum err query_integers(struct query *query, int64_t **ret_integers, size_t *ret_count)
{
    int64_t *integers = NULL;
    size_t count = 0;
    enum err err;
    while (!(err = query_row(query))) {
        int64_t *integer = array_add(query->conn->arena, &integers, &count, sizeof *integer);
        if (!integer)
            return ERR_MEMORY;
        *integer = column_integer(query);
    }
    *ret_integers = integers;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Pages by keyset: the caller goes on above the last id it got, until fewer than `limit` come. */
enum err ids_above(struct conn *conn, enum statement statement, int64_t above, int limit, int64_t **ret_ids,
                   size_t *ret_count)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, above);
    bind_integer(&q, limit);
    return query_integers(&q, ret_ids, ret_count);
}

enum err integer_by_text(struct conn *conn, enum statement statement, const char *a, const char *b,
                         int64_t *ret_integer)
{
    auto_query struct query q = query_of(conn, statement);
    bind_text(&q, a);
    if (b)
        bind_text(&q, b);
    enum err err = query_row(&q);
    *ret_integer = err ? 0 : column_integer(&q);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
