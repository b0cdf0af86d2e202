/* The table of seals: made, read, taken back. What is sealed is seal_content.c's, by which key
 * security/signing_key.c's. */
#include "seal_inner.h"

#include "engine/store_state.h"
#include "security/signing_key.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

/* So many are sealed in one transaction, some tens of microseconds each. */
enum { FILL_BATCH = 50, FILL_ARENA = 256 * 1024 * 1024 };

enum err seal_add(struct conn *conn, int64_t article_id, int64_t version)
{
    assert(conn->is_writer);
    unsigned char salt[SEAL_SALT_SIZE], hash[SEAL_HASH_SIZE], signature[SEAL_SIGNATURE_SIZE],
        key[SEAL_KEY_SIZE];
    char code[SEAL_CODE_LENGTH + 1];
    const char *content;
    enum err err = seal_content(conn, article_id, version, &content);
    /* No public one, or taken back meanwhile. */
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    randombytes_buf(salt, sizeof salt);
    seal_hash(salt, content, strlen(content), hash);
    seal_code(hash, code);
    err = signing_key_sign(conn, hash, signature, key);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_SEAL_ADD);
    bind_text(&q, code);
    bind_integer(&q, article_id);
    bind_integer(&q, version);
    bind_blob(&q, hash, sizeof hash);
    bind_blob(&q, salt, sizeof salt);
    bind_blob(&q, signature, sizeof signature);
    bind_blob(&q, key, sizeof key);
    return query_run(&q);
}

enum err seal_take_back(struct conn *conn, int64_t article_id, int64_t version)
{
    assert(conn->is_writer && article_id > 0);
    static const enum statement statements[] = {STMT_SEAL_TAKE, STMT_SEAL_DUE_NOT};
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < sizeof statements / sizeof *statements; i++) {
        auto_query struct query q = query_of(conn, statements[i]);
        bind_integer(&q, article_id);
        bind_integer(&q, version);
        err = query_run(&q);
    }
    return err;
}

/* The next column, which has just so many bytes or is NULL. */
static const unsigned char *seal_column(struct query *q, size_t size)
{
    size_t has;
    const unsigned char *bytes = column_blob(q, &has);
    return has == size ? bytes : NULL;
}

static enum err seal_read_row(struct query *q, struct seal *seal)
{
    enum err err = query_row(q);
    const char *code = err ? NULL : column_text(q);
    if (err)
        return err;
    seal->article_id = column_integer(q);
    seal->version = column_integer(q);
    seal->hash = seal_column(q, SEAL_HASH_SIZE);
    seal->salt = seal_column(q, SEAL_SALT_SIZE);
    seal->signature = seal_column(q, SEAL_SIGNATURE_SIZE);
    seal->key = seal_column(q, SEAL_KEY_SIZE);
    if (arena_failed(q->conn->arena))
        return ERR_MEMORY;
    memcpy(seal->code, code, sizeof seal->code);
    seal->is_taken = !seal->hash || !seal->salt || !seal->signature || !seal->key;
    return ERR_OK;
}

/* The content beside its row, compared with the hash. */
static enum err seal_complete(struct conn *conn, struct seal *seal)
{
    unsigned char hash[SEAL_HASH_SIZE];
    if (seal->is_taken)
        return ERR_OK;
    enum err err = seal_content(conn, seal->article_id, seal->version, &seal->content);
    /* Purged since the row was read: that is one transaction, so it cannot be, but a file may be damaged. */
    if (err == ERR_NOT_FOUND) {
        seal->is_taken = true;
        return ERR_OK;
    }
    if (err)
        return err;
    seal_hash(seal->salt, seal->content, strlen(seal->content), hash);
    seal->is_whole = memcmp(hash, seal->hash, sizeof hash) == 0;
    return ERR_OK;
}

enum err seal_by_code(struct conn *conn, const char *code, struct seal *ret_seal)
{
    struct seal seal = {0};
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_SEAL_BY_CODE);
        bind_text(&q, code);
        err = seal_read_row(&q, &seal);
    }
    if (!err)
        err = seal_complete(conn, &seal);
    if (!err)
        *ret_seal = seal;
    return err;
}

enum err seal_by_version(struct conn *conn, int64_t article_id, int64_t version, struct seal *ret_seal)
{
    struct seal seal = {0};
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_SEAL_BY_VERSION);
        bind_integer(&q, article_id);
        bind_integer(&q, version);
        err = seal_read_row(&q, &seal);
    }
    if (!err)
        err = seal_complete(conn, &seal);
    if (!err)
        *ret_seal = seal;
    return err;
}

enum err seal_present_code(struct conn *conn, int64_t article_id, const char **ret_shown)
{
    char shown[SEAL_CODE_SHOWN + 1];
    auto_query struct query q = query_of(conn, STMT_SEAL_PRESENT);
    bind_integer(&q, article_id);
    enum err err = query_row(&q);
    const char *code = err ? NULL : column_text(&q);
    if (code)
        seal_code_show(code, shown);
    *ret_shown = code ? arena_text(conn->arena, shown) : NULL;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Those that are due, each sealed and off the list. */
static enum err seal_fill_batch(struct conn *conn, size_t *ret_count)
{
    struct due {
        int64_t article_id, version;
    } due[FILL_BATCH];
    size_t count = 0;
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_SEALS_DUE);
        bind_integer(&q, FILL_BATCH);
        for (; !(err = query_row(&q)) && count < FILL_BATCH; count++) {
            due[count].article_id = column_integer(&q);
            due[count].version = column_integer(&q);
        }
    }
    err = err == ERR_NOT_FOUND ? ERR_OK : err;
    for (size_t i = 0; !err && i < count; i++) {
        err = seal_add(conn, due[i].article_id, due[i].version);
        if (!err) {
            auto_query struct query q = query_of(conn, STMT_SEAL_DUE_NOT);
            bind_integer(&q, due[i].article_id);
            bind_integer(&q, due[i].version);
            err = query_run(&q);
        }
    }
    *ret_count = count;
    return err;
}

/* Whether something is due, asked of a reader: mostly nothing is. */
static enum err seal_is_due(struct store *store, struct arena *arena, bool *ret_due)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(store, arena, &conn);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_SEALS_DUE);
    bind_integer(&q, 1);
    err = query_row(&q);
    *ret_due = !err;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err seal_fill(struct store *store, bool *ret_done)
{
    static const struct actor sealer = {.role = ROLE_ADMIN, .name = "system"};
    auto_arena struct arena *arena = arena_new(FILL_ARENA);
    auto_conn struct conn *conn = NULL;
    bool is_due = false;
    size_t count = 0;
    enum err err = arena ? seal_is_due(store, arena, &is_due) : ERR_MEMORY;
    *ret_done = !err && !is_due;
    if (err || !is_due)
        return err;
    err = store_begin_alone(store, arena, &sealer, &conn);
    if (!err)
        err = seal_fill_batch(conn, &count);
    if (err)
        return err;
    /* Pages that were made meanwhile say no code; they are made anew once, and not for each batch. */
    if (count < FILL_BATCH)
        conn_mark_changed(conn);
    err = store_commit(&conn);
    *ret_done = !err && count < FILL_BATCH;
    return err;
}
