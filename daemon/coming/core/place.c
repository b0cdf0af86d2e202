/* What stands around articles. It knows the API and no former portal. */
#include "place.h"
#include "store/category.h"

#include <string.h>

enum {
    STATUS_OK = 200,
    STATUS_CREATED = 201,
    STATUS_CONFLICT = 409,
    ADDRESSES_AT_ONCE = 100,
    TAG_PAGE = 1000
};

/* What the portal said is wrong, when that is the portal's own fault. */
static enum err place_failed(struct coming *coming, const char *path, const json_t *answer)
{
    buf_printf(coming->fault, "%s: %s", path, coming_problem(coming, answer));
    return ERR_UNAVAILABLE;
}

/* The items of a list. */
static enum err place_list(struct coming *coming, const char *path, json_t **ret_items)
{
    json_t *answer = NULL;
    int status = 0;
    enum err err = coming_ask(coming, "GET", path, NULL, &status, &answer);
    json_auto_t *owned = answer;
    *ret_items = json_incref(json_object_get(owned, "items"));
    if (!err && (status != STATUS_OK || !json_is_array(*ret_items)))
        err = place_failed(coming, path, owned);
    return err;
}

enum err coming_places_read(struct coming *coming, struct coming_places *ret_places)
{
    *ret_places = (struct coming_places){NULL, NULL};
    enum err err = place_list(coming, "/api/categories", &ret_places->categories);
    return err ? err : place_list(coming, "/api/boxes", &ret_places->boxes);
}

void coming_places_done(struct coming_places *places)
{
    json_decref(places->categories);
    json_decref(places->boxes);
}

static const json_t *place_by_slug(const json_t *items, const char *slug)
{
    const json_t *item;
    size_t index;
    json_array_foreach(items, index, item)
    {
        const char *own = json_string_value(json_object_get(item, "slug"));
        if (own && strcmp(own, slug) == 0)
            return item;
    }
    return NULL;
}

/* The slug, or where that is one of the other language's, the slug with the language behind it. */
static const char *category_slug(struct coming *coming, const struct coming_places *places,
                                 const struct coming_category *category, const json_t **ret_present)
{
    const char *slug = category->slug;
    const json_t *present = place_by_slug(places->categories, slug);
    const char *lang = json_string_value(json_object_get(present, "lang"));
    if (present && lang && strcmp(lang, category->lang) != 0) {
        slug = arena_printf(coming->arena, "%.76s-%s", slug, category->lang);
        present = place_by_slug(places->categories, slug);
    }
    *ret_present = present;
    return slug;
}

enum err coming_category(struct coming *coming, struct coming_places *places,
                         const struct coming_category *category, const char *label, int64_t *ret_id,
                         const char **ret_slug)
{
    const json_t *present;
    const char *slug = category_slug(coming, places, category, &present);
    int status = 0;
    *ret_slug = slug;
    *ret_id = json_integer_value(json_object_get(present, "id"));
    if (present)
        return ERR_OK;
    const char *name = coming_fit(coming, coming->batch, label, category->name, TERM_NAME_MAX);
    json_auto_t *body = json_pack("{s:s, s:s, s:s, s:I}", "name", name, "slug", slug, "lang", category->lang,
                                  "position", (json_int_t)category->position);
    if (!body || (category->parent_id &&
                  json_object_set_new(body, "parent_id", json_integer((json_int_t)category->parent_id))))
        return ERR_MEMORY;
    json_t *answer = NULL;
    enum err err = coming_ask(coming, "POST", "/api/categories", body, &status, &answer);
    json_auto_t *owned = answer;
    if (err || status >= 500)
        return err ? err : place_failed(coming, "/api/categories", owned);
    if (status == STATUS_CREATED || (coming->options.is_trial && status == STATUS_OK)) {
        coming->counts.categories++;
        *ret_id = coming->options.is_trial ? 0 : json_integer_value(json_object_get(owned, "id"));
        return json_array_append(places->categories, owned) ? ERR_MEMORY : ERR_OK;
    }
    *ret_slug = NULL;
    coming_tell(coming, label,
                COMING_SAID(coming, "không tạo được chuyên mục: %s", "the category could not be made: %s"),
                coming_problem(coming, owned));
    return ERR_OK;
}

/* Some addresses at once; where one of them leads elsewhere, each by itself. */
static enum err addresses_send(struct coming *coming, const char *member, int64_t id, json_t *some,
                               const char *label)
{
    int status = 0;
    json_t *answer = NULL;
    json_auto_t *body = json_pack("{s:O, s:I}", "addresses", some, member, (json_int_t)id);
    enum err err = body ? coming_ask(coming, "POST", "/api/addresses", body, &status, &answer) : ERR_MEMORY;
    json_auto_t *owned = answer;
    if (err || status >= 500)
        return err ? err : place_failed(coming, "/api/addresses", owned);
    if (status == STATUS_OK) {
        coming->counts.addresses += (int64_t)json_array_size(some);
        return ERR_OK;
    }
    if (json_array_size(some) == 1) {
        coming_tell(coming, label, "%s", coming_problem(coming, owned));
        return ERR_OK;
    }
    json_t *one;
    size_t index;
    json_array_foreach(some, index, one) if (!err)
    {
        json_auto_t *alone = json_pack("[O]", one);
        err = alone ? addresses_send(coming, member, id, alone, label) : ERR_MEMORY;
    }
    return err;
}

