/* Blocks of stories: the lead with three beside it, the latest, a category, notices. No story is taken twice.
 */
#include "page_home.h"

#include "page.h"
#include "text/date.h"
#include "view/article.h"

#include <string.h>

/* Stories beside the one that leads, and rows of blocks that do not say how many. */
enum { BESIDE = 3, LATEST_ROWS = 6, CATEGORY_ROWS = 4, NOTICE_ROWS = 4 };

/* Of one read; a list of articles gives no more. */
enum { READ_MOST = 100, READ_ROUNDS = 6 };

bool home_page_has(const struct home_page *home, int64_t id)
{
    for (size_t i = 0; i < home->shown_count; i++)
        if (home->shown[i].id == id)
            return true;
    return false;
}

void home_page_note(struct home_page *home, const struct article *article)
{
    if (home->shown_count < HOME_SHOWN_MAX)
        home->shown[home->shown_count++] =
            (struct home_shown){article->id, article->category ? article->category->id : 0};
}

/* How many more to read so that enough are left: those of the same category, of any where none is asked for.
 * A guess, as a category may have others below it. */
static size_t home_page_spare(const struct home_page *home, int64_t category_id)
{
    size_t count = 0;
    for (size_t i = 0; i < home->shown_count; i++)
        count += !category_id || home->shown[i].category_id == category_id;
    return count;
}

enum err home_page_take(struct home_page *home, struct article_query query, size_t most,
                        struct article **ret_items, size_t *ret_count)
{
    struct article *items = arena_zero(home->view.arena, most + 1, sizeof *items);
    size_t count = 0, limit = most + home_page_spare(home, query.category_id);
    struct article_list list = {.more = true};
    if (!items)
        return ERR_MEMORY;
    query.lang = home->lang_name;
    query.kinds = kinds_with(KIND_IS_LISTED);
    for (int round = 0; round < READ_ROUNDS && list.more && count < most; round++) {
        query.limit = limit > READ_MOST ? READ_MOST : (int)limit;
        enum err err = article_list(home->conn, &query, &list);
        if (err)
            return err;
        for (size_t i = 0; i < list.count && count < most; i++) {
            if (home_page_has(home, list.items[i].id))
                continue;
            items[count++] = list.items[i];
            home_page_note(home, &list.items[i]);
        }
        query.after = true;
        query.after_ms = list.next_ms;
        query.after_id = list.next_id;
        limit = READ_MOST;
    }
    *ret_items = items;
    *ret_count = count;
    return ERR_OK;
}

/* Pinned ones first, then the newest of all. */
static enum err home_page_first(struct home_page *home, size_t most, const struct article **ret_items,
                                size_t *ret_count)
{
    struct article *pinned, *newest;
    size_t pinned_count, newest_count = 0;
    struct article *items = arena_zero(home->view.arena, most + 1, sizeof *items);
    enum err err = items ? home_page_take(home, (struct article_query){.pinned_only = true}, most, &pinned,
                                          &pinned_count)
                         : ERR_MEMORY;
    if (!err && pinned_count < most)
        err = home_page_take(home, (struct article_query){.limit = 0}, most - pinned_count, &newest,
                             &newest_count);
    if (err)
        return err;
    memcpy(items, pinned, pinned_count * sizeof *items);
    if (newest_count)
        memcpy(items + pinned_count, newest, newest_count * sizeof *items);
    *ret_items = items;
    *ret_count = pinned_count + newest_count;
    return ERR_OK;
}

