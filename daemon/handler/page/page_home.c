/* /. The home page: the blocks that an editor arranged, in their order, or without any a lead, the latest and
 * a block of each category. What has nothing to show is left out. Knows nothing of how a block looks. It
 * walks along indexes and counts no rows, so that it costs the same however many articles there are. */
#include "page_home.h"

#include "core/site_icons.h"
#include "handler/handler.h"
#include "page.h"
#include "store/category.h"
#include "store/site.h"
#include "view/jsonld.h"
#include "view/portal.h"

#include <string.h>

/* Categories of a page that arranges itself. */
enum { CATEGORIES_MOST = 8 };

/* Of a box, in lines of a list: its heading, and the whole of the statistics. */
enum { HEADING_LINES = 3, STATS_LINES = HEADING_LINES + 4 };

const char *home_page_title(const struct home_page *home, const struct home_block *block, const char *name)
{
    const char *title = home->lang == LANG_EN ? block->title_en : block->title;
    return title ? title : name;
}

/* Names that templates ask for stand in the outermost view, as null, so that a group says only its own. */
static void home_page_begin(struct home_page *home)
{
    static const char *const names[] = {"block_lead",     "block_tiles",     "block_media", "block_columns",
                                        "block_latest",   "block_notices",   "block_cats",  "block_banner",
                                        "block_links",    "block_box",       "block_stats", "block_documents",
                                        "block_calendar", "block_questions", "side"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        view_null(home->view, names[i]);
    home->groups = view_list(home->view, "groups");
    view_list(home->view, "boxes"); /* the frame need not read them: fill_side() and blocks have them all */
}

/* Whatever comes next begins anew. */
static void home_page_close(struct home_page *home)
{
    home->stack.json = home->cats.json = home->strip.json = NULL;
}

struct view home_page_wide(struct home_page *home, const char *name)
{
    home_page_close(home);
    return view_object(view_append(home->groups), name);
}

/* The list of the columns that are open, opened when they are not. */
static struct view home_page_stack(struct home_page *home)
{
    if (home->stack.json)
        return home->stack;
    struct view columns = home_page_wide(home, "block_columns");
    view_text(columns, "shape", "sec");
    view_flag(columns, "is_alone", false);
    home->stack = view_list(columns, "stack");
    if (!home->columns.json)
        home->columns = columns;
    return home->stack;
}

/* Only what stands beside the boxes counts, which is in the first columns. */
static void home_page_grow(struct home_page *home, size_t lines)
{
    if (json_object_get(home->columns.json, "stack") == home->stack.json)
        home->lines += lines;
}

struct view home_page_column(struct home_page *home, const char *name, size_t lines)
{
    struct view stack = home_page_stack(home);
    home_page_grow(home, lines);
    home->cats.json = NULL;
    return view_object(view_append(stack), name);
}

/* Two beside each other, so each counts half. */
struct view home_page_cat(struct home_page *home, size_t lines)
{
    if (!home->stack.json || !home->cats.json) {
        struct view cats = home_page_column(home, "block_cats", 0);
        home->cats = view_list(cats, "cats");
    }
    home_page_grow(home, (lines + 1) / 2);
    return view_append(home->cats);
}

struct view home_page_film(struct home_page *home, bool is_album)
{
    if (!home->strip.json) {
        struct view media = home_page_wide(home, "block_media");
        view_text(media, "surface", home->has_strip ? "plain" : "media");
        home->has_strip = true;
        home->strip = view_list(media, "strip");
    }
    struct view view = view_append(home->strip);
    view_flag(view, "is_album", is_album);
    return view;
}

/* The article itself, or its translation on a page of the other language; NULL when none is public. */
static enum err home_page_choose(struct home_page *home, int64_t id, const struct article **ret_article)
{
    struct article *article = arena_zero(home->view.arena, 1, sizeof *article);
    *ret_article = NULL;
    if (!article)
        return ERR_MEMORY;
    enum err err = article_by_id(home->conn, id, article);
    if (!err && strcmp(article->lang, home->lang_name) != 0) {
        const struct translation *translations = article->translations;
        size_t count = article->translation_count;
        err = ERR_NOT_FOUND;
        for (size_t i = 0; err == ERR_NOT_FOUND && i < count; i++)
            if (strcmp(translations[i].lang, home->lang_name) == 0)
                err = article_by_id(home->conn, translations[i].article_id, article);
    }
    if (!err && article_is_public(article))
        *ret_article = article;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Whether the block is of this page and of this moment; reply.until_ms is when that changes. */
static bool home_page_shows(const struct home_page *home, const struct home_block *block, int64_t *until_ms)
{
    return home_block_is_due(block, home->request->now_ms, until_ms) &&
           (!block->lang || strcmp(block->lang, home->lang_name) == 0);
}

/* What an editor chose stands where it was put, so nothing above may show it first. */
static enum err home_page_reserve(struct home_page *home, const struct home *composed, int64_t *until_ms)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < composed->block_count; i++) {
        const struct home_block *block = &composed->blocks[i];
        if (!block->article_id || !home_page_shows(home, block, until_ms))
            continue;
        err = home_page_choose(home, block->article_id, &home->chosen[i]);
        if (home->chosen[i])
            home_page_note(home, home->chosen[i]);
    }
    return err;
}

