/* Argon2id by libsodium. Must not know whose password it is. */
#include "base/password.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>

static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "room for the hash");

/* OWASP asks for 19 MiB and two passes at least. */
static const unsigned long long passes = 2;
static const size_t memory = 64 * 1024 * 1024;

enum err password_hash(const char *text, char ret_hash[static PASSWORD_HASH_SIZE])
{
    /* It fails for want of memory alone. */
    return crypto_pwhash_str_alg(ret_hash, text, strlen(text), passes, memory,
                                 crypto_pwhash_ALG_ARGON2ID13) == 0
               ? ERR_OK
               : ERR_MEMORY;
}

enum err password_verify(const char *hash, const char *text, bool *ret_is_right)
{
    /* A hash of the right form and costs that nothing gives: all bytes of salt and hash are zero. */
    static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    errno = 0;
    bool is_right = crypto_pwhash_str_verify(hash ? hash : nobody, text, strlen(text)) == 0;
    if (!is_right && errno == ENOMEM)
        return ERR_MEMORY;
    *ret_is_right = is_right && hash;
    return ERR_OK;
}

bool password_is_stale(const char *hash)
{
    return crypto_pwhash_str_needs_rehash(hash, passes, memory) != 0;
}
