/* /api/accounts: people of the staff who sign in. Passwords come in and never go out. */
#include "store/account.h"
#include "base/password.h"
#include "core/access.h"
#include "core/input.h"
#include "core/list.h"
#include "core/write.h"
#include "handler/handler.h"
#include "store/category.h"
#include "text/mail_address.h"
#include "text/password.h"
#include "view/account.h"

#include <string.h>

static const char *const members[] = {
    "name",        "display_name", "role",  "needs_totp", "categories",    "is_limited", "password",
    "must_change", "is_disabled",  "email", "daily_mail", "mail_language", NULL};
static const char *const change_members[] = {"display_name", "role",       "needs_totp",    "categories",
                                             "is_limited",   "password",   "must_change",   "is_disabled",
                                             "email",        "daily_mail", "mail_language", NULL};
/* Without "none", which is nobody's. */
static const char *const account_roles[] = {"reader", "author", "editor", "admin", NULL};

/* What is sent of an account, with the password's hash once that was made. */
struct account_draft {
    struct account account;
    bool has_password, must_change;
    char hash[PASSWORD_HASH_SIZE];
};

enum err api_account_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct account *items;
    size_t count;
    (void)request;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = account_list(conn, &items, &count);
    if (err)
        return err;
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++)
        view_account(view_append(list), &items[i]);
    view_null(view, "next");
    return ERR_OK;
}

/* The account that the address names. */
static enum err account_named(struct conn *conn, const struct request *request, struct reply *reply,
                              struct account *ret_account)
{
    int64_t id;
    enum err err = id_named(request, reply, &id);
    return err ? err
               : thing_unknown(reply, account_by_id(conn, id, ret_account), MESSAGE_THING_ACCOUNT,
                               "/api/accounts");
}

static void account_show(struct reply *reply, const struct account *account)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->version = account->version;
    view_account(view, account);
}

enum err api_account_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct account account;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = account_named(conn, request, reply, &account);
    if (!err)
        account_show(reply, &account);
    return err;
}

/* Ids of categories; whether they are there is for the store. */
static void account_take_categories(const struct input *input, struct account *account)
{
    json_t *list = input_list(input, "categories", ACCOUNT_CATEGORIES_MAX);
    size_t count = list ? json_array_size(list) : 0;
    int64_t *ids = arena_zero(input->reply->arena, count ? count : 1, sizeof *ids);
    if (!input_has(input, "categories") || !ids)
        return;
    for (size_t i = 0; list && i < count; i++) {
        ids[i] = json_integer_value(json_array_get(list, i));
        if (ids[i] < 1)
            input_fault(input, "categories", MESSAGE_FIELD_CATEGORIES, NULL);
    }
    account->categories = ids;
    account->category_count = count;
}

/* A password that somebody else chose is good for one sign-in. */
static void read_password(const struct input *input, struct account_draft *draft, const char **ret_typed)
{
    const char *sent = json_string_value(json_object_get(input->fields, "password"));
    if (!input_has(input, "password") || json_is_null(json_object_get(input->fields, "password")))
        return;
    const char *typed = password_typed(input->reply->arena, sent);
    const char *const own[] = {draft->account.name, draft->account.display_name};
    enum password_verdict verdict = password_judge(input->reply->arena, typed, PASSWORD_MIN, own, 2);
    if (verdict != PASSWORD_GOOD)
        input_fault(input, "password",
                    verdict == PASSWORD_SHORT ? MESSAGE_PASSWORD_SHORT : MESSAGE_PASSWORD_COMMON, NULL);
    draft->has_password = true;
    *ret_typed = typed;
}

/* Where letters go, whether one comes each day, and in which language. */
static void account_take_mail(const struct input *input, struct account *account)
{
    static const char *const langs[] = {"vi", "en", NULL};
    int lang = -1;
    input_text(input, "email", TEXT_LINE, MAIL_ADDRESS_MAX, &account->mail);
    if (account->mail && !mail_address_valid(account->mail))
        input_fault(input, "email", MESSAGE_MAIL_ADDRESS, NULL);
    input_flag(input, "daily_mail", &account->wants_mail);
    if (account->wants_mail && !account->mail && input_has(input, "daily_mail"))
        input_fault(input, "daily_mail", MESSAGE_MAIL_NEEDS_ADDRESS, NULL);
    input_choice(input, "mail_language", langs, &lang);
    if (lang >= 0)
        account->mail_lang = lang ? LANG_EN : LANG_VI;
}

