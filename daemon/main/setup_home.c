/* congd setup: the blocks of the home page, where nobody composed it. Must not know of the terminal. */
#include "setup.h"

#include "base/said.h"

#include <stdio.h>
#include <string.h>

/* Leads the tiles and categories of the home page's blocks to where those categories are. */
static enum err setup_lead_home(const struct setup *setup, const json_t *blocks)
{
    json_t *block;
    size_t index;
    enum err err = ERR_OK;
    json_array_foreach(blocks, index, block)
    {
        const char *category = json_string_value(json_object_get(block, "category"));
        char from[128];
        snprintf(from, sizeof from, "/chuyen-muc/%s", category ? category : "");
        const char *to = json_string_value(json_object_get(setup->moved, from));
        if (category && to &&
            json_object_set_new(block, "category", json_string(to + strlen("/chuyen-muc/"))))
            return ERR_MEMORY;
        if (!err)
            err = setup_lead_on(setup, json_object_get(block, "tiles"));
    }
    return err;
}

static bool setup_has_category(const json_t *categories, const char *slug)
{
    const json_t *category;
    size_t index;
    json_array_foreach(json_object_get(categories, "items"), index, category)
    {
        const char *one = json_string_value(json_object_get(category, "slug"));
        if (one && strcmp(one, slug) == 0)
            return true;
    }
    return false;
}

/* Blocks of categories that could not be made go, so that the others are taken. */
static enum err setup_drop_missing(struct setup *setup, json_t *blocks)
{
    json_auto_t *categories = NULL;
    enum err err = setup_get(setup, "/api/categories", &categories);
    for (size_t i = json_array_size(blocks); !err && i-- > 0;) {
        const char *slug = json_string_value(json_object_get(json_array_get(blocks, i), "category"));
        if (slug && !setup_has_category(categories, slug))
            json_array_remove(blocks, i);
    }
    return err;
}

/* Set where nobody composed it. */
enum err setup_make_home(struct setup *setup, const json_t *body)
{
    json_auto_t *present = NULL, *answer = NULL;
    int status;
    enum err err = setup_get(setup, "/api/home", &present);
    bool is_new = !json_array_size(json_object_get(present, "blocks")) &&
                  json_integer_value(json_object_get(present, "version")) <= 1;
    /* A trial made no categories that the blocks could name. */
    if (!err && is_new)
        err = setup_lead_home(setup, json_object_get(body, "blocks"));
    if (!err && is_new && !setup->is_trial)
        err = setup_drop_missing(setup, json_object_get(body, "blocks"));
    if (!err && is_new && !setup->is_trial)
        err = setup_send(setup, "PATCH", "/api/home", body, false, &status, &answer);
    char blocks[64];
    snprintf(blocks, sizeof blocks, SAID("%zu khối", "%zu blocks"),
             json_array_size(json_object_get(is_new ? body : present, "blocks")));
    if (!err)
        setup_tell(setup, is_new, SAID("trang chủ", "home page"), blocks);
    return err;
}
