/* The menu of a page: entries in the page's language, where the page stands among them, and how many of them
 * one line holds. What does not fit goes under one entry at its end. That is decided here and not by the
 * browser: a page is the same for all readers, so nothing is sent twice to be hidden once, and the
 * arrangement needs no script. Knows nothing of markup. */
#include "text/width.h"
#include "view/portal.h"

#include <string.h>

/* Hundredths of the size of the menu's letters, as site.css has the line when it is narrowest: 62rem of page
 * less its gutters, half a rem on both sides of an entry, and a sign of direction with its gap where there
 * are others below. */
enum { MENU_LINE = 6100, MENU_SIDES = 100, MENU_SIGN = 130, MENU_REST = 460, MENU_PANEL = 1600 };

/* Of an entry's address, which may lead anywhere; what is not below /en is taken for Vietnamese. */
static enum lang lang_of_path(const char *path)
{
    return strcmp(path, "/en") == 0 || strncmp(path, "/en/", 4) == 0 ? LANG_EN : LANG_VI;
}

/* A heading speaks the language of what stands below it. */
static enum lang menu_lang(const struct nav_item *item)
{
    return lang_of_path(item->url ? item->url : item->item_count ? item->items[0].url : "");
}

static bool menu_is(const char *url, const char *path)
{
    return url && path && strcmp(url, path) == 0;
}

/* Whether the page, or the category it is of, is this entry or stands below it. The home page is above all,
 * and no entry's part. */
static bool menu_is_branch(const struct nav_item *item, const struct page_place *place)
{
    bool is = menu_is(item->url, place->path) || menu_is(item->url, place->section);
    for (size_t i = 0; !is && i < item->item_count; i++)
        is = menu_is(item->items[i].url, place->path) || menu_is(item->items[i].url, place->section);
    return is;
}

/* An address from the store, checked when it was written; what no longer passes shows as none. */
static void menu_view_url(struct view view, const char *url)
{
    struct safe_url safe = {NULL};
    if (url && safe_url_from(url, URL_LINK, &safe))
        safe.url = NULL;
    view_url(view, "url", safe);
}

/* A link of the menu. `current` is the word of aria-current: the page itself, or the place it belongs to. */
static void menu_view_link(struct view view, const struct nav_item *item, const struct page_place *place,
                           enum lang lang)
{
    enum lang its = menu_lang(item);
    view_text(view, "title", item->title);
    /* Said where it is another than the page's. */
    view_text(view, "tongue", its == lang ? NULL : its == LANG_EN ? "en" : "vi");
    view_text(view, "current",
              menu_is(item->url, place->path)      ? "page"
              : menu_is(item->url, place->section) ? "true"
                                                   : NULL);
    menu_view_url(view, item->url);
}

/* An entry and those below it, of which its own page is the first. */
static void menu_view_entry(struct view view, const struct nav_item *item, const struct page_place *place,
                            enum lang lang, bool is_rest)
{
    menu_view_link(view, item, place, lang);
    /* One of a group is open at a time; those of the rest must not close the entry that they are under. */
    view_text(view, "entry_lang", menu_lang(item) == LANG_EN ? "en" : "vi");
    view_text(view, "group", is_rest ? "muc-them" : "muc");
    view_flag(view, "has_items", item->item_count > 0);
    view_flag(view, "is_branch", menu_is_branch(item, place));
    struct view items = view_list(view, "items");
    if (item->item_count && item->url)
        menu_view_link(view_append(items), item, place, lang);
    for (size_t i = 0; i < item->item_count; i++)
        menu_view_link(view_append(items), &item->items[i], place, lang);
}

static int menu_width(const struct nav_item *item)
{
    return text_width(item->title) + MENU_SIDES + (item->item_count ? MENU_SIGN : 0);
}

/* How many of the entries stand in the line: all when they fit, else as many as leave room for the entry of
 * the rest, which never holds one alone. */
static size_t menu_fit(const struct nav_item *items, size_t count)
{
    int width = 0;
    size_t fit = 0;
    for (size_t i = 0; i < count; i++) {
        width += menu_width(&items[i]);
        if (width <= MENU_LINE - MENU_REST)
            fit = i + 1;
    }
    return width <= MENU_LINE ? count : fit && fit + 1 == count ? fit - 1 : fit;
}

/* Entries of the page's language; all of them when an authority made none in it, each marked with its own. */
static size_t menu_gather(const struct site *site, enum lang lang, struct nav_item *items)
{
    size_t own = 0, count = 0;
    for (size_t i = 0; i < site->nav_count; i++)
        own += menu_lang(&site->nav[i]) == lang;
    for (size_t i = 0; i < site->nav_count; i++)
        if (!own || menu_lang(&site->nav[i]) == lang)
            items[count++] = site->nav[i];
    return count;
}

void view_page_menu(struct view view, const struct site *site, const struct page_place *place, enum lang lang)
{
    struct nav_item *items = arena_zero(view.arena, site->nav_count + 1, sizeof *items);
    struct view menu = view_object(view, "menu"), row = view_list(menu, "row"),
                rest = view_list(menu, "rest");
    size_t count = items ? menu_gather(site, lang, items) : 0, fit = menu_fit(items, count);
    bool is_rest = false;
    int left = 0;
    for (size_t i = 0; i < count; i++) {
        struct view entry = view_append(i < fit ? row : rest);
        menu_view_entry(entry, &items[i], place, lang, i >= fit);
        /* What opens below the right half of the line is held by its right edge. */
        view_flag(entry, "is_right", left + MENU_PANEL > MENU_LINE);
        left += menu_width(&items[i]);
        is_rest |= i >= fit && menu_is_branch(&items[i], place);
    }
    view_flag(menu, "has_entries", count > 0);
    view_flag(menu, "has_rest", fit < count);
    view_flag(menu, "is_rest", is_rest);
}
