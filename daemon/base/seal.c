/* Seals: hash, code, signature, and a document of them looked at. */
#include "base/seal.h"

#include "base/base64url.h"
#include "base/buf.h"
#include "base/canonical_json.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static_assert(SEAL_HASH_SIZE == crypto_hash_sha256_BYTES, "SHA-256");
static_assert(SEAL_SIGNATURE_SIZE == crypto_sign_BYTES && SEAL_KEY_SIZE == crypto_sign_PUBLICKEYBYTES &&
                  SEAL_SEED_SIZE == crypto_sign_SEEDBYTES,
              "Ed25519");
static_assert(SEAL_KEY_ID_LENGTH == BASE64URL_LENGTH(SEAL_HASH_SIZE), "the name of a key is a hash");

/* So that no signature of a seal is one of anything else. */
static const char purpose[] = "cong seal 1\n";
enum { PURPOSE_SIZE = sizeof purpose - 1, SIGNED_SIZE = PURPOSE_SIZE + SEAL_HASH_SIZE };

/* RFC 4648 section 6, in small letters. It has neither 0 nor 1. */
static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
enum { LETTER_BITS = 5, CODE_GROUP = 4 };

/* What is sealed is long: a body's text and its escapes. */
enum { CANONICAL_MAX = 8 * 1024 * 1024 };

void seal_hash(const unsigned char salt[static SEAL_SALT_SIZE], const char *canonical, size_t size,
               unsigned char ret_hash[static SEAL_HASH_SIZE])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, salt, SEAL_SALT_SIZE);
    crypto_hash_sha256_update(&state, (const unsigned char *)canonical, size);
    crypto_hash_sha256_final(&state, ret_hash);
}

void seal_code(const unsigned char hash[static SEAL_HASH_SIZE], char ret_code[static SEAL_CODE_LENGTH + 1])
{
    unsigned bits = 0, held = 0;
    for (size_t i = 0, next = 0; i < SEAL_CODE_LENGTH; i++) {
        if (held < LETTER_BITS) {
            bits = (bits << 8 | hash[next++]) & 0xffff;
            held += 8;
        }
        held -= LETTER_BITS;
        ret_code[i] = letters[bits >> held & 31];
    }
    ret_code[SEAL_CODE_LENGTH] = '\0';
}

void seal_code_show(const char *code, char ret_shown[static SEAL_CODE_SHOWN + 1])
{
    char *out = ret_shown;
    assert(strlen(code) == SEAL_CODE_LENGTH);
    for (size_t i = 0; i < SEAL_CODE_LENGTH; i++) {
        if (i && i % CODE_GROUP == 0)
            *out++ = '-';
        *out++ = code[i];
    }
    *out = '\0';
}

enum err seal_code_read(const char *text, char ret_code[static SEAL_CODE_LENGTH + 1])
{
    char code[SEAL_CODE_LENGTH + 1] = "";
    size_t count = 0;
    for (const char *p = text; *p; p++) {
        char c = *p;
        if (c == '-' || c == ' ')
            continue;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        c = c == '0' ? 'o' : c == '1' ? 'l' : c;
        if (!strchr(letters, c) || count == SEAL_CODE_LENGTH)
            return ERR_INPUT;
        code[count++] = c;
    }
    if (count != SEAL_CODE_LENGTH)
        return ERR_INPUT;
    memcpy(ret_code, code, sizeof code);
    return ERR_OK;
}

/* What is signed. */
static void seal_message(const unsigned char *hash, unsigned char ret_message[static SIGNED_SIZE])
{
    memcpy(ret_message, purpose, PURPOSE_SIZE);
    memcpy(ret_message + PURPOSE_SIZE, hash, SEAL_HASH_SIZE);
}

void seal_sign(const unsigned char seed[static SEAL_SEED_SIZE],
               const unsigned char hash[static SEAL_HASH_SIZE],
               unsigned char ret_signature[static SEAL_SIGNATURE_SIZE],
               unsigned char ret_key[static SEAL_KEY_SIZE])
{
    unsigned char message[SIGNED_SIZE], whole[crypto_sign_SECRETKEYBYTES];
    seal_message(hash, message);
    crypto_sign_seed_keypair(ret_key, whole, seed);
    crypto_sign_detached(ret_signature, NULL, message, sizeof message, whole);
    sodium_memzero(whole, sizeof whole);
}

