/* Who the portal is: as the API says it, and what of it pages need beside the navigation (menu.c). */
#include "html/safe.h"
#include "text/date.h"
#include "text/excerpt.h"
#include "text/letter.h"
#include "text/width.h"
#include "view/media.h"
#include "view/portal.h"

#include <string.h>

static const char *const emblems[EMBLEMS] = {
    [EMBLEM_NONE] = "none", [EMBLEM_DRAWN] = "drawn", [EMBLEM_LOGO] = "logo"};
static const char *const banner_forms[BANNER_FORMS] = {
    [BANNER_AUTO] = "auto", [BANNER_CUT] = "cut", [BANNER_WHOLE] = "whole", [BANNER_COLOUR] = "colour"};

/* An address for apps, null where there is no picture. */
static void view_site_image(struct view view, const char *name, const struct media *media)
{
    const struct media_file *widest = media ? media_widest(media, "image/webp") : NULL;
    view_text(view, name, widest ? media_path(view.arena, widest->name) : NULL);
}

static void view_site_id(struct view view, const char *name, int64_t id)
{
    if (id)
        view_integer(view, name, id);
    else
        view_null(view, name);
}

static void view_site_banner(struct view parent, const struct site *site)
{
    if (!site->image_ids[SITE_BANNER]) {
        view_null(parent, "banner");
        return;
    }
    struct view banner = view_object(parent, "banner");
    view_integer(banner, "image", site->image_ids[SITE_BANNER]);
    view_json(banner, "x", json_real(site->banner_focus.x / 1000.0));
    view_json(banner, "y", json_real(site->banner_focus.y / 1000.0));
    view_text(banner, "form", banner_forms[site->banner_form]);
}

/* Colours as they were chosen, and not as they are shown; days as people write them. */
static void view_site_look(struct view view, const struct site_look *look)
{
    char day[DATE_TEXT_SIZE];
    view_text(view, "colour_first", look->first);
    view_text(view, "colour_second", look->second);
    struct view list = view_list(view, "palettes");
    for (size_t i = 0; i < look->palette_count; i++) {
        const struct site_palette *palette = &look->palettes[i];
        struct view item = view_append(list);
        view_text(item, "from", day_iso(palette->from_day, day));
        view_text(item, "to", day_iso(palette->to_day, day));
        view_text(item, "kind", site_palette_kind_name(palette->kind));
        view_text(item, "colour_first", palette->first);
        view_text(item, "colour_second", palette->second);
    }
}

/* The entries below one of the menu; one that has none says nothing of them, as menus did before there were
 * two levels. */
static void view_site_below(struct view view, const struct nav_item *item)
{
    if (!item->item_count)
        return;
    struct view items = view_list(view, "items");
    for (size_t i = 0; i < item->item_count; i++) {
        struct view below = view_append(items);
        view_text(below, "title", item->items[i].title);
        view_text(below, "url", item->items[i].url);
    }
}

/* Every member, also those without a value, so that laying it over another state leaves nothing of that. */
void view_site_state(struct view view, const struct site *site)
{
    view_text(view, "name", site->name);
#define SITE_TEXT(name) view_text(view, #name, site->name);
#include "store/site_text.def"
#undef SITE_TEXT
    view_text(view, "map_url", site->map_url);
    struct view social = view_list(view, "social");
    for (size_t i = 0; i < site->social_count; i++) {
        struct view item = view_append(social);
        view_text(item, "kind", social_name(site->social[i].kind));
        view_text(item, "title", site->social[i].title);
        view_text(item, "url", site->social[i].url);
    }
    view_text(view, "emblem", emblems[site->emblem]);
    view_site_id(view, "logo", site->image_ids[SITE_LOGO]);
    view_site_id(view, "logo_dark", site->image_ids[SITE_LOGO_DARK]);
    view_site_banner(view, site);
    view_site_id(view, "share", site->image_ids[SITE_SHARE]);
    /* In order; an entry's address is as it was typed. */
    struct view nav = view_list(view, "nav");
    for (size_t i = 0; i < site->nav_count; i++) {
        struct view item = view_append(nav);
        view_text(item, "title", site->nav[i].title);
        view_text(item, "url", site->nav[i].url);
        view_site_below(item, &site->nav[i]);
    }
    view_site_look(view, &site->look);
}

