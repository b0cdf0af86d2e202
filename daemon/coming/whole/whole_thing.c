/* What stands around articles: made before them, or after. */
#include "base/clock.h"
#include "text/date.h"
#include "whole.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The members of `from` that a request takes, those without a value left out. */
static json_t *whole_members(const json_t *from, const char *const *names)
{
    json_t *to = json_object();
    for (; to && *names; names++) {
        json_t *value = json_object_get(from, *names);
        if (value && !json_is_null(value))
            json_object_set(to, *names, value);
    }
    return to;
}

static enum err whole_site(struct whole *w)
{
    static const char *const names[] = {"name",
#define SITE_TEXT(name) #name,
#include "store/site_text.def"
#undef SITE_TEXT
                                        "map_url",       "social",   "nav", "colour_first",
                                        "colour_second", "palettes", NULL};
    json_auto_t *site = whole_json(w, "site.json"), *body = whole_members(site, names);
    int64_t id;
    return site && body ? whole_send(w, "PATCH", "/api/site", body, "site.json", &id) : ERR_OK;
}

/* Parents stand before their children, as their ids do, or wait for the next round. */
static enum err whole_categories(struct whole *w)
{
    enum { ROUNDS = 9 };
    json_auto_t *list = whole_json(w, "categories.json");
    enum err err = ERR_OK;
    for (int round = 0; round < ROUNDS; round++) {
        json_t *row;
        size_t index;
        json_array_foreach(list, index, row)
        {
            json_int_t there = json_integer_value(json_object_get(row, "id"));
            json_int_t above = json_integer_value(json_object_get(row, "parent_id"));
            const char *name = json_string_value(json_object_get(row, "name"));
            const char *slug = json_string_value(json_object_get(row, "slug"));
            const char *lang = json_string_value(json_object_get(row, "lang")), *made = NULL;
            int64_t here = 0, parent = whole_id(&w->categories, above);
            if (err || !name || !slug || !lang || whole_id(&w->categories, there) ||
                (above && !parent && round + 1 < ROUNDS))
                continue;
            const struct coming_category category = {name, slug, lang, parent,
                                                     json_integer_value(json_object_get(row, "position"))};
            err = coming_category(w->coming, &w->places, &category, slug, &here, &made);
            if (!err && here && !whole_note(w, &w->categories, there, here))
                err = ERR_MEMORY;
        }
    }
    return err;
}

/* Each thing of a list by itself; one that is there already stays as it is. */
static enum err whole_list(struct whole *w, const char *file, const char *path, const char *const *names)
{
    json_auto_t *list = whole_json(w, file);
    enum err err = ERR_OK;
    json_t *row;
    size_t index;
    json_array_foreach(list, index, row) if (!err)
    {
        json_auto_t *body = whole_members(row, names);
        int64_t id;
        err = body ? whole_send(w, "POST", path, body, file, &id) : ERR_MEMORY;
    }
    return err;
}

/* Ids of tags here, by their slugs. */
static enum err whole_tag_ids(struct whole *w)
{
    json_auto_t *list = whole_json(w, "tags.json");
    struct coming_map ids = {.count = 0};
    enum err err = coming_tag_ids(w->coming, &ids);
    json_t *row;
    size_t index;
    json_array_foreach(list, index, row)
    {
        const char *slug = json_string_value(json_object_get(row, "slug"));
        int64_t here;
        if (!err && slug && coming_map_find(&ids, slug, &here) &&
            !whole_note(w, &w->tags, json_integer_value(json_object_get(row, "id")), here))
            err = ERR_MEMORY;
    }
    return err;
}

enum err whole_before(struct whole *w)
{
    static const char *const tag[] = {"name", "slug", "lang", NULL};
    static const char *const abbreviation[] = {"short", "long", "beside", NULL};
    enum err err = whole_site(w);
    if (!err)
        err = whole_categories(w);
    if (!err)
        err = whole_list(w, "tags.json", "/api/tags", tag);
    if (!err)
        err = whole_list(w, "abbreviations.json", "/api/abbreviations", abbreviation);
    return err ? err : whole_tag_ids(w);
}

/* Those that follow one another and lead to the same thing go together. */
static enum err whole_addresses_of(struct whole *w, json_t *list, const char *member,
                                   const struct coming_map *ids)
{
    json_auto_t *some = json_array();
    int64_t last = 0;
    enum err err = some ? ERR_OK : ERR_MEMORY;
    for (size_t i = 0; !err && i <= json_array_size(list); i++) {
        const json_t *row = json_array_get(list, i);
        int64_t here = row ? whole_id(ids, json_integer_value(json_object_get(row, member))) : 0;
        if (row && !here)
            continue;
        if (last && here != last) {
            err = coming_addresses(w->coming, member, last, json_deep_copy(some), "addresses.json");
            json_array_clear(some);
        }
        last = here;
        if (row && json_array_append(some, json_object_get(row, "address")))
            err = ERR_MEMORY;
    }
    return err;
}

static enum err whole_addresses(struct whole *w)
{
    json_auto_t *list = whole_json(w, "addresses.json");
    enum err err = whole_addresses_of(w, list, "article_id", &w->articles);
    if (!err)
        err = whole_addresses_of(w, list, "category_id", &w->categories);
    if (!err)
        err = whole_addresses_of(w, list, "tag_id", &w->tags);
    return err ? err : whole_addresses_of(w, list, "media_id", &w->media);
}