bool seal_is_signed(const unsigned char key[static SEAL_KEY_SIZE],
                    const unsigned char hash[static SEAL_HASH_SIZE],
                    const unsigned char signature[static SEAL_SIGNATURE_SIZE])
{
    unsigned char message[SIGNED_SIZE];
    seal_message(hash, message);
    return crypto_sign_verify_detached(signature, message, sizeof message, key) == 0;
}

void seal_key_id(const unsigned char key[static SEAL_KEY_SIZE], char ret_id[static SEAL_KEY_ID_LENGTH + 1])
{
    char x[BASE64URL_LENGTH(SEAL_KEY_SIZE) + 1], text[128];
    unsigned char hash[SEAL_HASH_SIZE];
    base64url_encode(key, SEAL_KEY_SIZE, x);
    /* The members of RFC 8037 that a thumbprint is made of, in their order. */
    int length = snprintf(text, sizeof text, "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"%s\"}", x);
    crypto_hash_sha256(hash, (const unsigned char *)text, (unsigned long long)length);
    base64url_encode(hash, sizeof hash, ret_id);
}

bool seal_is_right(const struct seal_check *check)
{
    return check->is_readable && check->has_hash && check->has_code && check->has_key_name &&
           check->is_signed;
}

/* Bytes of just that many, as base64url. */
static bool seal_bytes(const json_t *object, const char *name, unsigned char *ret_bytes, size_t size)
{
    const char *text = json_string_value(json_object_get(object, name));
    size_t read = 0;
    return text && base64url_decode(text, strlen(text), ret_bytes, size, &read) == ERR_OK && read == size;
}

static bool seal_says(const json_t *object, const char *name, const char *value)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text && strcmp(text, value) == 0;
}

enum err seal_document_check(const json_t *document, const unsigned char *key, struct seal_check *ret_check)
{
    unsigned char salt[SEAL_SALT_SIZE], said[SEAL_HASH_SIZE], hash[SEAL_HASH_SIZE],
        signature[SEAL_SIGNATURE_SIZE];
    char code[SEAL_CODE_LENGTH + 1], shown[SEAL_CODE_SHOWN + 1], id[SEAL_KEY_ID_LENGTH + 1];
    struct seal_check check = {0};
    auto_buf struct buf canonical = BUF(CANONICAL_MAX);
    const json_t *own = json_object_get(document, "key");
    json_t *content = json_object_get(document, "content");
    const char *says = json_string_value(json_object_get(document, "code"));
    enum err err = json_is_object(content) ? canonical_json(content, &canonical) : ERR_INPUT;
    *ret_check = check;
    /* Content that is longer than any that was published is none. */
    if (err && !buf_is_starved(&canonical))
        return ERR_OK;
    check.is_readable =
        !err && seal_says(document, "format", SEAL_FORMAT) && says && !seal_code_read(says, check.code) &&
        seal_bytes(document, "salt", salt, sizeof salt) && seal_bytes(document, "hash", said, sizeof said) &&
        seal_bytes(document, "signature", signature, sizeof signature) && seal_says(own, "kty", "OKP") &&
        seal_says(own, "crv", "Ed25519") && seal_bytes(own, "x", check.key, sizeof check.key);
    if (err || !check.is_readable)
        return err;
    seal_hash(salt, buf_str(&canonical), canonical.length, hash);
    seal_code(hash, code);
    seal_key_id(check.key, id);
    check.has_hash = memcmp(hash, said, sizeof hash) == 0;
    seal_code_show(code, shown);
    /* As it was written; only people may write it otherwise. */
    check.has_code = strcmp(shown, says) == 0;
    check.has_key_name = seal_says(own, "kid", id);
    check.is_signed = seal_is_signed(key ? key : check.key, hash, signature);
    *ret_check = check;
    return ERR_OK;
}
