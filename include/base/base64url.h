/* base64url without padding (RFC 4648 section 5), for cursors and tokens. Thread: any. */
#ifndef BASE_BASE64URL_H
#define BASE_BASE64URL_H

#include "base/err.h"

#include <stddef.h>

/* Characters that `size` bytes need, without the NUL. */
#define BASE64URL_LENGTH(size) (((size)*4 + 2) / 3)

/* Writes BASE64URL_LENGTH(size) characters and a NUL at `ret_text`. */
void base64url_encode(const void *bytes, size_t size, char *ret_text);

/* Reads `length` characters into `ret_bytes`, which has room for `room` bytes, and their number into
 * *ret_size. Strict: no padding, no other characters, unused bits zero, so that a value has one
 * spelling. On failure ret_bytes is untouched or partly written, *ret_size untouched.
 * Errors: INPUT (not base64url), TOO_LARGE (more bytes than room). */
enum err base64url_decode(const char *text, size_t length, void *ret_bytes, size_t room, size_t *ret_size);

#endif
