/* Accounts of the staff: rows, and what must hold of them together. Must not know a password, a cookie or a
 * request. */
#include "engine/rows.h"
#include "engine/store_state.h"
#include "letter_inner.h"

#include "store/account.h"
#include "store/audit.h"
#include "store/session.h"

#include <assert.h>
#include <string.h>

bool account_name_valid(const char *name)
{
    size_t length = strlen(name);
    if (length < ACCOUNT_NAME_MIN || length > ACCOUNT_NAME_MAX || strchr("._-@", name[0]))
        return false;
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-@") == length;
}

/* In the order of ACCOUNT_COLUMNS. */
static void account_read_row(struct query *q, const struct conn *conn, struct account *account)
{
    size_t size = 0;
    account->id = column_integer(q);
    account->version = column_integer(q);
    account->name = column_text(q);
    account->display_name = column_text(q);
    account->role = (enum role)column_integer(q);
    account->has_password = column_integer(q) != 0;
    account->password_ms = column_integer(q);
    account->must_change = column_integer(q) != 0;
    account->needs_totp = column_integer(q) != 0;
    account->is_limited = column_integer(q) != 0;
    account->created_ms = column_integer(q);
    account->disabled_ms = column_integer(q);
    account->has_totp = column_integer(q) != 0;
    const void *sealed = column_blob(q, &size);
    account->mail = secret_unseal(conn, "mail", sealed, size);
    account->wants_mail = column_integer(q) != 0;
    account->mail_lang = (enum lang)column_integer(q);
}

/* Only of who is limited, which few are. */
static enum err account_read_limits(struct conn *conn, struct account *account)
{
    int64_t *ids = NULL;
    account->categories = NULL;
    account->category_count = 0;
    if (!account->is_limited)
        return ERR_OK;
    auto_query struct query q = query_of(conn, STMT_ACCOUNT_CATEGORIES);
    bind_integer(&q, account->id);
    enum err err = query_integers(&q, &ids, &account->category_count);
    account->categories = ids;
    return err;
}

static enum err account_read(struct query *q, struct conn *conn, struct account *ret_account)
{
    struct account account;
    enum err err = query_row(q);
    if (err)
        return err;
    account_read_row(q, conn, &account);
    err = account_read_limits(conn, &account);
    if (!err)
        *ret_account = account;
    return err;
}

enum err account_by_id(struct conn *conn, int64_t id, struct account *ret_account)
{
    auto_query struct query q = query_of(conn, STMT_ACCOUNT_BY_ID);
    bind_integer(&q, id);
    return account_read(&q, conn, ret_account);
}

enum err account_by_name(struct conn *conn, const char *name, struct account *ret_account)
{
    auto_query struct query q = query_of(conn, STMT_ACCOUNT_BY_NAME);
    bind_text(&q, name);
    return account_read(&q, conn, ret_account);
}

/* The rows of a statement that is ready. */
static enum err account_read_all(struct query *q, struct conn *conn, struct account **ret_items,
                                 size_t *ret_count)
{
    struct account *items = NULL;
    size_t count = 0;
    enum err err;
    while (!(err = query_row(q))) {
        struct account *account = array_add(conn->arena, &items, &count, sizeof *account);
        if (!account)
            return ERR_MEMORY;
        account_read_row(q, conn, account);
        err = account_read_limits(conn, account);
        if (err)
            return err;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_items = items;
    *ret_count = count;
    return ERR_OK;
}

enum err account_list(struct conn *conn, struct account **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_ACCOUNT_LIST);
    return account_read_all(&q, conn, ret_items, ret_count);
}

enum err account_list_mailed(struct conn *conn, int32_t day, int limit, struct account **ret_items,
                             size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_ACCOUNT_MAIL_DUE);
    bind_integer(&q, day);
    bind_integer(&q, limit);
    return account_read_all(&q, conn, ret_items, ret_count);
}

/* All of them anew. */
static enum err save_categories(struct conn *conn, int64_t id, const struct account *account)
{
    enum err err = run_by(conn, STMT_ACCOUNT_CATEGORIES_CLEAR, id);
    for (size_t i = 0; !err && account->is_limited && i < account->category_count; i++) {
        auto_query struct query q = query_of(conn, STMT_ACCOUNT_CATEGORY_ADD);
        bind_integer(&q, id);
        bind_integer(&q, account->categories[i]);
        err = query_run(&q);
    }
    return err;
}

