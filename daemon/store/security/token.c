/* Tokens, and who holds one. Must not know a header or a request. The secret passes through here as text
 * and is never kept, logged or put into the audit. */
#include "engine/rows.h"
#include "engine/store_state.h"
#include "use.h"

#include "store/audit.h"
#include "store/token.h"
#include "text/number.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

/* Of BLAKE2b, 256 bits; uses are told to the minute, so that the table tells nobody's habits. */
enum { HASH_SIZE = 32, MINUTE_MS = 60000 };

static const char prefix[] = "cong_";

/* The hash is over the written secret. A fast hash will do: there are 256 random bits to guess. */
static void hash_secret(const char *secret, unsigned char hash[HASH_SIZE])
{
    crypto_generichash(hash, HASH_SIZE, (const unsigned char *)secret, strlen(secret), NULL, 0);
}

/* Without the hash, which nobody but check_secret() reads. */
static void token_read_row(struct query *q, struct token *token)
{
    token->id = column_integer(q);
    token->name = column_text(q);
    token->role = (enum role)column_integer(q);
    token->from = column_text(q);
    token->created_ms = column_integer(q);
    token->expires_ms = column_integer(q);
    token->last_used_ms = column_integer(q);
    token->revoked_ms = column_integer(q);
    token->rotated_ms = column_integer(q);
    token->former_ms = column_integer(q);
}

enum err token_by_id(struct conn *conn, int64_t id, struct token *ret_token)
{
    auto_query struct query q = query_of(conn, STMT_TOKEN_BY_ID);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (!err)
        token_read_row(&q, ret_token);
    return err;
}

/* Revoked ones too. */
enum err token_list(struct conn *conn, struct token **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_TOKEN_LIST);
    struct token *items = NULL;
    size_t count = 0;
    enum err err;
    while (!(err = query_row(&q))) {
        struct token *token = array_add(conn->arena, &items, &count, sizeof *token);
        if (!token)
            return ERR_MEMORY;
        token_read_row(&q, token);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_items = items;
    *ret_count = count;
    return ERR_OK;
}

void token_secret_draw(struct token_secret *ret_secret)
{
    unsigned char bytes[TOKEN_SECRET_SIZE];
    /* 256 bits from the kernel. */
    randombytes_buf(bytes, sizeof bytes);
    base64url_encode(bytes, sizeof bytes, ret_secret->written);
    /* The written form is the one place where it is. */
    sodium_memzero(bytes, sizeof bytes);
}

void token_secret_forget(struct token_secret *secret)
{
    sodium_memzero(secret, sizeof *secret);
}

/* As it is written, shown this once. */
static const char *token_whole(struct arena *arena, int64_t id, const struct token_secret *secret)
{
    return arena_printf(arena, "%s%lld_%s", prefix, (long long)id, secret->written);
}

enum err token_create(struct conn *conn, const struct token *token, const struct token_secret *secret,
                      int64_t *ret_id, const char **ret_text)
{
    assert(conn->is_writer);
    unsigned char hash[HASH_SIZE];
    int64_t id = 0;
    enum err err;
    assert(strlen(secret->written) == TOKEN_SECRET_LENGTH);
    /* Over the written form, which is what comes back with a request. */
    hash_secret(secret->written, hash);
    {
        auto_query struct query q = query_of(conn, STMT_TOKEN_INSERT);
        bind_text(&q, token->name);
        bind_integer(&q, (int64_t)token->role);
        bind_blob(&q, hash, sizeof hash);
        bind_text(&q, token->from);
        bind_integer(&q, conn->now_ms);
        bind_integer(&q, token->expires_ms);
        /* RETURNING gives the id as a row; the second step ends the statement. */
        err = query_row(&q);
        if (!err) {
            id = column_integer(&q);
            err = query_run(&q);
        }
    }
    if (!err)
        err = audit_add(conn, "token.create", "token", id, 0, 1, token->name);
    if (!err) {
        *ret_text = token_whole(conn->arena, id, secret);
        *ret_id = id;
    }
    return err;
}

/* The row's new secret, and how long the one that it has is good. */
static enum err save_secret(struct conn *conn, int64_t id, int64_t expires_ms, int64_t grace_ms,
                            const struct token_secret *secret)
{
    unsigned char hash[HASH_SIZE];
    auto_query struct query q = query_of(conn, STMT_TOKEN_ROTATE);
    hash_secret(secret->written, hash);
    bind_integer(&q, grace_ms ? conn->now_ms + grace_ms : 0);
    bind_blob(&q, hash, sizeof hash);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, expires_ms);
    bind_integer(&q, id);
    return query_run(&q);
}

enum err token_rotate(struct conn *conn, int64_t id, int64_t expires_ms, int64_t grace_ms,
                      const struct token_secret *secret, const char **ret_text)
{
    assert(conn->is_writer);
    struct token token;
    assert(strlen(secret->written) == TOKEN_SECRET_LENGTH);
    enum err err = token_by_id(conn, id, &token);
    if (!err && (token.revoked_ms || (expires_ms && expires_ms <= conn->now_ms)))
        err = ERR_CONFLICT;
    if (!err)
        err = save_secret(conn, id, expires_ms, grace_ms, secret);
    if (!err)
        err = audit_add(conn, "token.rotate", "token", id, 1, 1, token.name);
    if (!err)
        *ret_text = token_whole(conn->arena, id, secret);
    return err;
}

bool token_ends_soon(const struct token *token, int64_t now_ms)
{
    static const int64_t soon_ms = TOKEN_SOON_DAYS * INT64_C(86400000);
    return !token->revoked_ms && token->expires_ms > now_ms && token->expires_ms - now_ms <= soon_ms;
}

