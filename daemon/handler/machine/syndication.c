/* rss.xml, atom.xml and feed.json of the portal, a category, a tag, a kind. One list of articles in
 * three forms. A feed is of a page of the portal, so it shares that page's query and moves when it
 * moves. What each form writes is view/syndication.h's. */
#include "view/syndication.h"
#include "core/access.h"
#include "core/site_icons.h"
#include "handler/handler.h"
#include "page/page.h"
#include "store/category.h"
#include "store/document.h"
#include "store/tag.h"
#include "view/alert.h"
#include "view/article.h"

#include <stdlib.h>
#include <string.h>

enum { ITEMS = 20, TEXTS_MAX = 2 * 1024 * 1024 }; /* bytes of all bodies in one feed */

/* One of the three forms. */
struct form {
    const char *file; /* the last part of its path */
    const char *type;
    const char *template; /* NULL: the view itself, as JSON */
    void (*begin)(struct view view, const struct channel *channel);
    void (*add)(struct view items, const struct channel *channel, const struct entry *entry);
    void (*warn)(struct view items, const struct channel *channel, const struct alert_entry *entry);
};

/* The three forms. RSS and Atom share a view, which their templates write in two ways. */
static const struct form rss = {"rss.xml",       "application/rss+xml; charset=utf-8",
                                "pages/rss.xml", view_channel,
                                view_entry,      view_alert_entry};
static const struct form atom = {"atom.xml",       "application/atom+xml; charset=utf-8",
                                 "pages/atom.xml", view_channel,
                                 view_entry,       view_alert_entry};
static const struct form json = {"feed.json",       "application/feed+json", NULL,
                                 view_json_channel, view_json_entry,         view_json_alert_entry};

/* What a feed is of: a page of the portal, and the articles on it. */
struct scope {
    struct channel channel;
    struct article_query query;
    bool moved;                      /* another page is meant by this address */
    const struct fact_value *others; /* values that are meant as well as that of the query */
    size_t other_count;
};

typedef enum err find_scope(struct conn *conn, const struct request *request, struct reply *reply,
                            struct scope *scope);

/* The portal in one language. `thing` is part of the feed's id, which must not change when an address
 * does. */
static enum err find_site(struct conn *conn, const struct request *request, struct reply *reply,
                          struct scope *scope)
{
    (void)conn, (void)reply;
    scope->channel.lang = page_lang_name(request);
    scope->channel.thing = arena_printf(request->arena, "site/%s", scope->channel.lang);
    scope->channel.page_path = page_lang(request) == LANG_EN ? "/en" : "/";
    return ERR_OK;
}

/* What a category and a tag have in common. */
static void set_term(const struct request *request, struct scope *scope, const char *name, const char *slug,
                     const char *lang, const char *path)
{
    scope->channel.title = name;
    scope->channel.lang = lang;
    scope->channel.page_path = path;
    /* A slug of the past, or the path of the other language. */
    scope->moved = strcmp(slug, request->args[0]) != 0 || strcmp(lang, page_lang_name(request)) != 0;
}

/* The category by its slug, with those below it, as on its page. */
static enum err find_category(struct conn *conn, const struct request *request, struct reply *reply,
                              struct scope *scope)
{
    struct category category;
    enum err err = category_named(conn, request, request->args[0], &category);
    if (err == ERR_NOT_FOUND)
        return slug_unknown(conn, reply, TOMBSTONE_CATEGORY, request->args[0], MESSAGE_CATEGORY_UNKNOWN);
    if (err)
        return err;
    scope->query.category_id = category.id;
    scope->channel.thing = arena_printf(request->arena, "category/%lld", (long long)category.id);
    set_term(request, scope, category.name, category.slug, category.lang,
             category_path(request->arena, category.slug, category.lang));
    return ERR_OK;
}

/* The same for a tag. */
static enum err find_tag(struct conn *conn, const struct request *request, struct reply *reply,
                         struct scope *scope)
{
    struct tag tag;
    enum err err = tag_named(conn, request, request->args[0], &tag);
    if (err == ERR_NOT_FOUND)
        return slug_unknown(conn, reply, TOMBSTONE_TAG, request->args[0], MESSAGE_TAG_UNKNOWN);
    if (err)
        return err;
    scope->query.tag_id = tag.id;
    scope->channel.thing = arena_printf(request->arena, "tag/%lld", (long long)tag.id);
    set_term(request, scope, tag.name, tag.slug, tag.lang, tag_path(request->arena, tag.slug, tag.lang));
    return ERR_OK;
}

