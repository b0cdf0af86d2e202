/* The table of the keys that sign. A seed is random and of no other key, so that one that was ended is gone
 * with its row's seed, whatever DIR/secret.key is or becomes. */
#include "signing_key.h"

#include "engine/rows.h"
#include "secret.h"
#include "store/audit.h"

#include "base/base64url.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum { SEED_LENGTH = BASE64URL_LENGTH(SEAL_SEED_SIZE) };

static const char seed_purpose[] = "signing key";

/* The sealed seed of the key that signs, opened; NOT_FOUND without one that opens. */
static enum err signing_key_read(struct conn *conn, unsigned char ret_seed[static SEAL_SEED_SIZE])
{
    auto_query struct query q = query_of(conn, STMT_SIGNING_KEY_NOW);
    size_t size = 0, read = 0;
    enum err err = query_row(&q);
    if (err)
        return err;
    const void *sealed = column_blob(&q, &size);
    if (arena_failed(conn->arena))
        return ERR_MEMORY;
    const char *text = secret_unseal(conn, seed_purpose, sealed, size);
    if (!text)
        return arena_failed(conn->arena) ? ERR_MEMORY : ERR_NOT_FOUND;
    err = base64url_decode(text, strlen(text), ret_seed, SEAL_SEED_SIZE, &read);
    return err || read != SEAL_SEED_SIZE ? ERR_NOT_FOUND : ERR_OK;
}

static enum err signing_key_add(struct conn *conn, const struct signing_key *key, const void *sealed,
                                size_t size)
{
    auto_query struct query q = query_of(conn, STMT_SIGNING_KEY_ADD);
    bind_blob(&q, key->key, sizeof key->key);
    bind_blob(&q, sealed, size);
    bind_integer(&q, key->from_ms);
    bind_integer(&q, key->until_ms);
    return query_run(&q);
}

enum err signing_key_keep(struct conn *conn, const struct signing_key *key)
{
    assert(conn->is_writer && key->until_ms);
    auto_query struct query q = query_of(conn, STMT_SIGNING_KEY_KEEP);
    bind_blob(&q, key->key, sizeof key->key);
    bind_integer(&q, key->from_ms);
    bind_integer(&q, key->until_ms);
    return query_run(&q);
}

enum err signing_key_end(struct conn *conn)
{
    assert(conn->is_writer);
    return run_by(conn, STMT_SIGNING_KEY_END, conn->now_ms);
}

/* A new one in place of the one that signs. */
static enum err signing_key_make(struct conn *conn, unsigned char ret_seed[static SEAL_SEED_SIZE],
                                 struct signing_key *ret_key)
{
    unsigned char whole[crypto_sign_SECRETKEYBYTES];
    char text[SEED_LENGTH + 1];
    size_t size = 0;
    struct signing_key key = {.from_ms = conn->now_ms};
    randombytes_buf(ret_seed, SEAL_SEED_SIZE);
    crypto_sign_seed_keypair(key.key, whole, ret_seed);
    base64url_encode(ret_seed, SEAL_SEED_SIZE, text);
    void *sealed = secret_seal(conn, seed_purpose, text, &size);
    sodium_memzero(text, sizeof text);
    sodium_memzero(whole, sizeof whole);
    enum err err = sealed ? signing_key_end(conn) : ERR_MEMORY;
    if (!err)
        err = signing_key_add(conn, &key, sealed, size);
    if (!err)
        *ret_key = key;
    return err;
}

enum err signing_key_sign(struct conn *conn, const unsigned char hash[static SEAL_HASH_SIZE],
                          unsigned char ret_signature[static SEAL_SIGNATURE_SIZE],
                          unsigned char ret_key[static SEAL_KEY_SIZE])
{
    assert(conn->is_writer);
    unsigned char seed[SEAL_SEED_SIZE];
    struct signing_key made;
    enum err err = signing_key_read(conn, seed);
    if (err == ERR_NOT_FOUND)
        err = signing_key_make(conn, seed, &made);
    if (!err)
        seal_sign(seed, hash, ret_signature, ret_key);
    sodium_memzero(seed, sizeof seed);
    return err;
}

enum err signing_key_list(struct conn *conn, struct signing_key **ret_keys, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_SIGNING_KEY_LIST);
    struct signing_key *keys = NULL;
    size_t count = 0, size;
    enum err err;
    while (!(err = query_row(&q))) {
        struct signing_key *key = array_add(conn->arena, &keys, &count, sizeof *key);
        const void *bytes = key ? column_blob(&q, &size) : NULL;
        if (!bytes || size != sizeof key->key)
            return ERR_MEMORY;
        memcpy(key->key, bytes, sizeof key->key);
        key->from_ms = column_integer(&q);
        key->until_ms = column_integer(&q);
    }
    *ret_keys = keys;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err signing_key_rotate(struct conn *conn, struct signing_key *ret_key)
{
    assert(conn->is_writer);
    unsigned char seed[SEAL_SEED_SIZE];
    enum err err = signing_key_make(conn, seed, ret_key);
    sodium_memzero(seed, sizeof seed);
    /* Readers see the list of keys. */
    conn_mark_changed(conn);
    return err ? err : audit_add(conn, "key.rotate", "key", 0, 0, 0, NULL);
}
