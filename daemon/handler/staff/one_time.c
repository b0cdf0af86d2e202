/* /quan-tri/quen-mat-khau/{code} and /quan-tri/vao/{code}: links that are good once, from an administrator or
 * the command line. A look changes nothing, for messengers look at links too; the press does. */
#include "base/password.h"
#include "own_password.h"
#include "page/page.h"
#include "staff_proof.h"

#include <string.h>

static const struct staff_field fields[] = {
    {"mat-khau", NULL, STAFF_PASSWORD, "password", true, 0, "new-password"},
    {"mat-khau-2", NULL, STAFF_PASSWORD, "repeated", true, 0, "new-password"},
};
static const struct staff_form form = {"password", fields, sizeof fields / sizeof *fields};

/* Whose link it is. Errors: NOT_FOUND. */
static enum err one_time_link(struct conn *conn, const struct request *request, enum link_once kind,
                              int64_t *ret_id, struct account *ret_account)
{
    int64_t account_id;
    enum err err = link_once_find(conn, kind, request->args[0], ret_id, &account_id);
    if (!err)
        err = account_by_id(conn, account_id, ret_account);
    return !err && ret_account->disabled_ms ? ERR_NOT_FOUND : err;
}

/* What is said of a link that is over. */
static enum err link_refused(const struct app *app, const struct request *request, struct reply *reply,
                             enum err err)
{
    if (err == ERR_NOT_FOUND)
        reply->detail = staff_word(app, request, "one_time.over");
    return err;
}

static enum err reset_page(struct app *app, const struct request *request, struct reply *reply,
                           const struct account *account, const char *field, const char *fault)
{
    struct view view =
        staff_begin(request, reply, "staff/password.html", staff_word(app, request, "password.title"));
    view_text(view, "why", staff_says(app, request, "one_time.who", account->display_name, account->name));
    view_text(view, "rules", staff_word(app, request, "password.rules"));
    struct view shown = staff_form_show(app, request, view, &form, request->path, NULL, NULL);
    if (fault)
        staff_form_fault(shown, field, fault);
    staff_form_end(app, request, reply, shown);
    return ERR_OK;
}

enum err staff_reset_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct account account;
    int64_t id;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = one_time_link(conn, request, LINK_RESET, &id, &account);
    return err ? link_refused(app, request, reply, err)
               : reset_page(app, request, reply, &account, NULL, NULL);
}

enum err staff_reset_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct account account;
    char hash[PASSWORD_HASH_SIZE];
    const char *field = NULL, *detail = NULL, *typed;
    int64_t id;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = one_time_link(conn, request, LINK_RESET, &id, &account);
    if (!err)
        err = own_password_read(app, conn, request, &account, &typed, &field, &detail);
    store_end(TAKE(conn));
    if (err)
        return link_refused(app, request, reply, err);
    if (detail)
        return reset_page(app, request, reply, &account, field, detail);
    struct actor actor = staff_actor(request, &account);
    err = password_hash(typed, hash);
    if (!err)
        err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    /* Between the look and here somebody may have used it. */
    if (!err)
        err = link_once_take(conn, id);
    if (!err)
        err = failures_end(conn, account.name, false, true);
    if (!err)
        err = account_set_password(conn, account.id, hash, false, 0);
    if (!err)
        err = store_commit(&conn);
    return err ? link_refused(app, request, reply, err)
               : staff_done(request, reply, staff_path(request, "/dang-nhap"), "password_set");
}

enum err staff_enter_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct account account;
    int64_t id;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = one_time_link(conn, request, LINK_SIGN_IN, &id, &account);
    if (err)
        return link_refused(app, request, reply, err);
    struct view view =
        staff_begin(request, reply, "staff/enter.html", staff_word(app, request, "sign_in.title"));
    view_text(view, "why", staff_says(app, request, "one_time.who", account.display_name, account.name));
    view_url(view, "action_url", page_link(request, request->path));
    return ERR_OK;
}

enum err staff_enter_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct claim claim = {.proof = PROOF_RIGHT};
    struct actor nobody = {.role = ROLE_NONE};
    bool has_kept;
    int64_t id = 0;
    enum err err = store_begin(app->portal->store, reply->arena, &nobody, &conn);
    if (!err)
        err = one_time_link(conn, request, LINK_SIGN_IN, &id, &claim.account);
    if (!err)
        err = link_once_take(conn, id);
    if (!err)
        err = store_commit(&conn);
    if (err)
        return link_refused(app, request, reply, err);
    claim.name = claim.account.name;
    err = staff_session_begin(app, request, reply, &claim, false, &has_kept);
    return err ? err : staff_done(request, reply, staff_path(request, "%s", ""), NULL);
}