/* One thing of a box, with the ids of here; NULL: what it shows did not come. */
static json_t *whole_box_item(struct whole *w, const json_t *item)
{
    static const char *const names[] = {"kind", "title", "url", "alt", "starts_at", "ends_at", NULL};
    json_int_t image = json_integer_value(json_object_get(item, "image"));
    json_int_t article = json_integer_value(json_object_get(item, "article_id"));
    int64_t image_here = whole_id(&w->media, image), article_here = whole_id(&w->articles, article);
    if ((image && !image_here) || (article && !article_here))
        return NULL;
    json_t *made = whole_members(item, names);
    if (image)
        json_object_set_new(made, "image", json_integer((json_int_t)image_here));
    if (article) {
        /* The title and address that it shows are the article's own. */
        json_object_del(made, "title");
        json_object_del(made, "url");
        json_object_set_new(made, "article_id", json_integer((json_int_t)article_here));
    }
    return made;
}

static enum err whole_boxes(struct whole *w)
{
    static const char *const names[] = {"title", "slug", "lang", "position", NULL};
    json_auto_t *list = whole_json(w, "boxes.json");
    enum err err = ERR_OK;
    json_t *box, *item;
    size_t index, inside;
    json_array_foreach(list, index, box) if (!err)
    {
        json_auto_t *body = whole_members(box, names);
        json_t *items = json_array();
        int64_t id;
        const char *slug = json_string_value(json_object_get(box, "slug"));
        if (!body || !items || json_object_set_new(body, "items", items))
            return ERR_MEMORY;
        json_array_foreach(json_object_get(box, "items"), inside, item)
        {
            json_t *made = whole_box_item(w, item);
            if (made)
                json_array_append_new(items, made);
            else
                coming_tell(w->coming, slug ? slug : "boxes.json",
                            COMING_SAID(w->coming, "một mục của hộp không có ở đây; bỏ",
                                        "something that the box shows is not here; left out"));
        }
        err = whole_send(w, "POST", "/api/boxes", body, slug ? slug : "boxes.json", &id);
        w->coming->counts.boxes += !err && id;
    }
    return err;
}

/* The site's pictures, which came with the media. What it shows of them follows from the logo. */
static enum err whole_site_images(struct whole *w)
{
    static const char *const names[] = {"logo", "logo_dark", "share"};
    json_auto_t *site = whole_json(w, "site.json"), *body = json_object();
    const json_t *banner = json_object_get(site, "banner"), *emblem = json_object_get(site, "emblem");
    int64_t id, here = whole_id(&w->media, json_integer_value(json_object_get(banner, "image")));
    if (!site || !body)
        return body ? ERR_OK : ERR_MEMORY;
    if (here) {
        json_t *shown = json_pack("{sIsOsO}", "image", (json_int_t)here, "x", json_object_get(banner, "x"),
                                  "y", json_object_get(banner, "y"));
        /* Folders of before this was chosen do not say it. */
        if (json_object_get(banner, "form"))
            json_object_set(shown, "form", json_object_get(banner, "form"));
        json_object_set_new(body, "banner", shown);
    }
    bool has_logo = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        here = whole_id(&w->media, json_integer_value(json_object_get(site, names[i])));
        has_logo = has_logo && (i > 0 || here);
        /* Without the one for light pages there is none for dark ones. */
        if (here && (has_logo || i != 1))
            json_object_set_new(body, names[i], json_integer((json_int_t)here));
    }
    if (emblem && (has_logo || strcmp(json_string_value(emblem), "logo") != 0))
        json_object_set(body, "emblem", (json_t *)(uintptr_t)emblem);
    return json_object_size(body) ? whole_send(w, "PATCH", "/api/site", body, "site.json", &id) : ERR_OK;
}

/* The emergency line that stands or waits, unless one stands here. Those that ended are in the folder to be
 * read. */
static enum err whole_alert(struct whole *w)
{
    enum { STATUS_OK = 200 };
    static const char *const names[] = {"level", "text", "text_en", "url", "from", "until", NULL};
    bool is_there = !faccessat(w->folder, "alerts.json", F_OK, 0); /* not in folders of before */
    json_auto_t *list = is_there ? whole_json(w, "alerts.json") : NULL;
    const json_t *last = json_array_get(list, 0); /* the newest comes first */
    const char *until = json_string_value(json_object_get(last, "until"));
    int64_t until_ms = 0, id;
    int status = 0;
    json_t *answer = NULL;
    if (!until || json_is_string(json_object_get(last, "ended_at")) || date_parse(until, &until_ms) ||
        until_ms <= clock_now_ms(&clock_system))
        return ERR_OK;
    enum err err = coming_ask(w->coming, "GET", "/api/alert", NULL, &status, &answer);
    json_auto_t *owned = answer;
    if (err || status != STATUS_OK || !json_is_null(json_object_get(owned, "alert")))
        return err;
    json_auto_t *body = whole_members(last, names);
    return body ? whole_send(w, "PUT", "/api/alert", body, "alerts.json", &id) : ERR_MEMORY;
}

enum err whole_after(struct whole *w)
{
    enum err err = whole_addresses(w);
    if (!err)
        err = whole_site_images(w);
    if (!err)
        err = whole_boxes(w);
    if (!err)
        err = whole_home(w);
    if (!err)
        err = whole_alert(w);
    if (!err)
        err = whole_office(w);
    return err ? err : whole_counters(w);
}
