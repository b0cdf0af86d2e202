#include "work/media_gc.h"

#include "base/log.h"
#include "store/media_gc.h"

#include <stdio.h>

enum { BATCH = 50, ARENA_MAX = 64 * 1024 * 1024 };

static const struct actor keeper = {.role = ROLE_ADMIN, .name = "keeper"};

/* One step in a transaction of its own; what it needs and gives is in `context`. */
static enum err do_step(struct store *store, enum err (*step)(struct conn *conn, void *context),
                        void *context)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin_alone(store, arena, &keeper, &conn) : ERR_MEMORY;
    if (!err)
        err = step(conn, context);
    return err ? err : store_commit(&conn);
}

static enum err mark_some(struct conn *conn, void *context)
{
    return media_mark_unused(conn, context);
}

static enum err media_gc_mark(struct store *store)
{
    int64_t after_id = 0;
    enum err err;
    do
        err = do_step(store, mark_some, &after_id);
    while (!err && after_id);
    return err;
}

static enum err collect_some(struct conn *conn, void *context)
{
    return media_collect(conn, BATCH, context);
}

static enum err media_gc_collect(struct store *store, int *total)
{
    int count = 0;
    enum err err;
    do {
        err = do_step(store, collect_some, &count);
        *total += err ? 0 : count;
    } while (!err && count == BATCH);
    return err;
}

struct strays {
    const char **names;
    size_t count;
};

static enum err remove_some(struct conn *conn, void *context)
{
    const struct strays *strays = context;
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < strays->count; i++)
        err = media_remove_stray(conn, strays->names[i]);
    return err;
}

/* They are looked for on a reader, for the folder may be large. */
static enum err clear_some(struct store *store, size_t *ret_count)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    auto_conn struct conn *conn = NULL;
    struct strays strays = {.count = 0};
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    if (!err)
        err = media_find_strays(conn, BATCH, &strays.names, &strays.count);
    *ret_count = strays.count;
    return err || !strays.count ? err : do_step(store, remove_some, &strays);
}

static enum err clear_strays(struct store *store, int *total)
{
    size_t count = 0;
    enum err err;
    do {
        err = clear_some(store, &count);
        *total += err ? 0 : (int)count;
    } while (!err && count == BATCH);
    return err;
}

enum err media_gc_run(void *context)
{
    int media = 0, strays = 0;
    char media_text[16], strays_text[16];
    enum err err = media_gc_mark(context);
    if (!err)
        err = media_gc_collect(context, &media);
    if (!err)
        err = clear_strays(context, &strays);
    snprintf(media_text, sizeof media_text, "%d", media);
    snprintf(strays_text, sizeof strays_text, "%d", strays);
    if (media || strays)
        log_info("media_gc", "collected", media_text, "strays", strays_text);
    return err;
}