static enum err home_page_block(struct home_page *home, const struct home_block *block,
                                const struct article *chosen)
{
    switch (block->kind) {
    case BLOCK_LEAD:
        return home_page_lead(home, chosen);
    case BLOCK_LATEST:
        return home_page_latest(home, block);
    case BLOCK_CATEGORY:
        return home_page_category(home, block);
    case BLOCK_NOTICES:
        return home_page_notices(home, block);
    case BLOCK_TILES:
        home_page_tiles(home, block);
        break;
    case BLOCK_ALBUM:
        return chosen ? home_page_album(home, block, chosen) : ERR_OK;
    case BLOCK_VIDEO:
        if (chosen)
            home_page_video(home, block, chosen);
        break;
    case BLOCK_BANNER:
        home_page_banner(home, block);
        break;
    case BLOCK_LINKS:
    case BLOCK_BOX:
        home_page_box(home, block);
        break;
    case BLOCK_DOCUMENTS:
        return home_page_documents(home, block);
    case BLOCK_CALENDAR:
        return home_page_calendar(home, block);
    case BLOCK_QUESTIONS:
        return home_page_questions(home, block);
    case BLOCK_STATISTICS:
        home_page_stats(home);
        break;
    case BLOCK_KIND_COUNT:
        break;
    }
    return ERR_OK;
}

/* Top categories in their order. Their children's articles are among theirs, and no article is in two. */
static enum err home_page_categories(struct home_page *home)
{
    struct category *categories;
    size_t count;
    enum err err = category_list(home->conn, home->lang_name, CATEGORIES_PUBLIC, &categories, &count);
    size_t shown = 0;
    for (size_t i = 0; !err && i < count && shown < CATEGORIES_MOST; i++) {
        const struct category *category = &categories[i];
        const struct home_block block = {.kind = BLOCK_CATEGORY,
                                         .category_id = category->id,
                                         .category_slug = category->slug,
                                         .category_name = category->name,
                                         .category_lang = category->lang};
        size_t before = home->shown_count;
        if (!category->parent_id)
            err = home_page_category(home, &block);
        shown += home->shown_count > before;
    }
    return err;
}

static enum err home_page_by_itself(struct home_page *home)
{
    static const struct home_block latest = {.kind = BLOCK_LATEST};
    enum err err = home_page_lead(home, NULL);
    if (!err)
        err = home_page_latest(home, &latest);
    return err ? err : home_page_categories(home);
}

