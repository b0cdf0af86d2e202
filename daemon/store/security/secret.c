/* The file of the portal's own key. */
#include "secret.h"

#include "base/folder.h"
#include "base/said.h"
#include "engine/store_state.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* Nobody but the daemon. */
enum { KEY_MODE = 0600 };

/* Under this name until it is whole; what a process that was killed left there is overwritten. */
static enum err secret_write(const struct store *store, const char *path)
{
    auto_close int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, KEY_MODE);
    if (fd >= 0 && write(fd, store->secret, sizeof store->secret) == (ssize_t)sizeof store->secret &&
        !fsync(fd))
        return ERR_OK;
    return errno == ENOSPC ? ERR_STORAGE_FULL : ERR_INTERNAL;
}

/* A new key is on the disk before anything is hashed with it: without it the hashes say nothing any more.
 * Whenever the current goes, there is a whole key or none. */
static enum err secret_make(struct store *store, const char *path, struct buf *fault)
{
    auto_buf struct buf unfinished = BUF(4096);
    buf_printf(&unfinished, "%s.new", path);
    /* "" would be a file of the folder that the process is in. */
    if (buf_failed(&unfinished))
        return ERR_MEMORY;
    randombytes_buf(store->secret, sizeof store->secret);
    enum err err = secret_write(store, buf_str(&unfinished));
    if (!err && (rename(buf_str(&unfinished), path) || folder_sync(store->directory)))
        err = ERR_INTERNAL;
    if (err)
        buf_printf(fault, "%s: %s", path, said_errno(errno));
    return err;
}

enum err secret_read(const char *path, unsigned char ret_key[static SECRET_KEY_SIZE])
{
    auto_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL;
    /* One byte more, so that a longer file is noticed. */
    unsigned char bytes[SECRET_KEY_SIZE + 1];
    bool is_key = read(fd, bytes, sizeof bytes) == SECRET_KEY_SIZE;
    if (is_key)
        memcpy(ret_key, bytes, SECRET_KEY_SIZE);
    sodium_memzero(bytes, sizeof bytes);
    return is_key ? ERR_OK : ERR_INPUT;
}

enum err secret_open(struct store *store, struct buf *fault)
{
    auto_buf struct buf path = BUF(4096);
    buf_printf(&path, "%s/secret.key", store->directory);
    static_assert(sizeof store->secret == SECRET_KEY_SIZE, "the key is as long as its file");
    enum err err = buf_failed(&path) ? ERR_MEMORY : secret_read(buf_str(&path), store->secret);
    if (err == ERR_NOT_FOUND)
        return secret_make(store, buf_str(&path), fault);
    if (!err || err == ERR_MEMORY)
        return err;
    buf_printf(fault, SAID("%s không phải khóa của chương trình này", "%s is no key of this program"),
               buf_str(&path));
    return ERR_UNAVAILABLE;
}

void secret_hash(const struct store *store, const char *purpose, const char *text,
                 unsigned char ret_hash[SECRET_HASH_SIZE])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, store->secret, sizeof store->secret, SECRET_HASH_SIZE);
    /* With its NUL, so that no purpose runs into the text. */
    crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
    crypto_generichash_update(&state, (const unsigned char *)text, strlen(text));
    crypto_generichash_final(&state, ret_hash, SECRET_HASH_SIZE);
}

static_assert(SECRET_HASH_SIZE == crypto_secretbox_KEYBYTES, "a purpose's hash is a key");
static_assert(SECRET_SEAL_SIZE == crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES, "nonce and proof");

void *secret_seal(const struct conn *conn, const char *purpose, const char *text, size_t *ret_size)
{
    return secret_seal_bytes(conn, purpose, text, strlen(text), ret_size);
}

void *secret_seal_bytes(const struct conn *conn, const char *purpose, const void *bytes, size_t size,
                        size_t *ret_size)
{
    unsigned char key[SECRET_HASH_SIZE];
    unsigned char *sealed = arena_alloc(conn->arena, size + SECRET_SEAL_SIZE);
    if (!sealed)
        return NULL;
    secret_hash(conn->store, purpose, "seal", key);
    randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, bytes, size, sealed, key);
    sodium_memzero(key, sizeof key);
    *ret_size = size + SECRET_SEAL_SIZE;
    return sealed;
}

const char *secret_unseal(const struct conn *conn, const char *purpose, const void *sealed, size_t size)
{
    unsigned char key[SECRET_HASH_SIZE];
    const unsigned char *bytes = sealed;
    char *text =
        bytes && size >= SECRET_SEAL_SIZE ? arena_alloc(conn->arena, size - SECRET_SEAL_SIZE + 1) : NULL;
    if (!text)
        return NULL;
    secret_hash(conn->store, purpose, "seal", key);
    bool is_ours = crypto_secretbox_open_easy((unsigned char *)text, bytes + crypto_secretbox_NONCEBYTES,
                                              size - crypto_secretbox_NONCEBYTES, bytes, key) == 0;
    sodium_memzero(key, sizeof key);
    text[size - SECRET_SEAL_SIZE] = '\0';
    return is_ours ? text : NULL;
}
