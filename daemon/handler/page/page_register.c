/* /van-ban: the register of documents as a table with filters that work without a script, and the same table
 * to print. What is found, and how many each choice would leave, is the store's. */
#include "base/calendar.h"
#include "handler/handler.h"
#include "page.h"
#include "page_place.h"
#include "register_ask.h"
#include "text/date.h"
#include "text/number.h"
#include "view/article.h"
#include "view/fact.h"

#include <stdio.h>
#include <string.h>

enum { REGISTER_ROWS = 20, PRINT_ROWS = 500, PAGES_MOST = 1000000, CHOICE_MARKUP = 40 };

/* A register as it is asked for, and what is found. */
struct registering {
    struct app *app;
    struct conn *conn;
    const struct request *request;
    struct reply *reply;
    const char *path; /* of the register */
    struct register_ask ask;
    struct place place;
    struct register_page page;
    struct article_list list;
};

/* "Còn hiệu lực", by which a row is drawn too. */
static void register_view_state(struct view row, const struct article *article, enum lang lang)
{
    enum document_state state = DOCUMENT_STATE_COUNT;
    for (size_t i = 0; i < article->fact_count; i++)
        if (article->facts[i].fact == FACT_DOCUMENT_STATE)
            state = document_state_named(article->facts[i].text);
    view_text(row, "state", view_fact_words(row.arena, article, FACT_DOCUMENT_STATE, lang));
    view_text(row, "state_class",
              state == DOCUMENT_IN_FORCE         ? "st"
              : state == DOCUMENT_PARTLY_EXPIRED ? "st half"
                                                 : "st no");
}

/* One document. */
static void register_view_row(struct view row, const struct article *article, enum lang lang)
{
    struct arena *arena = row.arena;
    char day[DATE_TEXT_SIZE];
    int32_t issued = 0;
    for (size_t i = 0; i < article->fact_count; i++)
        if (article->facts[i].fact == FACT_DOCUMENT_ISSUED && day_parse(article->facts[i].text, &issued))
            issued = 0;
    view_text(row, "number", view_fact_words(arena, article, FACT_DOCUMENT_NUMBER, lang));
    view_text(row, "title", article->title);
    view_url(row, "url", safe_url_trusted(article_path(arena, article)));
    view_text(row, "issued", issued ? date_short(day_start_ms(issued), lang, day) : NULL);
    view_text(row, "issued_at", issued ? day_iso(issued, day) : NULL);
    view_text(row, "type", view_fact_words(arena, article, FACT_DOCUMENT_TYPE, lang));
    view_text(row, "issuer", view_fact_words(arena, article, FACT_DOCUMENT_ISSUER, lang));
    view_text(row, "field", view_fact_words(arena, article, FACT_DOCUMENT_FIELD, lang));
    register_view_state(row, article, lang);
    if (article->attachment_count)
        view_page_attachment(view_object(row, "file"), article->attachments, lang);
    else
        view_null(row, "file");
}

/* A name of a choice for people. */
static const char *register_choice_name(const struct register_choice *choice, enum document_side side,
                                        enum lang lang)
{
    enum fact fact = side == SIDE_TYPE ? FACT_DOCUMENT_TYPE : FACT_DOCUMENT_STATE;
    if (choice->name)
        return choice->name;
    const struct fact_choice *named =
        side == SIDE_TYPE || side == SIDE_STATE ? fact_choice_named(fact, choice->key) : NULL;
    return named ? named->titles[lang] : choice->key;
}

/* The choices of one side, with how many documents each would leave. The chosen one is there even when it
 * leaves none, or the form would change what was asked. */
static void register_view_side(const struct registering *r, struct view list, enum document_side side)
{
    static const enum fact facts[SIDE_COUNT] = {[SIDE_ISSUER] = FACT_DOCUMENT_ISSUER,
                                                [SIDE_TYPE] = FACT_DOCUMENT_TYPE,
                                                [SIDE_FIELD] = FACT_DOCUMENT_FIELD,
                                                [SIDE_YEAR] = FACT_COUNT,
                                                [SIDE_STATE] = FACT_DOCUMENT_STATE};
    enum lang lang = page_lang(r->request);
    const char *chosen = r->ask.sides[side];
    struct view view = view_append(list);
    bool has_chosen = !*chosen;
    char number[NUMBER_TEXT_SIZE];
    view_text(view, "name", register_parameters[side]);
    view_text(view, "label",
              facts[side] == FACT_COUNT ? page_word(r->app, r->request, "register_year")
                                        : fact_of(facts[side])->titles[lang]);
    struct view choices = view_list(view, "choices");
    for (size_t i = 0; i < r->page.choice_counts[side]; i++) {
        const struct register_choice *choice = &r->page.choices[side][i];
        struct view item = view_append(choices);
        bool is_chosen = strcmp(choice->key, chosen) == 0;
        has_chosen |= is_chosen;
        view_text(item, "value", choice->key);
        view_text(item, "name", register_choice_name(choice, side, lang));
        view_text(item, "count", number_grouped(choice->count, lang, number));
        view_flag(item, "is_chosen", is_chosen);
    }
    if (has_chosen)
        return;
    const struct register_choice none = {.key = chosen};
    struct view item = view_append(choices);
    view_text(item, "value", chosen);
    view_text(item, "name", register_choice_name(&none, side, lang));
    view_text(item, "count", "0");
    view_flag(item, "is_chosen", true);
}

