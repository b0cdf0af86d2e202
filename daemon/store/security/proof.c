/* Links that are good once, failures to sign in, and what was sent by a session that was over. Must not know
 * whose browser asks. */
#include "engine/rows.h"
#include "engine/store_state.h"
#include "secret.h"

#include "store/audit.h"
#include "store/proof.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum { LINK_HASH_SIZE = 32, DELAY_DOUBLINGS = 12 };

static const int64_t delay_most_ms = INT64_C(3600000);
static const int64_t day_ms = INT64_C(86400000);

/* 256 or 128 random bits need no slow hash. */
static void link_hash(const char *text, unsigned char hash[static LINK_HASH_SIZE])
{
    crypto_generichash(hash, LINK_HASH_SIZE, (const unsigned char *)text, strlen(text), NULL, 0);
}

enum err link_once_add(struct conn *conn, enum link_once kind, int64_t account_id,
                       const struct token_secret *secret, int64_t lasts_ms)
{
    unsigned char hash[LINK_HASH_SIZE];
    assert(conn->is_writer && (account_id != 0) == (kind != LINK_FIRST));
    enum err err = kind == LINK_FIRST   ? run_by(conn, STMT_LINK_ONCE_CLEAR_KIND, kind)
                   : kind == LINK_RESET ? run_by(conn, STMT_LINK_ONCE_CLEAR_ACCOUNT, account_id)
                                        : ERR_OK;
    if (err)
        return err;
    link_hash(secret->written, hash);
    {
        auto_query struct query q = query_of(conn, STMT_LINK_ONCE_ADD);
        bind_blob(&q, hash, sizeof hash);
        bind_integer(&q, (int64_t)kind);
        bind_id(&q, account_id);
        bind_integer(&q, conn->now_ms + lasts_ms);
        err = query_run(&q);
    }
    return err ? err : audit_add(conn, "account.link", "account", account_id, 0, 0, NULL);
}

