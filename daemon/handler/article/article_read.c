/* GET /api/articles, /api/articles/{id or slug} and its statistics. Lists and searches share this
 * address, their rows and their parameters; with `q` the order and the cursor are the search's. What may
 * be seen is decided in one place, article_read_query(), for lists. */
#include "article_reply.h"
#include "base/calendar.h"
#include "core/access.h"
#include "core/cursor.h"
#include "core/presence.h"
#include "core/query.h"
#include "core/write.h"
#include "fact_input.h"
#include "handler/handler.h"
#include "http/privacy.h"
#include "search.h"
#include "store/category.h"
#include "store/tag.h"
#include "term/term_fault.h"
#include "text/excerpt.h"
#include "view/article.h"
#include "view/fact.h"
#include "view/portal.h"

#include <string.h>

enum { LIMIT_DEFAULT = 20, LIMIT_MOST = 100 };

/* What of each row is wanted: `fields=` narrows, `include=` widens. */
struct row_shape {
    const char *fields; /* or NULL for all */
    bool body;
    bool total;
    bool facets;
    bool presence; /* who has it open: for the staff */
};

/* All that a row can have, as view_article_row() and the search write them. */
static const char row_members[] =
    "id,version,slug,url,status,kind,lang,title,lead,category,tags,image,author,pinned,"
    "published_at,updated_at,audience,facts,body_html,body_text,snippet,file,open_by";

/* Whether a name of `length` bytes is one of a comma list. Nothing is copied: both lists are text as it
 * came. */