static void register_view_form(const struct registering *r, struct view view)
{
    struct arena *arena = r->reply->arena;
    struct view sides = view_list(view, "sides");
    char number[NUMBER_TEXT_SIZE];
    for (enum document_side side = 0; side < SIDE_COUNT; side++)
        register_view_side(r, sides, side);
    view_text(view, "query", r->ask.text);
    view_url(view, "register_url", safe_url_trusted(r->path));
    view_text(view, "filters", r->ask.filters ? number_grouped(r->ask.filters, LANG_VI, number) : NULL);
    view_flag(view, "is_filtered", r->ask.filters || *r->ask.text);
    view_url(
        view, "csv_url",
        page_link(r->request, register_ask_path(arena, arena_printf(arena, "%s.csv", r->path), &r->ask)));
    view_url(view, "print_url",
             page_link(r->request,
                       register_ask_path(arena, arena_printf(arena, "%s/danh-muc/in", r->path), &r->ask)));
}

/* Rows and how many there are in all. */
static void register_view_rows(const struct registering *r, struct view view)
{
    enum lang lang = page_lang(r->request);
    struct view rows = view_list(view, "items");
    for (size_t i = 0; i < r->list.count; i++)
        register_view_row(view_append(rows), &r->list.items[i], lang);
    view_flag(view, "is_empty", r->list.count == 0);
    view_flag(view, "is_cut", r->page.is_cut);
}

/* Finds `limit` rows behind `skip`. Columns that have to be read first are read where one may wait. */
static enum err register_find_rows(struct registering *r, int64_t skip, int limit)
{
    struct register_query query = register_ask_query(&r->ask, r->request->now_ms);
    query.skip = skip;
    query.limit = limit;
    enum err err = register_page(r->conn, &query, r->request->may_wait, &r->page);
    if (err == ERR_UNAVAILABLE && !r->request->may_wait)
        return reply_length(r->request, r->reply, SIZE_MAX);
    size_t size = 0;
    for (enum document_side side = 0; !err && side < SIDE_COUNT; side++)
        for (size_t i = 0; i < r->page.choice_counts[side]; i++) {
            const struct register_choice *choice = &r->page.choices[side][i];
            size += CHOICE_MARKUP + strlen(choice->key) + (choice->name ? strlen(choice->name) : 0);
        }
    if (!err)
        err = reply_length(r->request, r->reply, size);
    return err ? err : register_articles(r->conn, &r->page, &r->list);
}

/* Reads the address; leaves reply->location where a page has another. */
static enum err register_read_address(struct registering *r)
{
    const char *page = request_parameter(r->request, "trang");
    r->path = kind_path(r->reply->arena, page_kind(r->request), page_lang_name(r->request));
    enum err err = register_ask_read(r->request, r->reply, &r->ask);
    if (err)
        return err;
    r->place.page = 1;
    r->place.rows = REGISTER_ROWS;
    r->place.path = page_link(r->request, register_ask_path(r->reply->arena, r->path, &r->ask)).url;
    if (page && number_parse(page, 2, PAGES_MOST, &r->place.page))
        return page_moved(r->reply, r->place.path);
    return ERR_OK;
}

/* What machines read of the list: where it is, what it holds. */
static enum err register_describe(const struct registering *r, struct view view)
{
    struct site site;
    const char *title = kind_of(page_kind(r->request))->titles[page_lang(r->request)];
    enum err err = page_site(r->conn, r->reply, &site);
    if (err)
        return err;
    page_describe_list(r->app, r->request, view, &site, title, r->path);
    struct view og = {view.arena, json_object_get(view.json, "og")};
    const char *text =
        arena_printf(view.arena, "%s: %s – %s", title,
                     page_count(r->app, view.arena, page_lang(r->request), "count_documents", r->page.total),
                     site_name_in(&site, page_lang_name(r->request), NULL));
    view_text(view, "description", text);
    view_text(og, "description", text);
    return ERR_OK;
}

