/* Who may do what in a copy that is made the portal's database: tokens, accounts, and what proves who
 * somebody is. None is good again that is not good now. Must not know where the former database was read
 * from. */
#include "restore_access.h"

#include "security/signing_key.h"
#include "store/account.h"

#include <string.h>

/* ---- tokens */

/* Which token of the copy is meant. No id is given twice, but a copy may be of a time that a former restore
 * took back. */
static void bind_token(struct query *q, int64_t at_ms, const struct former_token *token)
{
    bind_integer(q, at_ms);
    bind_integer(q, token->id);
    bind_integer(q, token->created_ms);
}

static enum err restore_revoke(struct conn *conn, const struct former_token *token,
                               struct restore_counts *counts)
{
    auto_query struct query q = query_of(conn, STMT_RESTORE_REVOKE);
    bind_token(&q, conn->now_ms, token);
    bind_blob(&q, token->hash, token->size);
    enum err err = query_run(&q);
    counts->revoked += err ? 0 : conn_changes(conn);
    return err;
}

/* The secret of the copy is the one before, good for a while: the copy's ends when that ends, and the one
 * before it is not good at all. */
static enum err restore_grace(struct conn *conn, const struct former_token *token)
{
    auto_query struct query q = query_of(conn, STMT_RESTORE_TOKEN_GRACE);
    bind_token(&q, token->grace_ms, token);
    bind_blob(&q, token->grace_hash, token->grace_size);
    return query_run(&q);
}

/* Whose secret of the copy is not good any more. The new one is not given to the copy: who took a token over
 * may have drawn it. */
static enum err restore_rotated(struct conn *conn, const struct former_token *token, bool has_grace,
                                struct restore_counts *counts)
{
    auto_query struct query q = query_of(conn, STMT_RESTORE_TOKEN_ROTATED);
    bind_token(&q, conn->now_ms, token);
    bind_blob(&q, token->hash, token->size);
    bind_blob(&q, has_grace ? token->grace_hash : token->hash, has_grace ? token->grace_size : token->size);
    enum err err = query_run(&q);
    counts->rotated += err ? 0 : conn_changes(conn);
    counts->revoked += err ? 0 : conn_changes(conn);
    return err;
}

static enum err restore_expiry(struct conn *conn, const struct former_token *token)
{
    auto_query struct query q = query_of(conn, STMT_RESTORE_TOKEN_EXPIRY);
    bind_token(&q, token->expires_ms, token);
    return query_run(&q);
}

enum err restore_tokens(struct conn *conn, const struct former *former, struct restore_counts *counts)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < former->token_count; i++) {
        const struct former_token *token = &former->tokens[i];
        bool has_grace = token->grace_hash && token->grace_ms > conn->now_ms;
        if (token->revoked_ms) {
            err = restore_revoke(conn, token, counts);
            continue;
        }
        err = restore_rotated(conn, token, has_grace, counts);
        if (!err && has_grace)
            err = restore_grace(conn, token);
        if (!err && token->expires_ms)
            err = restore_expiry(conn, token);
    }
    return err;
}

/* ---- what proves who somebody is */

/* A query's one integer of an account. */
static enum err restore_of_account(struct conn *conn, enum statement statement,
                                   const struct former_account *account, int64_t *ret_integer)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, account->id);
    if (statement == STMT_RESTORE_HAS_ACCOUNT)
        bind_text(&q, account->name);
    if (statement == STMT_RESTORE_FACTOR_ENDED)
        bind_integer(&q, account->unproved_ms);
    enum err err = query_row(&q);
    *ret_integer = err ? 0 : column_integer(&q);
    return err;
}

static enum err restore_unprove(struct conn *conn, const struct former_account *account)
{
    enum err err = run_by(conn, STMT_FACTOR_CLEAR, account->id);
    return err ? err : run_by(conn, STMT_RECOVERY_CLEAR, account->id);
}

/* It has no one-time codes now. A copy whose codes nobody ended keeps them: another restore, that lacked the
 * key, may have taken them. */
