/* Tokens of the API: `cong_<id>_<secret>`. Of the secret (256 bits from the kernel) only a hash is
 * kept; it is shown once, by token_create(). Errors: see store.h. */
#ifndef STORE_TOKEN_H
#define STORE_TOKEN_H

#include "base/base64url.h"
#include "store/address.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    TOKEN_NAME_MAX = 200,
    TOKEN_FROM_MAX = 1000,
    TOKEN_TEXT_MAX = 100,
    TOKEN_GRACE_DAYS_MAX = 30, /* that a former secret stays good */
    TOKEN_SOON_DAYS = 14,      /* before its end a token is pointed out */
    TOKEN_SECRET_SIZE = 32,
    TOKEN_SECRET_LENGTH = BASE64URL_LENGTH(TOKEN_SECRET_SIZE),
};

struct token {
    int64_t id;
    const char *name;
    enum role role;
    const char *from; /* CIDR blocks separated by spaces, or NULL for anywhere */
    int64_t created_ms;
    int64_t expires_ms;   /* 0: never */
    int64_t last_used_ms; /* 0: not yet; kept to the minute */
    int64_t revoked_ms;   /* 0: valid */
    int64_t rotated_ms;   /* when it got its present secret; 0: when it was made */
    int64_t former_ms;    /* until when the secret before that is good too; 0: it is not */
};

/* The secret half of a token to be, drawn before the transaction that makes it: that one may have to run
 * again. */
struct token_secret {
    char written[TOKEN_SECRET_LENGTH + 1];
};
void token_secret_draw(struct token_secret *ret_secret);

/* Overwrites it. */
void token_secret_forget(struct token_secret *secret);
#define auto_secret CLEANUP(token_secret_forget)

/* `token` gives name, role, from, expires_ms. *ret_text is the whole token, in the arena. */
enum err token_create(struct conn *conn, const struct token *token, const struct token_secret *secret,
                      int64_t *ret_id, const char **ret_text);

/* Gives it another secret. The former one stays good for `grace_ms`, and the one before that no longer. It is
 * over at `expires_ms` (0: never). *ret_text is the whole token, in the arena. Errors: NOT_FOUND, CONFLICT
 * (it was revoked, or is over by then). */
enum err token_rotate(struct conn *conn, int64_t id, int64_t expires_ms, int64_t grace_ms,
                      const struct token_secret *secret, const char **ret_text);

/* Whether it can be used at `now_ms`, but not for TOKEN_SOON_DAYS any more. */
bool token_ends_soon(const struct token *token, int64_t now_ms);

/* Who holds this token: compared in constant time; expiry, revocation and address are checked.
 * Fills token_id, role and name of *ret_actor. Errors: UNAUTHORIZED for every kind of failure. */
enum err token_verify(struct conn *conn, const char *text, const char *address, struct actor *ret_actor);

/* Notes the use of tokens since the last flush: token_verify() collects in memory; this saves. Called
 * by a background thread. */
enum err token_flush_uses(struct store *store);

/* Errors: NOT_FOUND. */
enum err token_by_id(struct conn *conn, int64_t id, struct token *ret_token);
enum err token_list(struct conn *conn, struct token **ret_items, size_t *ret_count);
enum err token_revoke(struct conn *conn, int64_t id);

#endif
