/* RFC 4648 section 5, without padding. Knows nothing of what the text is for; those who read secrets or
 * cursors with it get one spelling for one value and need no comparison of spellings. */
#include "base/base64url.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64url_encode(const void *bytes, size_t size, char *ret_text)
{
    const unsigned char *from = bytes;
    uint32_t bits = 0;
    int held = 0;
    for (size_t i = 0; i < size; i++) {
        /* Bits already written stay above; they are cut off by the mask when a character is taken, and
         * fall out of the 32 bits sooner or later. */
        bits = bits << 8 | from[i];
        for (held += 8; held >= 6; held -= 6)
            *ret_text++ = alphabet[bits >> (held - 6) & 63];
    }
    /* Two or four bits remain; zeros fill the last character, as the decoder demands. */
    if (held)
        *ret_text++ = alphabet[bits << (6 - held) & 63];
    *ret_text = '\0';
}

/* The value of a character, -1 for what is not of the alphabet; '+' and '/' of plain base64 are not. */
static int sextet(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

enum err base64url_decode(const char *text, size_t length, void *ret_bytes, size_t room, size_t *ret_size)
{
    unsigned char *to = ret_bytes;
    size_t size = 0;
    uint32_t bits = 0;
    int held = 0;
    /* One character alone holds six bits, which is no byte. */
    if (length % 4 == 1)
        return ERR_INPUT;
    for (size_t i = 0; i < length; i++) {
        int value = sextet(text[i]);
        if (value < 0)
            return ERR_INPUT;
        bits = bits << 6 | (uint32_t)value;
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        /* Only now, when there is a byte too many: the last character of an exact fit may hold bits of
         * none. */
        if (size == room)
            return ERR_TOO_LARGE;
        to[size++] = (unsigned char)(bits >> held);
    }
    /* Bits that no byte uses. Were they let through, four or sixteen texts would decode to the same
     * bytes, and a token could be altered without becoming another. */
    if (bits & ((1u << held) - 1))
        return ERR_INPUT;
    *ret_size = size;
    return ERR_OK;
}
