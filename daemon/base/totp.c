/* Codes of RFC 6238 out of a secret and the time. Must not know whose they are, nor which were used. */
#include "base/totp.h"

#include <gnutls/crypto.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { SHA1_SIZE = 20, MODULUS = 1000000 };

void totp_code(const unsigned char *secret, size_t size, int64_t step, char ret_code[static TOTP_DIGITS + 1])
{
    unsigned char counter[8], hash[SHA1_SIZE] = {0};
    for (int i = 0; i < 8; i++)
        counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    gnutls_hmac_fast(GNUTLS_MAC_SHA1, secret, size, counter, sizeof counter, hash);
    /* RFC 4226 section 5.3: four bytes from where the last nibble says. */
    const unsigned char *at = hash + (hash[SHA1_SIZE - 1] & 0x0F);
    uint32_t number = (uint32_t)(at[0] & 0x7F) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    snprintf(ret_code, TOTP_DIGITS + 1, "%06u", number % MODULUS);
}

int64_t totp_step_of(const unsigned char *secret, size_t size, const char *code, int64_t now_ms)
{
    char typed[TOTP_DIGITS + 1] = "", right[TOTP_DIGITS + 1];
    size_t length = 0;
    int64_t now = now_ms / 1000 / TOTP_STEP_S, found = 0;
    for (; *code; code++) {
        if (*code == ' ')
            continue;
        if (*code < '0' || *code > '9' || length == TOTP_DIGITS)
            return 0;
        typed[length++] = *code;
    }
    if (length != TOTP_DIGITS)
        return 0;
    for (int64_t step = now - 1; step <= now + 1; step++) {
        totp_code(secret, size, step, right);
        if (sodium_memcmp(typed, right, TOTP_DIGITS) == 0)
            found = step;
    }
    return found;
}

void base32_encode(const unsigned char *bytes, size_t size, char *ret_text)
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    for (size_t i = 0; i + 5 <= size; i += 5) {
        uint64_t five = 0;
        for (size_t j = 0; j < 5; j++)
            five = five << 8 | bytes[i + j];
        for (int j = 0; j < 8; j++)
            *ret_text++ = signs[five >> (35 - 5 * j) & 31];
    }
    *ret_text = '\0';
}