static bool list_has(const char *list, const char *name, size_t length)
{
    for (const char *p = list; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
        if (strncmp(p, name, length) == 0 && (p[length] == ',' || p[length] == '\0'))
            return true;
    return false;
}

/* Whether every name in a comma list is one of `known`; those that are not are faults. */
static void check_names(struct reply *reply, const char *parameter, const char *list, const char *known)
{
    size_t unknown = 0;
    /* An empty name between two commas is unknown too. */
    for (const char *p = list; *p;) {
        size_t length = strcspn(p, ",");
        if (!list_has(known, p, length) && reply_names_unknown(&unknown))
            reply_fault_parameter(reply, parameter, MESSAGE_NAME_UNKNOWN,
                                  MESSAGE_ARGS(text_shown(p, length, NAME_SHOWN_MAX, reply->arena), known));
        p += length + (p[length] == ',');
    }
    reply_fault_unnamed(reply, NULL, parameter, unknown);
}

static struct row_shape read_shape(const struct request *request, struct reply *reply)
{
    const char *include = request_parameter(request, "include");
    struct row_shape shape = {.fields = request_parameter(request, "fields")};
    if (shape.fields)
        check_names(reply, "fields", shape.fields, row_members);
    if (include) {
        check_names(reply, "include", include, "body,total,facets,presence");
        shape.body = list_has(include, "body", 4);
        shape.total = list_has(include, "total", 5);
        shape.presence = list_has(include, "presence", 8);
        shape.facets = list_has(include, "facets", 6);
        /* Facets are counted from what a search finds. */
        if (shape.facets && !request_parameter(request, "q"))
            reply_fault_parameter(reply, "include", MESSAGE_FACETS_WITHOUT_QUERY, NULL);
    }
    return shape;
}

/* Statuses between commas, or "all". Without it the query's 0 stands for what is published. */
static void article_read_status(const struct request *request, struct reply *reply,
                                struct article_query *query)
{
    const char *text = request_parameter(request, "status");
    if (!text)
        return;
    if (strcmp(text, "all") == 0) {
        query->statuses = (1u << STATUS_COUNT) - 1;
        return;
    }
    for (const char *p = text; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL) {
        const char *name = arena_copy(reply->arena, p, strcspn(p, ","));
        enum article_status status = name ? article_status_from_name(name) : STATUS_COUNT;
        if (status == STATUS_COUNT) {
            query_choice_fault(request, reply, "status",
                               "draft, review, scheduled, published, withdrawn, trashed, all");
            return;
        }
        query->statuses |= 1u << status;
    }
}

/* Who made it: "me", or the number by which the staff knows its people. Readers know of nobody. */
static enum err article_read_creator(const struct request *request, struct reply *reply,
                                     struct article_query *query)
{
    const char *text = request_parameter(request, "created_by");
    if (!text)
        return ERR_OK;
    if (!sees_drafts(request))
        return reply_problem(reply, privacy_of(request) == PRIVACY_PUBLIC ? ERR_UNAUTHORIZED : ERR_FORBIDDEN,
                             MESSAGE_ROLE_NEEDED, MESSAGE_ARGS("reader", role_name(request->actor.role)));
    query->of_creator = true;
    query->created_by = actor_number(&request->actor);
    if (strcmp(text, "me") != 0)
        query_number(request, reply, "created_by", INT64_MIN + 1, INT64_MAX, &query->created_by);
    if (query->fact_count)
        reply_fault_parameter(reply, "created_by", MESSAGE_PARAMETERS_APART, MESSAGE_ARGS("facts.*"));
    return ERR_OK;
}

/* The order of a list. By relevance only a search can be ordered. */
static void read_sort(const struct request *request, struct reply *reply, struct article_query *query)
{
    const char *text = request_parameter(request, "sort");
    query->oldest_first = text && strcmp(text, "oldest") == 0;
    if (text && !query->oldest_first && strcmp(text, "newest") != 0)
        query_choice_fault(request, reply, "sort", "newest, oldest");
}

/* The category and tag that the parameters name; an unknown one is a fault. */
static enum err read_terms(struct conn *conn, const struct request *request, struct reply *reply,
                           struct article_query *query)
{
    const char *slug = request_parameter(request, "category"), *tag_slug = request_parameter(request, "tag");
    struct category category;
    struct tag tag;
    enum err err = slug ? category_named(conn, request, slug, &category) : ERR_OK;
    query->category_id = slug && !err ? category.id : 0;
    if (err == ERR_NOT_FOUND)
        err = term_fault_category(conn, reply, NULL, "category", slug,
                                  sees_drafts(request) ? CATEGORIES_ALL : CATEGORIES_PUBLIC);
    /* Of the store; unknown ones are faults and go on. */
    if (err)
        return err;
    err = tag_slug ? tag_named(conn, request, tag_slug, &tag) : ERR_OK;
    query->tag_id = tag_slug && !err ? tag.id : 0;
    if (err == ERR_NOT_FOUND)
        err =
            term_fault_tag(conn, reply, NULL, "tag", tag_slug, sees_drafts(request) ? TAGS_ALL : TAGS_PUBLIC);
    return err;
}

static enum err article_read_query(struct conn *conn, const struct request *request, struct reply *reply,
                                   struct article_query *query)
{
    int64_t limit = LIMIT_DEFAULT;
    query_number(request, reply, "limit", 1, LIMIT_MOST, &limit);
    /* Standing pages are in no list, but are found. */
    bool is_search = request_parameter(request, "q");
    *query = (struct article_query){.limit = (int)limit,
                                    .kinds = is_search ? 0 : kinds_with(KIND_IS_LISTED),
                                    .lang = query_lang(request, reply)};
    query_instant(request, reply, "from", 0, &query->from_ms);
    /* A day given as the end is meant with all its hours. */
    query_instant(request, reply, "to", 1, &query->to_ms);
    article_read_status(request, reply, query);
    if (!is_search) /* a search has orders of its own: search_ask_read() */
        read_sort(request, reply, query);
    enum err err = read_terms(conn, request, reply, query);
    if (!err)
        err = fact_filter_read(conn, request, reply, query);
    if (!err)
        err = article_read_creator(request, reply, query);
    if (!err)
        err = query_cursor(request, reply, &query->after, &query->after_ms, &query->after_id);
    if (!err)
        err = query_check(reply);
    /* Without a token this is 401, which tells a client to send one; with one that does not suffice 403. */
    if (!err && query->statuses & ~(1u << STATUS_PUBLISHED) && !sees_drafts(request))
        return reply_problem(reply, privacy_of(request) == PRIVACY_PUBLIC ? ERR_UNAUTHORIZED : ERR_FORBIDDEN,
                             MESSAGE_ROLE_NEEDED, MESSAGE_ARGS("reader", role_name(request->actor.role)));
    return err;
}

/* Takes the members out that were not asked for. The row was made in full: what is left out costs less
 * than a second way of making rows. */
static void narrow(struct view row, const char *fields)
{
    const char *name;
    json_t *value;
    void *next;
    if (!fields || !row.json)
        return;
    /* The safe form, as members go while it walks. */
    json_object_foreach_safe(row.json, next, name, value)
    {
        if (!list_has(fields, name, strlen(name)))
            json_object_del(row.json, name);
    }
}

/* Names of those who have it open, but for who asks. */
static void article_read_show_presence(struct app *app, const struct request *request, struct view row,
                                       int64_t id)
{
    struct present_one *ones;
    size_t count;
    struct view names = view_list(row, "open_by");
    if (presence_of(app->presence, id, actor_number(&request->actor), request->now_ms, row.arena, &ones,
                    &count))
        return;
    for (size_t i = 0; i < count; i++)
        view_append_text(names, ones[i].name);
}

/* `hits` is NULL for a list; otherwise it has a hit for each row, in the same order. */
static void article_read_show_rows(struct app *app, const struct request *request, struct view view,
                                   const struct article_list *list, const struct search_hit *hits,
                                   const struct row_shape *shape)
{
    struct view items = view_list(view, "items");
    for (size_t i = 0; i < list->count; i++) {
        struct view row = view_append(items);
        view_article_row(row, &list->items[i]);
        if (shape->body) {
            view_html(row, "body_html", safe_html_stored(list->items[i].body_html));
            view_text(row, "body_text", list->items[i].body_text);
        }
        if (hits)
            search_view_snippet(row, &hits[i]);
        if (hits)
            search_view_file(row, &hits[i]);
        if (shape->presence && sees_drafts(request))
            article_read_show_presence(app, request, row, list->items[i].id);
        narrow(row, shape->fields);
    }
}

/* The answer to a list or search. */
static void show_list(struct app *app, const struct request *request, struct reply *reply,
                      const struct article_list *list, const struct search_hit *hits,
                      const struct row_shape *shape, int limit)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    /* Even when it shows nothing but public rows, for with this token it may show more in a moment, and
     * a shared cache must not have it. */
    reply->widened = sees_drafts(request);
    article_read_show_rows(app, request, view, list, hits, shape);
    /* The limit goes along as it was clamped, so that all pages are of one length. */
    if (list->more)
        reply->next = query_next(request, reply->arena,
                                 cursor_write(reply->arena, list->next_ms, list->next_id), limit);
    view_text(view, "next", reply->next);
}

