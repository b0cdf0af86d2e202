/* Seals: what proves that a text is the one that was published. A seal is made of a text's canonical JSON
 * (base/canonical_json.h) and a salt of its own:
 *
 *   hash      = SHA-256(salt || canonical JSON)
 *   code      = the first 100 bits of the hash in base32 (RFC 4648, small letters), in five groups of four
 *   signature = Ed25519 (RFC 8032) over "cong seal 1\n" || hash
 *
 * Without its salt, of 256 random bits, a hash confirms no guess at the text. Must not know what is sealed,
 * nor where keys are kept. Thread: any. */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    SEAL_SALT_SIZE = 32,
    SEAL_HASH_SIZE = 32,
    SEAL_SIGNATURE_SIZE = 64,
    SEAL_KEY_SIZE = 32,    /* of a public key */
    SEAL_SEED_SIZE = 32,   /* of what a private key is made of */
    SEAL_CODE_LENGTH = 20, /* as it is kept */
    SEAL_CODE_SHOWN = 24,  /* as people read it */
    SEAL_KEY_ID_LENGTH = 43,
};

/* What a document of verification says it is. */
#define SEAL_FORMAT "cong-verification-1"

void seal_hash(const unsigned char salt[static SEAL_SALT_SIZE], const char *canonical, size_t size,
               unsigned char ret_hash[static SEAL_HASH_SIZE]);

/* The code of a hash, NUL-terminated; seal_code_show() has its groups apart. */
void seal_code(const unsigned char hash[static SEAL_HASH_SIZE], char ret_code[static SEAL_CODE_LENGTH + 1]);
void seal_code_show(const char *code, char ret_shown[static SEAL_CODE_SHOWN + 1]);

/* Reads a code as people type it: capitals, blanks and hyphens anywhere, 0 for o, 1 for l. Errors: INPUT. */
enum err seal_code_read(const char *text, char ret_code[static SEAL_CODE_LENGTH + 1]);

/* The signature of a hash with the key of a seed, and that key's public half. */
void seal_sign(const unsigned char seed[static SEAL_SEED_SIZE],
               const unsigned char hash[static SEAL_HASH_SIZE],
               unsigned char ret_signature[static SEAL_SIGNATURE_SIZE],
               unsigned char ret_key[static SEAL_KEY_SIZE]);

bool seal_is_signed(const unsigned char key[static SEAL_KEY_SIZE],
                    const unsigned char hash[static SEAL_HASH_SIZE],
                    const unsigned char signature[static SEAL_SIGNATURE_SIZE]);

/* The name of a public key: its thumbprint by RFC 7638, NUL-terminated. */
void seal_key_id(const unsigned char key[static SEAL_KEY_SIZE], char ret_id[static SEAL_KEY_ID_LENGTH + 1]);

/* What a document of verification (GET /api/articles/{id}/verification) proves by itself. */
struct seal_check {
    bool is_readable;  /* it has the members, each of its form; else nothing of the others is true */
    bool has_hash;     /* content and salt give the hash */
    bool has_code;     /* and the hash the code */
    bool has_key_name; /* the key has the name that it is given */
    bool is_signed;    /* by the key that was given, or the document's own */
    unsigned char key[SEAL_KEY_SIZE]; /* the document's own */
    char code[SEAL_CODE_LENGTH + 1];  /* as it says */
};

/* Whether all of it is right. */
bool seal_is_right(const struct seal_check *check);

/* Judges it by `key`, or by the document's own (NULL). Errors: MEMORY. */
enum err seal_document_check(const json_t *document, const unsigned char *key, struct seal_check *ret_check);

#endif
