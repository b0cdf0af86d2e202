/* Brings the list of links up to what the public sees. Reads on a reader, and takes the writer for what is
 * another now. */
#include "link_inner.h"

#include "engine/rows.h"
#include "engine/store_state.h"
#include "store/box.h"
#include "store/change.h"
#include "store/home.h"
#include "store/site.h"

#include <string.h>

/* Of one step: the articles, and the links and bytes of text behind which it ends. */
enum { STEP = 100, STEP_LINKS = 200, STEP_BYTES = 8 * 1024 * 1024, STEP_ARENA = 64 * 1024 * 1024 };

/* Nobody's deed, and nothing that the audit tells. */
static const struct actor keeper = {.role = ROLE_ADMIN, .name = "keeper"};

/* What was read and is to be written. */
struct gathering {
    struct arena *arena;
    const struct link_rules *rules;
    struct link_set *sets;
    size_t count, links, bytes;
    int64_t *sequences; /* of articles, one a set */
    size_t sequence_count;
    int64_t sequence; /* up to which articles were read */
    bool more;
};

static enum err gathering_add(struct gathering *gathering, enum link_place place, int64_t thing_id,
                              const struct addresses *addresses, struct link_set **ret_set)
{
    struct link_set *set = array_add(gathering->arena, &gathering->sets, &gathering->count, sizeof *set);
    if (!set)
        return ERR_MEMORY;
    *set = (struct link_set){.place = place, .thing_id = thing_id};
    *ret_set = set;
    enum err err = link_set_of(gathering->arena, gathering->rules, addresses, set);
    gathering->links += set->count;
    return err;
}

/* One article as it is now; nothing when the public lost it since it was listed. */
static enum err gather_article(struct conn *conn, struct gathering *gathering, int64_t id, int64_t sequence)
{
    struct addresses addresses = {.count = 0};
    struct article article;
    struct link_set *set;
    enum err err = article_by_id(conn, id, &article);
    if (err == ERR_NOT_FOUND || (!err && !article_is_public(&article)))
        return ERR_OK;
    if (!err)
        err = link_addresses_of(gathering->arena, &article, &addresses);
    if (!err)
        gathering->bytes += strlen(article.body) + strlen(article.body_html) + strlen(article.body_text);
    if (!err)
        err = gathering_add(gathering, LINK_IN_ARTICLE, id, &addresses, &set);
    int64_t *place =
        err ? NULL
            : array_add(gathering->arena, &gathering->sequences, &gathering->sequence_count, sizeof *place);
    if (place)
        *place = sequence;
    return err || place ? err : ERR_MEMORY;
}

/* Changed articles, in the order of their changes. */
struct changed_article {
    int64_t sequence, id;
};

static enum err gather_changed(struct conn *conn, int64_t above, struct changed_article **ret_items,
                               size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_CHANGE_UPSERTS);
    enum err err;
    bind_integer(&q, above);
    bind_integer(&q, STEP);
    while (!(err = query_row(&q))) {
        struct changed_article *item = array_add(conn->arena, ret_items, ret_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        item->sequence = column_integer(&q);
        item->id = column_integer(&q);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static bool gathering_is_full(const struct gathering *gathering)
{
    return gathering->links >= STEP_LINKS || gathering->bytes >= STEP_BYTES;
}

/* As many as are enough for one transaction. */
static enum err gather_articles(struct conn *conn, struct gathering *gathering)
{
    struct changed_article *items = NULL;
    size_t count = 0, i = 0;
    int64_t above = 0;
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_LINK_STATE);
        err = query_row(&q);
        if (!err)
            above = column_integer(&q);
    }
    if (!err)
        err = gather_changed(conn, above, &items, &count);
    gathering->sequence = above;
    for (; !err && i < count && !gathering_is_full(gathering); i++) {
        err = gather_article(conn, gathering, items[i].id, items[i].sequence);
        gathering->sequence = items[i].sequence;
    }
    gathering->more = i < count || count == STEP;
    return err;
}

/* A box, the menu or the home page, when it is another than the list has. */
static enum err gather_other(struct conn *conn, struct gathering *gathering, enum link_place place,
                             int64_t id, const struct addresses *addresses)
{
    struct link_set *set;
    bool is_kept = false;
    enum err err = gathering_add(gathering, place, id, addresses, &set);
    if (!err)
        err = link_set_is_kept(conn, set, &is_kept);
    /* The last added. */
    gathering->count -= is_kept;
    return err;
}

/* Articles in boxes are led to by their ids, and are there as long as they show. */
static enum err gather_box(struct conn *conn, struct gathering *gathering, int64_t id)
{
    struct addresses addresses = {.count = 0};
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_LINK_BOX_URLS);
        bind_integer(&q, id);
        while (!(err = query_row(&q)))
            if ((err = link_address_add(gathering->arena, column_text(&q), &addresses)))
                return err;
    }
    return err == ERR_NOT_FOUND ? gather_other(conn, gathering, LINK_IN_BOX, id, &addresses) : err;
}