enum err coming_addresses(struct coming *coming, const char *member, int64_t id, json_t *addresses,
                          const char *label)
{
    json_auto_t *owned = addresses;
    enum err err = owned ? ERR_OK : ERR_MEMORY;
    /* What a trial did not make has no id. */
    for (size_t at = 0; !err && id && at < json_array_size(owned); at += ADDRESSES_AT_ONCE) {
        json_auto_t *some = json_array();
        for (size_t i = at; some && i < at + ADDRESSES_AT_ONCE && i < json_array_size(owned); i++)
            json_array_append(some, json_array_get(owned, i));
        err = some ? addresses_send(coming, member, id, some, label) : ERR_MEMORY;
    }
    return err;
}

enum err coming_tag_ids(struct coming *coming, struct coming_map *ret_ids)
{
    const char *path = arena_printf(coming->batch, "/api/tags?limit=%d", TAG_PAGE);
    while (path) {
        json_t *answer = NULL, *item;
        size_t index;
        int status = 0;
        enum err err = coming_ask(coming, "GET", path, NULL, &status, &answer);
        json_auto_t *owned = answer;
        if (err || status != STATUS_OK)
            return err ? err : place_failed(coming, path, owned);
        json_array_foreach(json_object_get(owned, "items"), index, item)
        {
            const char *slug = json_string_value(json_object_get(item, "slug"));
            if (slug && !coming_map_put(ret_ids, coming->arena, slug,
                                        json_integer_value(json_object_get(item, "id"))))
                return ERR_MEMORY;
        }
        path = arena_text(coming->batch, json_string_value(json_object_get(owned, "next")));
    }
    return ERR_OK;
}

enum err coming_box(struct coming *coming, struct coming_places *places, const char *slug, const char *title,
                    const char *lang, json_t *items, const char *label)
{
    json_auto_t *owned_items = items;
    if (place_by_slug(places->boxes, slug))
        return ERR_OK;
    int status = 0;
    json_t *answer = NULL;
    json_auto_t *body =
        json_pack("{s:s, s:s, s:s, s:O}", "slug", slug, "title", title, "lang", lang, "items", owned_items);
    enum err err = body ? coming_ask(coming, "POST", "/api/boxes", body, &status, &answer) : ERR_MEMORY;
    json_auto_t *owned = answer;
    if (err || status >= 500)
        return err ? err : place_failed(coming, "/api/boxes", owned);
    if (status == STATUS_CREATED || status == STATUS_OK)
        coming->counts.boxes++;
    else
        coming_tell(coming, label,
                    COMING_SAID(coming, "không tạo được hộp: %s", "the box could not be made: %s"),
                    coming_problem(coming, owned));
    return ERR_OK;
}

/* Whether an entry with that note is there, and what it says. */
static bool ledger_has(const json_t *items, const char *note, int64_t *ret_visits)
{
    const json_t *item;
    size_t index;
    json_array_foreach(items, index, item)
    {
        const char *own = json_string_value(json_object_get(item, "note"));
        if (own && strcmp(own, note) == 0) {
            *ret_visits = json_integer_value(json_object_get(item, "visits"));
            return true;
        }
    }
    return false;
}

enum err coming_ledger(struct coming *coming, int64_t visits, const char *note)
{
    json_t *items = NULL;
    int64_t there = 0;
    int status = 0;
    enum err err = place_list(coming, "/api/stats/ledger", &items);
    json_auto_t *owned_items = items;
    if (err || !visits)
        return err;
    if (ledger_has(owned_items, note, &there)) {
        if (there != visits)
            coming_tell(
                coming, note,
                COMING_SAID(coming, "số đầu kỳ đã ghi là %lld, nay là %lld; không ghi thêm",
                            "the opening balance was noted as %lld and is %lld now; nothing was added"),
                (long long)there, (long long)visits);
        return ERR_OK;
    }
    json_t *answer = NULL;
    json_auto_t *body = json_pack("{s:I, s:s}", "visits", (json_int_t)visits, "note", note);
    err = body ? coming_ask(coming, "POST", "/api/stats/ledger", body, &status, &answer) : ERR_MEMORY;
    json_auto_t *owned = answer;
    if (!err && status != STATUS_CREATED && status != STATUS_OK)
        coming_tell(coming, note, "%s", coming_problem(coming, owned));
    return err;
}
