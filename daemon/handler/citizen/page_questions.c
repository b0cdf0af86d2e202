/* /hoi-dap: what citizens asked and the agency answered, the newest first, filtered by field and words. */
#include "article/search.h"
#include "handler/handler.h"
#include "page/directory.h"
#include "page/page.h"
#include "store/site.h"
#include "text/date.h"
#include "text/number.h"
#include "text/word.h"
#include "view/article.h"

#include <stdlib.h>
#include <string.h>

/* Rows of a page; more are found by a filter. */
enum { QUESTIONS_SHOWN = 200 };

/* What is asked for; NULL of a filter that is not used. */
struct question_filter {
    const char *field, *words;
};

/* "" for none, so that days are compared without asking. */
static const char *question_fact(const struct article *article, enum fact fact)
{
    const char *text = article_fact(article, fact);
    return text ? text : "";
}

/* By the day on which it was asked, the last first. */
static int compare_questions(const void *a, const void *b)
{
    const struct article *x = a, *y = b;
    int order = strcmp(question_fact(y, FACT_QUESTION_ASKED), question_fact(x, FACT_QUESTION_ASKED));
    return order ? order : x->id > y->id ? -1 : x->id < y->id;
}

static bool question_fits(struct arena *arena, const struct article *article,
                          const struct question_filter *filter)
{
    if (filter->field && strcmp(filter->field, question_fact(article, FACT_QUESTION_FIELD)) != 0)
        return false;
    return !filter->words ||
           words_are_in(filter->words,
                        arena_printf(arena, "%s %s %s", article->title, article->lead ? article->lead : "",
                                     question_fact(article, FACT_QUESTION_UNIT)));
}

/* A day of a fact as people write it; NULL for none. */
static const char *question_day(struct arena *arena, const struct article *article, enum fact fact,
                                enum lang lang)
{
    char text[DATE_TEXT_SIZE];
    int32_t day;
    const char *kept = article_fact(article, fact);
    return kept && !day_parse(kept, &day) ? arena_text(arena, date_short(day_start_ms(day), lang, text))
                                          : NULL;
}

static void question_row(struct view view, const struct article *article, const struct request *request)
{
    enum lang lang = page_lang(request);
    const char *field = article_fact(article, FACT_QUESTION_FIELD);
    const struct fact_choice *choice = field ? fact_choice_named(FACT_QUESTION_FIELD, field) : NULL;
    view_text(view, "title", article->title);
    view_text(view, "name_lang", strcmp(article->lang, page_lang_name(request)) == 0 ? NULL : article->lang);
    view_url(view, "url", safe_url_trusted(article_path(view.arena, article)));
    view_text(view, "field", choice ? choice->titles[lang] : NULL);
    view_text(view, "asked", question_day(view.arena, article, FACT_QUESTION_ASKED, lang));
    view_text(view, "asked_at", article_fact(article, FACT_QUESTION_ASKED));
    view_text(view, "answered", question_day(view.arena, article, FACT_QUESTION_ANSWERED, lang));
    view_text(view, "answered_at", article_fact(article, FACT_QUESTION_ANSWERED));
    view_text(view, "unit", article_fact(article, FACT_QUESTION_UNIT));
}

/* The fields that something was asked about, with how much. */
static void questions_fill_fields(struct view view, const struct roster *roster, const char *chosen,
                                  enum lang lang)
{
    struct view list = view_list(view, "fields");
    char text[NUMBER_TEXT_SIZE];
    for (const struct fact_choice *choice = fact_choices(); choice->name; choice++) {
        int64_t count = 0;
        for (size_t i = 0; choice->fact == FACT_QUESTION_FIELD && i < roster->count; i++)
            count += strcmp(question_fact(&roster->items[i], FACT_QUESTION_FIELD), choice->name) == 0;
        if (!count)
            continue;
        struct view item = view_append(list);
        view_text(item, "value", choice->name);
        view_text(item, "name", choice->titles[lang]);
        view_text(item, "count", number_grouped(count, lang, text));
        view_flag(item, "is_chosen", chosen && strcmp(chosen, choice->name) == 0);
    }
}

/* Rows that fit. Returns how many there are, shown or not. */
static size_t questions_fill_rows(const struct request *request, struct view view,
                                  const struct roster *roster, const struct question_filter *filter)
{
    struct view list = view_list(view, "questions");
    size_t count = 0;
    for (size_t i = 0; i < roster->count; i++)
        if (question_fits(view.arena, &roster->items[i], filter) && ++count <= QUESTIONS_SHOWN)
            question_row(view_append(list), &roster->items[i], request);
    view_flag(view, "is_cut", count > QUESTIONS_SHOWN);
    return count;
}

/* A parameter that says something. */
static const char *questions_asked_for(const struct request *request, const char *name)
{
    const char *text = request_parameter(request, name);
    return text && *text ? text : NULL;
}

/* Where one asks, and looks up what became of it. */
static void questions_fill_ways(struct view view, const struct request *request)
{
    const char *path = kind_path(view.arena, KIND_QUESTION, page_lang_name(request));
    view_url(view, "own_url", safe_url_trusted(path));
    view_url(view, "ask_url", safe_url_trusted(arena_printf(view.arena, "%s/gui", path)));
    view_url(view, "look_up_url", safe_url_trusted(arena_printf(view.arena, "%s/tra-cuu", path)));
    view_url(view, "board_url", safe_url_trusted(arena_printf(view.arena, "%s/bang-theo-doi", path)));
}

enum err page_questions_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct search_ask ask;
    struct roster roster = {NULL, 0};
    struct site site;
    enum lang lang = page_lang(request);
    const char *title = kind_of(KIND_QUESTION)->titles[lang];
    enum err err = search_ask_read(request, reply, &ask);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = roster_read_either(conn, KIND_QUESTION, page_lang_name(request), &roster, NULL);
    if (!err)
        err = page_site(conn, reply, &site);
    if (err)
        return err;
    if (roster.count)
        qsort(roster.items, roster.count, sizeof *roster.items, compare_questions);
    const struct question_filter filter = {questions_asked_for(request, "linh-vuc"),
                                           ask.text && *ask.text ? ask.text : NULL};
    struct view view = page_begin(request, reply, "pages/questions.html", title, NULL);
    view_url(view, "sheet_url", safe_url_trusted(app->interface.kinds_url));
    view_text(view, "kind_title", title);
    view_text(view, "query", ask.text ? ask.text : "");
    questions_fill_ways(view, request);
    bool is_filtered = filter.field || filter.words;
    if (is_filtered)
        view_text(view, "robots", "noindex");
    reply->other_path = is_filtered ? NULL : page_other_path(request);
    questions_fill_fields(view, &roster, filter.field, lang);
    size_t count = questions_fill_rows(request, view, &roster, &filter);
    view_text(view, "found_count", page_count(app, view.arena, lang, "count_questions", (int64_t)count));
    page_describe_list(app, request, view, &site, title,
                       kind_path(view.arena, KIND_QUESTION, page_lang_name(request)));
    return ERR_OK;
}