static enum err gather_menu(struct conn *conn, struct gathering *gathering)
{
    struct addresses addresses = {.count = 0};
    struct site site;
    enum err err = site_get(conn, &site);
    for (size_t i = 0; !err && i < site.nav_count; i++) {
        const struct nav_item *item = &site.nav[i];
        if (item->url)
            err = link_address_add(gathering->arena, item->url, &addresses);
        for (size_t j = 0; !err && j < item->item_count; j++)
            err = link_address_add(gathering->arena, item->items[j].url, &addresses);
    }
    return err ? err : gather_other(conn, gathering, LINK_IN_MENU, 0, &addresses);
}

/* Tiles and banners, whenever they show. */
static enum err gather_home(struct conn *conn, struct gathering *gathering)
{
    struct addresses addresses = {.count = 0};
    struct home home;
    enum err err = home_get(conn, &home);
    for (size_t i = 0; !err && i < home.block_count; i++) {
        const struct home_block *block = &home.blocks[i];
        if (block->url)
            err = link_address_add(gathering->arena, block->url, &addresses);
        for (size_t j = 0; !err && j < block->tile_count; j++) {
            err = link_address_add(gathering->arena, block->tiles[j].url, &addresses);
            if (!err && block->tiles[j].url_en)
                err = link_address_add(gathering->arena, block->tiles[j].url_en, &addresses);
        }
    }
    return err ? err : gather_other(conn, gathering, LINK_IN_HOME, 0, &addresses);
}

static enum err gather_others(struct conn *conn, struct gathering *gathering)
{
    struct box *boxes;
    size_t count;
    enum err err = box_list(conn, NULL, &boxes, &count);
    for (size_t i = 0; !err && i < count; i++)
        err = gather_box(conn, gathering, boxes[i].id);
    if (!err)
        err = gather_menu(conn, gathering);
    return err ? err : gather_home(conn, gathering);
}

/* One set. What changed since it was read comes again with a later number, or is the next step's. */
static enum err gather_write_set(struct conn *conn, const struct gathering *gathering, size_t i)
{
    const struct link_set *set = &gathering->sets[i];
    int64_t sequence = 0;
    enum err err = ERR_OK;
    if (set->place == LINK_IN_ARTICLE) {
        err = integer_by(conn, STMT_LINK_SEQUENCE_OF, set->thing_id, &sequence);
        if (err == ERR_NOT_FOUND || (!err && sequence != gathering->sequences[i]))
            return ERR_OK;
    } else if (set->place == LINK_IN_BOX) {
        struct box box;
        err = box_by_id(conn, set->thing_id, &box);
        if (err == ERR_NOT_FOUND)
            return ERR_OK;
    }
    return err ? err : link_set_keep(conn, gathering->rules, set);
}

static enum err gather_write(struct store *store, const struct gathering *gathering)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_begin_alone(store, gathering->arena, &keeper, &conn);
    for (size_t i = 0; !err && i < gathering->count; i++)
        err = gather_write_set(conn, gathering, i);
    if (!err && gathering->sequence_count)
        err = run_by(conn, STMT_LINK_STATE_SET, gathering->sequence);
    return err ? err : store_commit(&conn);
}

enum err link_gather(struct store *store, const struct link_rules *rules, bool *ret_more)
{
    auto_arena struct arena *arena = arena_new(STEP_ARENA);
    struct gathering gathering = {.arena = arena, .rules = rules};
    enum err err = arena ? ERR_OK : ERR_MEMORY;
    if (!err) {
        auto_conn struct conn *conn = NULL;
        err = store_lease(store, arena, &conn);
        if (!err)
            err = gather_articles(conn, &gathering);
        if (!err && !gathering.count)
            err = gather_others(conn, &gathering);
    }
    if (!err && gathering.count)
        err = gather_write(store, &gathering);
    *ret_more = !err && (gathering.more || gathering.sequence_count);
    return err;
}

enum err link_forget_some(struct store *store, bool *ret_more)
{
    auto_arena struct arena *arena = arena_new(STEP_ARENA);
    auto_conn struct conn *conn = NULL;
    int64_t place;
    *ret_more = false;
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    /* Not begun where there is nothing, which is every start of a portal that checks none. */
    if (!err)
        err = integer_by(conn, STMT_LINK_ANY, 0, &place);
    store_end(TAKE(conn));
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    err = store_begin_alone(store, arena, &keeper, &conn);
    if (!err)
        err = run_plain(conn, STMT_LINK_FORGET);
    if (!err)
        err = run_by(conn, STMT_LINK_STATE_SET, 0);
    *ret_more = !err;
    return err ? err : store_commit(&conn);
}
