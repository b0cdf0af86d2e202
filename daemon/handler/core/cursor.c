/* Twenty bytes, big endian, then base64url: short enough for an address and without a character that has
 * to be escaped in one. Knows nothing of what the two numbers are; by relevance the first is a rank. */
#include "cursor.h"

#include "base/base64url.h"

#include <stddef.h>
#include <string.h>

/* Two numbers of 64 bits, and 32 bits of check. */
enum { PLAIN_SIZE = 16, CHECK_SIZE = 4, CURSOR_SIZE = PLAIN_SIZE + CHECK_SIZE };

/* FNV-1a: against damage, not against forgery; a forged cursor only reads another public page. */
static uint32_t cursor_check_of(const unsigned char bytes[PLAIN_SIZE])
{
    uint32_t check = 2166136261U;
    for (size_t i = 0; i < PLAIN_SIZE; i++)
        check = (check ^ bytes[i]) * 16777619U;
    return check;
}

static void cursor_put(unsigned char *bytes, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(value >> (8 * (size - 1 - i)));
}

static uint64_t get(const unsigned char *bytes, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return value;
}

const char *cursor_write(struct arena *arena, int64_t at_ms, int64_t id)
{
    unsigned char bytes[CURSOR_SIZE];
    char text[BASE64URL_LENGTH(CURSOR_SIZE) + 1];
    cursor_put(bytes, (uint64_t)at_ms, 8);
    cursor_put(bytes + 8, (uint64_t)id, 8);
    cursor_put(bytes + PLAIN_SIZE, cursor_check_of(bytes), CHECK_SIZE);
    base64url_encode(bytes, sizeof bytes, text);
    return arena_copy(arena, text, strlen(text));
}

/* Of another length, with another letter or with a check that does not fit: all the same error, because
 * a client can do nothing but begin anew. */
enum err cursor_read(const char *text, int64_t *ret_ms, int64_t *ret_id)
{
    unsigned char bytes[CURSOR_SIZE];
    size_t size;
    if (base64url_decode(text, strlen(text), bytes, sizeof bytes, &size) || size != sizeof bytes)
        return ERR_CURSOR;
    if (get(bytes + PLAIN_SIZE, CHECK_SIZE) != cursor_check_of(bytes))
        return ERR_CURSOR;
    *ret_ms = (int64_t)get(bytes, 8);
    *ret_id = (int64_t)get(bytes + 8, 8);
    return ERR_OK;
}
