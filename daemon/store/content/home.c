/* The blocks of the home page, by versions: each save writes all of them anew under the next number. Knows
 * nothing of how a block looks, and judges no text. */
#include "article_inner.h"

#include "store/audit.h"
#include "store/home.h"

#include <assert.h>

static const struct {
    const char *name;
    unsigned flags;
} block_kinds[BLOCK_KIND_COUNT] = {
#define BLOCK(code, name, flags) {name, flags},
#include "store/block.def"
#undef BLOCK
};

const char *block_kind_name(enum block_kind kind)
{
    return block_kinds[kind].name;
}

unsigned block_kind_flags(enum block_kind kind)
{
    return block_kinds[kind].flags;
}

bool home_block_is_due(const struct home_block *block, int64_t now_ms, int64_t *until_ms)
{
    const int64_t turns[] = {block->starts_ms, block->ends_ms};
    for (size_t i = 0; i < 2; i++)
        if (turns[i] > now_ms && (!*until_ms || turns[i] < *until_ms))
            *until_ms = turns[i];
    return block->starts_ms <= now_ms && (!block->ends_ms || block->ends_ms > now_ms);
}

/* One row of HOME_BLOCKS; tiles and media come later. */
static void home_read_block(struct query *q, struct home_block *block)
{
    block->position = column_integer(q);
    block->kind = (enum block_kind)column_integer(q);
    block->title = column_text(q);
    block->title_en = column_text(q);
    block->lang = column_text(q);
    block->look = (enum block_look)column_integer(q);
    block->rows = column_integer(q);
    block->category_id = column_integer(q);
    block->category_slug = column_text(q);
    block->category_name = column_text(q);
    block->category_lang = column_text(q);
    block->box_id = column_integer(q);
    block->box_slug = column_text(q);
    block->article_id = column_integer(q);
    block->media_id = column_integer(q);
    block->alt = column_text(q);
    block->url = column_text(q);
    block->starts_ms = column_integer(q);
    block->ends_ms = column_integer(q);
}