static enum err home_page_composed(struct home_page *home, const struct home *composed, int64_t *until_ms)
{
    enum err err = home_page_reserve(home, composed, until_ms);
    for (size_t i = 0; !err && i < composed->block_count; i++)
        if (home_page_shows(home, &composed->blocks[i], until_ms))
            err = home_page_block(home, &composed->blocks[i], home->chosen[i]);
    return err;
}

/* Links of a box that lead to stories of the page go: none stands twice. */
static void home_page_drop_shown(const struct home_page *home, struct box *box)
{
    size_t kept = 0;
    for (size_t i = 0; i < box->item_count; i++)
        if (!box->items[i].article_id || !home_page_has(home, box->items[i].article_id))
            box->items[kept++] = box->items[i];
    box->item_count = kept;
}

/* What no block placed stands beside the columns, as on every page. */
static void home_page_fill_side(struct home_page *home)
{
    size_t kept = 0;
    struct box *boxes = home->boxes;
    for (size_t i = 0; i < home->box_count; i++) {
        bool is_placed = i < HOME_SHOWN_MAX && home->is_placed[i];
        home_page_drop_shown(home, &boxes[i]);
        if (!is_placed && boxes[i].item_count)
            boxes[kept++] = boxes[i];
    }
    bool has_side = kept || !home->has_stats;
    size_t side_lines = home->has_stats ? 0 : STATS_LINES;
    for (size_t i = 0; i < kept; i++)
        side_lines += HEADING_LINES + boxes[i].item_count;
    if (has_side)
        home_page_stack(home);
    if (!home->columns.json)
        return;
    struct view columns = home->columns;
    bool is_alone = json_array_size(json_object_get(columns.json, "stack")) == 0;
    view_flag(columns, "is_alone", is_alone);
    if (has_side) {
        /* Little beside much would leave half of the page white: then the boxes stand below, abreast. */
        bool is_short = 2 * home->lines < side_lines;
        view_text(columns, "shape", is_alone ? "alone" : is_short ? "under" : "page");
        struct view side = view_object(columns, "side");
        view_page_boxes(side, boxes, kept);
        view_flag(side, "has_stats", !home->has_stats);
    }
}

/* Who publishes, and how the portal is searched, for search engines. */
static enum err home_fill_jsonld(struct app *app, const struct reply *reply, const struct home_page *home)
{
    struct site site;
    enum err err = page_site(home->conn, reply, &site);
    if (err)
        return err;
    const struct publisher publisher = {app->portal->base_url, &site,
                                        site_icons_of(app, &site, home->view.arena).url};
    view_jsonld_home(view_object(home->view, "page_jsonld"), &publisher, home->lang_name);
    return ERR_OK;
}

enum err home_page_fill(struct app *app, struct conn *conn, const struct request *request,
                        struct reply *reply, const struct home *composed)
{
    struct home_page *home = arena_zero(reply->arena, 1, sizeof *home);
    int64_t until_ms = 0;
    if (!home)
        return ERR_MEMORY;
    home->app = app;
    home->conn = conn;
    home->request = request;
    home->lang = page_lang(request);
    home->lang_name = page_lang_name(request);
    home->view = page_begin(request, reply, "pages/home.html", NULL, NULL);
    /* Both languages have a home page, with or without articles. */
    reply->other_path = page_other_path(request);
    home_page_begin(home);
    enum err err = home_fill_jsonld(app, reply, home);
    if (!err)
        err = box_list_live(conn, home->lang_name, &home->boxes, &home->box_count, &until_ms);
    if (!err)
        err =
            composed->block_count ? home_page_composed(home, composed, &until_ms) : home_page_by_itself(home);
    if (err)
        return err;
    view_flag(home->view, "is_empty", home->shown_count == 0);
    home_page_fill_side(home);
    if (until_ms && (!reply->until_ms || until_ms < reply->until_ms))
        reply->until_ms = until_ms;
    return ERR_OK;
}

enum err page_home_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct home composed;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = home_get(conn, &composed);
    return err ? err : home_page_fill(app, conn, request, reply, &composed);
}