/* What is asked for with q. */
static enum err show_found(struct app *app, struct conn *conn, const struct request *request,
                           struct reply *reply, const struct search_ask *ask,
                           const struct article_query *query, const struct row_shape *shape)
{
    struct search_result result;
    enum err err = search_run(app, conn, request, ask, query, &result);
    if (err)
        return err;
    struct article_list list = search_list(reply->arena, &result);
    show_list(app, request, reply, &list, result.hits, shape, query->limit);
    struct view view = {reply->arena, reply->view};
    view_text(view, "suggestion", result.suggestion);
    /* `complete` is one word for the hits, the total and the facets. */
    bool is_cut = result.is_cut;
    err = shape->total ? search_view_total(view, &result, &is_cut) : ERR_OK;
    if (!err && shape->facets)
        err = search_view_facets(view, &result, &is_cut);
    view_flag(view, "complete", !is_cut);
    search_warn_unread(reply, result.unread);
    if (ask->is_shortened || result.unread)
        write_warnings(view, reply);
    return err;
}

enum err api_article_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article_query query;
    struct article_list list;
    struct search_ask ask;
    int64_t total = 0;
    /* Before the parameters are judged, as categories and tags are among them. */
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (err)
        return err;
    /* What is wrong with it is told with the other faults, by article_read_query(). */
    struct row_shape shape = read_shape(request, reply);
    err = search_ask_read(request, reply, &ask);
    if (!err)
        err = article_read_query(conn, request, reply, &query);
    if (err)
        return err;
    query.with_body = shape.body;
    reply->until_ms = day_start_ms(day_add(day_of(request->now_ms), 1));
    if (ask.text)
        return show_found(app, conn, request, reply, &ask, &query, &shape);
    err = article_list(conn, &query, &list);
    if (!err && shape.total)
        err = article_count(conn, &query, &total);
    if (err)
        return err;
    show_list(app, request, reply, &list, NULL, &shape, query.limit);
    if (shape.total)
        view_integer((struct view){reply->arena, reply->view}, "total", total);
    return ERR_OK;
}

/* What other documents say of it, beside what it says itself. */
static enum err article_read_relations(struct conn *conn, struct reply *reply, int64_t id)
{
    struct document_relation *relations;
    size_t count;
    enum err err = document_relations(conn, id, &relations, &count);
    if (!err)
        view_relations((struct view){reply->arena, reply->view}, relations, count);
    return err;
}

/* Long articles go to a thread that may wait, before their view is made. */
enum err api_article_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = article_named(conn, request, reply, &article);
    if (!err)
        err = reply_length(request, reply, strlen(article.body_html));
    if (!err)
        err = article_reply(request, reply, &article);
    if (!err && article.kind == KIND_DOCUMENT)
        err = article_read_relations(conn, reply, article.id);
    /* What follows from days changes with the day. */
    reply->until_ms = day_start_ms(day_add(day_of(request->now_ms), 1));
    return err;
}

/* Whoever sees the article sees its numbers; they are the sum of the database and what is not folded
 * yet. */
enum err api_article_stats(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    struct visit_counts views;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = article_named(conn, request, reply, &article);
    if (!err)
        err = visits_of_article(app->portal->visits, conn, article.id, &views);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_counts(view, "views", &views);
    view_time(view, "as_of", request->now_ms);
    return ERR_OK;
}
