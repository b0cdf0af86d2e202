/* /api/tokens and /api/me. Making, listing, renewing and revoking. Of a token only its hash is kept, so its
 * text is in one answer and nowhere else. What a token may do cannot be changed: a wider role is a new
 * token. */
#include "store/token.h"
#include "core/access.h"
#include "core/input.h"
#include "core/list.h"
#include "core/resource.h"
#include "core/write.h"
#include "handler/handler.h"
#include "text/date.h"
#include "view/portal.h"

static const char *const members[] = {"name", "role", "expires_at", "from", NULL};
/* Without "none", which is nobody's. */
static const char *const roles[] = {"reader", "author", "editor", "admin", NULL};

/* Revoked ones too, so that an administrator sees what there was. */
enum err api_token_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct token *items;
    size_t count;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = token_list(conn, &items, &count);
    if (err)
        return err;
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++)
        view_token(view_append(list), &items[i]);
    view_null(view, "next");
    return ERR_OK;
}

static enum err read_token(const struct request *request, const struct submission *submission,
                           struct reply *reply, struct token *token)
{
    struct input input = input_of(submission, reply);
    /* No role is assumed; whoever makes a token says what it may. */
    int role = -1;
    char text[DATE_TEXT_SIZE];
    input_only(&input, members);
    input_text(&input, "name", TEXT_LINE, TOKEN_NAME_MAX, &token->name);
    input_require(&input, "name", token->name);
    input_choice(&input, "role", roles, &role);
    if (!input_has(&input, "role"))
        input_fault(&input, "role", MESSAGE_FIELD_MISSING_CHOICE,
                    MESSAGE_ARGS("reader, author, editor, admin"));
    input_until(&input, "expires_at", &token->expires_ms);
    /* A token that is over when it is made helps nobody. */
    if (token->expires_ms && token->expires_ms <= request->now_ms)
        input_fault(&input, "expires_at", MESSAGE_TIME_PAST,
                    MESSAGE_ARGS(date_long(token->expires_ms, reply->lang, text)));
    input_text(&input, "from", TEXT_LINE, TOKEN_FROM_MAX, &token->from);
    /* A block that cannot be read would fit no address, and the token would be of no use. */
    if (token->from && !address_blocks_valid(token->from))
        input_fault(&input, "from", MESSAGE_FIELD_BLOCKS, MESSAGE_ARGS(token->from));
    /* Never saved without one, as the fault is noted by then. */
    token->role = role < 0 ? ROLE_NONE : role_from_name(roles[role]);
    return input_end(&input);
}

enum err api_token_create(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    auto_secret struct token_secret secret;
    struct token token = {0};
    const char *text;
    int64_t id;
    /* Before the transaction, which may have to run again; the token must then be the one that was
     * shown. Overwritten when this returns. */
    token_secret_draw(&secret);
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = read_token(request, &submission, reply, &token);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = token_create(conn, &token, &secret, &id, &text);
    if (!err)
        err = token_by_id(conn, id, &token);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->status = 201;
    /* Under an Idempotency-Key only the fact is kept. */
    reply->is_secret = true;
    reply->location = arena_printf(reply->arena, "/api/tokens/%lld", (long long)id);
    view_token(view, &token);
    view_text(view, "token", text);
    return write_commit(&conn, request, reply);
}

/* What the request asks for; without a body the secret alone changes, at once. */
static enum err read_rotation(const struct request *request, struct reply *reply, int64_t *grace_s,
                              bool *has_expiry, int64_t *expires_ms)
{
    static const char *const names[] = {"grace_seconds", "expires_at", NULL};
    enum { DAY_S = 86400 };
    auto_submission struct submission submission = {0};
    if (!request->body_size)
        return ERR_OK;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    char text[DATE_TEXT_SIZE];
    input_only(&input, names);
    input_integer(&input, "grace_seconds", 0, TOKEN_GRACE_DAYS_MAX * DAY_S, grace_s);
    input_until(&input, "expires_at", expires_ms);
    *has_expiry = input_has(&input, "expires_at");
    if (*expires_ms && *expires_ms <= request->now_ms)
        input_fault(&input, "expires_at", MESSAGE_TIME_PAST,
                    MESSAGE_ARGS(date_long(*expires_ms, reply->lang, text)));
    return input_end(&input);
}

/* The new secret is in this answer alone, as of one that was just made. */
static enum err show_rotated(struct conn *conn, struct reply *reply, int64_t id, const char *text)
{
    struct token token;
    enum err err = token_by_id(conn, id, &token);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->is_secret = true;
    view_token(view, &token);
    view_text(view, "token", text);
    return ERR_OK;
}

enum err api_token_rotate(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    auto_secret struct token_secret secret;
    struct token token;
    int64_t id, grace_s = 0, expires_ms = 0;
    bool has_expiry = false;
    const char *text;
    /* As in api_token_create(). */
    token_secret_draw(&secret);
    enum err err = id_named(request, reply, &id);
    if (!err)
        err = read_rotation(request, reply, &grace_s, &has_expiry, &expires_ms);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = thing_unknown(reply, token_by_id(conn, id, &token), MESSAGE_THING_TOKEN, "/api/tokens");
    if (err)
        return err;
    err = token_rotate(conn, id, has_expiry ? expires_ms : token.expires_ms, grace_s * 1000, &secret, &text);
    if (err == ERR_CONFLICT)
        return reply_problem(reply, err, MESSAGE_TOKEN_OVER, MESSAGE_ARGS(request->args[0]));
    if (!err)
        err = show_rotated(conn, reply, id, text);
    return err ? err : write_commit(&conn, request, reply);
}

/* DELETE revokes. The row stays, for the audit and the revisions name it. */
enum err api_token_remove(struct app *app, const struct request *request, struct reply *reply)
{
    return write_removal(app, request, reply, token_revoke, MESSAGE_THING_TOKEN, "/api/tokens");
}

/* What the token that asks is and may do; the console has no row, so there is nothing to look up. */
enum err api_me_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct token token = {0};
    enum err err = ERR_OK;
    /* null is the console. */
    if (request->actor.token_id)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err && conn)
        err = token_by_id(conn, request->actor.token_id, &token);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_text(view, "name", request->actor.name);
    view_text(view, "role", role_name(request->actor.role));
    if (request->actor.token_id)
        view_integer(view, "token_id", request->actor.token_id);
    else
        view_null(view, "token_id");
    view_time(view, "expires_at", token.expires_ms);
    view_text(view, "from", token.from);
    return ERR_OK;
}
