/* /quan-tri/toi: one's own account: where it is signed in, another password. */
#include "base/password.h"
#include "core/access.h"
#include "me_mail.h"
#include "own_password.h"
#include "page/page.h"
#include "staff_proof.h"
#include "staff_show.h"
#include "text/date.h"
#include "text/number.h"
#include "text/password.h"
#include "view/desk.h"

#include <string.h>

void staff_sessions_show(struct view view, const struct session *items, size_t count, int64_t own,
                         enum lang lang)
{
    struct view list = view_list(view, "sessions");
    char text[DATE_TEXT_SIZE];
    for (size_t i = 0; i < count; i++) {
        struct view session = view_append(list);
        view_integer(session, "id", items[i].id);
        view_text(session, "device", items[i].device);
        view_text(session, "since", date_long(items[i].created_ms, lang, text));
        view_text(session, "seen", date_long(items[i].seen_ms, lang, text));
        view_flag(session, "is_own", items[i].id == own);
    }
    view_flag(view, "has_others", count > 1);
}

/* When and where one signed in before this, and what was tried in vain. */
static enum err me_sign_ins(const struct app *app, const struct request *request, struct conn *conn,
                            struct view view)
{
    struct sign_ins known;
    enum err err = sign_ins_of(conn, request->actor.account_id, &known);
    if (err)
        return err;
    struct view seen = view_new(view.arena);
    json_auto_t *owned = seen.json;
    view_sign_in(seen, &known, request->session->created_ms);
    staff_sign_in_said(app, request, view, owned);
    return ERR_OK;
}

enum err me_page(struct app *app, const struct request *request, struct reply *reply, const char *field,
                 const char *detail)
{
    auto_conn struct conn *conn = NULL;
    struct account account;
    struct session *items;
    size_t count;
    int64_t codes = 0;
    char text[DATE_TEXT_SIZE];
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = account_by_id(conn, request->actor.account_id, &account);
    if (!err)
        err = session_list(conn, account.id, &items, &count);
    if (!err)
        err = recovery_left(conn, account.id, &codes);
    if (err)
        return err;
    struct view view = staff_begin(request, reply, "staff/me.html", staff_word(app, request, "me.title"));
    view_text(view, "name", account.name);
    view_text(view, "shown", account.display_name);
    view_text(view, "password_at",
              account.password_ms ? date_long(account.password_ms, page_lang(request), text) : NULL);
    view_flag(view, "has_totp", account.has_totp);
    view_flag(view, "needs_totp", account.needs_totp);
    view_text(view, "codes_left",
              staff_says(app, request, "me.codes_left", arena_printf(reply->arena, "%lld", (long long)codes),
                         NULL));
    view_url(view, "password_url", safe_url_trusted(staff_path(request, "/toi/mat-khau")));
    view_url(view, "totp_url", safe_url_trusted(staff_path(request, "/toi/ma-mot-lan")));
    view_url(view, "end_url", safe_url_trusted(staff_path(request, "/toi/phien")));
    staff_sessions_show(view, items, count, request->session->id, page_lang(request));
    me_mail_show(app, request, reply, view, &account, field, detail);
    return me_sign_ins(app, request, conn, view);
}

enum err staff_me_show(struct app *app, const struct request *request, struct reply *reply)
{
    return me_page(app, request, reply, NULL, NULL);
}

/* One of one's own sessions, or (without a number) all others. */
enum err staff_me_end(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = actor_of(request);
    const char *sent = staff_sent(request, "phien");
    int64_t id = 0;
    if (sent && *sent && number_parse(sent, 1, INT64_MAX, &id))
        return ERR_NOT_FOUND;
    enum err err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = id ? session_end(conn, actor.account_id, id)
                 : session_end_others(conn, actor.account_id, request->session->id);
    if (!err || err == ERR_NOT_FOUND)
        err = store_commit(&conn);
    return err ? err : staff_done(request, reply, staff_path(request, "/toi"), "session_ended");
}

static const struct staff_field fields[] = {
    {"mat-khau-cu", NULL, STAFF_PASSWORD, "former", true, 0, "current-password"},
    {"mat-khau", NULL, STAFF_PASSWORD, "password", true, 0, "new-password"},
    {"mat-khau-2", NULL, STAFF_PASSWORD, "repeated", true, 0, "new-password"},
};
static const struct staff_form form = {"password", fields, sizeof fields / sizeof *fields};

static struct view password_page(struct app *app, const struct request *request, struct reply *reply)
{
    struct view view =
        staff_begin(request, reply, "staff/password.html", staff_word(app, request, "password.title"));
    view_text(view, "why",
              request->session && request->session->must_change ? staff_word(app, request, "password.must")
                                                                : NULL);
    view_text(view, "rules", staff_word(app, request, "password.rules"));
    return staff_form_show(app, request, view, &form, staff_path(request, "/toi/mat-khau"), NULL, NULL);
}

enum err staff_password_show(struct app *app, const struct request *request, struct reply *reply)
{
    password_page(app, request, reply);
    return ERR_OK;
}

/* Saves it; this session goes on under another cookie, the others end. */
static enum err save_own_password(struct app *app, const struct request *request, struct reply *reply,
                                  const struct claim *claim, const char *hash)
{
    auto_conn struct conn *conn = NULL;
    auto_secret struct token_secret secret;
    struct actor actor = staff_actor(request, &claim->account);
    token_secret_draw(&secret);
    enum err err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = failures_end(conn, claim->account.name, claim->is_known, false);
    if (!err)
        err = account_set_password(conn, claim->account.id, hash, false, request->session->id);
    if (!err)
        err = session_prove(conn, request->session->id, &secret);
    if (!err)
        err = store_commit(&conn);
    if (!err)
        reply->set_cookie = staff_cookie_line(app, request, STAFF_COOKIE_SESSION,
                                              arena_text(reply->arena, secret.written), 0);
    return err;
}

enum err staff_password_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    char hash[PASSWORD_HASH_SIZE];
    const char *field = NULL, *detail = NULL, *typed = NULL;
    struct claim claim = {.password = password_typed(reply->arena, staff_sent(request, "mat-khau-cu")),
                          .without_code = true};
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = account_by_id(conn, request->actor.account_id, &claim.account);
    if (!err)
        err = own_password_read(app, conn, request, &claim.account, &typed, &field, &detail);
    store_end(TAKE(conn));
    claim.name = claim.account.name;
    if (!err && !detail)
        err = staff_judge(app, request, &claim);
    if (!err && !detail && claim.proof != PROOF_RIGHT) {
        field = "mat-khau-cu";
        detail =
            staff_word(app, request, claim.proof == PROOF_WAIT ? "password.wait" : "password.former_wrong");
    }
    if (!err && !detail)
        err = password_hash(typed, hash);
    if (!err && !detail)
        err = save_own_password(app, request, reply, &claim, hash);
    if (err || !detail)
        return err ? err : staff_done(request, reply, staff_path(request, "/toi"), "password_changed");
    struct view shown = password_page(app, request, reply);
    staff_form_fault(shown, field, detail);
    staff_form_end(app, request, reply, shown);
    return ERR_OK;
}
