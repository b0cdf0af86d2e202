/* The home page's blocks on their way back: with the ids and slugs of here, and only onto a page that nobody
 * composed. What a block shows and did not come takes the block along, which is told. */
#include "whole.h"

#include <string.h>

/* The slug here of the category that has this one there; the same where nothing else is known. */
static const char *whole_home_category(struct whole *w, const json_t *categories, const char *slug)
{
    const json_t *row;
    size_t index;
    int64_t here = 0;
    json_array_foreach(categories, index, row)
    {
        const char *there = json_string_value(json_object_get(row, "slug"));
        if (there && strcmp(there, slug) == 0)
            here = whole_id(&w->categories, json_integer_value(json_object_get(row, "id")));
    }
    json_array_foreach(w->places.categories, index, row)
    {
        const char *present = json_string_value(json_object_get(row, "slug"));
        if (here && present && json_integer_value(json_object_get(row, "id")) == here)
            return present;
    }
    return slug;
}

/* One block; NULL: what it shows did not come. */
static json_t *whole_home_block(struct whole *w, const json_t *categories, const json_t *block)
{
    const char *category = json_string_value(json_object_get(block, "category"));
    json_int_t image = json_integer_value(json_object_get(block, "image"));
    json_int_t article = json_integer_value(json_object_get(block, "article_id"));
    int64_t image_here = whole_id(&w->media, image), article_here = whole_id(&w->articles, article);
    if ((image && !image_here) || (article && !article_here))
        return NULL;
    json_t *made = json_deep_copy(block);
    bool failed = !made;
    if (category)
        failed |= json_object_set_new(made, "category",
                                      json_string(whole_home_category(w, categories, category))) != 0;
    if (image)
        failed |= json_object_set_new(made, "image", json_integer((json_int_t)image_here)) != 0;
    if (article)
        failed |= json_object_set_new(made, "article_id", json_integer((json_int_t)article_here)) != 0;
    if (failed) {
        json_decref(made);
        return NULL;
    }
    return made;
}

/* Whether somebody composed the page here. */
static enum err whole_home_is_composed(struct whole *w, bool *ret_is)
{
    json_auto_t *present = NULL;
    int status;
    enum err err = coming_ask(w->coming, "GET", "/api/home", NULL, &status, &present);
    *ret_is = json_array_size(json_object_get(present, "blocks")) > 0;
    return err;
}

enum err whole_home(struct whole *w)
{
    json_auto_t *home = whole_json(w, "home.json"), *categories = whole_json(w, "categories.json");
    json_auto_t *body = json_object(), *blocks = json_array();
    const json_t *block, *all = json_object_get(home, "blocks");
    size_t index;
    bool is_composed = false;
    int64_t id;
    /* Folders of before have none. */
    enum err err = json_array_size(all) ? whole_home_is_composed(w, &is_composed) : ERR_OK;
    if (err || !json_array_size(all) || is_composed)
        return err;
    json_array_foreach(all, index, block)
    {
        json_t *made = whole_home_block(w, categories, block);
        if (made && json_array_append_new(blocks, made))
            return ERR_MEMORY;
        if (!made)
            coming_tell(w->coming, "home.json",
                        COMING_SAID(w->coming,
                                    "thứ mà một khối của trang chủ hiện không có ở đây; bỏ khối đó",
                                    "something that a block of the home page shows is not here; left out"));
    }
    if (!body || json_object_set(body, "blocks", blocks))
        return ERR_MEMORY;
    return whole_send(w, "PATCH", "/api/home", body, "home.json", &id);
}
