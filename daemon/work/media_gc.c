/* The rhythm of the collection: steps, batches and what is logged. Which media are unused and how a file
 * goes is the store's to know. */
#include "work/media_gc.h"

#include "base/log.h"
#include "store/media_gc.h"

#include <stdio.h>

/* So few hold the write lock for a moment only; whoever uploads comes in between. */
enum { BATCH = 50, ARENA_MAX = 64 * 1024 * 1024 };

/* Named in the audit, so that nobody takes a removal for an editor's. */
static const struct actor keeper = {.role = ROLE_ADMIN, .name = "keeper"};

/* One step in a transaction of its own; what it needs and gives is in `context`. */
static enum err do_step(struct store *store, enum err (*step)(struct conn *conn, void *context),
                        void *context)
{
    /* Of each step, so that memory does not grow with the folder. */
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin_alone(store, arena, &keeper, &conn) : ERR_MEMORY;
    if (!err)
        err = step(conn, context);
    /* A step that failed is rolled back by the connection's cleanup. */
    return err ? err : store_commit(&conn);
}

/* `context` is where the walk stands; the store moves it on, and sets it to 0 at the end. */
static enum err mark_some(struct conn *conn, void *context)
{
    return media_mark_unused(conn, context);
}

/* Notes of all media whether anything shows them, and since when not. From the beginning each time. */
static enum err media_gc_mark(struct store *store)
{
    int64_t after_id = 0;
    enum err err;
    do
        err = do_step(store, mark_some, &after_id);
    while (!err && after_id);
    return err;
}

/* `context` receives whether there may be more. */
static enum err shed_some(struct conn *conn, void *context)
{
    return media_shed_words(conn, BATCH, context);
}

/* `context` receives how many went. */
static enum err collect_some(struct conn *conn, void *context)
{
    return media_collect(conn, BATCH, context);
}

/* Removes what was unused for long enough; *total grows also when a later batch fails. */
static enum err media_gc_collect(struct store *store, int *total)
{
    int count = 0;
    enum err err;
    do {
        bool has_words = true;
        /* Ahead of the media, for the words of fifty may be two hundred megabytes. */
        for (err = ERR_OK; !err && has_words;)
            err = do_step(store, shed_some, &has_words);
        if (!err)
            err = do_step(store, collect_some, &count);
        *total += err ? 0 : count;
        /* A batch that was not full was the last. */
    } while (!err && count == BATCH);
    return err;
}

/* Names of files in the folder that no row knows. */
struct strays {
    const char **names;
    size_t count;
};

/* In a transaction, in which the store asks once more whether a row has come since. */
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
    /* Also on failure, when the caller does not look at it. */
    *ret_count = strays.count;
    /* The reader is still held here, which does not keep a writer from anything. */
    return err || !strays.count ? err : do_step(store, remove_some, &strays);
}

/* As long as a batch is full, since removed ones are not found again. */
enum err media_gc_strays(struct store *store, int *total)
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
    enum err err = media_gc_mark(context);
    /* Marking first, or what went out of use since the last run would be noticed an hour later. */
    if (!err)
        err = media_gc_collect(context, &media);
    if (!err)
        err = media_gc_strays(context, &strays);
    /* Nothing is logged where nothing was done, which is most hours. */
    if (media || strays)
        log_info("media_gc", LOG_SAYS("media that nothing has shown for long were removed"),
                 LOG_NUMBER("collected", media), LOG_NUMBER("strays", strays));
    return err;
}
