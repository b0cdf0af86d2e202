/* The counts of the board. Must not know who asked. */
#include "store/question_board.h"

#include "base/calendar.h"
#include "engine/rows.h"

#include <assert.h>

enum err question_board(struct conn *conn, int64_t from_ms, int64_t to_ms, struct board_row **ret_rows,
                        size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_QUESTION_BOARD);
    enum err err;
    assert(from_ms <= to_ms);
    bind_integer(&q, from_ms);
    bind_integer(&q, to_ms);
    bind_integer(&q, conn->now_ms);
    *ret_rows = NULL;
    *ret_count = 0;
    while (!(err = query_row(&q))) {
        struct board_row *row = array_add(conn->arena, ret_rows, ret_count, sizeof *row);
        if (!row)
            return ERR_MEMORY;
        row->field = column_text(&q);
        row->counts.in_time = column_integer(&q);
        row->counts.late = column_integer(&q);
        row->counts.open = column_integer(&q);
        row->counts.open_late = column_integer(&q);
        row->counts.refused = column_integer(&q);
        row->counts.forwarded = column_integer(&q);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err question_count_due(struct conn *conn, int32_t day, int64_t *ret_due, int64_t *ret_late)
{
    auto_query struct query q = query_of(conn, STMT_QUESTION_COUNT_DUE);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, day_start_ms(day_add(day, 1)) - 1);
    enum err err = query_row(&q);
    *ret_due = err ? 0 : column_integer(&q);
    *ret_late = err ? 0 : column_integer(&q);
    return err;
}

int64_t board_received(const struct board_counts *counts)
{
    return counts->in_time + counts->late + counts->open + counts->open_late;
}

void board_add(struct board_counts *sum, const struct board_counts *counts)
{
    sum->in_time += counts->in_time;
    sum->late += counts->late;
    sum->open += counts->open;
    sum->open_late += counts->open_late;
    sum->refused += counts->refused;
    sum->forwarded += counts->forwarded;
}