static enum err restore_ended(struct conn *conn, const struct former_account *account,
                              struct restore_counts *counts)
{
    int64_t is_ended = 0;
    enum err err = restore_of_account(conn, STMT_RESTORE_FACTOR_ENDED, account, &is_ended);
    if (err || !is_ended)
        return err;
    counts->factors++;
    return restore_unprove(conn, account);
}

/* Runs a statement whose first parameters are the account, the secret and the last step. */
static enum err restore_factor(struct conn *conn, enum statement statement,
                               const struct former_factor *factor)
{
    auto_query struct query q = query_of(conn, statement);
    bind_integer(&q, factor->account_id);
    bind_blob(&q, factor->secret, factor->size);
    bind_integer(&q, factor->last_step);
    if (statement == STMT_RESTORE_FACTOR_ADD) {
        bind_integer(&q, factor->kind);
        bind_integer(&q, factor->created_ms);
        bind_integer(&q, factor->confirmed_ms);
    }
    return query_run(&q);
}

/* Runs a statement for each that the account has now; counts what is changed. */
static enum err restore_each_factor(struct conn *conn, enum statement statement, const struct former *former,
                                    const struct former_account *account, int64_t *ret_changes)
{
    enum err err = ERR_OK;
    *ret_changes = 0;
    for (size_t i = 0; !err && i < former->factor_count; i++) {
        if (former->factors[i].account_id != account->id)
            continue;
        err = restore_factor(conn, statement, &former->factors[i]);
        *ret_changes += err ? 0 : conn_changes(conn);
    }
    return err;
}

static enum err restore_recovery_has(struct conn *conn, const struct former_recovery *code, bool *ret_has)
{
    auto_query struct query q = query_of(conn, STMT_RESTORE_RECOVERY_HAS);
    bind_integer(&q, code->account_id);
    bind_text(&q, code->selector);
    bind_text(&q, code->hash);
    enum err err = query_row(&q);
    *ret_has = !err && column_integer(&q);
    return err;
}

static enum err restore_recovery_add(struct conn *conn, const struct former_recovery *code)
{
    auto_query struct query q = query_of(conn, STMT_RESTORE_RECOVERY_ADD);
    bind_integer(&q, code->account_id);
    bind_text(&q, code->selector);
    bind_text(&q, code->hash);
    return query_run(&q);
}

/* The codes that are good now, and no other. */
static enum err restore_recovery(struct conn *conn, const struct former *former,
                                 const struct former_account *account, bool *is_other)
{
    int64_t left = 0, same = 0, wanted = 0;
    enum err err = restore_of_account(conn, STMT_RECOVERY_LEFT, account, &left);
    for (size_t i = 0; !err && i < former->recovery_count; i++) {
        bool has = false;
        if (former->recovery[i].account_id != account->id)
            continue;
        err = restore_recovery_has(conn, &former->recovery[i], &has);
        wanted++;
        same += has;
    }
    if (err || (left == same && wanted == same))
        return err;
    *is_other = true;
    err = run_by(conn, STMT_RESTORE_RECOVERY_DROP, account->id);
    for (size_t i = 0; !err && i < former->recovery_count; i++)
        if (former->recovery[i].account_id == account->id)
            err = restore_recovery_add(conn, &former->recovery[i]);
    return err;
}

/* An account that has one-time codes now. */
static enum err restore_proof(struct conn *conn, const struct former *former,
                              const struct former_account *account, const struct restore_terms *terms,
                              int64_t wanted, struct restore_counts *counts)
{
    int64_t had = 0, same = 0, added;
    enum err err = restore_of_account(conn, STMT_RESTORE_FACTOR_COUNT, account, &had);
    if (!err)
        err = restore_each_factor(conn, STMT_RESTORE_FACTOR_STEP, former, account, &same);
    bool is_other = had != same || wanted != same;
    if (!err && is_other && !terms->keeps_seals) {
        counts->factors += had > 0;
        return restore_unprove(conn, account);
    }
    if (!err && is_other)
        err = run_by(conn, STMT_FACTOR_CLEAR, account->id);
    if (!err && is_other)
        err = restore_each_factor(conn, STMT_RESTORE_FACTOR_ADD, former, account, &added);
    if (!err && former->knows_recovery)
        err = restore_recovery(conn, former, account, &is_other);
    counts->proofs += !err && is_other;
    return err;
}

