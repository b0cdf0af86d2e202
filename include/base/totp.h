/* One-time codes by time (RFC 6238): six digits of a secret and a step of 30 seconds, as every authenticator
 * app makes them (HMAC-SHA-1). A code is taken one step early or late too, since phones' clocks differ.
 * Thread: any. */
#ifndef BASE_TOTP_H
#define BASE_TOTP_H

#include <stddef.h>
#include <stdint.h>

enum { TOTP_STEP_S = 30, TOTP_DIGITS = 6, BASE32_OF_20 = 32 };

/* The code of a step, six digits and a NUL. */
void totp_code(const unsigned char *secret, size_t size, int64_t step, char ret_code[static TOTP_DIGITS + 1]);

/* The step whose code this is, of that of `now_ms` and its neighbours; 0: none. Blanks in it do not matter.
 */
int64_t totp_step_of(const unsigned char *secret, size_t size, const char *code, int64_t now_ms);

/* Base32 without padding (RFC 4648 section 6), as secrets are typed: 8 signs for 5 bytes; `size` is a
 * multiple of five. Writes a NUL behind. */
void base32_encode(const unsigned char *bytes, size_t size, char *ret_text);

#endif