/* For the settings page of editors and for programs; pages have view_page_site(). */
void view_site(struct view view, const struct site *site)
{
    view_integer(view, "version", site->version);
    view_site_state(view, site);
    view_site_image(view, "logo_url", site->images[SITE_LOGO]);
    view_site_image(view, "logo_dark_url", site->images[SITE_LOGO_DARK]);
    view_site_image(view, "banner_url", site->images[SITE_BANNER]);
    view_site_image(view, "share_url", site->images[SITE_SHARE]);
}

/* What is known of a change; its state is apart. */
void view_site_revision(struct view view, const struct site_revision *revision)
{
    view_integer(view, "version", revision->version);
    view_time(view, "at", revision->at_ms);
    view_text(view, "actor", revision->actor);
    view_text(view, "action", revision->action);
    view_site_id(view, "reverted", revision->reverted);
    view_flag(view, "taken_back", !revision->state);
}

/* An address of the store, checked when it was written; what no longer passes shows as none. */
static void view_site_url(struct view view, const char *name, const char *url)
{
    struct safe_url safe = {NULL};
    if (url && safe_url_from(url, URL_LINK, &safe))
        safe.url = NULL;
    view_url(view, name, safe);
}

/* The text of the page's language with that language, or the Vietnamese one. */
static void view_page_name(struct view view, const char *name, const char *lang_name, const char *text,
                           const char *english, enum lang lang)
{
    bool is_english = lang == LANG_EN && english;
    view_text(view, name, is_english ? english : text);
    view_text(view, lang_name, is_english ? "en" : "vi");
}

/* The smallest that is sharp on dense screens at the size at which a logo is shown. */
static const struct media_file *site_small_file(const struct media *media)
{
    enum { LOGO_PIXELS = 150 };
    const struct media_file *found = media_widest(media, "image/webp");
    for (size_t i = 0; i < media->file_count; i++) {
        const struct media_file *file = &media->files[i];
        if (found && strcmp(file->type, "image/webp") == 0 && file->height >= LOGO_PIXELS &&
            file->width < found->width)
            found = file;
    }
    return found;
}

/* A picture with its size, so that nothing moves when it comes; null where there is none. */
static void view_page_emblem(struct view parent, const char *name, const struct media *media,
                             const struct media_file *made)
{
    const struct media_file *file = media ? site_small_file(media) : NULL;
    /* What was made for this place, once it is there. */
    if (file && made->name)
        file = made;
    if (!file || arena_failed(parent.arena)) {
        view_null(parent, name);
        return;
    }
    struct view view = view_object(parent, name);
    const char *path = media_path(view.arena, file->name);
    if (!arena_failed(view.arena))
        view_url(view, "url", safe_url_trusted(path));
    view_text(view, "one_srcset", path);
    view_integer(view, "width", file->width);
    view_integer(view, "height", file->height);
}

static void view_page_accounts(struct view view, const struct site *site)
{
    struct view social = view_list(view, "social");
    for (size_t i = 0; i < site->social_count; i++) {
        const struct social *account = &site->social[i];
        struct view item = view_append(social);
        view_text(item, "kind", social_name(account->kind));
        view_text(item, "title", account->title ? account->title : social_title(account->kind));
        view_site_url(item, "url", account->url);
    }
    view_flag(view, "has_social", site->social_count > 0);
}

/* Unless it is chosen: a photograph is a strip of the head, cut round its focus. One four times as wide as
 * high was made as a banner, and bears lettering as a rule: that is shown whole, at home, or not at all. */
static void view_page_banner(struct view view, const struct site *site)
{
    enum { WHOLE_RATIO = 4 };
    const struct media *media = site->images[SITE_BANNER];
    struct view banner;
    if (!media || site->banner_form == BANNER_COLOUR ||
        !view_page_picture(view, "banner", media, "", &banner)) {
        view_null(view, "banner");
        return;
    }
    bool is_whole = site->banner_form == BANNER_WHOLE ||
                    (site->banner_form == BANNER_AUTO && media->width >= WHOLE_RATIO * media->height);
    view_flag(banner, "is_whole", is_whole);
    view_text(banner, "focus", focus_classes(view.arena, site->banner_focus));
    view_banner_cuts(banner, site);
}

