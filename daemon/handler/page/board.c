/* The board's months and fields. It has no settings: what a month says follows from the store alone. */
#include "board.h"

#include "base/calendar.h"
#include "store/kind.h"

#include <string.h>

/* The month before, as a number like 202611. */
static int32_t board_month_before(int32_t month)
{
    return month % 100 == 1 ? month - 89 : month - 1;
}

/* The place of a field among those of all months; NULL where there is no room, as nowhere happens. */
static struct board_row *board_field(struct board *board, const char *field)
{
    for (size_t i = 0; i < board->field_count; i++)
        if (strcmp(board->fields[i].field, field) == 0)
            return &board->fields[i];
    if (board->field_count == BOARD_FIELDS_MOST)
        return NULL;
    struct board_row *row = &board->fields[board->field_count++];
    *row = (struct board_row){.field = field};
    return row;
}

/* One month, its rows added to the sums. */
static enum err board_read_month(struct conn *conn, int32_t number, int64_t to_ms, struct board *board,
                                 struct board_month *month)
{
    *month = (struct board_month){.month = number};
    enum err err =
        question_board(conn, day_start_ms(number * 100 + 1), to_ms, &month->rows, &month->row_count);
    for (size_t i = 0; !err && i < month->row_count; i++) {
        struct board_row *sum = board_field(board, month->rows[i].field);
        board_add(&month->counts, &month->rows[i].counts);
        if (sum)
            board_add(&sum->counts, &month->rows[i].counts);
    }
    if (!err)
        board_add(&board->all, &month->counts);
    return err;
}

enum err board_read(struct conn *conn, struct board *ret_board)
{
    enum err err = ERR_OK;
    *ret_board = (struct board){.at_ms = conn_now_ms(conn)};
    int32_t number = day_month(day_of(ret_board->at_ms));
    /* Nothing came later than now. */
    int64_t to_ms = ret_board->at_ms + 1;
    for (int i = 0; !err && i < BOARD_MONTHS && number >= 197001; i++) {
        err = board_read_month(conn, number, to_ms, ret_board, &ret_board->months[i]);
        to_ms = day_start_ms(number * 100 + 1);
        number = board_month_before(number);
    }
    return err;
}

const char *board_field_title(const char *field, int lang)
{
    const struct fact_choice *choice = fact_choice_named(FACT_QUESTION_FIELD, field);
    return choice ? choice->titles[lang] : field;
}

int64_t board_until(const struct board *board)
{
    int64_t midnight_ms = day_start_ms(day_add(day_of(board->at_ms), 1)),
            until_ms = board->at_ms + BOARD_KEPT_MS;
    return until_ms < midnight_ms ? until_ms : midnight_ms;
}
