/* /gop-y: drafts that comments are taken on, those that will be, and those that are over. */
#include "directory.h"
#include "handler/handler.h"
#include "page.h"
#include "store/site.h"
#include "text/date.h"
#include "view/article.h"
#include "view/consultation.h"

#include <stdlib.h>
#include <string.h>

/* Rows of a part: so many are open at once nowhere; of those that are over the newest. */
enum { CONSULTATIONS_SHOWN = 300 };

/* What is shown of one. */
struct consultation_row {
    const struct article *article;
    struct consultation consultation;
};

/* By what is next: the soonest end. */
static int compare_closing(const void *a, const void *b)
{
    int64_t first = ((const struct consultation_row *)a)->consultation.closes_ms,
            second = ((const struct consultation_row *)b)->consultation.closes_ms;
    return (first > second) - (first < second);
}

/* The last end first. */
static int compare_closed(const void *a, const void *b)
{
    return compare_closing(b, a);
}

static void consultation_row_view(struct view view, const struct consultation_row *row,
                                  const struct request *request)
{
    char text[DATE_TEXT_SIZE];
    enum lang lang = page_lang(request);
    const struct consultation *consultation = &row->consultation;
    enum consultation_phase phase = consultation_phase_at(consultation, request->now_ms);
    int64_t moment_ms = phase == CONSULTATION_AHEAD ? consultation->opens_ms : consultation->closes_ms;
    view_text(view, "title", row->article->title);
    view_text(view, "name_lang",
              strcmp(row->article->lang, page_lang_name(request)) == 0 ? NULL : row->article->lang);
    view_url(view, "url", safe_url_trusted(article_path(view.arena, row->article)));
    view_text(view, "unit", article_fact(row->article, FACT_CONSULTATION_UNIT));
    view_flag(view, "is_ahead", phase == CONSULTATION_AHEAD);
    view_flag(view, "is_open", phase == CONSULTATION_OPEN);
    view_flag(view, "is_closed", phase == CONSULTATION_CLOSED);
    view_flag(view, "has_result", article_fact(row->article, FACT_CONSULTATION_RESULT) != NULL);
    view_text(view, "moment", date_long(moment_ms, lang, text));
    view_text(view, "moment_at", date_rfc3339_local(moment_ms, text));
}

/* The rows of a part, in its order. Returns when the first of all changes its part by itself; 0 never. */
static int64_t consultations_fill(const struct request *request, struct view view,
                                  const struct roster *roster, bool is_over)
{
    struct view list = view_list(view, "consultations");
    struct consultation_row *rows = arena_zero(view.arena, roster->count + 1, sizeof *rows);
    int64_t until_ms = 0;
    size_t count = 0;
    for (size_t i = 0; rows && i < roster->count; i++) {
        struct consultation_row *row = &rows[count];
        row->article = &roster->items[i];
        if (!consultation_of(row->article, &row->consultation))
            continue;
        int64_t turn_ms = consultation_turn_ms(&row->consultation, request->now_ms);
        if (turn_ms && (!until_ms || turn_ms < until_ms))
            until_ms = turn_ms;
        count +=
            (consultation_phase_at(&row->consultation, request->now_ms) == CONSULTATION_CLOSED) == is_over;
    }
    if (count)
        qsort(rows, count, sizeof *rows, is_over ? compare_closed : compare_closing);
    for (size_t i = 0; i < count && i < CONSULTATIONS_SHOWN; i++)
        consultation_row_view(view_append(list), &rows[i], request);
    view_flag(view, "is_empty", count == 0);
    return until_ms;
}

/* The two parts, and which is shown. */
static void consultations_fill_parts(const struct app *app, const struct request *request, struct view view,
                                     bool is_over, const char *path)
{
    struct view list = view_list(view, "states");
    for (int i = 0; i < 2; i++) {
        struct view item = view_append(list);
        view_text(item, "name", page_word(app, request, i ? "consultations_over" : "consultations_open"));
        view_url(item, "url", safe_url_trusted(i ? arena_printf(view.arena, "%s?xem=da-dong", path) : path));
        view_flag(item, "is_current", is_over == (i == 1));
    }
}

enum err page_consultations_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct roster roster = {NULL, 0};
    struct site site;
    const char *part = request_parameter(request, "xem"), *lang = page_lang_name(request);
    bool is_over = part && strcmp(part, "da-dong") == 0;
    const char *title = kind_of(KIND_CONSULTATION)->titles[page_lang(request)];
    const char *path = kind_path(reply->arena, KIND_CONSULTATION, lang);
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = roster_read_either(conn, KIND_CONSULTATION, lang, &roster, NULL);
    if (!err)
        err = page_site(conn, reply, &site);
    if (err)
        return err;
    struct view view = page_begin(request, reply, "pages/consultations.html", title, NULL);
    view_url(view, "sheet_url", safe_url_trusted(app->interface.kinds_url));
    view_text(view, "kind_title", title);
    reply->other_path = strchr(request->own, '?') ? NULL : page_other_path(request);
    consultations_fill_parts(app, request, view, is_over, path);
    reply->until_ms = consultations_fill(request, view, &roster, is_over);
    page_describe_list(app, request, view, &site, title, path);
    return ERR_OK;
}
