/* What the API's search, the page and the suggestions have in common. How anything is found is
 * store/search.h's; here are parameters in and members out. */
#include "search.h"
#include "core/list.h"

#include "core/query.h"
#include "core/write.h"
#include "handler/handler.h"
#include "http/privacy.h"
#include "store/miss.h"
#include "text/csv.h"
#include "text/date.h"
#include "text/normalize.h"
#include "view/article.h"
#include "view/media.h"

#include <netinet/in.h>
#include <string.h>

/* Titles below a field, of which a screen shows about eight; and rows of what was looked for in vain. */
enum { SUGGESTIONS_DEFAULT = 8, SUGGESTIONS_MOST = 20, MISSES_DEFAULT = 100, MISSES_MOST = 1000 };

/* At most SEARCH_QUERY_MAX bytes, cut between words where there are some, and else between characters. Gives
 * whether it was longer, which is said. */
static bool search_api_shorten(struct reply *reply, const char **text)
{
    size_t length = strlen(*text);
    if (length <= SEARCH_QUERY_MAX)
        return false;
    const char *const left_out = *text;
    length = SEARCH_QUERY_MAX;
    while (length && ((unsigned char)(*text)[length] & 0xC0) == 0x80)
        length--;
    for (size_t at = length; at > SEARCH_QUERY_MAX / 2; at--)
        if ((*text)[at] == ' ') {
            length = at;
            break;
        }
    *text = arena_copy(reply->arena, *text, length);
    struct warnings warnings = {.arena = reply->arena};
    warnings_add(&warnings, WARNING_QUERY_SHORTENED, 0, left_out + length, strlen(left_out + length));
    reply_warn_parameter(reply, "q", WARNING_QUERY_SHORTENED,
                         MESSAGE_ARGS(arena_printf(reply->arena, "%d", SEARCH_QUERY_MAX),
                                      warnings.count ? warnings.items[0].shown : ""));
    return true;
}

/* q, normalised as all text is, or nothing typed on another keyboard would match. NULL without it. */
static enum err search_api_read_text(const struct request *request, struct reply *reply,
                                     const char **ret_text, bool *ret_is_shortened)
{
    const char *text = request_parameter(request, "q");
    struct text_fault fault;
    *ret_text = NULL;
    *ret_is_shortened = false;
    if (!text)
        return ERR_OK;
    enum err err = text_normalize(text, strlen(text), TEXT_LINE, reply->arena, ret_text, &fault);
    if (err == ERR_UTF8 || err == ERR_INPUT)
        return reply_fault_parameter(reply, "q", MESSAGE_FIELD_TEXT,
                                     MESSAGE_ARGS(text_fault_words(&fault, reply->lang, reply->arena)));
    if (!err)
        *ret_is_shortened = search_api_shorten(reply, ret_text);
    return err;
}

enum err search_ask_read(const struct request *request, struct reply *reply, struct search_ask *ask)
{
    /* Without q the order is that of the list. */
    const char *sort = request_parameter(request, "q") ? request_parameter(request, "sort") : NULL;
    /* Set in any case, as callers may go on with noted faults. */
    *ask = (struct search_ask){.sort = SEARCH_BY_RELEVANCE};
    /* A q that is empty is a search for nothing and finds nothing; only an absent one makes a list of
     * it. */
    enum err err = search_api_read_text(request, reply, &ask->text, &ask->is_shortened);
    if (!sort)
        return err;
    if (strcmp(sort, "newest") == 0)
        ask->sort = SEARCH_BY_TIME;
    else if (strcmp(sort, "relevance") != 0)
        query_choice_fault(request, reply, "sort", "relevance, newest");
    return err;
}

/* By what people differ: their address, of IPv6 the part that a household has; 0 bytes over the control
 * socket. */
static const void *search_person(const struct request *request, size_t *ret_size)
{
    const struct sockaddr *client = request->client;
    *ret_size = 0;
    if (client && client->sa_family == AF_INET6) {
        *ret_size = sizeof(struct in6_addr) / 2;
        return &((const struct sockaddr_in6 *)client)->sin6_addr;
    }
    if (client && client->sa_family == AF_INET) {
        *ret_size = sizeof(struct in_addr);
        return &((const struct sockaddr_in *)client)->sin_addr;
    }
    return NULL;
}

/* Only unfiltered queries of the public are noted: one that a filter emptied is no lack of the portal's,
 * and editors try things. */
enum err search_run(struct app *app, struct conn *conn, const struct request *request,
                    const struct search_ask *ask, const struct article_query *query,
                    struct search_result *ret_result)
{
    bool is_narrowed = query->category_id || query->tag_id || query->from_ms || query->to_ms || query->after;
    size_t size;
    const void *person = search_person(request, &size);
    /* What is wrong with a query is no error; it finds nothing. */
    enum err err = search_articles(conn, ask->text, query, ask->sort, ret_result);
    if (!err && ret_result->is_vain && !is_narrowed && privacy_of(request) == PRIVACY_PUBLIC)
        miss_note(app->portal->store, ask->text, person, size, request->now_ms);
    return err;
}

void search_warn_unread(struct reply *reply, const char *unread)
{
    struct warnings warnings = {.arena = reply->arena};
    if (!unread)
        return;
    warnings_add(&warnings, WARNING_QUERY_UNREAD, 0, unread, strlen(unread));
    reply_warn_parameter(reply, "q", WARNING_QUERY_UNREAD,
                         MESSAGE_ARGS(warnings.count ? warnings.items[0].shown : ""));
}

struct article_list search_list(struct arena *arena, const struct search_result *result)
{
    struct article_list list = {.more = result->more, .next_ms = result->next_ms, .next_id = result->next_id};
    list.items = arena_zero(arena, result->count + 1, sizeof *list.items);
    list.count = list.items ? result->count : 0;
    for (size_t i = 0; i < list.count; i++)
        list.items[i] = result->hits[i].article;
    return list;
}

