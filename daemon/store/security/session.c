/* Sessions of accounts: found by a cookie's hash, good for some hours. Must not know a header or a request.
 */
#include "engine/rows.h"
#include "engine/store_state.h"
#include "use.h"

#include "store/audit.h"
#include "store/session.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum { SESSION_HASH_SIZE = 32 };

static const int64_t minute_ms = 60000;
static const int64_t idle_ms = SESSION_IDLE_MINUTES * INT64_C(60000);
static const int64_t hours_ms = SESSION_HOURS * INT64_C(3600000);
/* Rows stay a while, for who comes back with a form that was open. */
static const int64_t forgotten_ms = INT64_C(3) * 24 * 3600000;

/* 256 random bits need no slow hash. */
static void hash_cookie(const char *cookie, unsigned char hash[SESSION_HASH_SIZE])
{
    crypto_generichash(hash, SESSION_HASH_SIZE, (const unsigned char *)cookie, strlen(cookie), NULL, 0);
}

/* In the order of SESSION_COLUMNS. */
static void session_read_row(struct query *q, struct session *session)
{
    size_t size;
    session->id = column_integer(q);
    session->account_id = column_integer(q);
    const void *form_token = column_blob(q, &size);
    session->form_token[0] = '\0';
    if (form_token && size == FORM_TOKEN_SIZE)
        base64url_encode(form_token, size, session->form_token);
    session->device = column_text(q);
    session->created_ms = column_integer(q);
    session->seen_ms = column_integer(q);
    session->proved_ms = column_integer(q);
    session->ended_ms = column_integer(q);
    session->state = SESSION_GOOD;
    session->must_change = session->must_enrol = false;
}

/* The latest sign of it, which may not be saved yet, decides. */
static void judge_idle(struct conn *conn, struct session *session)
{
    int64_t noted_ms = use_noted(conn->store, -session->id);
    if (noted_ms > session->seen_ms)
        session->seen_ms = noted_ms;
    /* `seen` is the beginning of its minute. */
    if (conn->now_ms - session->seen_ms >= idle_ms + minute_ms)
        session->state = SESSION_IDLE;
}

/* That the account signed in, behind what is known of the times before. */
static enum err sign_in_note(struct conn *conn, int64_t account_id, const char *device)
{
    auto_query struct query q = query_of(conn, STMT_SIGN_IN_NOTE);
    bind_integer(&q, account_id);
    bind_integer(&q, conn->now_ms);
    bind_text(&q, device);
    return query_run(&q);
}

enum err session_create(struct conn *conn, int64_t account_id, const char *device,
                        const struct token_secret *secret, int64_t *ret_id)
{
    unsigned char hash[SESSION_HASH_SIZE], form_token[FORM_TOKEN_SIZE];
    auto_query struct query q = query_of(conn, STMT_SESSION_INSERT);
    assert(conn->is_writer && strlen(secret->written) == TOKEN_SECRET_LENGTH);
    hash_cookie(secret->written, hash);
    randombytes_buf(form_token, sizeof form_token);
    bind_blob(&q, hash, sizeof hash);
    bind_integer(&q, account_id);
    bind_blob(&q, form_token, sizeof form_token);
    bind_text(&q, device);
    bind_integer(&q, conn->now_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_id = column_integer(&q);
    err = query_run(&q);
    if (!err)
        err = sign_in_note(conn, account_id, device);
    return err ? err : audit_add(conn, "session.begin", "account", account_id, 0, 0, device);
}

enum err session_find(struct conn *conn, const char *cookie, struct session *ret_session,
                      struct account *ret_account)
{
    unsigned char hash[SESSION_HASH_SIZE];
    struct session session;
    /* Before anything is hashed, so that long nonsense costs nothing. */
    if (strlen(cookie) != TOKEN_SECRET_LENGTH)
        return ERR_UNAUTHORIZED;
    hash_cookie(cookie, hash);
    {
        auto_query struct query q = query_of(conn, STMT_SESSION_BY_HASH);
        bind_blob(&q, hash, sizeof hash);
        enum err err = query_row(&q);
        if (err)
            return err == ERR_NOT_FOUND ? ERR_UNAUTHORIZED : err;
        session_read_row(&q, &session);
    }
    if (session.ended_ms || conn->now_ms - session.created_ms >= forgotten_ms)
        return ERR_UNAUTHORIZED;
    enum err err = account_by_id(conn, session.account_id, ret_account);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_UNAUTHORIZED : err;
    if (ret_account->disabled_ms)
        return ERR_UNAUTHORIZED;
    judge_idle(conn, &session);
    if (conn->now_ms - session.created_ms >= hours_ms)
        session.state = SESSION_OVER;
    session.must_change = ret_account->must_change;
    session.must_enrol = ret_account->needs_totp && !ret_account->has_totp;
    if (session.state == SESSION_GOOD)
        use_note(conn->store, -session.id, conn->now_ms - conn->now_ms % minute_ms);
    *ret_session = session;
    return ERR_OK;
}

enum err session_by_form(struct conn *conn, const char *form_token, int64_t *ret_account_id)
{
    unsigned char bytes[FORM_TOKEN_SIZE];
    size_t size;
    auto_query struct query q = query_of(conn, STMT_SESSION_BY_FORM);
    if (base64url_decode(form_token, strlen(form_token), bytes, sizeof bytes, &size) || size != sizeof bytes)
        return ERR_NOT_FOUND;
    bind_blob(&q, bytes, sizeof bytes);
    enum err err = query_row(&q);
    if (!err)
        *ret_account_id = column_integer(&q);
    return err;
}

enum err session_prove(struct conn *conn, int64_t id, const struct token_secret *secret)
{
    unsigned char hash[SESSION_HASH_SIZE];
    auto_query struct query q = query_of(conn, STMT_SESSION_PROVED);
    assert(conn->is_writer);
    hash_cookie(secret->written, hash);
    bind_blob(&q, hash, sizeof hash);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, id);
    enum err err = query_run(&q);
    return err ? err : conn_changes(conn) ? ERR_OK : ERR_NOT_FOUND;
}