static enum err home_read_blocks(struct conn *conn, struct home *home)
{
    auto_query struct query q = query_of(conn, STMT_HOME_BLOCKS);
    enum err err;
    bind_integer(&q, home->version);
    while (!(err = query_row(&q))) {
        struct home_block *block =
            array_add(conn->arena, &home->blocks, &home->block_count, sizeof *home->blocks);
        if (!block)
            return ERR_MEMORY;
        home_read_block(&q, block);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* All tiles in one walk, each to its block. */
static enum err home_read_tiles(struct conn *conn, struct home *home)
{
    auto_query struct query q = query_of(conn, STMT_HOME_TILES);
    size_t at = 0;
    enum err err;
    bind_integer(&q, home->version);
    while (!(err = query_row(&q))) {
        int64_t position = column_integer(&q);
        /* Both walks go by position. */
        while (at < home->block_count && home->blocks[at].position < position)
            at++;
        if (at == home->block_count)
            return ERR_INTERNAL; /* the schema has no tile without its block */
        struct home_block *block = &home->blocks[at];
        struct home_tile *tile =
            array_add(conn->arena, &block->tiles, &block->tile_count, sizeof *block->tiles);
        if (!tile)
            return ERR_MEMORY;
        tile->icon = column_text(&q);
        tile->label = column_text(&q);
        tile->label_en = column_text(&q);
        tile->url = column_text(&q);
        tile->url_en = column_text(&q);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What a former version names may be gone. */
static enum err home_read_media(struct conn *conn, struct home *home)
{
    for (size_t i = 0; i < home->block_count; i++) {
        struct home_block *block = &home->blocks[i];
        enum err err = block->media_id ? media_by_id(conn, block->media_id, &block->media) : ERR_OK;
        if (err && err != ERR_NOT_FOUND)
            return err;
    }
    return ERR_OK;
}

static enum err home_read(struct conn *conn, int64_t version, struct home *ret_home)
{
    struct home home = {.version = version};
    enum err err = home_read_blocks(conn, &home);
    /* Most of what has no blocks has no tiles either. */
    if (!err && home.block_count)
        err = home_read_tiles(conn, &home);
    if (!err)
        err = home_read_media(conn, &home);
    if (!err)
        *ret_home = home;
    return err;
}

static enum err home_version(struct conn *conn, int64_t *ret_version)
{
    auto_query struct query q = query_of(conn, STMT_HOME_VERSION);
    enum err err = query_row(&q);
    *ret_version = err ? 0 : column_integer(&q);
    return err;
}

enum err home_get(struct conn *conn, struct home *ret_home)
{
    int64_t version;
    enum err err = home_version(conn, &version);
    return err ? err : home_read(conn, version, ret_home);
}

enum err home_by_version(struct conn *conn, int64_t version, struct home *ret_home)
{
    struct home_revision revision;
    enum err err = home_revision_by_version(conn, version, &revision);
    return err ? err : home_read(conn, version, ret_home);
}

static enum err home_save_tile(struct conn *conn, int64_t version, size_t block, size_t position,
                               const struct home_tile *tile)
{
    auto_query struct query q = query_of(conn, STMT_HOME_TILE_ADD);
    bind_integer(&q, version);
    bind_integer(&q, (int64_t)block);
    bind_integer(&q, (int64_t)position);
    bind_text(&q, tile->icon);
    bind_text(&q, tile->label);
    bind_text(&q, tile->label_en);
    bind_text(&q, tile->url);
    bind_text(&q, tile->url_en);
    return query_run(&q);
}

static enum err home_save_row(struct conn *conn, int64_t version, size_t position,
                              const struct home_block *block)
{
    auto_query struct query q = query_of(conn, STMT_HOME_BLOCK_ADD);
    bind_integer(&q, version);
    bind_integer(&q, (int64_t)position);
    bind_integer(&q, (int64_t)block->kind);
    bind_text(&q, block->title);
    bind_text(&q, block->title_en);
    bind_text(&q, block->lang);
    bind_integer(&q, (int64_t)block->look);
    bind_integer(&q, block->rows);
    bind_id(&q, block->category_id);
    bind_id(&q, block->box_id);
    bind_id(&q, block->article_id);
    bind_id(&q, block->media_id);
    bind_text(&q, block->alt);
    bind_text(&q, block->url);
    bind_integer(&q, block->starts_ms);
    bind_integer(&q, block->ends_ms);
    return query_run(&q);
}

static enum err home_save_blocks(struct conn *conn, int64_t version, const struct home *home)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < home->block_count; i++) {
        const struct home_block *block = &home->blocks[i];
        err = home_save_row(conn, version, i, block);
        for (size_t j = 0; !err && j < block->tile_count; j++)
            err = home_save_tile(conn, version, i, j, &block->tiles[j]);
    }
    return err;
}

static enum err home_save_revision(struct conn *conn, int64_t version, enum home_action action)
{
    auto_query struct query q = query_of(conn, STMT_HOME_REVISION_ADD);
    bind_integer(&q, version);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, actor_number(&conn->actor));
    bind_text(&q, conn->actor.name);
    bind_integer(&q, (int64_t)action);
    return query_run(&q);
}

/* What the present version shows; it is there, or the reference is refused. */
static enum err home_save_uses(struct conn *conn)
{
    enum err err = run_plain(conn, STMT_HOME_USES_CLEAR);
    if (!err)
        err = run_plain(conn, STMT_HOME_USES_ADD);
    return err == ERR_CONFLICT ? ERR_NOT_FOUND : err;
}

enum err home_update(struct conn *conn, const struct home *home, enum home_action action)
{
    assert(conn->is_writer);
    static const char *const actions[] = {"home.edit", "home.revert"};
    int64_t before;
    enum err err = home_version(conn, &before);
    int64_t next = before + 1;
    if (!err)
        err = home_save_revision(conn, next, action);
    if (!err)
        err = home_save_blocks(conn, next, home);
    if (!err)
        err = run_by(conn, STMT_HOME_SET, next);
    if (!err)
        err = home_save_uses(conn);
    if (!err)
        err = run_by(conn, STMT_HOME_REVISIONS_TRIM, next - HOME_REVISIONS_KEPT);
    conn_mark_changed(conn);
    return err ? err : audit_add(conn, actions[action], "home", 1, before, next, NULL);
}

enum err home_revisions(struct conn *conn, int64_t before, int limit, struct home_revision **ret_items,
                        size_t *ret_count)
{
    static const char *const actions[] = {"edit", "revert"};
    auto_query struct query q = query_of(conn, STMT_HOME_REVISIONS);
    struct home_revision *items = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, before ? before : INT64_MAX);
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct home_revision *item = array_add(conn->arena, &items, &count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        item->version = column_integer(&q);
        item->at_ms = column_integer(&q);
        item->actor = column_text(&q);
        item->action = actions[column_integer(&q) == HOME_REVERT];
        item->blocks = column_integer(&q);
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The newest below the next. */
enum err home_revision_by_version(struct conn *conn, int64_t version, struct home_revision *ret_revision)
{
    struct home_revision *items;
    size_t count;
    enum err err =
        version == INT64_MAX ? ERR_NOT_FOUND : home_revisions(conn, version + 1, 1, &items, &count);
    if (!err && (!count || items[0].version != version))
        err = ERR_NOT_FOUND;
    if (!err)
        *ret_revision = items[0];
    return err;
}

enum err home_revision_forget(struct conn *conn, int64_t version)
{
    assert(conn->is_writer);
    struct home_revision revision;
    enum err err = home_revision_by_version(conn, version, &revision);
    if (!err)
        err = run_by(conn, STMT_HOME_REVISION_FORGET, version);
    return err || conn_changes(conn) ? err : ERR_CONFLICT;
}

enum err home_pictures(struct conn *conn, int64_t article_id, int limit, int64_t **ret_ids, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_HOME_PICTURES);
    bind_integer(&q, article_id);
    bind_integer(&q, limit);
    return query_integers(&q, ret_ids, ret_count);
}
