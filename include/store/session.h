/* Sessions: where an account is signed in. The cookie is 256 random bits, of which only a hash is kept, and
 * another after each proof of who it is; the session's row, its form token and its hours stay. Errors: see
 * store.h. */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include "store/account.h"
#include "store/token.h"

enum {
    SESSION_IDLE_MINUTES = 60,  /* then the password renews it in place */
    SESSION_HOURS = 12,         /* in all */
    SESSION_PROOF_MINUTES = 15, /* that a proof is good for what is sensitive */
    SESSION_DEVICE_MAX = 100,
    FORM_TOKEN_SIZE = 16,
    FORM_TOKEN_LENGTH = BASE64URL_LENGTH(FORM_TOKEN_SIZE),
};

enum session_state {
    SESSION_GOOD,
    SESSION_IDLE, /* nothing came from it for too long: shows who it was, and gives no rights */
    SESSION_OVER, /* its hours are over: likewise, and it cannot go on */
};

struct session {
    int64_t id;
    int64_t account_id;
    enum session_state state;
    char form_token[FORM_TOKEN_LENGTH + 1]; /* what every form bears */
    const char *device;                     /* for its owner to know it by */
    int64_t created_ms;
    int64_t seen_ms;   /* to the minute */
    int64_t proved_ms; /* when the password was typed last */
    int64_t ended_ms;
    bool must_change; /* of its account: another password, one-time codes are to be set up first */
    bool must_enrol;
};

/* `secret` is the cookie, drawn before the transaction (token_secret_draw()). */
enum err session_create(struct conn *conn, int64_t account_id, const char *device,
                        const struct token_secret *secret, int64_t *ret_id);

/* The session of this cookie and its account; notes that it was seen when it is good. Errors: UNAUTHORIZED
 * (none, ended, forgotten, the account disabled). */
enum err session_find(struct conn *conn, const char *cookie, struct session *ret_session,
                      struct account *ret_account);

/* Whose session of the last days had this form token, ended or not. Errors: NOT_FOUND. */
enum err session_by_form(struct conn *conn, const char *form_token, int64_t *ret_account_id);

/* Who it is was proved once more: another cookie from now on. Errors: NOT_FOUND (it ended meanwhile). */
enum err session_prove(struct conn *conn, int64_t id, const struct token_secret *secret);

/* Ends one of the account's. Errors: NOT_FOUND. */
enum err session_end(struct conn *conn, int64_t account_id, int64_t id);

/* Ends all of the account's but `kept` (0: none). */
enum err session_end_others(struct conn *conn, int64_t account_id, int64_t kept);

/* Those that have not ended and are within their hours, the last seen first. */
enum err session_list(struct conn *conn, int64_t account_id, struct session **ret_items, size_t *ret_count);

/* When somebody came, and what its owner knows the device by; 0 and "": never. */
struct sign_in_seen {
    int64_t at_ms;
    const char *device;
};

/* How an account was signed in to. session_create() notes it. */
struct sign_ins {
    struct sign_in_seen last, before; /* the newest, and the one before it */
    int64_t failures;                 /* wrong tries since `before` */
    struct sign_in_seen failed;       /* the last of all */
};
enum err sign_ins_of(struct conn *conn, int64_t account_id, struct sign_ins *ret_sign_ins);

/* Notes a try with this name that was wrong; the same work when nobody has it. */
enum err sign_in_failed(struct conn *conn, const char *name, const char *device);

/* Forgets those that ended or began long ago. */
enum err session_forget(struct conn *conn);

#endif