enum err restore_proofs(struct conn *conn, const struct former *former, const struct restore_terms *terms,
                        struct restore_counts *counts)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < former->account_count; i++) {
        const struct former_account *account = &former->accounts[i];
        int64_t is_there = 0, wanted = 0;
        for (size_t j = 0; j < former->factor_count; j++)
            wanted += former->factors[j].account_id == account->id;
        err = restore_of_account(conn, STMT_RESTORE_HAS_ACCOUNT, account, &is_there);
        if (err || !is_there)
            continue;
        err = wanted ? restore_proof(conn, former, account, terms, wanted, counts)
                     : restore_ended(conn, account, counts);
    }
    return err;
}

/* ---- keys that sign */

enum err restore_signing_keys(struct conn *conn, const struct former *former)
{
    enum err err = signing_key_end(conn);
    for (size_t i = 0; !err && i < former->key_count; i++) {
        const struct former_key *item = &former->keys[i];
        struct signing_key key = {.from_ms = item->from_ms,
                                  .until_ms = item->until_ms ? item->until_ms : conn->now_ms};
        if (!item->key || item->size != sizeof key.key)
            continue;
        memcpy(key.key, item->key, sizeof key.key);
        err = signing_key_keep(conn, &key);
    }
    return err;
}

/* ---- accounts */

/* What a limited account may write in: of what the copy lets it, what it may write in now. */
static enum err restore_categories(struct conn *conn, const struct former_account *account, bool *ret_taken)
{
    static const enum statement statements[] = {STMT_RESTORE_CATEGORIES_GIVE, STMT_RESTORE_CATEGORIES_TAKE};
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < sizeof statements / sizeof *statements; i++) {
        auto_query struct query q = query_of(conn, statements[i]);
        bind_integer(&q, account->id);
        bind_text(&q, account->name);
        bind_text(&q, account->categories);
        err = query_run(&q);
        *ret_taken = !err && conn_changes(conn);
    }
    return err;
}

/* Rights that somebody had no more are not given back by a copy that knows nothing of it. */
static enum err restore_lessen(struct conn *conn, const struct former_account *account,
                               struct restore_counts *counts)
{
    bool has_taken = false;
    enum err err = account->is_limited ? restore_categories(conn, account, &has_taken) : ERR_OK;
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_RESTORE_LESSEN);
    bind_integer(&q, account->id);
    bind_text(&q, account->name);
    bind_integer(&q, account->role);
    bind_integer(&q, account->is_limited);
    bind_integer(&q, account->needs_totp);
    bind_integer(&q, has_taken);
    err = query_run(&q);
    counts->lessened += err ? 0 : conn_changes(conn);
    return err;
}

/* One who was not let in any more is not let in either. */
static enum err restore_account(struct conn *conn, const struct former_account *account,
                                struct restore_counts *counts)
{
    if (account->disabled_ms) {
        auto_query struct query q = query_of(conn, STMT_RESTORE_DISABLE);
        bind_integer(&q, account->disabled_ms);
        bind_integer(&q, account->id);
        bind_text(&q, account->name);
        enum err err = query_run(&q);
        counts->disabled += err ? 0 : conn_changes(conn);
        return err;
    }
    auto_query struct query q = query_of(conn, STMT_RESTORE_PASSWORD);
    bind_integer(&q, account->id);
    bind_text(&q, account->name);
    bind_integer(&q, account->password_ms);
    enum err err = query_row(&q);
    counts->passwords += err ? 0 : column_integer(&q);
    return err;
}

enum err restore_accounts(struct conn *conn, const struct former *former, struct restore_counts *counts)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < former->account_count; i++)
        err = restore_lessen(conn, &former->accounts[i], counts);
    for (size_t i = 0; !err && i < former->account_count; i++)
        err = restore_account(conn, &former->accounts[i], counts);
    if (!err)
        err = account_count(conn, &counts->accounts);
    return err ? err : integer_by(conn, STMT_ACCOUNT_OTHER_ADMINS, 0, &counts->admins);
}
