/* /hoi-dap/bang-theo-doi and /api/question-board: whether questions are answered in time, computed from what
 * the store says, with what each number means beside it. */
#include "board.h"
#include "handler/handler.h"
#include "page.h"
#include "store/office_day.h"
#include "text/date.h"
#include "text/number.h"
#include "view/article.h"
#include "view/view.h"

/* ---- for machines */

static void board_view_counts(struct view view, const struct board_counts *counts)
{
    view_integer(view, "received", board_received(counts));
    view_integer(view, "in_time", counts->in_time);
    view_integer(view, "late", counts->late);
    view_integer(view, "open", counts->open);
    view_integer(view, "open_late", counts->open_late);
    view_integer(view, "refused", counts->refused);
    view_integer(view, "forwarded", counts->forwarded);
}

static void board_view_fields(struct view view, const struct board_row *rows, size_t count)
{
    struct view list = view_list(view, "fields");
    for (size_t i = 0; i < count; i++) {
        struct view item = view_append(list);
        view_text(item, "field", rows[i].field);
        board_view_counts(item, &rows[i].counts);
    }
}

enum err api_question_board(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct board board;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = board_read(conn, &board);
    if (err)
        return err;
    reply->until_ms = board_until(&board);
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_time(view, "at", board.at_ms);
    board_view_counts(view_object(view, "all"), &board.all);
    board_view_fields(view, board.fields, board.field_count);
    struct view months = view_list(view, "months");
    for (size_t i = 0; i < BOARD_MONTHS && board.months[i].month; i++) {
        const struct board_month *month = &board.months[i];
        struct view item = view_append(months);
        view_text(item, "month",
                  arena_printf(view.arena, "%04d-%02d", month->month / 100, month->month % 100));
        board_view_counts(item, &month->counts);
        board_view_fields(item, month->rows, month->row_count);
    }
    return ERR_OK;
}

/* ---- for people */

static void board_number(struct view view, const char *name, int64_t number, enum lang lang)
{
    char text[NUMBER_TEXT_SIZE];
    view_text(view, name, number_grouped(number, lang, text));
}

/* A row of a table, with the part of what was due that was answered in time. */
static void board_row_view(struct view view, const char *label, const struct board_counts *counts,
                           enum lang lang)
{
    int64_t due = counts->in_time + counts->late + counts->open_late;
    char text[NUMBER_TEXT_SIZE];
    view_text(view, "label", label);
    board_number(view, "received", board_received(counts), lang);
    board_number(view, "in_time", counts->in_time, lang);
    board_number(view, "late", counts->late, lang);
    board_number(view, "open", counts->open, lang);
    board_number(view, "open_late", counts->open_late, lang);
    board_number(view, "refused", counts->refused, lang);
    board_number(view, "forwarded", counts->forwarded, lang);
    view_flag(view, "is_late", counts->open_late > 0);
    /* Cut and not rounded: 99.96 is not all of them. */
    view_text(
        view, "rate",
        due ? arena_printf(view.arena, "%s%%", number_decimal(counts->in_time * 1000 / due, 1, lang, text))
            : "–");
}

/* "Tháng 11/2026". */
static const char *board_month_title(const struct app *app, const struct request *request, int32_t month)
{
    return arena_printf(request->arena, "%s %02d/%04d", page_word(app, request, "board_month"), month % 100,
                        month / 100);
}

static void board_fill(const struct app *app, const struct request *request, struct view view,
                       const struct board *board)
{
    enum lang lang = page_lang(request);
    char text[DATE_TEXT_SIZE];
    view_text(view, "at", date_long(board->at_ms, lang, text));
    view_text(view, "at_time", date_rfc3339_local(board->at_ms, text));
    board_row_view(view_object(view, "all"), page_word(app, request, "board_all"), &board->all, lang);
    struct view fields = view_list(view, "fields"), months = view_list(view, "months");
    for (size_t i = 0; i < board->field_count; i++)
        board_row_view(view_append(fields), board_field_title(board->fields[i].field, lang),
                       &board->fields[i].counts, lang);
    for (size_t i = 0; i < BOARD_MONTHS && board->months[i].month; i++)
        board_row_view(view_append(months), board_month_title(app, request, board->months[i].month),
                       &board->months[i].counts, lang);
    view_flag(view, "is_empty", board_received(&board->all) == 0);
}

/* The terms that questions are given now, for all fields that have one of their own. */
static enum err board_fill_terms(struct conn *conn, const struct request *request, struct view view)
{
    struct question_term *terms;
    size_t count;
    int days = 0;
    enum lang lang = page_lang(request);
    enum err err = question_term_list(conn, &terms, &count);
    if (!err)
        err = question_term_of(conn, "", &days);
    struct view list = view_list(view, "terms");
    board_number(view, "term", days, lang);
    for (size_t i = 0; !err && i < count; i++) {
        if (!*terms[i].field)
            continue;
        struct view item = view_append(list);
        view_text(item, "label", board_field_title(terms[i].field, lang));
        board_number(item, "days", terms[i].days, lang);
    }
    return err;
}

enum err page_board_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct board board;
    const char *title = page_word(app, request, "board");
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = board_read(conn, &board);
    if (err)
        return err;
    reply->until_ms = board_until(&board);
    struct view view =
        page_begin(request, reply, "pages/board.html", title, page_word(app, request, "board_about"));
    view_url(view, "sheet_url", safe_url_trusted(app->interface.kinds_url));
    view_text(view, "kind_title", title);
    view_text(view, "list_name", kind_of(KIND_QUESTION)->titles[page_lang(request)]);
    view_url(view, "list_url",
             safe_url_trusted(kind_path(reply->arena, KIND_QUESTION, page_lang_name(request))));
    reply->other_path = page_other_path(request);
    board_fill(app, request, view, &board);
    return board_fill_terms(conn, request, view);
}
