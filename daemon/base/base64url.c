#include "base/base64url.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64url_encode(const void *bytes, size_t size, char *ret_text)
{
    const unsigned char *from = bytes;
    uint32_t bits = 0;
    int held = 0;
    for (size_t i = 0; i < size; i++) {
        bits = bits << 8 | from[i];
        for (held += 8; held >= 6; held -= 6)
            *ret_text++ = alphabet[bits >> (held - 6) & 63];
    }
    if (held)
        *ret_text++ = alphabet[bits << (6 - held) & 63];
    *ret_text = '\0';
}

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
        if (size == room)
            return ERR_TOO_LARGE;
        to[size++] = (unsigned char)(bits >> held);
    }
    if (bits & ((1u << held) - 1))
        return ERR_INPUT;
    *ret_size = size;
    return ERR_OK;
}
