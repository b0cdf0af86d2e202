/* /quan-tri/toi/ma-mot-lan: one-time codes of an app, and recovery codes for who lost it. Setting up,
 * confirming by a first code, new recovery codes, ending. */
#include "base/totp.h"
#include "base/password.h"
#include "core/access.h"
#include "http/url.h"
#include "page/page.h"
#include "staff_proof.h"
#include "store/site.h"
#include "text/qr.h"

#include <sodium.h>
#include <string.h>

enum { CODE_BYTES = 10, CODE_LENGTH = 13, QUIET_ZONE = 4, SECRET_GROUPS = 8 };

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

/* Ten codes: as they are shown, and what is kept of each. */
struct codes {
    char selectors[RECOVERY_CODES][RECOVERY_SELECTOR + 1];
    const char *hashes[RECOVERY_CODES];
    const char *shown[RECOVERY_CODES];
};

/* 65 random bits each; the first two signs differ among the ten. Ten slow hashes. */
static enum err draw_codes(struct arena *arena, struct codes *codes)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < RECOVERY_CODES; i++) {
        unsigned char bytes[CODE_BYTES];
        char text[2 * CODE_LENGTH], hash[PASSWORD_HASH_SIZE];
        bool is_taken = true;
        while (is_taken) {
            randombytes_buf(bytes, sizeof bytes);
            base32_encode(bytes, sizeof bytes, text);
            is_taken = false;
            for (size_t j = 0; j < i; j++)
                is_taken |= strncmp(codes->selectors[j], text, RECOVERY_SELECTOR) == 0;
        }
        text[CODE_LENGTH] = '\0';
        memcpy(codes->selectors[i], text, RECOVERY_SELECTOR);
        codes->selectors[i][RECOVERY_SELECTOR] = '\0';
        err = password_hash(text, hash);
        codes->hashes[i] = arena_text(arena, hash);
        codes->shown[i] = arena_printf(arena, "%.4s-%.4s-%.5s", text, text + 4, text + 8);
        sodium_memzero(text, sizeof text);
    }
    return err;
}

/* Shown this once. */
static enum err codes_page(struct app *app, const struct request *request, struct reply *reply,
                           const struct codes *codes)
{
    struct view view =
        staff_begin(request, reply, "staff/codes.html", staff_word(app, request, "codes.title"));
    struct view list = view_list(view, "codes");
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        view_append_text(list, codes->shown[i]);
    view_url(view, "me_url", safe_url_trusted(staff_path(request, "/toi")));
    return ERR_OK;
}

/* POST: the first code of a new secret. */
enum err staff_totp_confirm(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = actor_of(request);
    struct totp totp;
    struct codes codes = {.hashes = {NULL}};
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
        err = draw_codes(reply->arena, &codes);
    if (!err)
        err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = totp_accept(conn, totp.id, step);
    if (!err)
        err = totp_confirm(conn, actor.account_id, totp.id);
    if (!err)
        err = recovery_replace(conn, actor.account_id, (const char(*)[RECOVERY_SELECTOR + 1]) codes.selectors,
                               codes.hashes);
    /* Who may have the password alone is out. */
    if (!err)
        err = session_end_others(conn, actor.account_id, request->session->id);
    if (!err)
        err = store_commit(&conn);
    return err ? err : codes_page(app, request, reply, &codes);
}

/* POST: ten new recovery codes in place of the former. */
enum err staff_codes_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = actor_of(request);
    struct codes codes = {.hashes = {NULL}};
    enum err err = draw_codes(reply->arena, &codes);
    if (!err)
        err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = recovery_replace(conn, actor.account_id, (const char(*)[RECOVERY_SELECTOR + 1]) codes.selectors,
                               codes.hashes);
    if (!err)
        err = store_commit(&conn);
    return err ? err : codes_page(app, request, reply, &codes);
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