enum err session_end(struct conn *conn, int64_t account_id, int64_t id)
{
    {
        auto_query struct query q = query_of(conn, STMT_SESSION_END);
        assert(conn->is_writer);
        bind_integer(&q, conn->now_ms);
        bind_integer(&q, id);
        bind_integer(&q, account_id);
        enum err err = query_run(&q);
        if (err)
            return err;
    }
    if (!conn_changes(conn))
        return ERR_NOT_FOUND;
    return audit_add(conn, "session.end", "account", account_id, 0, 0, NULL);
}

enum err session_end_others(struct conn *conn, int64_t account_id, int64_t kept)
{
    {
        auto_query struct query q = query_of(conn, STMT_SESSION_END_OTHERS);
        assert(conn->is_writer);
        bind_integer(&q, conn->now_ms);
        bind_integer(&q, account_id);
        bind_integer(&q, kept);
        enum err err = query_run(&q);
        if (err || !conn_changes(conn))
            return err;
    }
    return audit_add(conn, "session.end", "account", account_id, 0, 0, NULL);
}

enum err session_list(struct conn *conn, int64_t account_id, struct session **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_SESSION_LIST);
    struct session *items = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, account_id);
    bind_integer(&q, conn->now_ms - hours_ms);
    while (!(err = query_row(&q))) {
        struct session *session = array_add(conn->arena, &items, &count, sizeof *session);
        if (!session)
            return ERR_MEMORY;
        session_read_row(&q, session);
        judge_idle(conn, session);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_items = items;
    *ret_count = count;
    return ERR_OK;
}

enum err sign_in_failed(struct conn *conn, const char *name, const char *device)
{
    auto_query struct query q = query_of(conn, STMT_SIGN_IN_FAILED);
    assert(conn->is_writer);
    bind_text(&q, name);
    bind_integer(&q, conn->now_ms);
    bind_text(&q, device);
    return query_run(&q);
}

enum err sign_ins_of(struct conn *conn, int64_t account_id, struct sign_ins *ret_sign_ins)
{
    auto_query struct query q = query_of(conn, STMT_SIGN_IN_OF);
    *ret_sign_ins = (struct sign_ins){.last = {0, ""}, .before = {0, ""}, .failed = {0, ""}};
    bind_integer(&q, account_id);
    enum err err = query_row(&q);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    ret_sign_ins->last.at_ms = column_integer(&q);
    ret_sign_ins->last.device = column_text(&q);
    ret_sign_ins->before.at_ms = column_integer(&q);
    ret_sign_ins->before.device = column_text(&q);
    ret_sign_ins->failures = column_integer(&q);
    ret_sign_ins->failed.at_ms = column_integer(&q);
    ret_sign_ins->failed.device = column_text(&q);
    return ERR_OK;
}

enum err session_forget(struct conn *conn)
{
    return run_by(conn, STMT_SESSION_CLEAR, conn->now_ms - forgotten_ms);
}
