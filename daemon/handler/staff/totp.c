/* /quan-tri/toi/ma-mot-lan: one-time codes of an app. Setting up, confirming by a first code, ending; what a
 * recovery code is, is recovery.c's. */
#include "base/totp.h"
#include "core/access.h"
#include "http/url.h"
#include "page/page.h"
#include "recovery.h"
#include "staff_proof.h"
#include "store/site.h"
#include "text/qr.h"

#include <sodium.h>
#include <string.h>

enum { QUIET_ZONE = 4, SECRET_GROUPS = 8 };

static const struct staff_field fields[] = {
    {"ma", NULL, STAFF_CODE, "code", true, 10, "one-time-code"},
};
static const struct staff_form form = {"totp", fields, sizeof fields / sizeof *fields};

/* "otpauth://totp/…": what apps read from the picture. */
static const char *totp_address(struct arena *arena, const struct site *site, const struct account *account,
                                const char *secret)
{
    auto_buf struct buf out = BUF(2048);
    buf_text(&out, "otpauth://totp/");
    url_escape(&out, site->name, "");
    buf_text(&out, ":");
    url_escape(&out, account->name, "");
    buf_printf(&out, "?secret=%s&issuer=", secret);
    url_escape(&out, site->name, "");
    return arena_copy(arena, buf_str(&out), out.length);
}

/* The picture, and the same to be typed. */
static enum err show_secret(struct conn *conn, struct view view, const struct account *account,
                            const struct totp *totp)
{
    char secret[BASE32_OF_20 + 1];
    struct site site;
    struct qr code;
    base32_encode(totp->secret, sizeof totp->secret, secret);
    enum err err = site_get(conn, &site);
    if (!err)
        err = qr_code(totp_address(view.arena, &site, account, secret), view.arena, &code);
    if (err)
        return err;
    struct view picture = view_object(view, "code");
    view_integer(picture, "start", -QUIET_ZONE);
    view_integer(picture, "side", code.size + 2 * QUIET_ZONE);
    view_text(picture, "path", code.path);
    const char *spaced = "";
    for (int i = 0; i < SECRET_GROUPS; i++)
        spaced = arena_printf(view.arena, "%s%s%.4s", spaced, i ? " " : "", secret + 4 * i);
    view_text(view, "secret", spaced);
    sodium_memzero(secret, sizeof secret);
    return ERR_OK;
}

/* The page as things stand; `fault` at the code. */
static enum err totp_page(struct app *app, const struct request *request, struct reply *reply,
                          const char *fault)
{
    auto_conn struct conn *conn = NULL;
    struct account account;
    struct totp totp;
    int64_t codes = 0;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = account_by_id(conn, request->actor.account_id, &account);
    if (!err)
        err = recovery_left(conn, account.id, &codes);
    if (err)
        return err;
    struct view view = staff_begin(request, reply, "staff/totp.html", staff_word(app, request, "totp.title"));
    view_null(view, "code");
    view_null(view, "secret");
    view_flag(view, "has_totp", account.has_totp);
    view_flag(view, "must", request->session->must_enrol);
    view_flag(view, "may_end", account.has_totp && !account.needs_totp);
    view_text(view, "codes_left",
              staff_says(app, request, "me.codes_left", arena_printf(reply->arena, "%lld", (long long)codes),
                         NULL));
    err = totp_find_pending(conn, account.id, &totp);
    view_flag(view, "is_pending", !err);
    if (!err)
        err = show_secret(conn, view, &account, &totp);
    view_url(view, "begin_url", safe_url_trusted(staff_path(request, "/toi/ma-mot-lan")));
    view_url(view, "codes_url", safe_url_trusted(staff_path(request, "/toi/ma-khoi-phuc")));
    view_url(view, "end_url", safe_url_trusted(staff_path(request, "/toi/ma-mot-lan/tat")));
    struct view shown = staff_form_show(app, request, view, &form,
                                        staff_path(request, "/toi/ma-mot-lan/xac-nhan"), NULL, NULL);
    if (fault)
        staff_form_fault(shown, "ma", fault);
    staff_form_end(app, request, reply, shown);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err staff_totp_show(struct app *app, const struct request *request, struct reply *reply)
{
    return totp_page(app, request, reply, NULL);
}

/* POST: a new secret, which counts when a first code was right. */
enum err staff_totp_begin(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = actor_of(request);
    unsigned char secret[TOTP_SECRET_SIZE];
    randombytes_buf(secret, sizeof secret);
    enum err err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = totp_begin(conn, actor.account_id, secret);
    if (!err)
        err = store_commit(&conn);
    sodium_memzero(secret, sizeof secret);
    return err ? err : staff_done(request, reply, staff_path(request, "/toi/ma-mot-lan"), NULL);
}

/* POST: the first code of a new secret. */
enum err staff_totp_confirm(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = actor_of(request);
    struct totp totp;
    struct recovery_set codes = {.hashes = {NULL}};
    const char *code = staff_sent(request, "ma");
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = totp_find_pending(conn, actor.account_id, &totp);
    store_end(TAKE(conn));
    if (err == ERR_NOT_FOUND)
        return staff_done(request, reply, staff_path(request, "/toi/ma-mot-lan"), NULL);
    int64_t step = err ? 0 : totp_step_of(totp.secret, sizeof totp.secret, code ? code : "", request->now_ms);
    if (!err && !step)
        return totp_page(app, request, reply, staff_word(app, request, "totp.wrong"));
    if (!err)
        err = recovery_draw(reply->arena, &codes);
    if (!err)
        err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = totp_accept(conn, totp.id, step);
    if (!err)
        err = totp_confirm(conn, actor.account_id, totp.id);
    if (!err)
        err = recovery_save(conn, actor.account_id, &codes);
    /* Who may have the password alone is out. */
    if (!err)
        err = session_end_others(conn, actor.account_id, request->session->id);
    if (!err)
        err = store_commit(&conn);
    return err ? err : recovery_told(app, request, reply, &codes);
}

/* POST: the password alone from now on. */
enum err staff_totp_end(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = actor_of(request);
    struct account account;
    enum err err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = account_by_id(conn, actor.account_id, &account);
    if (!err && account.needs_totp)
        return ERR_FORBIDDEN;
    if (!err)
        err = totp_remove(conn, actor.account_id);
    if (!err)
        err = store_commit(&conn);
    return err ? err : staff_done(request, reply, staff_path(request, "/toi"), "totp_ended");
}
