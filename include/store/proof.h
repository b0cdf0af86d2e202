/* What proves who somebody is beside the password: one-time codes by time, recovery codes, links that are
 * good once; and how often somebody failed. Nothing here knows a cookie or a request. Errors: see store.h. */
#ifndef STORE_PROOF_H
#define STORE_PROOF_H

#include "store/session.h"

enum {
    TOTP_SECRET_SIZE = 20,
    RECOVERY_CODES = 10,
    RECOVERY_SELECTOR = 2, /* signs of a code by which its hash is found */
    LINK_FIRST_TRIES = 10,
    FAILURES_STOP = 100, /* then a device that is not known needs a recovery code */
    KEPT_FORMS_MAX = 5,
    KEPT_FORM_SIZE_MAX = 1024 * 1024,
};

/* ---- one-time codes (RFC 6238) */

struct totp {
    int64_t id;
    unsigned char secret[TOTP_SECRET_SIZE];
    int64_t last_step; /* the last that was accepted */
    bool is_confirmed; /* its owner has shown that it works */
};

/* The account's, a confirmed one first. Errors: NOT_FOUND. */
enum err totp_find(struct conn *conn, int64_t account_id, struct totp *ret_totp);

/* The one that waits to be confirmed. Errors: NOT_FOUND. */
enum err totp_find_pending(struct conn *conn, int64_t account_id, struct totp *ret_totp);

/* A new one that waits to be confirmed, in place of another that did. */
enum err totp_begin(struct conn *conn, int64_t account_id,
                    const unsigned char secret[static TOTP_SECRET_SIZE]);

/* Accepts a code of this step, once: none of it or of those before is accepted any more. Errors: CONFLICT (it
 * was accepted before). */
enum err totp_accept(struct conn *conn, int64_t id, int64_t step);

/* From now on codes are asked for; former factors go. */
enum err totp_confirm(struct conn *conn, int64_t account_id, int64_t id);

/* Without codes from now on; recovery codes go too. */
enum err totp_remove(struct conn *conn, int64_t account_id);

/* ---- recovery codes: SELECTOR and the rest, as they were shown once */

/* Exchanges all of them: selectors, and slow hashes of the whole codes (base/password.h). */
enum err recovery_replace(struct conn *conn, int64_t account_id,
                          const char selectors[static RECOVERY_CODES][RECOVERY_SELECTOR + 1],
                          const char *const hashes[static RECOVERY_CODES]);

/* The hash of the unused code with this selector. Errors: NOT_FOUND. */
enum err recovery_find(struct conn *conn, int64_t account_id, const char *selector, const char **ret_hash);

/* Uses it up. Errors: CONFLICT (it was used meanwhile). */
enum err recovery_use(struct conn *conn, int64_t account_id, const char *selector);

enum err recovery_left(struct conn *conn, int64_t account_id, int64_t *ret_count);

/* ---- links that are good once */

enum link_once { LINK_RESET = 1, LINK_SIGN_IN, LINK_FIRST };

/* `account_id` 0 for LINK_FIRST, which takes the place of a former one. */
enum err link_once_add(struct conn *conn, enum link_once kind, int64_t account_id,
                       const struct token_secret *secret, int64_t lasts_ms);

/* Whose link this is; *ret_account_id is 0 for LINK_FIRST. Errors: NOT_FOUND (none, over, used). */
enum err link_once_find(struct conn *conn, enum link_once kind, const char *text, int64_t *ret_id,
                        int64_t *ret_account_id);

/* Uses it up. */
enum err link_once_take(struct conn *conn, int64_t id);

/* Counts one more try at the first visit's code; whether one is open at all. */
enum err link_first_try(struct conn *conn);
enum err link_first_is_open(struct conn *conn, bool *ret_is_open);

/* ---- failures, by the name that was typed */

struct sign_in_wait {
    int64_t wait_ms; /* until the next try */
    bool needs_code; /* a recovery code beside the password */
    int64_t failures;
};

/* How long a device has to wait; `is_known`: it signed in with this name before. */
enum err failures_look(struct conn *conn, const char *name, bool is_known, struct sign_in_wait *ret_wait);

/* Counts a try, before it is judged. */
enum err failures_add(struct conn *conn, const char *name, bool is_known);

/* It was right; with `all` also for devices that are not known. */
enum err failures_end(struct conn *conn, const char *name, bool is_known, bool all);

/* ---- what was sent too late */

struct kept_form {
    int64_t id;
    int64_t at_ms;
    const char *path;   /* where it went */
    const char *fields; /* JSON; NULL in a list */
};

/* Keeps it for a day; the oldest goes when there are more than KEPT_FORMS_MAX. */
enum err kept_form_add(struct conn *conn, int64_t account_id, const char *path, const char *fields,
                       int64_t *ret_id);

/* The newest first. */
enum err kept_form_list(struct conn *conn, int64_t account_id, struct kept_form **ret_items,
                        size_t *ret_count);

/* Errors: NOT_FOUND. */
enum err kept_form_find(struct conn *conn, int64_t account_id, int64_t id, struct kept_form *ret_form);
enum err kept_form_remove(struct conn *conn, int64_t account_id, int64_t id);

/* With words of this article that were taken back: whose forms of it they are does not matter. */
enum err kept_form_take_back(struct conn *conn, int64_t article_id);

/* One that names a person who asked not to be named, whoever's it is. */
enum err kept_form_erase(struct conn *conn, int64_t id);

/* ---- */

/* Signed by the portal's key, for a cookie: a device of the account. The signature is of 22 characters. */
enum { DEVICE_MAC_LENGTH = 22 };
void device_sign(const struct store *store, const char *text, char ret_mac[static DEVICE_MAC_LENGTH + 1]);

/* Forgets links that are over, failures and kept forms of long ago. */
enum err proof_forget(struct conn *conn);

#endif