/* The story with its body, of which the row takes a few words: a title alone would lead in an empty place. */
static enum err home_page_whole(const struct home_page *home, const struct article *story,
                                struct article *ret_whole)
{
    enum err err = article_by_id(home->conn, story->id, ret_whole);
    if (err)
        *ret_whole = *story;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err home_page_lead(struct home_page *home, const struct article *chosen)
{
    const struct article *items;
    size_t count;
    enum err err = home_page_first(home, BESIDE + !chosen, &items, &count);
    if (err || (!chosen && !count))
        return err;
    struct view view = home_page_wide(home, "block_lead");
    const struct article *first = chosen ? chosen : items++;
    count -= !chosen;
    struct article whole;
    if (!first->lead && !first->image) {
        err = home_page_whole(home, first, &whole);
        first = &whole;
    }
    if (err)
        return err;
    page_rows(view, "front", first, 1, home->lang);
    page_rows(view, "beside", items, count, home->lang);
    view_flag(view, "has_beside", count > 0);
    return ERR_OK;
}

/* How many rows the block shows. */
static size_t home_page_rows(const struct home_block *block, size_t otherwise)
{
    return block->rows ? (size_t)block->rows : otherwise;
}

enum err home_page_latest(struct home_page *home, const struct home_block *block)
{
    struct article *items;
    size_t count;
    enum err err = home_page_take(home, (struct article_query){.limit = 0},
                                  home_page_rows(block, LATEST_ROWS), &items, &count);
    if (err || !count)
        return err;
    struct view view = home_page_column(home, "block_latest", 2 + 4 * count);
    view_text(view, "heading", home_page_title(home, block, page_word(home->app, home->request, "latest")));
    page_rows(view, "rows", items, count, home->lang);
    return ERR_OK;
}

/* Name and address of the block's category, and its stories. A category of the other language has none. */
static enum err home_page_take_section(struct home_page *home, const struct home_block *block, size_t most,
                                       struct article **ret_items, size_t *ret_count)
{
    *ret_count = 0;
    if (!block->category_slug || strcmp(block->category_lang, home->lang_name) != 0)
        return ERR_OK;
    return home_page_take(home, (struct article_query){.category_id = block->category_id},
                          home_page_rows(block, most), ret_items, ret_count);
}

static void home_page_head_section(struct home_page *home, const struct home_block *block, struct view view)
{
    view_text(view, "heading", home_page_title(home, block, block->category_name));
    const char *path = category_path(view.arena, block->category_slug, block->category_lang);
    if (!arena_failed(view.arena))
        view_url(view, "heading_url", safe_url_trusted(path));
}

/* The first with its picture, the others by their titles; or all by their titles. */
enum err home_page_category(struct home_page *home, const struct home_block *block)
{
    struct article *items = NULL;
    size_t count;
    enum err err = home_page_take_section(home, block, CATEGORY_ROWS, &items, &count);
    if (err || !count)
        return err;
    struct view view = home_page_cat(home, 4 + 2 * count);
    size_t pictured = block->look == LOOK_STORIES;
    home_page_head_section(home, block, view);
    items[0].category = NULL; /* the heading says it */
    page_rows(view, "first", items, pictured, home->lang);
    view_text(view, "look", pictured ? "heads" : "heads one");
    view_flag(view, "has_heads", count > pictured);
    struct view heads = view_list(view, "heads");
    for (size_t i = pictured; i < count; i++)
        view_page_head(view_append(heads), &items[i]);
    return ERR_OK;
}

/* Until when it is valid: a day, or an hour of today. An end at midnight is that of the day before. */
static void home_page_validity(const struct home_page *home, struct view view, const struct article *article)
{
    char text[DATE_TEXT_SIZE];
    int64_t last_ms = article->expires_ms - 1, now_ms = home->request->now_ms;
    bool is_over = !article->expires_ms, is_today = !is_over && day_of(last_ms) == day_of(now_ms);
    struct civil end = civil_local(article->expires_ms);
    bool is_whole = end.hour == 0 && end.minute == 0;
    view_text(view, "valid_day", is_over || is_today ? NULL : date_short(last_ms, home->lang, text));
    view_text(view, "valid_hour",
              is_today && !is_whole ? arena_printf(view.arena, "%02d:%02d", end.hour, end.minute) : NULL);
    view_flag(view, "valid_today", is_today && is_whole);
}

/* Each with its day as a leaf of a calendar. */
enum err home_page_notices(struct home_page *home, const struct home_block *block)
{
    struct article *items = NULL;
    size_t count;
    char text[DATE_TEXT_SIZE];
    enum err err = home_page_take_section(home, block, NOTICE_ROWS, &items, &count);
    if (err || !count)
        return err;
    struct view view = home_page_column(home, "block_notices", 2 + 2 * count);
    home_page_head_section(home, block, view);
    struct view leaves = view_list(view, "leaves");
    for (size_t i = 0; i < count; i++) {
        struct view leaf = view_append(leaves);
        struct civil day = civil_local(items[i].published_ms);
        view_page_head(leaf, &items[i]);
        view_text(leaf, "published_at", date_rfc3339_local(items[i].published_ms, text));
        view_text(leaf, "month", date_month(items[i].published_ms, home->lang, text));
        view_integer(leaf, "day", day.day);
        home_page_validity(home, leaf, &items[i]);
    }
    return ERR_OK;
}
