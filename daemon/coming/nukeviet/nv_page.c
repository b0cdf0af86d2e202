/* Pages: "Giới thiệu" and the like, each module a table of its own. */
#include "nv_article.h"

#include <string.h>

enum { PAGE_ARENA = 256 * 1024 * 1024 };

/* The first of a module stands at the module's own address too. */
static enum err nv_page_addresses(struct nukeviet *nv, const struct nv_module *module, json_t *line,
                                  const char *alias, bool is_first)
{
    json_t *all = nv_addresses(nv, module, alias, nv->ending);
    json_auto_t *own = is_first ? nv_addresses(nv, module, "", "") : json_array();
    if (!all || !own || json_array_extend(all, own))
        return json_decref(all), ERR_MEMORY;
    return json_object_set_new(line, "addresses", all) ? ERR_MEMORY : ERR_OK;
}

static enum err nv_page_line(struct nukeviet *nv, const struct nv_module *module, const char *const *row,
                             json_t *line, const char *label, struct arena *arena, bool is_first,
                             const char **ret_other_slug)
{
    int64_t id = nv_number(row[NV_PAGE_ID]), at_ms = coming_time_ms(row[NV_PAGE_ADDED]);
    const char *alias = nv_text(row[NV_PAGE_ALIAS]);
    if (!nv_put_title(nv, line, nv_text(row[NV_PAGE_TITLE]), alias, id, label, arena, ret_other_slug))
        return ERR_INPUT;
    nv_put(line, "external_id", arena_printf(arena, "nukeviet:%s:%lld", module->base, (long long)id));
    nv_put(line, "kind", "page");
    nv_put(line, "lang", module->lang);
    nv_put(line, "status", nv_number(row[NV_PAGE_STATUS]) == 1 ? "published" : "withdrawn");
    if (at_ms)
        nv_put(line, "published_at", coming_time_text(arena, at_ms));
    json_object_set_new(line, "opening_views", json_integer((json_int_t)nv_number(row[NV_PAGE_HITS])));
    enum err err = nv_page_addresses(nv, module, line, alias, is_first);
    if (!err)
        err = nv_put_image(nv, module, line, nv_text(row[NV_PAGE_IMAGE]), nv_text(row[NV_PAGE_IMAGE_ALT]),
                           label, arena);
    return err ? err
               : nv_put_body(nv, line, nv_text(row[NV_PAGE_DESCRIPTION]), nv_text(row[NV_PAGE_BODY]), label,
                             arena);
}

static enum err nv_page_bring(struct nukeviet *nv, const struct nv_module *module, size_t place,
                              int64_t first_id)
{
    auto_arena struct arena *arena = arena_new(PAGE_ARENA);
    const char *row[ROW_VALUES_MAX], *other = NULL;
    enum err err = arena ? row_spool_read(&nv->spool, place, arena, row) : ERR_MEMORY;
    if (err)
        return err;
    int64_t id = nv->spool.places[place].key;
    bool cut;
    const char *label = arena_printf(
        arena, COMING_SAID(nv->coming, "%s trang %lld «%s»", "%s page %lld “%s”"), module->base,
        (long long)id, coming_cut(arena, coming_line_of(arena, nv_text(row[NV_PAGE_TITLE])), 120, &cut));
    json_t *line = json_object();
    err = line ? nv_page_line(nv, module, row, line, label, arena, id == first_id, &other) : ERR_MEMORY;
    if (!err && arena_failed(arena))
        err = ERR_MEMORY;
    if (!err)
        return coming_article(nv->coming, line, label, other);
    json_decref(line);
    if (err != ERR_INPUT)
        return err;
    nv->coming->counts.refused++;
    coming_tell(nv->coming, label, COMING_SAID(nv->coming, "không có tiêu đề; bỏ", "has no title; left out"));
    return ERR_OK;
}

/* The page with the least weight. */
static enum err nv_page_first(struct nukeviet *nv, size_t first, size_t count, int64_t *ret_id)
{
    int64_t least = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        auto_arena struct arena *arena = arena_new(PAGE_ARENA);
        const char *row[ROW_VALUES_MAX];
        enum err err = arena ? row_spool_read(&nv->spool, first + i, arena, row) : ERR_MEMORY;
        if (err)
            return err;
        if (nv_number(row[NV_PAGE_STATUS]) == 1 && nv_number(row[NV_PAGE_WEIGHT]) < least) {
            least = nv_number(row[NV_PAGE_WEIGHT]);
            *ret_id = nv->spool.places[first + i].key;
        }
    }
    return ERR_OK;
}

enum err nv_pages(struct nukeviet *nv, struct nv_module *module)
{
    size_t first, count = row_spool_of_table(&nv->spool, module->tables[NV_PAGE], &first);
    int64_t first_id = 0;
    enum err err = nv_page_first(nv, first, count, &first_id);
    for (size_t i = 0; !err && i < count; i++) {
        bool is_last =
            i + 1 == count || nv->spool.places[first + i].key != nv->spool.places[first + i + 1].key;
        if (is_last)
            err = nv_page_bring(nv, module, first + i, first_id);
    }
    return err ? err : coming_flush(nv->coming);
}
