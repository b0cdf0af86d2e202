/* /quan-tri/dang-nhap and /dang-xuat: a name and a password become a session, an idle one goes on, one ends.
 */
#include "core/access.h"
#include "page/page.h"
#include "staff_proof.h"
#include "text/normalize.h"
#include "text/password.h"

#include <string.h>

static const struct staff_field fields[] = {
    {"ten", NULL, STAFF_TEXT, "name", true, ACCOUNT_NAME_MAX, "username"},
    {"mat-khau", NULL, STAFF_PASSWORD, "password", true, 0, "current-password"},
    {"ma", NULL, STAFF_CODE, "code", false, 20, "one-time-code"},
    {"tiep", NULL, STAFF_HIDDEN, "way", false, 0, NULL},
};
static const struct staff_form form = {"sign_in", fields, sizeof fields / sizeof *fields};
/* To go on where one was: the password alone. */
static const struct staff_field going_fields[] = {
    {"mat-khau", NULL, STAFF_PASSWORD, "password", true, 0, "current-password"},
    {"tiep", NULL, STAFF_HIDDEN, "way", false, 0, NULL},
};
static const struct staff_form going_form = {"sign_in", going_fields,
                                             sizeof going_fields / sizeof *going_fields};

/* Whether the session only paused. */
static bool session_goes_on(const struct request *request)
{
    return request->session && request->session->state == SESSION_IDLE;
}

/* The page, with what is wrong where something is. */
static enum err sign_in_page(struct app *app, const struct request *request, struct reply *reply,
                             const char *way, const char *fault)
{
    bool is_going_on = session_goes_on(request);
    struct view view = staff_begin(request, reply, "staff/sign-in.html",
                                   staff_word(app, request, is_going_on ? "sign_in.go_on" : "sign_in.title"));
    struct view shown = staff_form_show(app, request, view, is_going_on ? &going_form : &form,
                                        staff_path(request, "/dang-nhap"), NULL, NULL);
    struct view hidden = {view.arena, json_object_get(json_object_get(shown.json, "by"), "tiep")};
    view_text(hidden, "value", way ? way : "");
    view_flag(view, "is_going_on", is_going_on);
    if (fault)
        staff_form_fault(shown, NULL, fault);
    staff_form_end(app, request, reply, shown);
    return ERR_OK;
}

enum err staff_sign_in_show(struct app *app, const struct request *request, struct reply *reply)
{
    const char *way = request_parameter(request, "tiep");
    /* Who is signed in already goes on. */
    if (request->actor.account_id)
        return staff_done(request, reply, staff_way_on(request, way), NULL);
    return sign_in_page(app, request, reply, way, NULL);
}

/* In small letters, as names are kept. */
static const char *name_typed(const struct request *request)
{
    const char *sent = staff_sent(request, "ten"), *text;
    if (!sent || text_normalize(sent, strlen(sent), TEXT_LINE, request->arena, &text, NULL))
        return "";
    char *name = arena_zero(request->arena, 1, strlen(text) + 1);
    for (size_t i = 0; name && text[i]; i++)
        name[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] - 'A' + 'a' : text[i]);
    return name ? name : "";
}

/* The name of the account whose session paused. */
static enum err name_of_session(struct app *app, const struct request *request, const char **ret_name)
{
    auto_conn struct conn *conn = NULL;
    struct account account;
    enum err err = store_lease(app->portal->store, request->arena, &conn);
    if (!err)
        err = account_by_id(conn, request->session->account_id, &account);
    if (!err)
        *ret_name = account.name;
    return err;
}

/* The session, with a new cookie in any case: nobody who had the old one, or gave it, has this. */
static enum err save_session(struct app *app, const struct request *request, struct reply *reply,
                             struct conn *conn, const struct claim *claim, bool is_going_on)
{
    auto_secret struct token_secret secret;
    int64_t id;
    enum err err = ERR_OK;
    token_secret_draw(&secret);
    if (is_going_on)
        err = session_prove(conn, request->session->id, &secret);
    /* What the browser was signed in with before ends: one session a browser. */
    else if (request->session)
        err = session_end(conn, request->session->account_id, request->session->id);
    if (err == ERR_NOT_FOUND && !is_going_on)
        err = ERR_OK;
    if (!err && !is_going_on)
        err = session_create(conn, claim->account.id, staff_device_name(request), &secret, &id);
    reply->set_cookie =
        staff_cookie_line(app, request, STAFF_COOKIE_SESSION, arena_text(reply->arena, secret.written), 0);
    (void)app;
    return err;
}

/* Whether something that was sent too late waits for this account. */
static enum err has_kept(struct conn *conn, int64_t account_id, bool *ret_has)
{
    struct kept_form *items;
    size_t count = 0;
    enum err err = kept_form_list(conn, account_id, &items, &count);
    *ret_has = count > 0;
    return err;
}

enum err staff_session_begin(struct app *app, const struct request *request, struct reply *reply,
                             const struct claim *claim, bool is_going_on, bool *ret_has_kept)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = staff_actor(request, &claim->account);
    enum err err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = staff_judged(conn, claim);
    if (!err)
        err = save_session(app, request, reply, conn, claim, is_going_on);
    if (!err)
        err = has_kept(conn, claim->account.id, ret_has_kept);
    if (!err)
        err = store_commit(&conn);
    if (err)
        reply->set_cookie = NULL;
    else
        reply->second_cookie = staff_device_line(app, request, claim->account.id);
    return err;
}

enum err staff_sign_in_send(struct app *app, const struct request *request, struct reply *reply)
{
    const char *way = staff_sent(request, "tiep");
    bool is_going_on = session_goes_on(request), has_kept_forms = false;
    struct claim claim = {.name = name_typed(request),
                          .password = password_typed(reply->arena, staff_sent(request, "mat-khau")),
                          .code = staff_sent(request, "ma"),
                          .without_code = is_going_on};
    enum err err = is_going_on ? name_of_session(app, request, &claim.name) : ERR_OK;
    if (!err)
        err = staff_judge(app, request, &claim);
    if (!err && claim.proof == PROOF_RIGHT)
        err = staff_session_begin(app, request, reply, &claim, is_going_on, &has_kept_forms);
    /* Another was faster with the same code. */
    if (err == ERR_CONFLICT) {
        claim.proof = PROOF_WRONG;
        err = ERR_OK;
    }
    if (err)
        return err;
    if (claim.proof == PROOF_RIGHT)
        return staff_done(request, reply,
                          has_kept_forms ? staff_path(request, "/dang-do") : staff_way_on(request, way),
                          NULL);
    err = sign_in_page(app, request, reply, way, staff_judgement(app, request, &claim));
    if (claim.proof == PROOF_WAIT) {
        reply->status = 429;
        reply->retry_after_s = claim.wait_s;
    }
    return err;
}

enum err staff_sign_out_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = actor_of(request);
    enum err err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = session_end(conn, request->session->account_id, request->session->id);
    /* Ended elsewhere meanwhile is ended too. */
    if (!err || err == ERR_NOT_FOUND)
        err = store_commit(&conn);
    if (err)
        return err;
    reply->set_cookie = staff_cookie_line(app, request, STAFF_COOKIE_SESSION, "", 0);
    /* What a shared machine's browser kept of the work. */
    reply->clear_data = "\"storage\"";
    return staff_done(request, reply, staff_path(request, "/dang-nhap"), "signed_out");
}