/* Lays what was sent over the account. */
static enum err read_account(const struct request *request, const struct submission *submission,
                             struct reply *reply, struct account_draft *draft, bool is_new)
{
    struct input input = input_of(submission, reply);
    struct account *account = &draft->account;
    bool is_disabled = account->disabled_ms != 0;
    const char *typed = NULL;
    int role = -1;
    input_only(&input, is_new ? members : change_members);
    if (is_new) {
        input_text(&input, "name", TEXT_LINE, ACCOUNT_NAME_MAX, &account->name);
        input_require(&input, "name", account->name);
        if (account->name && !account_name_valid(account->name))
            input_fault(&input, "name", MESSAGE_ACCOUNT_NAME, NULL);
    }
    input_text(&input, "display_name", TEXT_LINE, ACCOUNT_DISPLAY_MAX, &account->display_name);
    if (!account->display_name)
        account->display_name = account->name;
    input_choice(&input, "role", account_roles, &role);
    if (is_new && !input_has(&input, "role"))
        input_fault(&input, "role", MESSAGE_FIELD_MISSING_CHOICE,
                    MESSAGE_ARGS("reader, author, editor, admin"));
    if (role >= 0)
        account->role = role_from_name(account_roles[role]);
    input_flag(&input, "needs_totp", &account->needs_totp);
    input_flag(&input, "is_limited", &account->is_limited);
    account_take_categories(&input, account);
    account_take_mail(&input, account);
    input_flag(&input, "is_disabled", &is_disabled);
    if (is_disabled != (account->disabled_ms != 0))
        account->disabled_ms = is_disabled ? request->now_ms : 0;
    read_password(&input, draft, &typed);
    draft->must_change = draft->has_password;
    input_flag(&input, "must_change", &draft->must_change);
    enum err err = input_end(&input);
    /* The slow part, before the writer is taken. */
    return err || !draft->has_password ? err : password_hash(typed, draft->hash);
}

/* What the store found wrong, at the member that it is of. */
static enum err account_refused(struct reply *reply, enum err err)
{
    if (err == ERR_CONFLICT)
        reply_fault(reply, "/name", MESSAGE_ACCOUNT_TAKEN, NULL);
    else if (err == ERR_TRANSITION)
        return reply_problem(reply, err, MESSAGE_ACCOUNT_LAST_ADMIN, NULL);
    return err;
}

/* Each of them must be there. */
static enum err check_categories(struct conn *conn, struct reply *reply, const struct account *account)
{
    for (size_t i = 0; i < account->category_count; i++) {
        struct category category;
        enum err err = category_by_id(conn, account->categories[i], &category);
        if (err == ERR_NOT_FOUND)
            return reply_fault(reply, "/categories", MESSAGE_FIELD_CATEGORIES, NULL);
        if (err)
            return err;
    }
    return ERR_OK;
}

static enum err save_password(struct conn *conn, int64_t id, const struct account_draft *draft)
{
    if (!draft->has_password)
        return ERR_OK;
    return account_set_password(conn, id, draft->hash, draft->must_change, 0);
}

enum err api_account_create(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct account_draft draft = {.account = {.id = 0}};
    int64_t id = 0;
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = read_account(request, &submission, reply, &draft, true);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = check_categories(conn, reply, &draft.account);
    if (!err)
        err = account_refused(reply, account_create(conn, &draft.account, &id));
    if (!err)
        err = save_password(conn, id, &draft);
    if (!err)
        err = account_by_id(conn, id, &draft.account);
    if (err)
        return err;
    account_show(reply, &draft.account);
    reply->status = 201;
    reply->location = arena_printf(reply->arena, "/api/accounts/%lld", (long long)id);
    return write_commit(&conn, request, reply);
}

enum err api_account_change(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct account_draft draft = {.account = {.id = 0}};
    enum err err = submission_read(request, reply, &submission);
    {
        /* Read before the writer is taken, for the password's hash takes its time. */
        auto_conn struct conn *reader = NULL;
        if (!err)
            err = store_lease(app->portal->store, reply->arena, &reader);
        if (!err)
            err = account_named(reader, request, reply, &draft.account);
    }
    int64_t version = draft.account.version;
    if (!err)
        err = version_check(request, reply, version, 0, PRECONDITION_OPTIONAL);
    if (!err)
        err = read_account(request, &submission, reply, &draft, false);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    struct account present;
    if (!err)
        err = account_named(conn, request, reply, &present);
    /* Changed between both looks: what was read is laid over nothing old. */
    if (!err && present.version != version)
        err = ERR_UNAVAILABLE;
    if (!err)
        err = check_categories(conn, reply, &draft.account);
    if (!err)
        err = account_refused(reply, account_update(conn, &draft.account));
    if (!err)
        err = save_password(conn, draft.account.id, &draft);
    if (!err)
        err = account_by_id(conn, draft.account.id, &draft.account);
    if (err)
        return err;
    account_show(reply, &draft.account);
    return write_commit(&conn, request, reply);
}
