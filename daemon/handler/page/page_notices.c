/* /thong-bao: vacancies and tenders that still take applications, and those that are over, in the archive. */
#include "directory.h"
#include "handler/handler.h"
#include "page.h"
#include "store/site.h"
#include "text/date.h"
#include "view/article.h"

#include <stdlib.h>
#include <string.h>

/* Rows of a page: so many are open at once nowhere; of the archive the newest. */
enum { NOTICES_SHOWN = 300 };

/* What is asked for. */
struct notice_filter {
    enum article_kind kind; /* KIND_COUNT: both */
    bool is_archive;
    int64_t now_ms;
};

/* By deadline, the next first. */
static int compare_deadlines(const void *a, const void *b)
{
    int64_t first = article_deadline_ms(a), second = article_deadline_ms(b);
    return first < second ? -1 : first > second;
}

/* By deadline, the last first. */
static int compare_deadlines_down(const void *a, const void *b)
{
    return compare_deadlines(b, a);
}

/* One row; the kind is said where both stand among each other. */
static void notice_row(struct view view, const struct article *article, const struct request *request)
{
    char text[DATE_TEXT_SIZE];
    enum lang lang = page_lang(request);
    int64_t deadline_ms = article_deadline_ms(article);
    const char *budget =
        article_fact(article, article->kind == KIND_VACANCY ? FACT_VACANCY_BUDGET : FACT_TENDER_BUDGET);
    view_text(view, "title", article->title);
    view_text(view, "name_lang", strcmp(article->lang, page_lang_name(request)) == 0 ? NULL : article->lang);
    view_url(view, "url", safe_url_trusted(article_path(view.arena, article)));
    view_text(view, "kind_name", kind_of(article->kind)->titles[lang]);
    view_text(view, "deadline", deadline_ms ? date_long(deadline_ms, lang, text) : NULL);
    view_text(view, "deadline_at", deadline_ms ? date_rfc3339_local(deadline_ms, text) : NULL);
    view_text(view, "budget", budget);
}

/* Rows that fit. Returns when the first of them is over; 0 never. */
static int64_t notices_fill(const struct request *request, struct view view, const struct roster *roster,
                            const struct notice_filter *filter)
{
    struct view list = view_list(view, "notices");
    int64_t until_ms = 0;
    for (size_t i = 0; i < roster->count && json_array_size(list.json) < NOTICES_SHOWN; i++) {
        const struct article *article = &roster->items[i];
        int64_t deadline_ms = article_deadline_ms(article);
        bool is_over = deadline_ms && deadline_ms <= filter->now_ms;
        if (!is_over && deadline_ms && (!until_ms || deadline_ms < until_ms))
            until_ms = deadline_ms;
        if (is_over == filter->is_archive && (filter->kind == KIND_COUNT || filter->kind == article->kind))
            notice_row(view_append(list), article, request);
    }
    view_flag(view, "is_empty", json_array_size(list.json) == 0);
    return until_ms;
}

/* A way to another part of the list, and whether it is the present one. */
static void add_part(struct view list, const char *name, const char *url, bool is_current)
{
    struct view item = view_append(list);
    view_text(item, "name", name);
    view_url(item, "url", safe_url_trusted(url));
    view_flag(item, "is_current", is_current);
}

/* Kinds, and what is open or over: each keeps the other's choice. */
static void notices_fill_parts(const struct app *app, const struct request *request, struct view view,
                               const struct notice_filter *filter, const char *path)
{
    static const enum article_kind kinds[] = {KIND_VACANCY, KIND_TENDER};
    struct arena *arena = view.arena;
    const char *archive = filter->is_archive ? "xem=luu-tru" : "";
    const char *kind = filter->kind == KIND_COUNT ? "" : kind_of(filter->kind)->name;
    struct view list = view_list(view, "kinds");
    add_part(list, page_word(app, request, "search_any"),
             arena_printf(arena, "%s%s%s", path, *archive ? "?" : "", archive), filter->kind == KIND_COUNT);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        add_part(list, kind_of(kinds[i])->titles[page_lang(request)],
                 arena_printf(arena, "%s?loai=%s%s%s", path, kind_of(kinds[i])->name, *archive ? "&" : "",
                              archive),
                 filter->kind == kinds[i]);
    struct view states = view_list(view, "states");
    add_part(states, page_word(app, request, "notices_open"),
             arena_printf(arena, "%s%s%s", path, *kind ? "?loai=" : "", kind), !filter->is_archive);
    add_part(states, page_word(app, request, "notices_archive"),
             arena_printf(arena, "%s?%s%s%sxem=luu-tru", path, *kind ? "loai=" : "", kind, *kind ? "&" : ""),
             filter->is_archive);
}

/* What the parameters ask for; what they do not know asks for nothing. */
static struct notice_filter notices_read(const struct request *request)
{
    const char *kind = request_parameter(request, "loai"), *part = request_parameter(request, "xem");
    struct notice_filter filter = {KIND_COUNT, part && strcmp(part, "luu-tru") == 0, request->now_ms};
    for (enum article_kind known = 0; kind && known < KIND_COUNT; known++)
        if (kind_has(known, KIND_IS_ARCHIVED) && strcmp(kind_of(known)->name, kind) == 0)
            filter.kind = known;
    return filter;
}

enum err page_notices_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct roster roster = {NULL, 0}, tenders = {NULL, 0};
    struct site site;
    const struct notice_filter filter = notices_read(request);
    const char *title = page_word(app, request, "notices"), *lang = page_lang_name(request);
    const char *path = kind_path(reply->arena, KIND_VACANCY, lang);
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = roster_read_either(conn, KIND_VACANCY, lang, &roster, NULL);
    if (!err)
        err = roster_read_either(conn, KIND_TENDER, lang, &tenders, NULL);
    if (!err)
        err = roster_join(reply->arena, &roster, &tenders);
    if (!err)
        err = page_site(conn, reply, &site);
    if (err)
        return err;
    if (roster.count)
        qsort(roster.items, roster.count, sizeof *roster.items,
              filter.is_archive ? compare_deadlines_down : compare_deadlines);
    struct view view = page_begin(request, reply, "pages/notices.html", title, NULL);
    view_url(view, "sheet_url", safe_url_trusted(app->interface.kinds_url));
    view_text(view, "kind_title", title);
    reply->other_path = strchr(request->own, '?') ? NULL : page_other_path(request);
    notices_fill_parts(app, request, view, &filter, path);
    reply->until_ms = notices_fill(request, view, &roster, &filter);
    page_describe_list(app, request, view, &site, title, path);
    return ERR_OK;
}
