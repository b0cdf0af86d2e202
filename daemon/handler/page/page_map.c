/* /so-do, the site map for people, and /tro-nang, what is known of the pages' accessibility. */
#include "base/json_text.h"
#include "handler/handler.h"
#include "kind_page.h"
#include "page.h"
#include "store/category.h"
#include "store/list_page.h"
#include "store/tag.h"
#include "text/date.h"
#include "text/number.h"
#include "view/article.h"

#include <string.h>

/* Bounds of a page that is read by people; the depth is the greatest that the store lets categories
 * have. */
enum { PAGES_MOST = 100, TAGS_MOST = 200, DEPTH_MOST = 8 };

/* A category's or tag's name, how many articles it has, and where they are. */
static void map_page_fill_term(struct view view, const char *name, int64_t count, const char *path,
                               enum lang lang)
{
    char text[NUMBER_TEXT_SIZE];
    view_text(view, "name", name);
    view_text(view, "count", number_grouped(count, lang, text));
    view_url(view, "url", safe_url_trusted(path));
}

/* Its own articles; those of the categories below are counted there. */
static void fill_category(struct view view, const struct category *category, enum lang lang)
{
    const char *path = category_path(view.arena, category->slug, category->lang);
    map_page_fill_term(view, category->name, category->count, path, lang);
}

/* All that lie below a category, each followed by its own. */
static void fill_below(struct view list, const struct category *items, size_t count, int64_t parent,
                       int depth, enum lang lang)
{
    /* All of a language are few enough to be gone through once for each. */
    for (size_t i = 0; i < count && depth < DEPTH_MOST; i++) {
        if (items[i].parent_id != parent)
            continue;
        fill_category(view_append(list), &items[i], lang);
        fill_below(list, items, count, items[i].id, depth + 1, lang);
    }
}

/* Categories without a parent, each with all that lies below as one flat list. */
static void fill_tops(struct view list, const struct category *items, size_t count, enum lang lang)
{
    for (size_t i = 0; i < count; i++) {
        if (items[i].parent_id)
            continue;
        struct view view = view_append(list);
        fill_category(view, &items[i], lang);
        struct view below = view_list(view, "below");
        fill_below(below, items, count, items[i].id, 0, lang);
        view_flag(view, "has_below", below.json && json_array_size(below.json) > 0);
    }
}

/* All categories, those without articles too: the map shows how the portal is built. */
static enum err map_page_fill_categories(struct conn *conn, const struct request *request, struct view view)
{
    struct category *items;
    size_t count;
    enum err err = category_list(conn, page_lang_name(request), CATEGORIES_PUBLIC, &items, &count);
    if (err)
        return err;
    view_flag(view, "has_categories", count > 0);
    fill_tops(view_list(view, "categories"), items, count, page_lang(request));
    return ERR_OK;
}

/* In order of the slug, without those that no public article bears. */
static enum err fill_tags(struct conn *conn, const struct request *request, struct view view)
{
    struct tag *items;
    size_t count, shown = 0;
    enum err err =
        tag_list(conn, page_lang_name(request), TAGS_PUBLIC, NULL, NULL, TAGS_MOST, &items, &count);
    if (err)
        return err;
    struct view tags = view_list(view, "tags");
    for (size_t i = 0; i < count; i++) {
        /* Of the first two hundred slugs; tags that nobody uses stay, but lead nowhere. */
        if (!items[i].count)
            continue;
        map_page_fill_term(view_append(tags), items[i].name, items[i].count,
                           tag_path(view.arena, items[i].slug, items[i].lang), page_lang(request));
        shown++;
    }
    view_flag(view, "has_tags", shown > 0);
    return ERR_OK;
}

/* Standing pages, which are in no list elsewhere. */
static enum err fill_pages(struct conn *conn, const struct request *request, struct view view)
{
    struct article_query query = {
        .limit = PAGES_MOST, .lang = page_lang_name(request), .kinds = 1u << KIND_PAGE};
    struct article_list list;
    enum err err = article_list(conn, &query, &list);
    if (err)
        return err;
    page_rows(view, "pages", list.items, list.count, page_lang(request));
    view_flag(view, "has_pages", list.count > 0);
    return ERR_OK;
}

/* Lists of kinds that have one and anything in it, such as the register of documents. */
static enum err fill_kinds(const struct app *app, struct conn *conn, const struct request *request,
                           struct view view)
{
    struct view list = view_list(view, "kinds");
    enum err err = ERR_OK;
    for (enum article_kind kind = 0; !err && kind < KIND_COUNT; kind++) {
        const struct article_query query = {.lang = page_lang_name(request), .kinds = kinds_of_word(kind)};
        struct list_month *months;
        size_t count;
        int64_t total = 0;
        if (!kind_has(kind, KIND_HAS_LIST))
            continue;
        err = list_months(conn, &query, &months, &count, &total);
        if (!err && total)
            map_page_fill_term(view_append(list), kind_list_name(app, request, kind), total,
                               kind_path(view.arena, kind, page_lang_name(request)), page_lang(request));
    }
    return err;
}

/* Pages first, then categories with all below them, then tags; each part says whether it has anything. */
enum err page_map_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (err)
        return err;
    struct view view =
        page_begin(request, reply, "pages/map.html", page_word(app, request, "site_map"), NULL);
    reply->other_path = page_other_path(request);
    err = fill_kinds(app, conn, request, view);
    if (!err)
        err = fill_pages(conn, request, view);
    if (!err)
        err = map_page_fill_categories(conn, request, view);
    return err ? err : fill_tags(conn, request, view);
}

/* What the tests measured, as they wrote it down: assets/accessibility.json. */
static json_t *read_results(const struct app *app, struct arena *arena)
{
    const struct asset *asset = assets_find(app->assets, "accessibility.json");
    const char *text = asset ? (const char *)asset_bytes(asset, arena) : NULL;
    return text ? json_text_read(text, asset->size, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

/* Ratios are kept times a hundred. */
static void fill_contrast(struct view view, const json_t *results, enum lang lang)
{
    static const char *const palettes[] = {"less", "normal", "more"}, *const schemes[] = {"light", "dark"};
    char text[NUMBER_TEXT_SIZE];
    const json_t *ratios = json_object_get(results, "contrast");
    for (size_t i = 0; i < 3; i++) {
        struct view palette = view_object(view, palettes[i]);
        for (size_t k = 0; k < 2; k++) {
            /* The least ratio measured, for each palette of the display bar in both schemes. */
            const json_t *ratio = json_object_get(json_object_get(ratios, palettes[i]), schemes[k]);
            view_text(palette, schemes[k], number_decimal(json_integer_value(ratio) / 10, 1, lang, text));
        }
    }
}

enum err page_accessibility_show(struct app *app, const struct request *request, struct reply *reply)
{
    char text[DATE_TEXT_SIZE];
    int32_t day = 0;
    /* Owned here until the view takes it over. */
    json_t *results = read_results(app, reply->arena);
    const char *date = json_string_value(json_object_get(results, "date"));
    /* The file is part of the program; a broken one is its fault and not the reader's. */
    if (!date || day_parse(date, &day)) {
        json_decref(results);
        return ERR_INTERNAL;
    }
    struct view view = page_begin(request, reply, "pages/accessibility.html",
                                  page_word(app, request, "accessibility"), NULL);
    reply->other_path = page_other_path(request);
    view_text(view, "date", date_short(day_start_ms(day), page_lang(request), text));
    fill_contrast(view_object(view, "contrast"), results, page_lang(request));
    /* Takes the reference over. */
    view_json(view, "results", results);
    return ERR_OK;
}
