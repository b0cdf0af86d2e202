/* Marks of forms: TIME.RANDOM.PROOF. Nothing of a form that was given out is kept. */
#include "base/base64url.h"
#include "engine/store_state.h"
#include "secret.h"

#include "store/petition.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RANDOM_SIZE = 12, PROOF_SIZE = 15, PROOF_LENGTH = BASE64URL_LENGTH(PROOF_SIZE) };

static_assert(20 + BASE64URL_LENGTH(RANDOM_SIZE) + PROOF_LENGTH + 3 <= PETITION_MARK_SIZE, "it fits");

/* Of what stands before the last point. */
static void mark_proof(const struct store *store, const char *text, char ret_proof[PROOF_LENGTH + 1])
{
    unsigned char hash[SECRET_HASH_SIZE];
    secret_hash(store, "petition form", text, hash);
    base64url_encode(hash, PROOF_SIZE, ret_proof);
}

void petition_mark_make(const struct store *store, int64_t now_ms, char ret_mark[PETITION_MARK_SIZE])
{
    unsigned char bytes[RANDOM_SIZE];
    char random[BASE64URL_LENGTH(RANDOM_SIZE) + 1], proof[PROOF_LENGTH + 1];
    randombytes_buf(bytes, sizeof bytes);
    base64url_encode(bytes, sizeof bytes, random);
    int length = snprintf(ret_mark, PETITION_MARK_SIZE, "%lld.%s", (long long)now_ms, random);
    mark_proof(store, ret_mark, proof);
    snprintf(ret_mark + length, (size_t)(PETITION_MARK_SIZE - length), ".%s", proof);
}

enum err petition_mark_read(const struct store *store, const char *mark, int64_t *ret_made_ms)
{
    char text[PETITION_MARK_SIZE], proof[PROOF_LENGTH + 1];
    size_t length = strlen(mark);
    if (length >= sizeof text || length <= PROOF_LENGTH + 1 || mark[length - PROOF_LENGTH - 1] != '.')
        return ERR_INPUT;
    memcpy(text, mark, length - PROOF_LENGTH - 1);
    text[length - PROOF_LENGTH - 1] = '\0';
    mark_proof(store, text, proof);
    if (sodium_memcmp(proof, mark + length - PROOF_LENGTH, PROOF_LENGTH) != 0)
        return ERR_INPUT;
    *ret_made_ms = strtoll(text, NULL, 10);
    return ERR_OK;
}