/* Marks become elements here, behind the escaping. They are control characters, which no stored text
 * holds. */
void search_view_snippet(struct view row, const struct search_hit *hit)
{
    struct safe_html html = {NULL, 0};
    if (hit->snippet)
        html = safe_html_marked(row.arena, hit->snippet, SEARCH_MARK_BEGIN, SEARCH_MARK_END);
    view_html(row, "snippet", html);
}

void search_view_file(struct view row, const struct search_hit *hit)
{
    const struct search_file *found = &hit->file;
    if (!found->name) {
        view_null(row, "file");
        return;
    }
    struct view file = view_object(row, "file");
    const char *path = media_path(row.arena, found->name);
    /* As browsers open a PDF at a page (RFC 8118). */
    if (found->page)
        path = arena_printf(row.arena, "%s#page=%d", path, found->page);
    view_text(file, "title", found->title ? found->title : media_label(row.arena, found->name));
    if (arena_failed(row.arena))
        return;
    view_url(file, "url", safe_url_trusted(path));
    if (found->page)
        view_integer(file, "page", found->page);
    else
        view_null(file, "page");
}

enum err search_view_total(struct view view, const struct search_result *result, bool *cut)
{
    int64_t total;
    enum err err = search_total(result, &total);
    /* null says "not known", which 0 would not. */
    if (err == ERR_SEARCH_CUT) {
        *cut = true;
        view_null(view, "total");
        return ERR_OK;
    }
    if (!err)
        view_integer(view, "total", total);
    return err;
}

enum err search_view_facets(struct view view, const struct search_result *result, bool *cut)
{
    struct search_facets facets;
    enum err err = search_facets(result, &facets);
    if (err == ERR_SEARCH_CUT) {
        *cut = true;
        view_null(view, "facets");
        return ERR_OK;
    }
    if (err)
        return err;
    /* The same names for both lists' counts, so that a client needs one row for them. */
    struct view object = view_object(view, "facets"), categories = view_list(object, "categories"),
                months = view_list(object, "months");
    for (size_t i = 0; i < facets.category_count; i++) {
        struct view item = view_append(categories);
        view_text(item, "slug", facets.categories[i].key);
        view_text(item, "name", facets.categories[i].name);
        view_integer(item, "count", facets.categories[i].count);
    }
    /* Months have no name but their key. */
    for (size_t i = 0; i < facets.month_count; i++) {
        struct view item = view_append(months);
        view_text(item, "month", facets.months[i].key);
        view_integer(item, "count", facets.months[i].count);
    }
    return ERR_OK;
}

/* Saves what is still in memory first, as an editor who looks wants the queries of the last minute too. */
/* For people who open it in a spreadsheet. */
static enum err miss_reply_csv(struct reply *reply, const struct miss *items, size_t count)
{
    enum { MISS_CSV_MAX = 1024 * 1024 };
    auto_buf struct buf out = BUF(MISS_CSV_MAX);
    char day[DATE_TEXT_SIZE];
    buf_printf(&out, "%s%s\r\n", CSV_MARK,
               reply->lang == LANG_VI ? "Câu tìm,Số lần,Ngày tìm gần nhất" : "Query,Times,Last day");
    for (size_t i = 0; i < count; i++) {
        csv_text(&out, items[i].query);
        buf_printf(&out, ",%lld,%s\r\n", (long long)items[i].times,
                   date_short(day_start_ms(items[i].day), LANG_VI, day));
    }
    if (buf_failed(&out))
        return ERR_MEMORY;
    reply->text = arena_copy(reply->arena, buf_str(&out), out.length);
    reply->text_type = "text/csv; charset=utf-8";
    return ERR_OK;
}

enum err api_miss_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct miss *items;
    size_t count;
    int64_t limit = MISSES_DEFAULT;
    bool is_csv;
    char day[DATE_TEXT_SIZE];
    /* The most asked first, so a limit is enough and there is no cursor. */
    query_number(request, reply, "limit", 1, MISSES_MOST, &limit);
    enum err err = query_wants_csv(request, reply, &is_csv);
    if (!err)
        err = miss_flush(app->portal->store);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = miss_list(conn, (int)limit, &items, &count);
    if (err || is_csv)
        return err ? err : miss_reply_csv(reply, items, count);
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++) {
        struct view item = view_append(list);
        view_text(item, "query", items[i].query);
        view_integer(item, "times", items[i].times);
        view_text(item, "last_day", day_iso(items[i].day, day));
    }
    return ERR_OK;
}

/* For fields that ask with each letter: titles and addresses, nothing else. */
enum err api_suggest(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article *items;
    size_t count = 0;
    int64_t limit = SUGGESTIONS_DEFAULT;
    const char *text, *unread;
    bool is_shortened;
    struct article_query filter = {.lang = query_lang(request, reply)};
    query_number(request, reply, "limit", 1, SUGGESTIONS_MOST, &limit);
    /* Without q there is nothing to suggest, which is an empty list and no fault. */
    enum err err = search_api_read_text(request, reply, &text, &is_shortened);
    if (!err)
        err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    filter.limit = (int)limit;
    if (!err)
        err = search_suggest(conn, text ? text : "", &filter, &items, &count, &unread);
    if (err)
        return err;
    search_warn_unread(reply, unread);
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++) {
        struct view item = view_append(list);
        view_text(item, "title", items[i].title);
        view_text(item, "url", article_path(reply->arena, &items[i]));
    }
    if (is_shortened || unread)
        write_warnings(view, reply);
    return ERR_OK;
}
