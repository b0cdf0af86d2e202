/* Reading the site's members out of what an administrator sent. Knows no statement and no page. */
#include "site_input.h"

#include "html/safe.h"
#include "look_input.h"

#include <string.h>

/* In the order of the API's description; what is shown and cannot be set is taken back in silence only as it
 * was shown (read_only). */
static const char *const members[] = {"name",
#define SITE_TEXT(name) #name,
#include "store/site_text.def"
#undef SITE_TEXT
                                      "map_url",      "social",        "emblem",   "logo",
                                      "logo_dark",    "banner",        "share",    "nav",
                                      "colour_first", "colour_second", "palettes", NULL};
/* The navigation is two levels deep. */
static const char *const nav_members[] = {"title", "url", "items", NULL};
static const char *const nav_below_members[] = {"title", "url", NULL};
static const char *const social_members[] = {"kind", "title", "url", NULL};
static const char *const banner_members[] = {"image", "x", "y", "form", NULL};
/* In the order of enum emblem, and of enum banner_form. */
static const char *const emblems[] = {"none", "drawn", "logo", NULL};
static const char *const banner_forms[] = {"auto", "cut", "whole", "colour", NULL};

/* The next object of a list, as an input of its own; NULL notes that it is none. */
static bool item_is_object(const struct input *input, const char *name, const json_t *value)
{
    if (json_is_object(value))
        return true;
    input_fault(input, name, MESSAGE_FIELD_NOT_OBJECT, MESSAGE_ARGS(input_shown(input->reply, value)));
    return false;
}

/* One list of entries, each an object; those of the upper level may have a list of their own, which is read
 * likewise. Counted before they are judged, as a fault keeps all of them from being saved. */
static enum err site_input_entries(const struct input *input, const char *name, bool is_below,
                                   struct nav_item **ret_items, size_t *ret_count)
{
    const size_t most = is_below ? SITE_NAV_BELOW_MAX : SITE_NAV_MAX;
    json_t *list = input_list(input, name, most), *value;
    struct nav_item *items = arena_zero(input->reply->arena, most, sizeof *items);
    size_t index;
    enum err err = items ? ERR_OK : ERR_MEMORY;
    /* A list that is wrong, or null, leaves none. */
    *ret_items = items;
    *ret_count = 0;
    json_array_foreach(list, index, value)
    {
        if (err)
            break;
        if (!item_is_object(input, name, value))
            continue;
        struct nav_item *item = &items[(*ret_count)++];
        struct input one = input_inside(input, name, (int)index, value);
        input_only(&one, is_below ? nav_below_members : nav_members);
        input_text(&one, "title", TEXT_LINE, SITE_TEXT_MAX, &item->title);
        input_require(&one, "title", item->title);
        input_url(&one, "url", URL_LINK, SITE_TEXT_MAX, &item->url);
        if (!is_below)
            err = site_input_entries(&one, "items", true, &item->items, &item->item_count);
        /* A heading over others needs no address. */
        if (!item->item_count)
            input_require(&one, "url", item->url);
    }
    return err;
}

/* Replaces the whole navigation. Addresses may lead anywhere that links may. */
static enum err site_input_nav(const struct input *input, struct site *site)
{
    struct arena *arena = input->reply->arena;
    if (!input_has(input, "nav"))
        return ERR_OK;
    enum err err = site_input_entries(input, "nav", false, &site->nav, &site->nav_count);
    size_t all = site->nav_count;
    for (size_t i = 0; i < site->nav_count; i++)
        all += site->nav[i].item_count;
    if (!err && all > SITE_NAV_ALL_MAX)
        input_fault(
            input, "nav", MESSAGE_FIELD_TOO_MANY,
            MESSAGE_ARGS(arena_printf(arena, "%d", SITE_NAV_ALL_MAX), arena_printf(arena, "%zu", all)));
    return err;
}

/* Without a kind it is what its address says; an account that is of no kind needs a title to be called by. */
static void site_input_account(const struct input *input, struct social *account)
{
    const char *names[SOCIAL_KINDS + 1] = {NULL};
    for (enum social_kind i = 0; i < SOCIAL_KINDS; i++)
        names[i] = social_name(i);
    input_only(input, social_members);
    input_url(input, "url", URL_WEB, SITE_URL_MAX, &account->url);
    input_require(input, "url", account->url);
    int kind = account->url ? (int)social_of_url(account->url) : SOCIAL_OTHER;
    input_choice(input, "kind", names, &kind);
    account->kind = (enum social_kind)kind;
    input_text(input, "title", TEXT_LINE, SITE_TEXT_MAX, &account->title);
    if (account->kind == SOCIAL_OTHER)
        input_require(input, "title", account->title);
}

/* Replaces all accounts. */
static enum err site_input_social(const struct input *input, struct site *site)
{
    if (!input_has(input, "social"))
        return ERR_OK;
    json_t *list = input_list(input, "social", SITE_SOCIAL_MAX), *value;
    struct social *items = arena_zero(input->reply->arena, SITE_SOCIAL_MAX, sizeof *items);
    size_t index;
    if (!items)
        return ERR_MEMORY;
    site->social = items;
    site->social_count = 0;
    json_array_foreach(list, index, value)
    {
        if (!item_is_object(input, "social", value))
            continue;
        struct input one = input_inside(input, "social", (int)index, value);
        site_input_account(&one, &items[site->social_count++]);
    }
    return ERR_OK;
}