enum err link_once_find(struct conn *conn, enum link_once kind, const char *text, int64_t *ret_id,
                        int64_t *ret_account_id)
{
    unsigned char hash[LINK_HASH_SIZE];
    auto_query struct query q = query_of(conn, STMT_LINK_ONCE_FIND);
    link_hash(text, hash);
    bind_blob(&q, hash, sizeof hash);
    bind_integer(&q, (int64_t)kind);
    bind_integer(&q, conn->now_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_id = column_integer(&q);
    *ret_account_id = column_integer(&q);
    return ERR_OK;
}

enum err link_once_take(struct conn *conn, int64_t id)
{
    enum err err = run_by(conn, STMT_LINK_ONCE_TAKE, id);
    return err ? err : conn_changes(conn) ? ERR_OK : ERR_NOT_FOUND;
}

enum err link_first_try(struct conn *conn)
{
    return run_by(conn, STMT_LINK_ONCE_TRY, LINK_FIRST);
}

enum err link_first_is_open(struct conn *conn, bool *ret_is_open)
{
    auto_query struct query q = query_of(conn, STMT_LINK_ONCE_OPEN);
    bind_integer(&q, LINK_FIRST);
    bind_integer(&q, conn->now_ms);
    enum err err = query_row(&q);
    if (!err)
        *ret_is_open = column_integer(&q) > 0;
    return err;
}

/* Of any name, so that nobody learns by it which there are. */
static void name_hash(struct conn *conn, const char *name, unsigned char hash[static SECRET_HASH_SIZE])
{
    secret_hash(conn->store, "sign-in", name, hash);
}

enum err failures_look(struct conn *conn, const char *name, bool is_known, struct sign_in_wait *ret_wait)
{
    unsigned char hash[SECRET_HASH_SIZE];
    auto_query struct query q = query_of(conn, STMT_FAILURES_FIND);
    *ret_wait = (struct sign_in_wait){.wait_ms = 0};
    name_hash(conn, name, hash);
    bind_blob(&q, hash, sizeof hash);
    bind_integer(&q, is_known);
    enum err err = query_row(&q);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    ret_wait->failures = column_integer(&q);
    int64_t last_ms = column_integer(&q);
    /* 1 s behind the first, doubling to an hour. */
    int64_t delay_ms =
        ret_wait->failures > DELAY_DOUBLINGS ? delay_most_ms : INT64_C(1000) << (ret_wait->failures - 1);
    int64_t wait_ms = last_ms + delay_ms - conn->now_ms;
    ret_wait->wait_ms = wait_ms > delay_ms ? delay_ms : wait_ms > 0 ? wait_ms : 0;
    ret_wait->needs_code = !is_known && ret_wait->failures >= FAILURES_STOP;
    return ERR_OK;
}

enum err failures_add(struct conn *conn, const char *name, bool is_known)
{
    unsigned char hash[SECRET_HASH_SIZE];
    auto_query struct query q = query_of(conn, STMT_FAILURES_ADD);
    name_hash(conn, name, hash);
    bind_blob(&q, hash, sizeof hash);
    bind_integer(&q, is_known);
    bind_integer(&q, conn->now_ms);
    return query_run(&q);
}

enum err failures_end(struct conn *conn, const char *name, bool is_known, bool all)
{
    unsigned char hash[SECRET_HASH_SIZE];
    auto_query struct query q = query_of(conn, all ? STMT_FAILURES_END_ALL : STMT_FAILURES_END);
    name_hash(conn, name, hash);
    bind_blob(&q, hash, sizeof hash);
    if (!all)
        bind_integer(&q, is_known);
    return query_run(&q);
}

enum err kept_form_add(struct conn *conn, int64_t account_id, const char *path, const char *fields,
                       int64_t *ret_id)
{
    {
        auto_query struct query q = query_of(conn, STMT_KEPT_FORM_ADD);
        bind_integer(&q, account_id);
        bind_integer(&q, conn->now_ms);
        bind_text(&q, path);
        bind_text(&q, fields);
        enum err err = query_row(&q);
        if (err)
            return err;
        *ret_id = column_integer(&q);
        err = query_run(&q);
        if (err)
            return err;
    }
    return run_by(conn, STMT_KEPT_FORM_TRIM, account_id);
}

static void kept_form_read(struct query *q, struct kept_form *form)
{
    form->id = column_integer(q);
    form->at_ms = column_integer(q);
    form->path = column_text(q);
    form->fields = column_text(q);
}

enum err kept_form_list(struct conn *conn, int64_t account_id, struct kept_form **ret_items,
                        size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_KEPT_FORM_LIST);
    struct kept_form *items = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, account_id);
    bind_integer(&q, conn->now_ms - day_ms);
    while (!(err = query_row(&q))) {
        struct kept_form *form = array_add(conn->arena, &items, &count, sizeof *form);
        if (!form)
            return ERR_MEMORY;
        kept_form_read(&q, form);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_items = items;
    *ret_count = count;
    return ERR_OK;
}

enum err kept_form_find(struct conn *conn, int64_t account_id, int64_t id, struct kept_form *ret_form)
{
    auto_query struct query q = query_of(conn, STMT_KEPT_FORM_BY_ID);
    bind_integer(&q, id);
    bind_integer(&q, account_id);
    bind_integer(&q, conn->now_ms - day_ms);
    enum err err = query_row(&q);
    if (!err)
        kept_form_read(&q, ret_form);
    return err;
}

enum err kept_form_remove(struct conn *conn, int64_t account_id, int64_t id)
{
    auto_query struct query q = query_of(conn, STMT_KEPT_FORM_REMOVE);
    bind_integer(&q, id);
    bind_integer(&q, account_id);
    return query_run(&q);
}

enum err kept_form_take_back(struct conn *conn, int64_t article_id)
{
    return run_by(conn, STMT_KEPT_FORM_TAKE_BACK, article_id);
}

enum err kept_form_erase(struct conn *conn, int64_t id)
{
    return run_by(conn, STMT_KEPT_FORM_ERASE, id);
}

void device_sign(const struct store *store, const char *text, char ret_mac[static DEVICE_MAC_LENGTH + 1])
{
    unsigned char hash[SECRET_HASH_SIZE];
    secret_hash(store, "device", text, hash);
    base64url_encode(hash, 16, ret_mac);
}

enum err proof_forget(struct conn *conn)
{
    enum err err = run_by(conn, STMT_LINK_ONCE_CLEAR, conn->now_ms);
    if (!err)
        err = run_by(conn, STMT_FAILURES_FORGET, conn->now_ms - 7 * day_ms);
    return err ? err : run_by(conn, STMT_KEPT_FORM_FORGET, conn->now_ms - day_ms);
}
