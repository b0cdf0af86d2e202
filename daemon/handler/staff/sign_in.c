/* /quan-tri/dang-nhap and /dang-xuat: a name and a password become a session, and a session ends. */
#include "base/password.h"
#include "page/page.h"
#include "staff_gate.h"
#include "text/password.h"

#include <string.h>

static const struct staff_field fields[] = {
    {"ten", NULL, STAFF_TEXT, "name", true, ACCOUNT_NAME_MAX, "username"},
    {"mat-khau", NULL, STAFF_PASSWORD, "password", true, 0, "current-password"},
    {"tiep", NULL, STAFF_HIDDEN, "way", false, 0, NULL},
};
static const struct staff_form form = {"sign_in", fields, sizeof fields / sizeof *fields};

/* The page, with what is wrong where something is. */
static enum err sign_in_page(struct app *app, const struct request *request, struct reply *reply,
                             const char *way, const char *fault)
{
    struct view view =
        staff_begin(request, reply, "staff/sign-in.html", staff_word(app, request, "sign_in.title"));
    json_auto_t *values = json_pack("{s:s}", "tiep", way ? way : "");
    struct view shown =
        staff_form_show(app, request, view, &form, staff_path(request, "/dang-nhap"), values, NULL);
    struct view hidden = {view.arena, json_object_get(json_object_get(shown.json, "by"), "tiep")};
    if (!request->form)
        view_text(hidden, "value", way ? way : "");
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

/* What its owner knows the device by, of the User-Agent's words: "Firefox, Windows". */
static const char *device_of(const struct request *request)
{
    static const char *const browsers[][2] = {{"Edg", "Edge"},
                                              {"coc_coc", "Cốc Cốc"},
                                              {"Firefox", "Firefox"},
                                              {"Chrome", "Chrome"},
                                              {"Safari", "Safari"}};
    static const char *const systems[][2] = {{"Android", "Android"}, {"iPhone", "iPhone"},
                                             {"iPad", "iPad"},       {"Windows", "Windows"},
                                             {"Mac OS", "macOS"},    {"Linux", "Linux"}};
    const char *agent = request->user_agent ? request->user_agent : "", *browser = "?", *system = "?";
    for (size_t i = sizeof browsers / sizeof *browsers; i-- > 0;)
        if (strstr(agent, browsers[i][0]))
            browser = browsers[i][1];
    for (size_t i = sizeof systems / sizeof *systems; i-- > 0;)
        if (strstr(agent, systems[i][0]))
            system = systems[i][1];
    return arena_printf(request->arena, "%s, %s", browser, system);
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

/* Who has this name, and what is kept of the password; of a name that nobody has, or nobody may use, NULL. */
static enum err account_known(struct app *app, const struct request *request, struct account *ret_account,
                              const char **ret_hash)
{
    auto_conn struct conn *conn = NULL;
    const char *name = name_typed(request);
    *ret_hash = NULL;
    enum err err = store_lease(app->portal->store, request->arena, &conn);
    if (!err)
        err = account_by_name(conn, name, ret_account);
    if (!err && !ret_account->disabled_ms)
        err = account_password(conn, ret_account->id, ret_hash);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The session, and the cookie that goes with it. */
static enum err begin_session(struct app *app, const struct request *request, struct reply *reply,
                              const struct account *account)
{
    auto_conn struct conn *conn = NULL;
    auto_secret struct token_secret secret;
    const struct actor actor = {.account_id = account->id,
                                .role = account->role,
                                .name = account->display_name,
                                .address = request_address(request),
                                .request_id = request->id};
    int64_t id;
    token_secret_draw(&secret);
    enum err err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    /* What the browser was signed in with before ends: one session a browser. */
    if (!err && request->session)
        session_end(conn, request->session->account_id, request->session->id);
    if (!err)
        err = session_create(conn, account->id, device_of(request), &secret, &id);
    if (!err)
        err = store_commit(&conn);
    if (!err)
        reply->set_cookie = staff_cookie_line(app, request, STAFF_COOKIE_SESSION,
                                              arena_text(reply->arena, secret.written), 0);
    return err;
}

enum err staff_sign_in_send(struct app *app, const struct request *request, struct reply *reply)
{
    struct account account;
    const char *hash, *password = password_typed(reply->arena, staff_sent(request, "mat-khau"));
    const char *way = staff_sent(request, "tiep");
    bool is_right = false;
    enum err err = account_known(app, request, &account, &hash);
    if (!err)
        err = password_verify(hash, password, &is_right);
    if (err)
        return err;
    if (!is_right)
        return sign_in_page(app, request, reply, way, staff_word(app, request, "sign_in.wrong"));
    err = begin_session(app, request, reply, &account);
    return err ? err : staff_done(request, reply, staff_way_on(request, way), NULL);
}

enum err staff_sign_out_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = request->actor;
    actor.address = request_address(request);
    actor.request_id = request->id;
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
