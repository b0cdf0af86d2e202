/* The portal's own key, DIR/secret.key: what must not be read from a copied database is hashed with it. Knows
 * no table. Thread: opened at the start, any afterwards. */
#ifndef STORE_SECRET_H
#define STORE_SECRET_H

#include "engine/conn.h"

enum { SECRET_HASH_SIZE = 32 };

/* Reads the key, or makes it (0600) when there is none. Errors: UNAVAILABLE (the file is no key; `fault` says
 * so), STORAGE_FULL, INTERNAL. */
enum err secret_open(struct store *store, struct buf *fault);

/* The key that a file holds. Errors: NOT_FOUND, INPUT (it is no key), INTERNAL. */
enum { SECRET_KEY_SIZE = 32 };
enum err secret_read(const char *path, unsigned char ret_key[static SECRET_KEY_SIZE]);

/* The hash of a text of one purpose. Two purposes with the same text have nothing in common. */
void secret_hash(const struct store *store, const char *purpose, const char *text,
                 unsigned char ret_hash[SECRET_HASH_SIZE]);

/* Seals bytes so that this portal alone reads them; one purpose cannot read another's. NULL without memory.
 */
enum { SECRET_SEAL_SIZE = 40 /* more than what is sealed */ };
void *secret_seal(const struct conn *conn, const char *purpose, const char *text, size_t *ret_size);

/* The same of `size` bytes, whatever they are. secret_unseal() gives them with a NUL behind them. */
void *secret_seal_bytes(const struct conn *conn, const char *purpose, const void *bytes, size_t size,
                        size_t *ret_size);

/* The text again, in the connection's arena; NULL: it was sealed with another key, as after a restore without
 * DIR/secret.key, or there is none. */
const char *secret_unseal(const struct conn *conn, const char *purpose, const void *sealed, size_t size);

#endif
