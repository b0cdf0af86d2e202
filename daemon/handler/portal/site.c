/* /api/site. One row, always there, so it can only be read and changed. Every change keeps the state before
 * it and the one after it. */
#include "store/site.h"
#include "core/access.h"
#include "core/write.h"
#include "handler/handler.h"
#include "site_input.h"
#include "site_save.h"
#include "view/portal.h"
#include "work/site_files.h"

/* A state is far smaller; what is longer the store would refuse. */
enum { STATE_MAX = 1024 * 1024 };

/* Also the answer to a change, read back in its transaction. */
enum err site_show(struct conn *conn, struct reply *reply)
{
    struct site site;
    enum err err = site_get(conn, &site);
    if (!err)
        err = site_read_images(conn, &site);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    /* Raised by every change, so a plain ETag. */
    reply->version = site.version;
    view_site(view, &site);
    return ERR_OK;
}

/* Public; it is what every page says at its foot. */
enum err api_site_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    return err ? err : site_show(conn, reply);
}

/* A state as the history keeps it, in the arena. */
static enum err site_state_write(struct arena *arena, const struct site *site, const char **ret_state)
{
    auto_buf struct buf out = BUF(STATE_MAX);
    struct view view = view_new(arena);
    view_site_state(view, site);
    enum err err = view.json ? view_write(view.json, &out) : ERR_MEMORY;
    json_decref(view.json);
    *ret_state = err ? "" : arena_copy(arena, buf_str(&out), out.length);
    return err || !arena_failed(arena) ? err : ERR_MEMORY;
}

/* Saves `site` in the place of `present`, and notes both states. */
static enum err site_save_states(struct conn *conn, struct arena *arena, const struct site *present,
                                 const struct site *site, int64_t reverted)
{
    struct site_change change = {.reverted = reverted};
    enum err err = site_state_write(arena, present, &change.before);
    if (!err)
        err = site_state_write(arena, site, &change.after);
    return err ? err : site_update(conn, site, &change);
}

enum err site_save(struct conn *conn, const struct submission *submission, struct reply *reply,
                   const struct site *present, int64_t reverted)
{
    struct site site = *present;
    struct input input = input_of(submission, reply);
    enum err err = site_input(conn, &input, &site);
    if (!err)
        err = input_end(&input);
    if (!err)
        err = site_save_states(conn, reply->arena, present, &site, reverted);
    return err ? err : site_show(conn, reply);
}

enum err site_exchange_media(struct conn *conn, struct arena *arena, const struct media_exchange *exchange,
                             bool *ret_changed)
{
    struct site present, site;
    bool is_changed = false;
    enum err err = site_get(conn, &present);
    /* Once more, since entries of the menu are changed where they are. */
    if (!err)
        err = site_get(conn, &site);
    for (int i = 0; !err && i < SITE_IMAGES; i++)
        is_changed |= media_exchange_id(exchange, &site.image_ids[i]);
    for (size_t i = 0; !err && i < site.nav_count; i++) {
        is_changed |= media_exchange_url(exchange, &site.nav[i].url);
        for (size_t k = 0; k < site.nav[i].item_count; k++)
            is_changed |= media_exchange_url(exchange, &site.nav[i].items[k].url);
    }
    *ret_changed = is_changed;
    return err || !is_changed ? err : site_save_states(conn, arena, &present, &site, 0);
}

/* What its pictures need is made behind the commit, so that nobody holds the writer meanwhile. It has no say
 * in the answer: what fails is tried again by the keeper, and until then pages show the pictures themselves.
 */
enum err site_commit(struct app *app, struct conn **conn, const struct request *request, struct reply *reply)
{
    enum err err = write_commit(conn, request, reply);
    if (!err && !write_is_trial(request))
        (void)site_files_make(app->portal->store, app->helper);
    return err;
}

/* PATCH over the row as it stands. Public addresses and settings are not here, as they belong to the
 * machine. */
enum err api_site_change(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct site present;
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = site_get(conn, &present);
    if (!err)
        err = version_check(request, reply, present.version, 0, PRECONDITION_OPTIONAL);
    if (!err)
        err = site_save(conn, &submission, reply, &present, 0);
    return err ? err : site_commit(app, &conn, request, reply);
}
