/* One-time codes and recovery codes: rows whose secrets are sealed or hashed. Must not know how a code is
 * made of a secret. */
#include "engine/rows.h"
#include "engine/store_state.h"
#include "secret.h"

#include "store/audit.h"
#include "store/proof.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum { SEALED_SIZE = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + TOTP_SECRET_SIZE };

static_assert(SECRET_HASH_SIZE == crypto_secretbox_KEYBYTES, "a purpose's hash is a key");

/* A copied database alone gives nobody's codes. */
static void totp_seal(const struct store *store, const unsigned char secret[static TOTP_SECRET_SIZE],
                      unsigned char ret_sealed[static SEALED_SIZE])
{
    unsigned char key[SECRET_HASH_SIZE];
    secret_hash(store, "totp", "seal", key);
    randombytes_buf(ret_sealed, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(ret_sealed + crypto_secretbox_NONCEBYTES, secret, TOTP_SECRET_SIZE, ret_sealed,
                          key);
    sodium_memzero(key, sizeof key);
}

/* False: it was sealed with another key, as after a restore without DIR/secret.key. */
static bool totp_unseal(const struct store *store, const void *sealed, size_t size,
                        unsigned char ret_secret[static TOTP_SECRET_SIZE])
{
    unsigned char key[SECRET_HASH_SIZE];
    const unsigned char *bytes = sealed;
    if (!bytes || size != SEALED_SIZE)
        return false;
    secret_hash(store, "totp", "seal", key);
    bool is_ours = crypto_secretbox_open_easy(ret_secret, bytes + crypto_secretbox_NONCEBYTES,
                                              size - crypto_secretbox_NONCEBYTES, bytes, key) == 0;
    sodium_memzero(key, sizeof key);
    return is_ours;
}

static enum err factor_read(struct conn *conn, enum statement statement, int64_t account_id,
                            struct totp *ret_totp)
{
    auto_query struct query q = query_of(conn, statement);
    struct totp totp;
    size_t size;
    bind_integer(&q, account_id);
    enum err err = query_row(&q);
    if (err)
        return err;
    totp.id = column_integer(&q);
    const void *sealed = column_blob(&q, &size);
    totp.last_step = column_integer(&q);
    totp.is_confirmed = column_integer(&q) != 0;
    /* No code is right then; an administrator resets it. */
    if (!totp_unseal(conn->store, sealed, size, totp.secret))
        randombytes_buf(totp.secret, sizeof totp.secret);
    *ret_totp = totp;
    return ERR_OK;
}

enum err totp_find(struct conn *conn, int64_t account_id, struct totp *ret_totp)
{
    return factor_read(conn, STMT_FACTOR_TOTP, account_id, ret_totp);
}

enum err totp_find_pending(struct conn *conn, int64_t account_id, struct totp *ret_totp)
{
    return factor_read(conn, STMT_FACTOR_PENDING, account_id, ret_totp);
}

enum err totp_begin(struct conn *conn, int64_t account_id,
                    const unsigned char secret[static TOTP_SECRET_SIZE])
{
    unsigned char sealed[SEALED_SIZE];
    enum err err = run_by(conn, STMT_FACTOR_CLEAR_PENDING, account_id);
    if (err)
        return err;
    totp_seal(conn->store, secret, sealed);
    auto_query struct query q = query_of(conn, STMT_FACTOR_ADD);
    bind_integer(&q, account_id);
    bind_blob(&q, sealed, sizeof sealed);
    bind_integer(&q, conn->now_ms);
    return query_run(&q);
}

enum err totp_accept(struct conn *conn, int64_t id, int64_t step)
{
    auto_query struct query q = query_of(conn, STMT_FACTOR_STEP);
    bind_integer(&q, step);
    bind_integer(&q, id);
    enum err err = query_run(&q);
    return err ? err : conn_changes(conn) ? ERR_OK : ERR_CONFLICT;
}

/* The row of one that works stays alone. */
static enum err clear_others(struct conn *conn, int64_t account_id, int64_t id)
{
    auto_query struct query q = query_of(conn, STMT_FACTOR_CLEAR_OTHERS);
    bind_integer(&q, account_id);
    bind_integer(&q, id);
    return query_run(&q);
}

enum err totp_confirm(struct conn *conn, int64_t account_id, int64_t id)
{
    {
        auto_query struct query q = query_of(conn, STMT_FACTOR_CONFIRM);
        bind_integer(&q, conn->now_ms);
        bind_integer(&q, id);
        enum err err = query_run(&q);
        if (err)
            return err;
    }
    enum err err = clear_others(conn, account_id, id);
    return err ? err : audit_add(conn, "factor.add", "account", account_id, 0, 0, "totp");
}

enum err totp_remove(struct conn *conn, int64_t account_id)
{
    enum err err = run_by(conn, STMT_FACTOR_CLEAR, account_id);
    if (!err)
        err = run_by(conn, STMT_RECOVERY_CLEAR, account_id);
    return err ? err : audit_add(conn, "factor.remove", "account", account_id, 0, 0, "totp");
}

enum err recovery_replace(struct conn *conn, int64_t account_id,
                          const char selectors[static RECOVERY_CODES][RECOVERY_SELECTOR + 1],
                          const char *const hashes[static RECOVERY_CODES])
{
    enum err err = run_by(conn, STMT_RECOVERY_CLEAR, account_id);
    for (size_t i = 0; !err && i < RECOVERY_CODES; i++) {
        auto_query struct query q = query_of(conn, STMT_RECOVERY_ADD);
        bind_integer(&q, account_id);
        bind_text(&q, selectors[i]);
        bind_text(&q, hashes[i]);
        err = query_run(&q);
    }
    return err ? err : audit_add(conn, "factor.add", "account", account_id, 0, 0, "recovery");
}

enum err recovery_find(struct conn *conn, int64_t account_id, const char *selector, const char **ret_hash)
{
    auto_query struct query q = query_of(conn, STMT_RECOVERY_FIND);
    bind_integer(&q, account_id);
    bind_text(&q, selector);
    enum err err = query_row(&q);
    if (!err)
        *ret_hash = column_text(&q);
    return err;
}

enum err recovery_use(struct conn *conn, int64_t account_id, const char *selector)
{
    {
        auto_query struct query q = query_of(conn, STMT_RECOVERY_USE);
        bind_integer(&q, conn->now_ms);
        bind_integer(&q, account_id);
        bind_text(&q, selector);
        enum err err = query_run(&q);
        if (err)
            return err;
    }
    if (!conn_changes(conn))
        return ERR_CONFLICT;
    return audit_add(conn, "factor.use", "account", account_id, 0, 0, "recovery");
}

enum err recovery_left(struct conn *conn, int64_t account_id, int64_t *ret_count)
{
    return integer_by(conn, STMT_RECOVERY_LEFT, account_id, ret_count);
}
