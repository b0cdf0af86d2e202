/* congd setup: the menu, of which citizens must be able to open every entry. Pages begin as drafts, so it
 * grows with each run as they are published; one that somebody arranged is left alone. Must not know of the
 * terminal. */
#include "setup_inner.h"

#include "base/said.h"

#include <stdio.h>
#include <string.h>

/* Whether the entry leads to a page that must be public before the menu may show it. */
static bool setup_is_page(const json_t *entry)
{
    const char *url = setup_text(entry, "url");
    return url && strncmp(url, "/trang/", strlen("/trang/")) == 0;
}

/* Whether citizens can open it: pages begin as drafts, and a heading leads nowhere. */
static enum err setup_is_open(struct setup *setup, const json_t *entry, bool *ret_is_open)
{
    bool has;
    *ret_is_open = setup_text(entry, "url");
    return setup_is_page(entry)
               ? setup_article_has(setup, setup_text(entry, "url") + strlen("/trang/"), &has, ret_is_open)
               : ERR_OK;
}

/* Those of the entries that citizens can open, each with those of its own; one that only others below could
 * be opened of becomes a heading over them. */
static enum err setup_open_entries(struct setup *setup, const json_t *nav, json_t *ret_open)
{
    json_t *entry, *below;
    size_t index, inner;
    json_array_foreach(nav, index, entry)
    {
        bool is_open, is_below_open;
        json_auto_t *items = json_array(), *made = NULL;
        enum err err = setup_is_open(setup, entry, &is_open);
        json_array_foreach(json_object_get(entry, "items"), inner, below)
        {
            if (!err)
                err = setup_is_open(setup, below, &is_below_open);
            if (!err && is_below_open && json_array_append(items, below))
                err = ERR_MEMORY;
        }
        if (err)
            return err;
        if (!is_open && !json_array_size(items))
            continue;
        made = json_pack("{s:O, s:O?}", "title", json_object_get(entry, "title"), "url",
                         is_open ? json_object_get(entry, "url") : json_null());
        if (!made || (json_array_size(items) && json_object_set(made, "items", items)) ||
            json_array_append(ret_open, made))
            return ERR_MEMORY;
    }
    return ERR_OK;
}

/* Whether every entry of the list, and below it, is one of the requests'. */
static bool setup_has_all(const json_t *wanted, const json_t *present)
{
    json_t *entry, *own;
    size_t at = 0, index;
    json_array_foreach(present, index, entry)
    {
        const char *title = setup_text(entry, "title"), *url = setup_text(entry, "url");
        while ((own = json_array_get(wanted, at++)) && !setup_same(setup_text(own, "title"), title))
            continue;
        if (!own || (url && !setup_same(setup_text(own, "url"), url)) ||
            !setup_has_all(json_object_get(own, "items"), json_object_get(entry, "items")))
            return false;
    }
    return true;
}

/* Entries of a menu, those below others too. */
static size_t setup_menu_count(const json_t *nav)
{
    json_t *entry;
    size_t count = json_array_size(nav), index;
    json_array_foreach(nav, index, entry) count += json_array_size(json_object_get(entry, "items"));
    return count;
}

enum err setup_make_menu(struct setup *setup, const json_t *body)
{
    const json_t *nav = json_object_get(body, "nav"), *present = json_object_get(setup->site, "nav");
    json_auto_t *open = json_array(), *sent = NULL, *answer = NULL;
    int status;
    enum err err = setup_lead_on(setup, nav);
    if (!err)
        err = setup_open_entries(setup, nav, open);
    if (err)
        return err;
    /* What this command made, when it could show no page or some, may grow. */
    bool may = !json_array_size(present) || setup_has_all(nav, present);
    bool grows = may && setup_menu_count(open) > setup_menu_count(present);
    sent = json_pack("{s:O}", "nav", open);
    if (grows)
        err = setup_send(setup, "PATCH", "/api/site", sent, false, &status, &answer);
    char entries[64];
    snprintf(entries, sizeof entries, SAID("%zu mục", "%zu entries"),
             setup_menu_count(grows ? open : present));
    if (!err)
        setup_tell(setup, grows, SAID("trình đơn", "menu"), entries);
    return err;
}
