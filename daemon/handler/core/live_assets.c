/* Exchanges the interface while somebody works on it. One readers-writer lock stands around all of it:
 * requests hold it to read for as long as they render. Knows no template; whether a set of them fits
 * together interface_open() says. */
#include "handler/live_assets.h"

#include "base/log.h"
#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>

/* A line of a template's compiler, with its path. */
enum { FAULT_MAX = 2000 };

struct live_assets {
    pthread_rwlock_t lock; /* of the app's assets and interface, and of what follows */
    const char *folder;    /* borrowed from the settings */
    uint64_t state;        /* of the folder when it was read */
    struct assets *assets; /* the app's, once they were read anew; else NULL */
    struct buf fault;
    struct assets *built_in_assets;
    struct interface built_in;
};

/* The built-in interface is opened beside the folder's, for the page that tells what is wrong cannot be
 * made of the templates that are. */
enum err live_assets_open(struct app *app, const char *folder, struct buf *fault)
{
    struct live_assets *live_assets = memory_new(1, sizeof *live_assets);
    if (!live_assets)
        return ERR_MEMORY;
    *live_assets = (struct live_assets){.folder = folder, .fault = BUF(FAULT_MAX)};
    pthread_rwlock_init(&live_assets->lock, NULL);
    /* Set before anything that can fail, so that live_assets_close() releases what there is. */
    app->live_assets = live_assets;
    /* A folder that cannot be looked at now is read at the first request. */
    if (assets_state(folder, &live_assets->state))
        live_assets->state = 0;
    enum err err = assets_open(NULL, &live_assets->built_in_assets);
    return err ? err : interface_open(live_assets->built_in_assets, fault, &live_assets->built_in);
}

void live_assets_close(struct app *app)
{
    struct live_assets *live_assets = app->live_assets;
    if (!live_assets)
        return;
    interface_close(&live_assets->built_in);
    assets_free(live_assets->built_in_assets);
    /* The first assets of the app, read before the workshop opened, belong to whoever opened them. */
    assets_free(live_assets->assets);
    buf_done(&live_assets->fault);
    pthread_rwlock_destroy(&live_assets->lock);
    free(live_assets);
    app->live_assets = NULL;
}

/* Puts what lies in the folder in the place of what the app has. Holding the lock to write. */
static enum err exchange(struct app *app, struct live_assets *live_assets)
{
    auto_assets struct assets *assets = NULL;
    struct interface interface;
    enum err err = assets_open(live_assets->folder, &assets);
    if (!err)
        err = interface_open(assets, &live_assets->fault, &interface);
    if (err)
        return err;
    /* Only now that the new one is whole. Nobody reads the former, as all readers are out while this
     * lock is held to write. */
    interface_close(&app->interface);
    app->interface = interface;
    app->assets = assets;
    assets_free(live_assets->assets);
    live_assets->assets = TAKE(assets);
    return ERR_OK;
}

/* The state is noted in case of a fault too, or every request until the next change would compile the
 * same faulty template again. */
static void read_anew(struct app *app, struct live_assets *live_assets, uint64_t state)
{
    buf_done(&live_assets->fault);
    enum err err = exchange(app, live_assets);
    live_assets->state = state;
    if (!err) {
        log_info("assets", LOG_SAYS("templates, words and styles were read anew"),
                 LOG_TEXT("folder", live_assets->folder));
        return;
    }
    /* Errors without a line of their own, such as a folder that has gone. */
    if (!live_assets->fault.length)
        buf_printf(&live_assets->fault, "%s: %s", live_assets->folder, err_title(err, LANG_EN));
    log_error("assets", LOG_SAYS("the folder of templates, words and styles cannot be used"),
              LOG_TEXT("error", buf_str(&live_assets->fault)));
}

void live_assets_enter(struct app *app)
{
    struct live_assets *live_assets = app->live_assets;
    uint64_t state = 0;
    if (!live_assets)
        return;
    /* Outside of the lock, as it goes through the folder; only a comparison is left to do under it. */
    enum err err = assets_state(live_assets->folder, &state);
    pthread_rwlock_wrlock(&live_assets->lock);
    /* What went while it was looked at is being saved: the next request sees it. */
    if (!err && state != live_assets->state)
        read_anew(app, live_assets, state);
    pthread_rwlock_unlock(&live_assets->lock);
    /* POSIX has no way from writing to reading. Between the two another thread may exchange once more,
     * which is no harm. */
    pthread_rwlock_rdlock(&live_assets->lock);
}

void live_assets_leave(struct app *app)
{
    if (app->live_assets)
        pthread_rwlock_unlock(&app->live_assets->lock);
}

/* Borrowed from the workshop; good until live_assets_leave(). */
const char *live_assets_fault(const struct app *app)
{
    return app->live_assets && app->live_assets->fault.length ? buf_str(&app->live_assets->fault) : NULL;
}

const struct interface *live_assets_built_in(const struct app *app)
{
    return &app->live_assets->built_in;
}
