/* /api/accounts/{id}/sessions, /totp and /link: where somebody is signed in, and the ways of an administrator
 * to help who cannot sign in any more. */
#include "base/base64url.h"
#include "core/access.h"
#include "core/list.h"
#include "core/write.h"
#include "handler/handler.h"
#include "store/proof.h"
#include "text/number.h"
#include "view/account.h"

#include <sodium.h>

static const int64_t reset_lasts_ms = INT64_C(86400000);
static const int64_t first_lasts_ms = INT64_C(3600000);

/* The account that the address names. */
static enum err account_of(struct conn *conn, const struct request *request, struct reply *reply,
                           struct account *ret_account)
{
    int64_t id;
    enum err err = id_named(request, reply, &id);
    return err ? err
               : thing_unknown(reply, account_by_id(conn, id, ret_account), MESSAGE_THING_ACCOUNT,
                               "/api/accounts");
}

enum err api_account_session_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct account account;
    struct session *items;
    size_t count;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = account_of(conn, request, reply, &account);
    if (!err)
        err = session_list(conn, account.id, &items, &count);
    if (err)
        return err;
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++)
        view_session(view_append(list), &items[i]);
    view_null(view, "next");
    return ERR_OK;
}

/* What an administrator takes from the account that the address names, and nothing is shown of. */
enum account_taken { TAKEN_SESSION, TAKEN_SESSIONS, TAKEN_TOTP };
static enum err account_take(struct app *app, const struct request *request, struct reply *reply,
                             enum account_taken what)
{
    auto_conn struct conn *conn = NULL;
    struct account account;
    int64_t id = 0;
    if (what == TAKEN_SESSION && number_parse(request->args[1], 1, INT64_MAX, &id))
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_THING_SESSION, NULL);
    enum err err = write_begin(app, request, reply, &conn);
    if (!err)
        err = account_of(conn, request, reply, &account);
    if (!err)
        err = what == TAKEN_SESSION    ? session_end(conn, account.id, id)
              : what == TAKEN_SESSIONS ? session_end_others(conn, account.id, 0)
                                       : totp_remove(conn, account.id);
    reply->status = 204;
    return err ? err : write_commit(&conn, request, reply);
}

enum err api_account_session_end(struct app *app, const struct request *request, struct reply *reply)
{
    return account_take(app, request, reply, TAKEN_SESSION);
}

enum err api_account_sessions_end(struct app *app, const struct request *request, struct reply *reply)
{
    return account_take(app, request, reply, TAKEN_SESSIONS);
}

enum err api_account_totp_remove(struct app *app, const struct request *request, struct reply *reply)
{
    return account_take(app, request, reply, TAKEN_TOTP);
}

/* The answer with a secret that is shown once: where it is opened, and until when. */
static void show_link(struct reply *reply, const char *path, int64_t until_ms)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->status = 201;
    reply->is_secret = true;
    view_text(view, "path", path);
    view_time(view, "expires_at", until_ms);
}

/* A link of a kind for the account that the address names; it is opened below `room`. */
static enum err account_link(struct app *app, const struct request *request, struct reply *reply,
                             enum link_once kind, const char *room)
{
    auto_conn struct conn *conn = NULL;
    auto_secret struct token_secret secret;
    struct account account;
    token_secret_draw(&secret);
    enum err err = write_begin(app, request, reply, &conn);
    if (!err)
        err = account_of(conn, request, reply, &account);
    if (!err)
        err = link_once_add(conn, kind, account.id, &secret, reset_lasts_ms);
    if (err)
        return err;
    show_link(reply, arena_printf(reply->arena, "/quan-tri/%s/%s", room, secret.written),
              request->now_ms + reset_lasts_ms);
    return write_commit(&conn, request, reply);
}

enum err api_account_link(struct app *app, const struct request *request, struct reply *reply)
{
    return account_link(app, request, reply, LINK_RESET, "quen-mat-khau");
}

enum err api_account_enter(struct app *app, const struct request *request, struct reply *reply)
{
    return account_link(app, request, reply, LINK_SIGN_IN, "vao");
}

/* The code of the first visit, 130 bits in capitals and digits, for a portal without accounts. */
enum err api_account_first(struct app *app, const struct request *request, struct reply *reply)
{
    static const char signs[] = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"; /* none looks like another */
    enum { CODE_LENGTH = 27 };
    auto_conn struct conn *conn = NULL;
    auto_secret struct token_secret secret = {""};
    int64_t count = 0;
    for (size_t i = 0; i < CODE_LENGTH; i++)
        secret.written[i] = signs[randombytes_uniform(sizeof signs - 1)];
    secret.written[CODE_LENGTH] = '\0';
    enum err err = write_begin(app, request, reply, &conn);
    if (!err)
        err = account_count(conn, &count);
    if (!err && count)
        return reply_problem(reply, ERR_CONFLICT, MESSAGE_ACCOUNT_FIRST, NULL);
    if (!err)
        err = link_once_add(conn, LINK_FIRST, 0, &secret, first_lasts_ms);
    if (err)
        return err;
    show_link(reply, "/quan-tri/lan-dau", request->now_ms + first_lasts_ms);
    view_text((struct view){reply->arena, reply->view}, "code", secret.written);
    return write_commit(&conn, request, reply);
}
