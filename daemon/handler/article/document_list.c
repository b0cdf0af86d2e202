/* GET /api/documents: the register of documents with the filters of its page, the state among them, which
 * lists by stored facts cannot have as it follows from days and from other documents. Knows no page. */
#include "base/calendar.h"
#include "core/query.h"
#include "handler/handler.h"
#include "store/document.h"
#include "text/normalize.h"
#include "text/number.h"
#include "view/article.h"

#include <string.h>

enum { DOCUMENTS_USUAL = 20, DOCUMENTS_TEXT_MAX = 511, DOCUMENTS_SKIP_MOST = 10 * 1000 * 1000 };

static const char *const side_names[SIDE_COUNT] = {[SIDE_ISSUER] = "issuer",
                                                   [SIDE_TYPE] = "type",
                                                   [SIDE_FIELD] = "field",
                                                   [SIDE_YEAR] = "year",
                                                   [SIDE_STATE] = "state"};

/* The choices of a side are a closed set only of types and states; another name of these is a mistake, where
 * of the others it finds nothing. */
static void document_side_read(const struct request *request, struct reply *reply, enum document_side side,
                               struct register_query *query)
{
    const char *key = request_parameter(request, side_names[side]);
    enum fact fact = side == SIDE_TYPE ? FACT_DOCUMENT_TYPE : FACT_DOCUMENT_STATE;
    int64_t year;
    if (!key)
        return;
    query->sides[side] = *key ? key : NULL;
    if (side == SIDE_YEAR && *key && number_parse(key, 1, 9999, &year))
        query_number(request, reply, "year", 1, 9999, &year);
    if ((side != SIDE_TYPE && side != SIDE_STATE) || !*key || fact_choice_named(fact, key))
        return;
    auto_buf struct buf known = BUF(4096);
    for (const struct fact_choice *choice = fact_choices(); choice->name; choice++)
        if (choice->fact == fact)
            buf_printf(&known, "%s%s", known.length ? ", " : "", choice->name);
    query_choice_fault(request, reply, side_names[side],
                       arena_copy(reply->arena, buf_str(&known), known.length));
}

/* Words or a number, as the page takes them. */
static enum err document_text_read(const struct request *request, struct reply *reply,
                                   struct register_query *query)
{
    const char *text = request_parameter(request, "q"), *clean = NULL;
    if (!text)
        return ERR_OK;
    enum err err = text_normalize(text, strlen(text), TEXT_LINE, request->arena, &clean, NULL);
    if (err == ERR_MEMORY)
        return err;
    if (err || strlen(clean) > DOCUMENTS_TEXT_MAX)
        return reply_fault_parameter(reply, "q", MESSAGE_REGISTER_WORDS,
                                     MESSAGE_ARGS(arena_printf(reply->arena, "%d", DOCUMENTS_TEXT_MAX)));
    query->text = *clean ? clean : NULL;
    return ERR_OK;
}

static enum err document_query_read(const struct request *request, struct reply *reply,
                                    struct register_query *query)
{
    int64_t limit = DOCUMENTS_USUAL;
    const char *lang = query_lang(request, reply);
    query_number(request, reply, "limit", 1, REGISTER_PAGE_MOST, &limit);
    *query = (struct register_query){
        .lang = lang ? lang : "vi", .today = day_of(request->now_ms), .limit = (int)limit};
    query_number(request, reply, "after", 0, DOCUMENTS_SKIP_MOST, &query->skip);
    for (enum document_side side = 0; side < SIDE_COUNT; side++)
        document_side_read(request, reply, side, query);
    enum err err = document_text_read(request, reply, query);
    return err ? err : query_check(reply);
}

/* How many documents each choice would leave. */
static void document_show_choices(struct view view, const struct register_page *page)
{
    struct view all = view_object(view, "choices");
    for (enum document_side side = 0; side < SIDE_COUNT; side++) {
        struct view list = view_list(all, side_names[side]);
        for (size_t i = 0; i < page->choice_counts[side]; i++) {
            struct view item = view_append(list);
            view_text(item, "value", page->choices[side][i].key);
            view_text(item, "name", page->choices[side][i].name);
            view_integer(item, "count", page->choices[side][i].count);
        }
    }
}

enum err api_document_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct register_query query;
    struct register_page page;
    struct article_list list;
    enum err err = document_query_read(request, reply, &query);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = register_page(conn, &query, request->may_wait, &page);
    if (!err)
        err = register_articles(conn, &page, &list);
    if (err)
        return err;
    struct view view = view_new(reply->arena), items = view_list(view, "items");
    reply->view = view.json;
    for (size_t i = 0; i < list.count; i++)
        view_article_row(view_append(items), &list.items[i]);
    view_integer(view, "total", page.total);
    view_flag(view, "complete", !page.is_cut);
    document_show_choices(view, &page);
    query_end_by_number(request, reply, view, query.skip + (int64_t)page.count < page.total,
                        query.skip + (int64_t)page.count, query.limit);
    /* States change with the day. */
    reply->until_ms = day_start_ms(day_add(day_of(request->now_ms), 1));
    return ERR_OK;
}