static enum err find_kind(struct conn *conn, const struct request *request, struct reply *reply,
                          struct scope *scope)
{
    enum article_kind kind = page_kind(request);
    const char *title = NULL;
    (void)conn, (void)reply;
    scope->query.kinds = kinds_of_word(kind);
    scope->channel.lang = page_lang_name(request);
    /* Of kinds that share a word it holds all. */
    for (enum article_kind other = 0; other < KIND_COUNT; other++) {
        const char *own = kind_of(other)->titles[page_lang(request)];
        if (scope->query.kinds & 1u << other)
            title = title ? arena_printf(request->arena, "%s, %s", title, own) : own;
    }
    scope->channel.title = title;
    scope->channel.thing =
        arena_printf(request->arena, "kind/%s/%s", kind_of(kind)->name, scope->channel.lang);
    scope->channel.page_path = kind_path(request->arena, kind, scope->channel.lang);
    return ERR_OK;
}

/* Documents of one field, by the slug of its name. */
static enum err find_field(struct conn *conn, const struct request *request, struct reply *reply,
                           struct scope *scope)
{
    const char *lang = page_lang_name(request), *names[REGISTER_NAMES_MOST];
    size_t count;
    enum err err = register_names(conn, SIDE_FIELD, request->args[0], lang, request->may_wait, names, &count);
    if (err == ERR_UNAVAILABLE && !request->may_wait)
        return reply_length(request, reply, SIZE_MAX);
    if (!err && !count)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_DOCUMENT_FIELD_NONE, NULL);
    struct fact_value *value = err ? NULL : arena_zero(request->arena, count, sizeof *value);
    if (!value)
        return err ? err : ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        value[i] = (struct fact_value){.fact = FACT_DOCUMENT_FIELD, .text = names[i]};
    scope->others = value + 1;
    scope->other_count = count - 1;
    scope->query.kinds = 1u << KIND_DOCUMENT;
    scope->query.facts = value;
    scope->query.fact_count = 1;
    scope->channel.lang = lang;
    scope->channel.title =
        arena_printf(request->arena, "%s – %s", kind_of(KIND_DOCUMENT)->titles[page_lang(request)], names[0]);
    scope->channel.thing = arena_printf(request->arena, "field/%s/%s", request->args[0], lang);
    scope->channel.page_path = arena_printf(request->arena, "%s/linh-vuc/%s",
                                            kind_path(request->arena, KIND_DOCUMENT, lang), request->args[0]);
    return ERR_OK;
}

/* The feed's own path: behind that of its page. */
static const char *syndication_path_of(struct arena *arena, const char *page, const struct form *form)
{
    /* The home page's path is its slash. */
    return arena_printf(arena, "%s/%s", strcmp(page, "/") == 0 ? "" : page, form->file);
}

/* When the feed changed last; 0 for one without entries. */
static int64_t newest_change(const struct article_list *list)
{
    int64_t newest_ms = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct article *article = &list->items[i];
        int64_t ms = article_changed_ms(article->created_ms, article->published_ms, article->updated_ms);
        newest_ms = ms > newest_ms ? ms : newest_ms;
    }
    return newest_ms;
}

/* The items: with their whole text where the setting asks for it, as long as all of them stay within bounds.
 */
static enum err add_items(struct app *app, struct conn *conn, const struct request *request,
                          struct reply *reply, struct view items, const struct form *form,
                          const struct channel *channel, const struct article_list *list)
{
    /* `read` is what was read so far; beyond the limit of a thread that may not wait, one that may
     * begins anew. */
    size_t room = TEXTS_MAX, read = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct article whole = list->items[i];
        /* Without the text at first. */
        struct entry entry = {&whole, NULL};
        /* Without a lead the beginning of the text stands for it. */
        if (app->feeds_are_full || !whole.lead) {
            enum err err = article_by_id(conn, list->items[i].id, &whole);
            read += err ? 0 : strlen(whole.body_html);
            if (!err)
                err = reply_length(request, reply, read);
            if (err)
                return err;
        }
        size_t size = app->feeds_are_full && whole.body_html ? strlen(whole.body_html) : 0;
        /* One that does not fit is there with its lead, and a shorter one behind it may have its text
         * again. */
        if (size && size <= room) {
            entry.body_html = whole.body_html;
            room -= size;
        }
        form->add(items, channel, &entry);
    }
    return ERR_OK;
}

