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

#endif
