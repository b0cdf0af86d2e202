/* The key that signs seals: its seed lies in the database, sealed with DIR/secret.key. Thread: the
 * connection's. */
#ifndef STORE_SIGNING_KEY_H
#define STORE_SIGNING_KEY_H

#include "engine/conn.h"
#include "store/seal.h"

/* Signs a hash, with a new key where there is none, or none that DIR/secret.key opens (as after a restore
 * without it). *ret_key is the public half. Writer only. */
enum err signing_key_sign(struct conn *conn, const unsigned char hash[static SEAL_HASH_SIZE],
                          unsigned char ret_signature[static SEAL_SIGNATURE_SIZE],
                          unsigned char ret_key[static SEAL_KEY_SIZE]);

/* Ends the key that signs; the next signature makes another. Writer only. */
enum err signing_key_end(struct conn *conn);

/* Puts a former public key beside those there are; one that is there ends no later than this says. Writer
 * only. */
enum err signing_key_keep(struct conn *conn, const struct signing_key *key);

#endif
