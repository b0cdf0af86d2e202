/* /. The home page: one story that leads, three beside it, the latest, and what each category has. No story
 * stands on it twice. Knows nothing of how a row looks. It walks along indexes and counts no rows, so that it
 * costs the same however many articles there are. */
#include "handler/handler.h"
#include "page.h"
#include "store/category.h"
#include "store/site.h"
#include "view/article.h"
#include "view/jsonld.h"

/* Stories beside the one that leads, rows of the latest, categories, and rows of each. */
enum { BESIDE = 3, LATEST = 6, BLOCKS = 8, BLOCK_ROWS = 4 };

/* The page while it is put together. */
struct home {
    struct conn *conn;
    const struct request *request;
    struct view view;
    int64_t shown[1 + BESIDE + LATEST];
    size_t shown_count;
};

static bool home_has(const struct home *home, int64_t id)
{
    for (size_t i = 0; i < home->shown_count; i++)
        if (home->shown[i] == id)
            return true;
    return false;
}

/* Adds to the list what of the articles is not on the page yet, until the list has `most`. */
static void home_append(struct home *home, struct view list, const struct article_list *articles, size_t most)
{
    for (size_t i = 0; i < articles->count && json_array_size(list.json) < most; i++) {
        const struct article *article = &articles->items[i];
        if (home_has(home, article->id))
            continue;
        view_page_row(view_append(list), article, page_lang(home->request));
        home->shown[home->shown_count++] = article->id;
    }
}

/* The newest pinned articles lead and stand beside, then the newest of all, which are the latest too. */
static enum err home_fill_news(struct home *home)
{
    const char *lang = page_lang_name(home->request);
    struct article_query pinned_ones = {
        .limit = 1 + BESIDE, .lang = lang, .kinds = kinds_with(KIND_IS_LISTED), .pinned_only = true};
    struct article_list pinned, latest;
    enum err err = article_list(home->conn, &pinned_ones, &pinned);
    if (!err)
        err = page_latest(home->conn, lang, 2 * (1 + BESIDE) + LATEST, &latest);
    if (err)
        return err;
    struct view front = view_list(home->view, "front"), beside = view_list(home->view, "beside"),
                rows = view_list(home->view, "latest");
    home_append(home, front, &pinned, 1);
    home_append(home, front, &latest, 1);
    home_append(home, beside, &pinned, BESIDE);
    home_append(home, beside, &latest, BESIDE);
    home_append(home, rows, &latest, LATEST);
    view_flag(home->view, "has_beside", json_array_size(beside.json) > 0);
    view_flag(home->view, "has_latest", json_array_size(rows.json) > 0);
    view_flag(home->view, "is_empty", home->shown_count == 0);
    return ERR_OK;
}

/* The newest of a category and all below it that stand nowhere above; without any there is no block. */
static enum err home_fill_block(struct home *home, const struct category *category, struct view blocks)
{
    struct article_query query = {.limit = BLOCK_ROWS + (int)home->shown_count,
                                  .lang = category->lang,
                                  .kinds = kinds_with(KIND_IS_LISTED),
                                  .category_id = category->id};
    struct article_list list;
    size_t count = 0;
    enum err err = article_list(home->conn, &query, &list);
    if (err)
        return err;
    for (size_t i = 0; i < list.count && count < BLOCK_ROWS; i++)
        if (!home_has(home, list.items[i].id))
            list.items[count++] = list.items[i];
    if (!count)
        return ERR_OK;
    struct view block = view_append(blocks);
    view_text(block, "name", category->name);
    view_url(block, "url", safe_url_trusted(category_path(blocks.arena, category->slug, category->lang)));
    /* With its picture, the others by their titles alone. */
    page_rows(block, "first", list.items, 1, page_lang(home->request));
    page_rows(block, "items", list.items + 1, count - 1, page_lang(home->request));
    return ERR_OK;
}

/* Top categories in their order. Their children's articles are among theirs, and no article is in two. */
static enum err home_fill_blocks(struct home *home)
{
    struct category *categories;
    size_t count;
    enum err err =
        category_list(home->conn, page_lang_name(home->request), CATEGORIES_PUBLIC, &categories, &count);
    if (err)
        return err;
    struct view blocks = view_list(home->view, "blocks");
    for (size_t i = 0; !err && i < count && json_array_size(blocks.json) < BLOCKS; i++)
        if (!categories[i].parent_id)
            err = home_fill_block(home, &categories[i], blocks);
    return err;
}

/* Who publishes, and how the portal is searched, for search engines. */
static enum err home_fill_jsonld(struct app *app, const struct reply *reply, const struct home *home)
{
    struct site site;
    enum err err = page_site(home->conn, reply, &site);
    if (err)
        return err;
    const struct publisher publisher = {app->portal->base_url, &site, app->interface.icon_url};
    view_jsonld_home(view_object(home->view, "page_jsonld"), &publisher, page_lang_name(home->request));
    return ERR_OK;
}

enum err page_home_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (err)
        return err;
    struct home home = {.conn = conn, .request = request};
    home.view = page_begin(request, reply, "pages/home.html", NULL, NULL);
    /* Both languages have a home page, with or without articles. */
    reply->other_path = page_other_path(request);
    err = home_fill_jsonld(app, reply, &home);
    if (!err)
        err = home_fill_news(&home);
    return err ? err : home_fill_blocks(&home);
}