/* One `@` with something on both sides and no space: enough to make a mailto link of it. */
static void check_email(const struct input *input, const char *email)
{
    const char *at = email ? strchr(email, '@') : NULL;
    if (email && (!at || at == email || !at[1] || strchr(at + 1, '@') || strpbrk(email, " <>\"'\\?&")))
        input_fault(input, "email", MESSAGE_FIELD_EMAIL, MESSAGE_ARGS(email));
}

/* A medium by its id; one that is not there, or is no picture, is a fault. */
static enum err site_input_image(struct conn *conn, const struct input *input, const char *name,
                                 enum site_image which, struct site *site)
{
    struct arena *arena = input->reply->arena;
    struct media *media = arena_zero(arena, 1, sizeof *media);
    int64_t id = site->image_ids[which];
    if (!media)
        return ERR_MEMORY;
    input_integer(input, name, 1, INT64_MAX, &id);
    site->image_ids[which] = id;
    site->images[which] = NULL;
    enum err err = id ? media_by_id(conn, id, media) : ERR_NOT_FOUND;
    if (!err && media->width)
        site->images[which] = media;
    else if (!err)
        input_fault(input, name, MESSAGE_IMAGE_NOT_ONE, NULL);
    else if (err == ERR_NOT_FOUND && id)
        input_fault(input, name, MESSAGE_MEDIA_UNKNOWN,
                    MESSAGE_ARGS(arena_printf(arena, "%lld", (long long)id)));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* A banner that is new is seen by its shape, and of it the middle. */
static void site_banner_afresh(struct site *site)
{
    site->banner_focus = (struct media_focus){500, 500};
    site->banner_form = BANNER_AUTO;
}

/* null takes it away; what is absent of it stays, or is as it is at first. */
static enum err site_input_banner(struct conn *conn, const struct input *input, struct site *site)
{
    if (!input_has(input, "banner"))
        return site_input_image(conn, input, "banner", SITE_BANNER, site);
    json_t *banner = input_object(input, "banner");
    if (!banner) {
        site->image_ids[SITE_BANNER] = 0;
        site->images[SITE_BANNER] = NULL;
        site_banner_afresh(site);
        return ERR_OK;
    }
    struct input inside = input_inside(input, "banner", -1, banner);
    int64_t before = site->image_ids[SITE_BANNER];
    input_only(&inside, banner_members);
    enum err err = site_input_image(conn, &inside, "image", SITE_BANNER, site);
    if (err)
        return err;
    if (!site->image_ids[SITE_BANNER])
        input_fault(&inside, "image", MESSAGE_FIELD_MISSING, NULL);
    if (site->image_ids[SITE_BANNER] != before)
        site_banner_afresh(site);
    int form = site->banner_form;
    input_choice(&inside, "form", banner_forms, &form);
    site->banner_form = (enum banner_form)form;
    input_thousandths(&inside, "x", &site->banner_focus.x);
    input_thousandths(&inside, "y", &site->banner_focus.y);
    return ERR_OK;
}

/* Who sends a logo and does not say otherwise wants to see it, and who takes it away no longer has it. */
static void site_input_emblem(const struct input *input, struct site *site)
{
    int emblem = site->emblem;
    if (site->image_ids[SITE_LOGO] && input_has(input, "logo"))
        emblem = EMBLEM_LOGO;
    else if (!site->image_ids[SITE_LOGO] && emblem == EMBLEM_LOGO)
        emblem = EMBLEM_NONE;
    input_choice(input, "emblem", emblems, &emblem);
    site->emblem = (enum emblem)emblem;
    if (site->emblem == EMBLEM_LOGO && !site->image_ids[SITE_LOGO])
        input_fault(input, "logo", MESSAGE_LOGO_MISSING, NULL);
    if (site->image_ids[SITE_LOGO_DARK] && !site->image_ids[SITE_LOGO])
        input_fault(input, "logo", MESSAGE_LOGO_MISSING, NULL);
}

static enum err site_input_images(struct conn *conn, const struct input *input, struct site *site)
{
    enum err err = site_input_image(conn, input, "logo", SITE_LOGO, site);
    if (!err)
        err = site_input_image(conn, input, "logo_dark", SITE_LOGO_DARK, site);
    if (!err)
        err = site_input_image(conn, input, "share", SITE_SHARE, site);
    if (!err)
        err = site_input_banner(conn, input, site);
    if (!err)
        site_input_emblem(input, site);
    return err;
}

enum err site_input(struct conn *conn, const struct input *input, struct site *site)
{
    input_only(input, members);
    input_text(input, "name", TEXT_LINE, SITE_TEXT_MAX, &site->name);
    /* Titles, feeds and the manifest all need one. */
    input_require(input, "name", site->name);
#define SITE_TEXT(name) input_text(input, #name, TEXT_LINE, SITE_TEXT_MAX, &site->name);
#include "store/site_text.def"
#undef SITE_TEXT
    check_email(input, site->email);
    input_url(input, "map_url", URL_WEB, SITE_URL_MAX, &site->map_url);
    enum err err = site_input_nav(input, site);
    if (!err)
        err = site_input_social(input, site);
    if (!err)
        err = look_input(input, &site->look);
    return err ? err : site_input_images(conn, input, site);
}
