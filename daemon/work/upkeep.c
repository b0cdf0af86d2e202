#include "work/upkeep.h"

#include "base/log.h"
#include "store/media_upkeep.h"

#include <stdio.h>

enum { BATCH = 50, ARENA_MAX = 64 * 1024 * 1024 };

static const struct actor keeper = {.role = ROLE_ADMIN, .name = "keeper"};

static enum err mark(struct store *store)
{
    int64_t after_id = 0;
    enum err err = ERR_OK;
    do {
        auto_arena struct arena *arena = arena_new(ARENA_MAX);
        auto_conn struct conn *conn = NULL;
        err = arena ? store_begin(store, arena, &keeper, &conn) : ERR_MEMORY;
        if (!err)
            err = media_mark_unused(conn, &after_id);
        if (!err)
            err = store_commit(&conn);
    } while (!err && after_id);
    return err;
}

static enum err collect(struct store *store, int *total)
{
    int count = 0;
    enum err err = ERR_OK;
    do {
        auto_arena struct arena *arena = arena_new(ARENA_MAX);
        auto_conn struct conn *conn = NULL;
        err = arena ? store_begin(store, arena, &keeper, &conn) : ERR_MEMORY;
        if (!err)
            err = media_collect(conn, BATCH, &count);
        if (!err)
            err = store_commit(&conn);
        *total += err ? 0 : count;
    } while (!err && count == BATCH);
    return err;
}

static enum err remove_strays(struct store *store, const char *const *names, size_t count)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin(store, arena, &keeper, &conn) : ERR_MEMORY;
    for (size_t i = 0; !err && i < count; i++)
        err = media_remove_stray(conn, names[i]);
    return err ? err : store_commit(&conn);
}

static enum err clear_strays(struct store *store, int *total)
{
    size_t count = 0;
    enum err err = ERR_OK;
    do {
        auto_arena struct arena *arena = arena_new(ARENA_MAX);
        auto_conn struct conn *conn = NULL;
        const char **names;
        err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
        if (!err)
            err = media_find_strays(conn, BATCH, &names, &count);
        if (!err)
            err = remove_strays(store, names, count);
        *total += err ? 0 : (int)count;
    } while (!err && count == BATCH);
    return err;
}

enum err upkeep_media(void *context)
{
    int media = 0, strays = 0;
    char media_text[16], strays_text[16];
    enum err err = mark(context);
    if (!err)
        err = collect(context, &media);
    if (!err)
        err = clear_strays(context, &strays);
    snprintf(media_text, sizeof media_text, "%d", media);
    snprintf(strays_text, sizeof strays_text, "%d", strays);
    if (media || strays)
        log_info("media_upkeep", "collected", media_text, "strays", strays_text);
    return err;
}
