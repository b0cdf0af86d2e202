/* What stands beside articles: addresses of tags and rows of events, lists of chosen articles as boxes, the
 * counter's balance, and what of the database nobody reads. */
#include "nukeviet.h"

#include "store/box.h"
#include "text/slug.h"

#include <string.h>

enum { BESIDE_ARENA = 64 * 1024 * 1024 };

/* Addresses of a tag of the portal, by the words that made it. */
static enum err nv_tag_addresses(struct nukeviet *nv, const struct nv_module *module,
                                 const struct coming_map *ids, const char *words, const char *kind,
                                 const char *alias, struct arena *arena)
{
    int64_t id = 0;
    const char *slug = slug_from_title(coming_line_of(arena, words), arena);
    if (!*slug || !*alias || !coming_map_find(ids, slug, &id))
        return ERR_OK;
    return coming_addresses(nv->coming, "tag_id", id,
                            nv_addresses(nv, module, arena_printf(arena, "%s/%s", kind, alias), ""), alias);
}

/* A tag's words are those that stood on articles; its own title came later than its alias. */
static enum err nv_tag_words(struct nukeviet *nv, const struct nv_module *module, struct coming_map *words,
                             struct arena *arena)
{
    uint32_t table = module->tables[NV_TAGS_ID];
    size_t first, count = table ? row_spool_of_table(&nv->spool, table, &first) : 0;
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < count; i++) {
        auto_arena struct arena *one = arena_new(BESIDE_ARENA);
        const char *row[ROW_VALUES_MAX];
        int64_t known;
        err = one ? row_spool_read(&nv->spool, first + i, one, row) : ERR_MEMORY;
        if (err || coming_map_find(words, nv_text(row[NV_TAGS_ID_TAG]), &known))
            continue;
        if (!coming_map_put(words, arena, nv_text(row[NV_TAGS_ID_TAG]), (int64_t)(first + i)))
            err = ERR_MEMORY;
    }
    return err;
}

/* One tag of NukeViet. */
static enum err nv_tag(struct nukeviet *nv, const struct nv_module *module, const struct coming_map *ids,
                       const struct coming_map *words, size_t place)
{
    auto_arena struct arena *arena = arena_new(BESIDE_ARENA);
    const char *row[ROW_VALUES_MAX], *borne[ROW_VALUES_MAX];
    int64_t at;
    enum err err = arena ? row_spool_read(&nv->spool, place, arena, row) : ERR_MEMORY;
    if (!err && coming_map_find(words, nv_text(row[NV_TAG_ID]), &at)) {
        err = row_spool_read(&nv->spool, (size_t)at, arena, borne);
        if (!err)
            err = nv_tag_addresses(nv, module, ids, nv_text(borne[NV_TAGS_ID_WORD]), "tag",
                                   nv_text(row[NV_TAG_ALIAS]), arena);
    }
    return err;
}

static enum err nv_topic(struct nukeviet *nv, const struct nv_module *module, const struct coming_map *ids,
                         size_t place)
{
    auto_arena struct arena *arena = arena_new(BESIDE_ARENA);
    const char *row[ROW_VALUES_MAX];
    enum err err = arena ? row_spool_read(&nv->spool, place, arena, row) : ERR_MEMORY;
    return err ? err
               : nv_tag_addresses(nv, module, ids, nv_text(row[NV_TOPIC_TITLE]), "topic",
                                  nv_text(row[NV_TOPIC_ALIAS]), arena);
}

enum err nv_tags(struct nukeviet *nv, const struct nv_module *module)
{
    struct coming_map ids = {.count = 0}, words = {.count = 0};
    size_t first,
        count = module->tables[NV_TAGS] ? row_spool_of_table(&nv->spool, module->tables[NV_TAGS], &first) : 0;
    enum err err = coming_tag_ids(nv->coming, &ids);
    if (!err)
        err = nv_tag_words(nv, module, &words, nv->arena);
    for (size_t i = 0; !err && i < count; i++)
        err = nv_tag(nv, module, &ids, &words, first + i);
    count = module->tables[NV_TOPICS] ? row_spool_of_table(&nv->spool, module->tables[NV_TOPICS], &first) : 0;
    for (size_t i = 0; !err && i < count; i++)
        err = nv_topic(nv, module, &ids, first + i);
    return err;
}

