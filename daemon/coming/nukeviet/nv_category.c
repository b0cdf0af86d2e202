/* Categories: the tree of a module, parents before their children. */
#include "nukeviet.h"

#include <stdlib.h>
#include <string.h>

enum { CATEGORIES_MAX = 20000, DEPTH_MAX = 8 };

/* Everybody and guests are groups too; a category that neither may see was for members. */
static bool nv_is_staff(const char *groups)
{
    if (!*groups)
        return false;
    for (const char *at = groups; *at; at += strcspn(at, ","), at += *at == ',') {
        size_t length = strcspn(at, ",");
        if (length == 1 && (*at == '6' || *at == '5' || *at == '0'))
            return false;
    }
    return true;
}

static int nv_category_order(const void *one, const void *other)
{
    const struct nv_category *a = one, *b = other;
    if (a->position != b->position)
        return a->position < b->position ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

static enum err nv_category_read(struct nukeviet *nv, struct nv_module *module, size_t place)
{
    const char *row[ROW_VALUES_MAX];
    struct nv_category *cat = &module->cats[module->cat_count];
    int64_t known;
    enum err err = row_spool_read(&nv->spool, place, nv->arena, row);
    char key[24];
    if (err)
        return err;
    *cat = (struct nv_category){.id = nv_number(row[NV_CAT_ID]),
                                .parent = nv_number(row[NV_CAT_PARENT]),
                                .title = coming_line_of(nv->arena, nv_text(row[NV_CAT_TITLE])),
                                .alias = nv_text(row[NV_CAT_ALIAS]),
                                .description = coming_line_of(nv->arena, nv_text(row[NV_CAT_DESCRIPTION])),
                                .position = nv_number(row[NV_CAT_WEIGHT]),
                                .is_staff = nv_is_staff(nv_text(row[NV_CAT_GROUPS]))};
    snprintf(key, sizeof key, "%lld", (long long)cat->id);
    if (coming_map_find(&module->categories, key, &known))
        return ERR_OK;
    module->cat_count++;
    return coming_map_put(&module->categories, nv->arena, key, 1) ? ERR_OK : ERR_MEMORY;
}

/* The category of an id; NULL: there is none. */
static struct nv_category *nv_category_of(const struct nv_module *module, int64_t id)
{
    char key[24];
    int64_t place;
    snprintf(key, sizeof key, "%lld", (long long)id);
    return id && coming_map_find(&module->categories, key, &place) ? &module->cats[place] : NULL;
}

/* One that hangs too deep, or in a circle, is put at the top. */
static int nv_category_depth(const struct nv_module *module, const struct nv_category *cat)
{
    int depth = 1;
    while (cat->parent && depth <= DEPTH_MAX) {
        cat = nv_category_of(module, cat->parent);
        if (!cat)
            break;
        depth++;
    }
    return depth;
}

static enum err nv_category_make(struct nukeviet *nv, struct nv_module *module, struct nv_category *cat)
{
    const char *label = arena_printf(nv->coming->batch,
                                     COMING_SAID(nv->coming, "chuyên mục «%s»", "category “%s”"), cat->title);
    const char *slug = coming_slug(nv->arena, cat->alias, cat->title);
    const struct nv_category *parent = nv_category_of(module, cat->parent);
    if (!*cat->title || !*slug) {
        coming_tell(
            nv->coming, label,
            COMING_SAID(nv->coming, "không có tên dùng được; bỏ", "has no name that can be used; left out"));
        return ERR_OK;
    }
    if (nv_category_depth(module, cat) > DEPTH_MAX) {
        coming_tell(nv->coming, label,
                    COMING_SAID(nv->coming, "sâu quá 8 cấp; đặt ở cấp trên cùng",
                                "is deeper than 8 levels; put at the top"));
        parent = NULL;
    }
    if (cat->is_staff)
        coming_tell(nv->coming, label,
                    COMING_SAID(nv->coming, "chỉ dành cho thành viên; bài trong đó chỉ cán bộ xem được",
                                "was for members; its articles are for the staff alone"));
    coming_tell_unused(nv->coming, label, cat->description);
    const struct coming_category category = {.name = cat->title,
                                             .slug = slug,
                                             .lang = module->lang,
                                             .parent_id = parent ? parent->made_id : 0,
                                             .position = cat->position};
    enum err err = coming_category(nv->coming, &nv->places, &category, label, &cat->made_id, &cat->slug);
    if (err || !cat->slug)
        return err;
    return coming_addresses(nv->coming, "category_id", cat->made_id, nv_addresses(nv, module, cat->alias, ""),
                            label);
}

/* A child waits until its parent is there; rounds are few, as a tree is not deep. */
static enum err nv_categories_make(struct nukeviet *nv, struct nv_module *module)
{
    bool *is_done = arena_zero(nv->arena, module->cat_count + 1, sizeof *is_done);
    enum err err = is_done ? ERR_OK : ERR_MEMORY;
    for (int round = 0; !err && round <= DEPTH_MAX + 1; round++)
        for (size_t i = 0; !err && i < module->cat_count; i++) {
            struct nv_category *cat = &module->cats[i];
            const struct nv_category *parent = nv_category_of(module, cat->parent);
            bool is_ready = !parent || is_done[parent - module->cats] || round > DEPTH_MAX;
            if (is_done[i] || !is_ready)
                continue;
            err = nv_category_make(nv, module, cat);
            is_done[i] = true;
        }
    return err;
}

enum err nv_categories(struct nukeviet *nv, struct nv_module *module)
{
    uint32_t table = module->tables[NV_CAT];
    size_t first, count = table ? row_spool_of_table(&nv->spool, table, &first) : 0;
    enum err err = ERR_OK;
    count = count < CATEGORIES_MAX ? count : CATEGORIES_MAX;
    module->cats = arena_zero(nv->arena, count + 1, sizeof *module->cats);
    if (!module->cats)
        return ERR_MEMORY;
    for (size_t i = 0; !err && i < count; i++)
        err = nv_category_read(nv, module, first + i);
    qsort(module->cats, module->cat_count, sizeof *module->cats, nv_category_order);
    for (size_t i = 0; !err && i < module->cat_count; i++) {
        char key[24];
        snprintf(key, sizeof key, "%lld", (long long)module->cats[i].id);
        err = coming_map_put(&module->categories, nv->arena, key, (int64_t)i) ? ERR_OK : ERR_MEMORY;
    }
    return err ? err : nv_categories_make(nv, module);
}
