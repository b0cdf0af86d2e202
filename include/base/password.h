/* Passwords: a slow hash of what somebody knows by heart. Argon2id (RFC 9106) with 64 MiB and two passes,
 * some 55 ms of a processor, so whoever calls these is on a thread that may take it (the pace SIGN_IN of the
 * route table: at most one at a time a processor). Thread: any. */
#ifndef BASE_PASSWORD_H
#define BASE_PASSWORD_H

#include "base/err.h"

#include <stdbool.h>

enum { PASSWORD_HASH_SIZE = 128 };

/* Writes the hash with its salt and costs as a text. `text` is normalised (text/password.h). Errors: MEMORY.
 */
enum err password_hash(const char *text, char ret_hash[static PASSWORD_HASH_SIZE]);

/* Whether `text` is what `hash` was made of. With NULL as hash the same work is done for nothing, so that a
 * name that nobody has costs as much as one that somebody has. Errors: MEMORY (nothing is known then). */
enum err password_verify(const char *hash, const char *text, bool *ret_is_right);

/* Whether the hash was made at other costs than today's, and is to be made anew while the password is known.
 */
bool password_is_stale(const char *hash);

#endif
