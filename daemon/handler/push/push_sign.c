/* The signature of a message. Must not know what is signed. */
#include "push_sign.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { KEY_LEAST = 24, KEY_MOST = 64, HEAD_MAX = 128 };

bool push_sign(const char *secret, const char *id, int64_t timestamp, const char *body, size_t size,
               char ret_signature[static PUSH_SIGNATURE_SIZE])
{
    static const char prefix[] = "whsec_", version[] = "v1,";
    unsigned char key[KEY_MOST], hash[crypto_auth_hmacsha256_BYTES];
    char head[HEAD_MAX];
    crypto_auth_hmacsha256_state state;
    size_t key_size = 0;
    int length = snprintf(head, sizeof head, "%s.%" PRId64 ".", id, timestamp);
    if (strncmp(secret, prefix, sizeof prefix - 1) != 0 || length < 0 || length >= HEAD_MAX ||
        sodium_base642bin(key, sizeof key, secret + sizeof prefix - 1, strlen(secret) - (sizeof prefix - 1),
                          NULL, &key_size, NULL, sodium_base64_VARIANT_ORIGINAL) ||
        key_size < KEY_LEAST)
        return false;
    crypto_auth_hmacsha256_init(&state, key, key_size);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)head, (unsigned long long)length);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)body, size);
    crypto_auth_hmacsha256_final(&state, hash);
    memcpy(ret_signature, version, sizeof version);
    sodium_bin2base64(ret_signature + sizeof version - 1, PUSH_SIGNATURE_SIZE - (sizeof version - 1), hash,
                      sizeof hash, sodium_base64_VARIANT_ORIGINAL);
    sodium_memzero(key, sizeof key);
    sodium_memzero(&state, sizeof state);
    return true;
}