/* The articles of a list, the first ones first, as items of a box. */
static enum err nv_box_items(struct nukeviet *nv, const struct nv_module *module, int64_t list, size_t most,
                             json_t *items, struct arena *arena)
{
    size_t first, count = row_spool_of_key(&nv->spool, module->tables[NV_BLOCK], list, &first);
    enum err err = ERR_OK;
    /* By weight: few, so that looking for the next is enough. */
    for (int64_t above = -1; !err && json_array_size(items) < most;) {
        int64_t least = INT64_MAX, article = 0;
        for (size_t i = 0; !err && i < count; i++) {
            const char *row[ROW_VALUES_MAX];
            err = row_spool_read(&nv->spool, first + i, arena, row);
            int64_t weight = err ? 0 : nv_number(row[NV_BLOCK_WEIGHT]);
            if (!err && weight > above && weight < least) {
                least = weight;
                article = nv_number(row[NV_BLOCK_ARTICLE]);
            }
        }
        if (err || !article)
            break;
        above = least;
        const char *name = arena_printf(arena, "nukeviet:%s:%lld", module->base, (long long)article);
        int64_t id = coming_article_id(nv->coming, name);
        if (id)
            json_array_append_new(items,
                                  json_pack("{s:s, s:I}", "kind", "article", "article_id", (json_int_t)id));
    }
    return err;
}

static enum err nv_box(struct nukeviet *nv, const struct nv_module *module, size_t place)
{
    auto_arena struct arena *arena = arena_new(BESIDE_ARENA);
    const char *row[ROW_VALUES_MAX];
    enum err err = arena ? row_spool_read(&nv->spool, place, arena, row) : ERR_MEMORY;
    if (err)
        return err;
    const char *title = coming_line_of(arena, nv_text(row[NV_BLOCK_CAT_TITLE]));
    const char *slug = coming_slug(arena, nv_text(row[NV_BLOCK_CAT_ALIAS]), title);
    int64_t numbers = nv_number(row[NV_BLOCK_CAT_NUMBERS]);
    json_t *items = json_array();
    err = items ? nv_box_items(nv, module, nv->spool.places[place].key,
                               numbers > 0 && numbers < BOX_ITEMS_MAX ? (size_t)numbers : 10, items, arena)
                : ERR_MEMORY;
    /* An empty list is no box. */
    if (err || !json_array_size(items) || !*slug || !*title)
        return json_decref(items), err;
    return coming_box(nv->coming, &nv->places, slug, title, module->lang, items, title);
}

enum err nv_boxes(struct nukeviet *nv, const struct nv_module *module)
{
    uint32_t table = module->tables[NV_BLOCK_CAT];
    size_t first,
        count = table && module->tables[NV_BLOCK] ? row_spool_of_table(&nv->spool, table, &first) : 0;
    enum err err = ERR_OK;
    /* What a trial did not save has no id. */
    for (size_t i = 0; !err && i < count && !nv->coming->options.is_trial; i++)
        err = nv_box(nv, module, first + i);
    return err;
}

enum err nv_counter(struct nukeviet *nv)
{
    uint32_t table = nv_table_of(nv, NULL, NV_COUNTER);
    size_t first, count = table ? row_spool_of_table(&nv->spool, table, &first) : 0;
    int64_t total = 0;
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < count; i++) {
        auto_arena struct arena *arena = arena_new(BESIDE_ARENA);
        const char *row[ROW_VALUES_MAX];
        err = arena ? row_spool_read(&nv->spool, first + i, arena, row) : ERR_MEMORY;
        if (!err && strcmp(nv_text(row[NV_COUNTER_TYPE]), "total") == 0 &&
            strcmp(nv_text(row[NV_COUNTER_NAME]), "hits") == 0)
            total = nv_number(row[NV_COUNTER_COUNT]);
    }
    if (err || total <= 0)
        return err;
    /* The note is what it is found again by, so it is the same in every language of the command line. */
    return coming_ledger(
        nv->coming, total,
        arena_printf(nv->arena, "Số đầu kỳ từ cổng NukeViet (%s)", nv->tables[table - 1].name));
}
