#include "handler/workshop.h"

#include "base/log.h"
#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>

enum { FAULT_MAX = 2000 };

struct workshop {
    pthread_rwlock_t lock; /* of the app's assets and interface, and of what follows */
    const char *folder;    /* borrowed from the settings */
    uint64_t state;        /* of the folder when it was read */
    struct assets *assets; /* the app's, once they were read anew; else NULL */
    struct buf fault;
    struct assets *built_in_assets;
    struct interface built_in;
};

enum err workshop_open(struct app *app, const char *folder, struct buf *fault)
{
    struct workshop *workshop = memory_new(1, sizeof *workshop);
    if (!workshop)
        return ERR_MEMORY;
    *workshop = (struct workshop){.folder = folder, .fault = BUF(FAULT_MAX)};
    pthread_rwlock_init(&workshop->lock, NULL);
    app->workshop = workshop;
    /* A folder that cannot be looked at now is read at the first request. */
    if (assets_state(folder, &workshop->state))
        workshop->state = 0;
    enum err err = assets_open(NULL, &workshop->built_in_assets);
    return err ? err : interface_open(workshop->built_in_assets, fault, &workshop->built_in);
}

void workshop_close(struct app *app)
{
    struct workshop *workshop = app->workshop;
    if (!workshop)
        return;
    interface_close(&workshop->built_in);
    assets_free(workshop->built_in_assets);
    assets_free(workshop->assets);
    buf_done(&workshop->fault);
    pthread_rwlock_destroy(&workshop->lock);
    free(workshop);
    app->workshop = NULL;
}

/* Puts what lies in the folder in the place of what the app has. Holding the lock to write. */
static enum err exchange(struct app *app, struct workshop *workshop)
{
    auto_assets struct assets *assets = NULL;
    struct interface interface;
    enum err err = assets_open(workshop->folder, &assets);
    if (!err)
        err = interface_open(assets, &workshop->fault, &interface);
    if (err)
        return err;
    interface_close(&app->interface);
    app->interface = interface;
    app->assets = assets;
    assets_free(workshop->assets);
    workshop->assets = TAKE(assets);
    return ERR_OK;
}

static void read_anew(struct app *app, struct workshop *workshop, uint64_t state)
{
    buf_done(&workshop->fault);
    enum err err = exchange(app, workshop);
    workshop->state = state;
    if (!err) {
        log_info("assets", "read", workshop->folder);
        return;
    }
    if (!workshop->fault.length)
        buf_printf(&workshop->fault, "%s: %s", workshop->folder, err_title(err, LANG_EN));
    log_error("assets", "fault", buf_str(&workshop->fault));
}

void workshop_enter(struct app *app)
{
    struct workshop *workshop = app->workshop;
    uint64_t state = 0;
    if (!workshop)
        return;
    enum err err = assets_state(workshop->folder, &state);
    pthread_rwlock_wrlock(&workshop->lock);
    /* What went while it was looked at is being saved: the next request sees it. */
    if (!err && state != workshop->state)
        read_anew(app, workshop, state);
    pthread_rwlock_unlock(&workshop->lock);
    pthread_rwlock_rdlock(&workshop->lock);
}

void workshop_leave(struct app *app)
{
    if (app->workshop)
        pthread_rwlock_unlock(&app->workshop->lock);
}

const char *workshop_fault(const struct app *app)
{
    return app->workshop && app->workshop->fault.length ? buf_str(&app->workshop->fault) : NULL;
}

const struct interface *workshop_built_in(const struct app *app)
{
    return &app->workshop->built_in;
}