/* The row itself. */
static enum err account_insert(struct conn *conn, const struct account *account, int64_t *ret_id)
{
    auto_query struct query q = query_of(conn, STMT_ACCOUNT_INSERT);
    bind_text(&q, account->name);
    bind_text(&q, account->display_name);
    bind_integer(&q, (int64_t)account->role);
    bind_integer(&q, account->needs_totp);
    bind_integer(&q, account->is_limited);
    bind_integer(&q, conn->now_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_id = column_integer(&q);
    return query_run(&q);
}

enum err account_create(struct conn *conn, const struct account *account, int64_t *ret_id)
{
    struct account other;
    int64_t id = 0;
    assert(conn->is_writer && account_name_valid(account->name));
    enum err err = account_by_name(conn, account->name, &other);
    if (!err)
        return ERR_CONFLICT;
    if (err == ERR_NOT_FOUND)
        err = account_insert(conn, account, &id);
    if (!err)
        err = save_categories(conn, id, account);
    if (!err && account->mail)
        err = letter_address_set(conn, id, account);
    if (!err)
        err = audit_add(conn, "account.create", "account", id, 0, 1, account->name);
    if (!err)
        *ret_id = id;
    return err;
}

/* Without an administrator nobody could make one again on these pages. */
static enum err keep_an_admin(struct conn *conn, const struct account *former, const struct account *account)
{
    bool was = former->role == ROLE_ADMIN && !former->disabled_ms;
    bool is = account->role == ROLE_ADMIN && !account->disabled_ms;
    int64_t others = 0;
    if (!was || is)
        return ERR_OK;
    enum err err = integer_by(conn, STMT_ACCOUNT_OTHER_ADMINS, account->id, &others);
    return err ? err : others ? ERR_OK : ERR_TRANSITION;
}

enum err account_update(struct conn *conn, const struct account *account)
{
    struct account former;
    assert(conn->is_writer);
    enum err err = account_by_id(conn, account->id, &former);
    if (!err)
        err = keep_an_admin(conn, &former, account);
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_ACCOUNT_UPDATE);
        bind_text(&q, account->display_name);
        bind_integer(&q, (int64_t)account->role);
        bind_integer(&q, account->needs_totp);
        bind_integer(&q, account->is_limited);
        bind_integer(&q, account->disabled_ms);
        bind_integer(&q, account->id);
        err = query_run(&q);
    }
    if (!err)
        err = save_categories(conn, account->id, account);
    if (!err)
        err = letter_address_change(conn, &former, account);
    if (!err && account->disabled_ms)
        err = session_end_others(conn, account->id, 0);
    const char *action = !former.disabled_ms && account->disabled_ms   ? "account.disable"
                         : former.disabled_ms && !account->disabled_ms ? "account.enable"
                                                                       : "account.change";
    return err ? err
               : audit_add(conn, action, "account", account->id, former.version, former.version + 1,
                           former.name);
}

enum err account_set_password(struct conn *conn, int64_t id, const char *hash, bool must_change,
                              int64_t kept_session)
{
    struct account account;
    assert(conn->is_writer);
    enum err err = account_by_id(conn, id, &account);
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_ACCOUNT_PASSWORD_SET);
        bind_text(&q, hash);
        bind_integer(&q, must_change);
        bind_integer(&q, conn->now_ms);
        bind_integer(&q, id);
        err = query_run(&q);
    }
    if (!err)
        err = session_end_others(conn, id, kept_session);
    return err ? err
               : audit_add(conn, "account.password", "account", id, account.version, account.version + 1,
                           account.name);
}

enum err account_password(struct conn *conn, int64_t id, const char **ret_hash)
{
    auto_query struct query q = query_of(conn, STMT_ACCOUNT_PASSWORD);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (!err)
        *ret_hash = column_text(&q);
    return err;
}

enum err account_renew_hash(struct conn *conn, int64_t id, const char *hash)
{
    auto_query struct query q = query_of(conn, STMT_ACCOUNT_HASH_RENEW);
    bind_text(&q, hash);
    bind_integer(&q, id);
    return query_run(&q);
}

enum err account_count(struct conn *conn, int64_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_ACCOUNT_COUNT);
    enum err err = query_row(&q);
    if (!err)
        *ret_count = column_integer(&q);
    return err;
}
