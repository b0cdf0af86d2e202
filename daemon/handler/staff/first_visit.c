/* /quan-tri/lan-dau: a fresh portal's first administrator, with the code that `congd setup` printed; then the
 * usual categories, boxes, menu and pages of that kind of authority, through the API like everything else. */
#include "first_visit.h"
#include "base/password.h"
#include "own_password.h"
#include "page/page.h"
#include "staff_proof.h"

#include <string.h>

static const struct staff_field fields[] = {
    {"ma-cai-dat", NULL, STAFF_TEXT, "code", true, 40, "off"},
    {"ten-cong", "/portal", STAFF_TEXT, "portal", true, 200, "organization"},
    {"loai", "/kind", STAFF_CHOICE, "kind", true, 0, NULL},
    {"ho-ten", "/display_name", STAFF_TEXT, "shown", true, ACCOUNT_DISPLAY_MAX, "name"},
    {"ten", "/name", STAFF_TEXT, "name", true, ACCOUNT_NAME_MAX, "username"},
    {"mat-khau", NULL, STAFF_PASSWORD, "password", true, 0, "new-password"},
    {"mat-khau-2", NULL, STAFF_PASSWORD, "repeated", true, 0, "new-password"},
};
static const struct staff_form form = {"first", fields, sizeof fields / sizeof *fields};

/* Whether there is anything to begin. Errors: NOT_FOUND. */
static enum err check_open(struct conn *conn, const struct app *app, const struct request *request,
                           struct reply *reply)
{
    int64_t count;
    bool is_open = false;
    enum err err = account_count(conn, &count);
    if (!err && !count)
        err = link_first_is_open(conn, &is_open);
    if (!err && !is_open) {
        reply->detail = staff_word(app, request, count ? "first.done" : "first.closed");
        err = ERR_NOT_FOUND;
    }
    return err;
}

static struct view first_page(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const kinds[] = {"commune", "ward", "department"};
    struct view view =
        staff_begin(request, reply, "staff/first.html", staff_word(app, request, "first.title"));
    view_text(view, "rules", staff_word(app, request, "password.rules"));
    struct view shown =
        staff_form_show(app, request, view, &form, staff_path(request, "/lan-dau"), NULL, NULL);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        staff_form_choice(shown, "loai", kinds[i],
                          staff_word(app, request, arena_printf(reply->arena, "first.%s", kinds[i])));
    return shown;
}

enum err staff_first_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = check_open(conn, app, request, reply);
    if (!err)
        first_page(app, request, reply);
    return err;
}

/* In capitals without blanks, as it is kept. */
static const char *code_typed(const struct request *request)
{
    const char *sent = staff_sent(request, "ma-cai-dat");
    char *code = arena_zero(request->arena, 1, sent ? strlen(sent) + 1 : 1);
    size_t length = 0;
    for (; code && sent && *sent; sent++)
        if (*sent != ' ' && *sent != '-')
            code[length++] = (char)(*sent >= 'a' && *sent <= 'z' ? *sent - 'a' + 'A' : *sent);
    return code ? code : "";
}

/* Each try counts, right or wrong, before it is judged. */
static enum err judge_first_code(struct app *app, const struct request *request, int64_t *ret_id)
{
    auto_conn struct conn *conn = NULL;
    struct actor nobody = {.role = ROLE_NONE};
    int64_t none;
    enum err found, err = store_begin(app->portal->store, request->arena, &nobody, &conn);
    if (err)
        return err;
    found = link_once_find(conn, LINK_FIRST, code_typed(request), ret_id, &none);
    err = link_first_try(conn);
    if (!err)
        err = store_commit(&conn);
    return err ? err : found;
}

/* The account, in the transaction that uses the code up. Errors: NOT_FOUND (used meanwhile). */
static enum err make_first(struct app *app, const struct request *request, int64_t link_id, const char *hash,
                           struct claim *claim)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = staff_actor(request, &claim->account);
    int64_t id = 0;
    enum err err = store_begin(app->portal->store, request->arena, &actor, &conn);
    if (!err)
        err = link_once_take(conn, link_id);
    if (!err)
        err = account_create(conn, &claim->account, &id);
    if (!err)
        err = account_set_password(conn, id, hash, false, 0);
    if (!err)
        err = account_by_id(conn, id, &claim->account);
    return err ? err : store_commit(&conn);
}

/* What was typed for the account; a fault at its field, or NULL. */
static enum err read_first(struct app *app, const struct request *request, struct account *account,
                           const char **ret_typed, const char **ret_field, const char **ret_detail)
{
    auto_conn struct conn *conn = NULL;
    const char *name = staff_sent(request, "ten"), *shown = staff_sent(request, "ho-ten");
    *account = (struct account){.name = name ? name : "",
                                .display_name = shown && *shown ? shown
                                                : name          ? name
                                                                : "",
                                .role = ROLE_ADMIN};
    *ret_detail = NULL;
    if (!account_name_valid(account->name)) {
        *ret_field = "ten";
        *ret_detail = staff_word(app, request, "first.name_wrong");
        return ERR_OK;
    }
    if (strlen(account->display_name) > ACCOUNT_DISPLAY_MAX)
        return ERR_BAD_REQUEST;
    enum err err = store_lease(app->portal->store, request->arena, &conn);
    return err ? err : own_password_read(app, conn, request, account, ret_typed, ret_field, ret_detail);
}

enum err staff_first_send(struct app *app, const struct request *request, struct reply *reply)
{
    struct claim claim = {.proof = PROOF_RIGHT};
    char hash[PASSWORD_HASH_SIZE];
    const char *field = NULL, *detail = NULL, *typed = NULL;
    int64_t link_id = 0;
    bool has_kept;
    {
        auto_conn struct conn *conn = NULL;
        enum err err = store_lease(app->portal->store, reply->arena, &conn);
        if (!err)
            err = check_open(conn, app, request, reply);
        if (err)
            return err;
    }
    enum err err = read_first(app, request, &claim.account, &typed, &field, &detail);
    if (!err && !detail)
        err = judge_first_code(app, request, &link_id);
    if (err == ERR_NOT_FOUND) {
        field = "ma-cai-dat";
        detail = staff_word(app, request, "first.code_wrong");
        err = ERR_OK;
    }
    if (!err && !detail)
        err = password_hash(typed, hash);
    if (!err && !detail)
        err = make_first(app, request, link_id, hash, &claim);
    if (err)
        return err;
    if (detail) {
        struct view shown = first_page(app, request, reply);
        staff_form_fault(shown, field, detail);
        staff_form_end(app, request, reply, shown);
        return ERR_OK;
    }
    claim.name = claim.account.name;
    err = staff_session_begin(app, request, reply, &claim, false, &has_kept);
    if (!err)
        err = first_visit_fill(app, request, &claim.account, staff_sent(request, "ten-cong"),
                               staff_sent(request, "loai"));
    return err ? err : staff_done(request, reply, staff_path(request, "%s", ""), "first_done");
}
