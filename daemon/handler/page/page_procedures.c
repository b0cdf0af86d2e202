/* /thu-tuc: the procedures by field, filtered by field, level and words. */
#include "article/search.h"
#include "directory.h"
#include "handler/handler.h"
#include "page.h"
#include "store/site.h"
#include "text/collate.h"
#include "text/number.h"
#include "text/word.h"
#include "view/article.h"

#include <stdlib.h>
#include <string.h>

/* Rows of a page; more are found by a filter. */
enum { PROCEDURES_SHOWN = 300 };

/* What is asked for; NULL and FACT_COUNT of a filter that is not used. */
struct procedure_filter {
    const char *field, *level, *words;
};

/* Fields of a procedure, "" for none. */
static const char *procedure_field(const struct article *article)
{
    const char *field = article_fact(article, FACT_PROCEDURE_FIELD);
    return field ? field : "";
}

/* By field, then by name. */
static int compare_procedures(const void *a, const void *b)
{
    const struct article *x = a, *y = b;
    const char *first = procedure_field(x), *second = procedure_field(y);
    int order = text_collate(first, strlen(first), second, strlen(second));
    return order ? order : text_collate(x->title, strlen(x->title), y->title, strlen(y->title));
}

static bool procedure_fits(struct arena *arena, const struct article *article,
                           const struct procedure_filter *filter)
{
    const char *level = article_fact(article, FACT_PROCEDURE_LEVEL),
               *code = article_fact(article, FACT_PROCEDURE_CODE);
    if (filter->field && strcmp(filter->field, procedure_field(article)) != 0)
        return false;
    if (filter->level && (!level || strcmp(filter->level, level) != 0))
        return false;
    return !filter->words ||
           words_are_in(filter->words, arena_printf(arena, "%s %s %s", article->title, code ? code : "",
                                                    procedure_field(article)));
}

/* "1.001193 · Cấp xã · 3 ngày làm việc", as far as it is known. */
static const char *procedure_told(struct arena *arena, const struct article *article, enum lang lang)
{
    const char *level = article_fact(article, FACT_PROCEDURE_LEVEL);
    const struct fact_choice *choice = level ? fact_choice_named(FACT_PROCEDURE_LEVEL, level) : NULL;
    const char *parts[] = {article_fact(article, FACT_PROCEDURE_CODE), choice ? choice->titles[lang] : NULL,
                           article_fact(article, FACT_PROCEDURE_TIME)};
    const char *told = "";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i])
            told = arena_printf(arena, "%s%s%s", told, *told ? " · " : "", parts[i]);
    return told;
}

/* The fields that there are, with how many of each; rows of one field stand beside each other. */
static void fill_fields(struct view view, const struct roster *roster, const char *chosen, enum lang lang)
{
    struct view list = view_list(view, "fields");
    char text[NUMBER_TEXT_SIZE];
    for (size_t i = 0, count; i < roster->count; i += count) {
        const char *field = procedure_field(&roster->items[i]);
        for (count = 1; i + count < roster->count; count++)
            if (strcmp(procedure_field(&roster->items[i + count]), field) != 0)
                break;
        if (!*field)
            continue;
        struct view item = view_append(list);
        view_text(item, "name", field);
        view_text(item, "count", number_grouped((int64_t)count, lang, text));
        view_flag(item, "is_chosen", chosen && strcmp(chosen, field) == 0);
    }
}

static void fill_levels(struct view view, const char *chosen, enum lang lang)
{
    struct view list = view_list(view, "levels");
    for (const struct fact_choice *choice = fact_choices(); choice->name; choice++) {
        if (choice->fact != FACT_PROCEDURE_LEVEL)
            continue;
        struct view item = view_append(list);
        view_text(item, "value", choice->name);
        view_text(item, "name", choice->titles[lang]);
        view_flag(item, "is_chosen", chosen && strcmp(chosen, choice->name) == 0);
    }
}

/* Rows that fit, below their fields. Returns how many there are, shown or not. */
static size_t fill_groups(const struct request *request, struct view view, const struct roster *roster,
                          const struct procedure_filter *filter)
{
    struct view groups = view_list(view, "groups"), items = {view.arena, NULL};
    const char *present = NULL;
    size_t count = 0;
    for (size_t i = 0; i < roster->count; i++) {
        const struct article *article = &roster->items[i];
        const char *field = procedure_field(article);
        if (!procedure_fits(view.arena, article, filter) || ++count > PROCEDURES_SHOWN)
            continue;
        if (!present || strcmp(present, field) != 0) {
            struct view group = view_append(groups);
            view_text(group, "name", *field ? field : kind_of(KIND_PROCEDURE)->titles[page_lang(request)]);
            items = view_list(group, "items");
            present = field;
        }
        struct view item = view_append(items);
        view_text(item, "title", article->title);
        view_text(item, "name_lang",
                  strcmp(article->lang, page_lang_name(request)) == 0 ? NULL : article->lang);
        view_url(item, "url", safe_url_trusted(article_path(view.arena, article)));
        view_text(item, "told", procedure_told(view.arena, article, page_lang(request)));
    }
    view_flag(view, "is_cut", count > PROCEDURES_SHOWN);
    return count;
}

/* A parameter that says something. */
static const char *filter_text(const struct request *request, const char *name)
{
    const char *text = request_parameter(request, name);
    return text && *text ? text : NULL;
}

enum err page_procedures_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct search_ask ask;
    struct roster roster = {NULL, 0};
    struct site site;
    enum lang lang = page_lang(request);
    const char *title = kind_of(KIND_PROCEDURE)->titles[lang];
    const char *path = kind_path(reply->arena, KIND_PROCEDURE, page_lang_name(request));
    enum err err = search_ask_read(request, reply, &ask);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = roster_read_either(conn, KIND_PROCEDURE, page_lang_name(request), &roster, NULL);
    if (!err)
        err = page_site(conn, reply, &site);
    if (err)
        return err;
    if (roster.count)
        qsort(roster.items, roster.count, sizeof *roster.items, compare_procedures);
    const struct procedure_filter filter = {filter_text(request, "linh-vuc"), filter_text(request, "cap"),
                                            ask.text && *ask.text ? ask.text : NULL};
    struct view view = page_begin(request, reply, "pages/procedures.html", title, NULL);
    view_url(view, "sheet_url", safe_url_trusted(app->interface.kinds_url));
    view_text(view, "kind_title", title);
    view_url(view, "own_url", safe_url_trusted(path));
    view_text(view, "query", ask.text ? ask.text : "");
    bool is_filtered = filter.field || filter.level || filter.words;
    if (is_filtered)
        view_text(view, "robots", "noindex");
    reply->other_path = is_filtered ? NULL : page_other_path(request);
    fill_fields(view, &roster, filter.field, lang);
    fill_levels(view, filter.level, lang);
    size_t count = fill_groups(request, view, &roster, &filter);
    view_text(view, "found_count", page_count(app, view.arena, lang, "count_procedures", (int64_t)count));
    page_describe_list(app, request, view, &site, title, path);
    return ERR_OK;
}