/* The emergency line stands first in every feed while it shows. */
static void add_alert(const struct app *app, const struct request *request, struct view items,
                      const struct form *form, const struct channel *channel, const struct alert *alert)
{
    const struct alert_entry entry = {alert, page_word(app, request, alert_label_key(alert->level))};
    if (alert->version)
        form->warn(items, channel, &entry);
}

/* The latest published first. */
static int syndication_by_time(const void *a, const void *b)
{
    const struct article *x = a, *y = b;
    if (x->published_ms != y->published_ms)
        return x->published_ms < y->published_ms ? 1 : -1;
    return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

/* The feed's articles: a list for each value that is meant, of which the latest stay. */
static enum err syndication_list(struct conn *conn, struct arena *arena, const struct scope *scope,
                                 struct article_list *list)
{
    struct article_query query = scope->query;
    enum err err = article_list(conn, &query, list);
    for (size_t i = 0; !err && i < scope->other_count; i++) {
        struct article_list more;
        query.facts = &scope->others[i];
        err = article_list(conn, &query, &more);
        struct article *both = err ? NULL : arena_zero(arena, list->count + more.count + 1, sizeof *both);
        if (!both)
            return err ? err : ERR_MEMORY;
        if (list->count)
            memcpy(both, list->items, list->count * sizeof *both);
        if (more.count)
            memcpy(both + list->count, more.items, more.count * sizeof *both);
        list->count += more.count;
        qsort(both, list->count, sizeof *both, syndication_by_time);
        list->count = list->count < ITEMS ? list->count : ITEMS;
        list->items = both;
    }
    return err;
}

static enum err syndication_fill(struct app *app, struct conn *conn, const struct request *request,
                                 struct reply *reply, const struct form *form, struct scope *scope)
{
    struct site site;
    struct alert alert;
    struct article_list list;
    struct channel *channel = &scope->channel;
    enum err err = page_site(conn, reply, &site);
    if (!err)
        err = alert_live(conn, &alert, &reply->until_ms);
    if (!err)
        err = syndication_list(conn, reply->arena, scope, &list);
    if (err)
        return err;
    channel->base = app->portal->base_url;
    channel->site = &site;
    channel->self_path = syndication_path_of(reply->arena, channel->page_path, form);
    channel->icon_path = site_icons_of(app, &site, reply->arena).url;
    channel->changed_ms = newest_change(&list);
    if (alert.version && alert.set_ms > channel->changed_ms)
        channel->changed_ms = alert.set_ms;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->page = form->template;
    reply->text_type = form->type;
    form->begin(view, channel);
    /* The form's begin() has made it, under the same name in all three. */
    struct view items = {view.arena, json_object_get(view.json, "items")};
    add_alert(app, request, items, form, channel, &alert);
    return add_items(app, conn, request, reply, items, form, channel, &list);
}

static enum err syndication_show(struct app *app, const struct request *request, struct reply *reply,
                                 find_scope *find, const struct form *form)
{
    auto_conn struct conn *conn = NULL;
    struct scope scope = {.channel = {.page_path = "/"},
                          .query = {.limit = ITEMS, .kinds = kinds_with(KIND_IS_FED)}};
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = find(conn, request, reply, &scope);
    if (err)
        return err;
    /* 301 to the feed of the present page, so that readers change what they subscribed to. */
    if (scope.moved)
        return page_moved(reply, syndication_path_of(reply->arena, scope.channel.page_path, form));
    /* After `find`, which knows the term's language. */
    scope.query.lang = scope.channel.lang;
    return syndication_fill(app, conn, request, reply, form, &scope);
}

enum err feed_site_rss(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_site, &rss);
}

enum err feed_site_atom(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_site, &atom);
}

enum err feed_site_json(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_site, &json);
}

enum err feed_category_rss(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_category, &rss);
}

enum err feed_category_atom(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_category, &atom);
}

enum err feed_category_json(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_category, &json);
}

enum err feed_tag_rss(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_tag, &rss);
}

enum err feed_tag_atom(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_tag, &atom);
}

enum err feed_tag_json(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_tag, &json);
}

enum err feed_kind_rss(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_kind, &rss);
}

enum err feed_kind_atom(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_kind, &atom);
}

enum err feed_kind_json(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_kind, &json);
}

enum err feed_field_rss(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_field, &rss);
}

enum err feed_field_atom(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_field, &atom);
}

enum err feed_field_json(struct app *app, const struct request *request, struct reply *reply)
{
    return syndication_show(app, request, reply, find_field, &json);
}