void view_page_identity(struct view view, const struct site *site, enum lang lang)
{
    view_page_name(view, "name", "name_lang", site->name, site->name_en, lang);
    view_page_name(view, "superior", "superior_lang", site->superior, site->superior_en, lang);
    view_text(view, "agency", site->agency);
    view_text(view, "address", site->address);
    view_text(view, "phone", site->phone);
    view_text(view, "hotline", site->hotline);
    view_text(view, "email", site->email);
    view_text(view, "licence", site->licence);
    view_text(view, "responsible", site->responsible);
    /* Made of what was typed into the settings, so checked like any address. */
    view_site_url(view, "email_url", site->email ? arena_printf(view.arena, "mailto:%s", site->email) : NULL);
    view_site_url(view, "phone_url", phone_url(view.arena, site->phone));
    view_site_url(view, "hotline_url", phone_url(view.arena, site->hotline));
    view_site_url(view, "map_url", site->map_url);
    view_flag(view, "has_contact",
              site->address || site->phone || site->hotline || site->email || site->map_url);
    view_page_accounts(view, site);
    bool is_logo = site->emblem == EMBLEM_LOGO;
    view_flag(view, "is_drawn", site->emblem == EMBLEM_DRAWN);
    view_page_emblem(view, "logo", is_logo ? site->images[SITE_LOGO] : NULL, &site->files[SITE_USE_MARK]);
    view_page_emblem(view, "logo_dark", is_logo ? site->images[SITE_LOGO_DARK] : NULL,
                     &site->files[SITE_USE_MARK_DARK]);
    view_page_banner(view, site);
}

/* What every portal is called, and says nothing of whose it is; the longer ones first. */
static const char *const kinds_of_portal[] = {"Cổng thông tin điện tử", "Trang thông tin điện tử",
                                              "Cổng thông tin", "Trang thông tin", "Cổng TTĐT"};

/* What the name says of whose portal it is, behind the words that say what it is; all of a name that says no
 * more than that. */
static const char *site_own_name(const char *name)
{
    for (size_t i = 0; i < sizeof kinds_of_portal / sizeof *kinds_of_portal; i++) {
        size_t length = strlen(kinds_of_portal[i]);
        if (strncmp(name, kinds_of_portal[i], length) == 0)
            return name[length] == ' ' ? name + length + 1 : name;
    }
    return name;
}

const char *site_short_name(const char *name, size_t most, struct arena *arena)
{
    const char *own = site_own_name(name), *rest = own + (*own != 0);
    while (((unsigned char)*rest & 0xC0) == 0x80)
        rest++;
    /* A name stands by itself, and so begins with a capital. */
    const char *first = text_upper(arena_copy(arena, own, (size_t)(rest - own)), arena);
    return text_excerpt(arena_printf(arena, "%s%s", first, rest), most, arena);
}

/* How the name is set in the head: apart from what every portal is called, and in letters of which a phone's
 * row of 60 pixels holds all, beside the emblem and three buttons: one line, two, or three. */
static void view_page_name_parts(struct view view, const char *name)
{
    enum { ONE_LINE = 680, TWO_LINES = 1370 };
    const char *own = site_own_name(name);
    int width = text_width(own);
    view_text(view, "name_kind",
              own > name ? arena_printf(view.arena, "%.*s", (int)(own - name - 1), name) : NULL);
    view_text(view, "name_own", own);
    view_text(view, "length", width <= ONE_LINE ? NULL : width <= TWO_LINES ? "long" : "longest");
}

void view_page_site(struct view view, const struct site *site, enum lang lang)
{
    struct view object = view_object(view, "site");
    view_page_identity(object, site, lang);
    view_page_name_parts(object, site_name_in(site, lang == LANG_EN ? "en" : "vi", NULL));
}