/* The feed of a field that is chosen. */
static void register_view_feed(const struct registering *r, struct view view)
{
    const char *field = r->ask.sides[SIDE_FIELD];
    bool has_feed = *field && r->page.total;
    struct safe_url url = {NULL};
    if (has_feed)
        url = page_link(r->request, arena_printf(view.arena, "%s/linh-vuc/%s/rss.xml", r->path, field));
    view_url(view, "feed_url", url);
}

static enum err register_show_page(struct registering *r)
{
    struct app *app = r->app;
    enum lang lang = page_lang(r->request);
    const char *title = kind_of(page_kind(r->request))->titles[lang];
    struct view view = page_begin(r->request, r->reply, "pages/register.html",
                                  place_title(app, r->request, r->reply->arena, &r->place, title), NULL);
    view_text(view, "name", title);
    view_url(view, "sheet_url", safe_url_trusted(app->interface.register_url));
    place_view(app, r->request, view, &r->place);
    const char *count = page_count(app, view.arena, lang, "count_documents", r->page.total);
    view_text(view, "place", count);
    register_view_form(r, view);
    register_view_rows(r, view);
    register_view_feed(r, view);
    enum err err = register_describe(r, view);
    /* What is filtered is no page of its own to search engines, but leads to some. */
    if (r->ask.filters || *r->ask.text)
        view_text(view, "robots", "noindex, follow");
    return err;
}

enum err page_register_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct registering *r = arena_zero(reply->arena, 1, sizeof *r);
    enum err err = r ? store_lease(app->portal->store, reply->arena, &conn) : ERR_MEMORY;
    if (err)
        return err;
    r->app = app, r->conn = conn, r->request = request, r->reply = reply;
    err = register_read_address(r);
    if (err || reply->location)
        return err;
    err = register_find_rows(r, (r->place.page - 1) * REGISTER_ROWS, REGISTER_ROWS);
    if (err)
        return err;
    r->place.total = r->page.total;
    if (r->place.page > 1 && (r->place.page - 1) * REGISTER_ROWS >= r->page.total) {
        reply->way_path = r->place.path;
        reply->way_title = kind_of(page_kind(request))->titles[page_lang(request)];
        return ERR_NOT_FOUND;
    }
    reply->other_path = page_other_path(request);
    return register_show_page(r);
}

enum err page_register_print(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct registering *r = arena_zero(reply->arena, 1, sizeof *r);
    char made[DATE_TEXT_SIZE];
    enum err err = r ? store_lease(app->portal->store, reply->arena, &conn) : ERR_MEMORY;
    if (err)
        return err;
    r->app = app, r->conn = conn, r->request = request, r->reply = reply;
    r->path = kind_path(reply->arena, page_kind(request), page_lang_name(request));
    err = register_ask_read(request, reply, &r->ask);
    if (!err)
        err = register_find_rows(r, 0, PRINT_ROWS);
    if (err)
        return err;
    enum lang lang = page_lang(request);
    struct view view = page_begin(request, reply, "pages/register-print.html",
                                  page_word(app, request, "register_print"), NULL);
    view_text(view, "robots", "noindex");
    view_url(view, "sheet_url", safe_url_trusted(app->interface.register_url));
    view_text(view, "place", page_count(app, view.arena, lang, "count_documents", r->page.total));
    view_flag(view, "is_part", (int64_t)r->list.count < r->page.total);
    view_text(view, "made_text", date_long(request->now_ms, lang, made));
    view_text(view, "made_at", date_rfc3339_local(request->now_ms, made));
    view_url(view, "register_url", page_link(request, register_ask_path(reply->arena, r->path, &r->ask)));
    register_view_form(r, view);
    view_url(view, "register_url", page_link(request, register_ask_path(reply->arena, r->path, &r->ask)));
    register_view_rows(r, view);
    return ERR_OK;
}

/* The address of a field's feeds without them: the register of that field. */
enum err page_register_field(struct app *app, const struct request *request, struct reply *reply)
{
    struct register_ask ask = {.is_english = page_lang(request) == LANG_EN};
    (void)app;
    const char *path = kind_path(reply->arena, page_kind(request), page_lang_name(request));
    snprintf(ask.sides[SIDE_FIELD], sizeof ask.sides[SIDE_FIELD], "%s", request->args[0]);
    return page_moved(reply, page_link(request, register_ask_path(reply->arena, path, &ask)).url);
}
