/* How a receiver knows that a message is ours: Standard Webhooks' signature, HMAC-SHA-256 over id, time and
 * body. Private to this floor. Thread: any. */
#ifndef HANDLER_PUSH_SIGN_H
#define HANDLER_PUSH_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PUSH_SIGNATURE_SIZE = 64 /* of the text, its NUL included */ };

/* "v1," and base64. False: the secret is none ("whsec_" and the base64 of 24 to 64 bytes). */
bool push_sign(const char *secret, const char *id, int64_t timestamp, const char *body, size_t size,
               char ret_signature[static PUSH_SIGNATURE_SIZE]);

#endif