/* Splits "cong_ID_SECRET". */
static bool token_split(const char *text, struct arena *arena, int64_t *ret_id, const char **ret_secret)
{
    if (strlen(text) > TOKEN_TEXT_MAX || strncmp(text, prefix, sizeof prefix - 1) != 0)
        return false;
    const char *id = text + sizeof prefix - 1, *end = strchr(id, '_');
    /* Before anything is hashed, so that long nonsense costs nothing. */
    if (!end || strlen(end + 1) != TOKEN_SECRET_LENGTH)
        return false;
    *ret_secret = end + 1;
    return number_parse(arena_copy(arena, id, (size_t)(end - id)), 1, INT64_MAX, ret_id) == ERR_OK;
}

/* In constant time; what is not there is compared with zeros, which no secret hashes to. */
static bool is_hash_of(const void *kept, size_t size, const unsigned char hash[HASH_SIZE])
{
    static const unsigned char nothing[HASH_SIZE];
    bool is_there = kept && size == HASH_SIZE;
    bool is_equal = sodium_memcmp(is_there ? kept : nothing, hash, HASH_SIZE) == 0;
    return is_equal & is_there;
}

/* The secret, or the former one while that is good. An unknown id costs the same as a wrong secret. */
static enum err check_secret(struct conn *conn, int64_t id, const char *secret)
{
    unsigned char hash[HASH_SIZE];
    auto_query struct query q = query_of(conn, STMT_TOKEN_HASH);
    size_t size = 0, former_size = 0;
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err && err != ERR_NOT_FOUND)
        return err;
    const void *kept = err ? NULL : column_blob(&q, &size);
    const void *former = err ? NULL : column_blob(&q, &former_size);
    hash_secret(secret, hash);
    bool is_present = is_hash_of(kept, size, hash), is_former = is_hash_of(former, former_size, hash);
    return is_present || is_former ? ERR_OK : ERR_UNAUTHORIZED;
}

void use_note(struct store *store, int64_t number, int64_t at_ms)
{
    pthread_mutex_lock(&store->uses_lock);
    size_t i = 0;
    while (i < store->use_count && store->uses[i].number != number)
        i++;
    if (i < USES_MAX) {
        /* A later one may be there already, when this one was taken back from a flush that failed. */
        if (i == store->use_count)
            store->uses[store->use_count++] = (struct noted_use){number, 0};
        if (store->uses[i].at_ms < at_ms)
            store->uses[i].at_ms = at_ms;
    }
    pthread_mutex_unlock(&store->uses_lock);
}

int64_t use_noted(struct store *store, int64_t number)
{
    int64_t at_ms = 0;
    pthread_mutex_lock(&store->uses_lock);
    for (size_t i = 0; i < store->use_count; i++)
        if (store->uses[i].number == number)
            at_ms = store->uses[i].at_ms;
    pthread_mutex_unlock(&store->uses_lock);
    return at_ms;
}

enum err token_verify(struct conn *conn, const char *text, const char *address, struct actor *ret_actor)
{
    /* Read only after the secret was found right. */
    struct token token;
    const char *secret;
    int64_t id;
    if (!token_split(text, conn->arena, &id, &secret))
        return ERR_UNAUTHORIZED;
    enum err err = check_secret(conn, id, secret);
    if (!err)
        err = token_by_id(conn, id, &token);
    /* Both reads see one snapshot, and no row goes, so who has the secret is there. */
    if (err)
        return err;
    /* All kinds of failure are one error, so that nobody learns which it was. */
    bool expired = token.expires_ms && token.expires_ms <= conn->now_ms;
    if (expired || token.revoked_ms || !address_in_blocks(address, token.from))
        return ERR_UNAUTHORIZED;
    /* Only of those that were let in. */
    use_note(conn->store, id, conn->now_ms - conn->now_ms % MINUTE_MS);
    ret_actor->token_id = token.id;
    ret_actor->role = token.role;
    ret_actor->name = token.name;
    return ERR_OK;
}

/* The latest use of each token and session. */
static enum err save_uses(struct conn *conn, const struct noted_use *uses, size_t count)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < count; i++) {
        bool is_token = uses[i].number > 0;
        auto_query struct query q = query_of(conn, is_token ? STMT_TOKEN_USED : STMT_SESSION_SEEN);
        bind_integer(&q, uses[i].at_ms);
        bind_integer(&q, is_token ? uses[i].number : -uses[i].number);
        err = query_run(&q);
    }
    return err;
}

enum err token_flush_uses(struct store *store)
{
    static const struct actor system = {.role = ROLE_ADMIN, .name = "system"};
    struct noted_use uses[USES_MAX];
    pthread_mutex_lock(&store->uses_lock);
    size_t count = store->use_count;
    memcpy(uses, store->uses, count * sizeof *uses);
    /* Before they are saved, for no lock is held while the writer is waited for. */
    store->use_count = 0;
    pthread_mutex_unlock(&store->uses_lock);
    if (!count)
        return ERR_OK;
    auto_arena struct arena *arena = arena_new(4096);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin(store, arena, &system, &conn) : ERR_MEMORY;
    if (!err)
        err = save_uses(conn, uses, count);
    if (!err)
        err = store_commit(&conn);
    /* For the next time. */
    for (size_t i = 0; err && i < count; i++)
        use_note(store, uses[i].number, uses[i].at_ms);
    return err;
}

/* The row stays, as the audit and the revisions name its id. */
enum err token_revoke(struct conn *conn, int64_t id)
{
    assert(conn->is_writer);
    struct token token;
    enum err err = token_by_id(conn, id, &token);
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_TOKEN_REVOKE);
        bind_integer(&q, conn->now_ms);
        bind_integer(&q, id);
        err = query_run(&q);
    }
    return err ? err : audit_add(conn, "token.revoke", "token", id, 1, 0, token.name);
}
