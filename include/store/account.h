/* Accounts: people of the staff who sign in by name and password. What proves who they are beside it are
 * factors, rows with a kind. Errors: see store.h.
 *
 * The store sees no password: it keeps what base/password.h made of it. Every change is a line of the audit.
 */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    ACCOUNT_NAME_MIN = 2,
    ACCOUNT_NAME_MAX = 60,
    ACCOUNT_DISPLAY_MAX = 200,
    ACCOUNT_CATEGORIES_MAX = 200,
};

struct account {
    int64_t id;
    int64_t version;
    const char *name;         /* what is typed to sign in: account_name_valid() */
    const char *display_name; /* what others see; the actor's name in audit and revisions */
    enum role role;
    bool has_password;
    int64_t password_ms; /* when it was set */
    bool must_change;    /* somebody else knows the password: another is asked for at sign-in */
    bool needs_totp;     /* one-time codes are compulsory */
    bool is_limited;     /* writes in `categories` alone, which may be none */
    int64_t created_ms;
    int64_t disabled_ms; /* 0: may sign in */
    bool has_totp;
    const char *mail;    /* where letters go, mail_address_valid(); NULL none. Sealed with the portal's key */
    bool wants_mail;     /* what waits, once a day */
    enum lang mail_lang; /* of these letters */
    const int64_t *categories;
    size_t category_count;
};

/* Lower-case ASCII letters, digits and ". _ - @", beginning with a letter or digit. */
bool account_name_valid(const char *name);

/* `account` gives name, display_name, role, needs_totp, is_limited and categories. It has no password yet.
 * Errors: CONFLICT (the name is another's). */
enum err account_create(struct conn *conn, const struct account *account, int64_t *ret_id);

/* Saves display_name, role, needs_totp, is_limited, categories, disabled_ms. Ends its sessions when it is
 * disabled. Errors: NOT_FOUND, TRANSITION (nobody would be administrator any more). */
enum err account_update(struct conn *conn, const struct account *account);

/* Keeps a password as password_hash() wrote it; sessions but `kept_session` (0: none) end. Errors: NOT_FOUND.
 */
enum err account_set_password(struct conn *conn, int64_t id, const char *hash, bool must_change,
                              int64_t kept_session);

/* The same password's hash at other costs. */
enum err account_renew_hash(struct conn *conn, int64_t id, const char *hash);

enum err account_count(struct conn *conn, int64_t *ret_count);

/* What is kept of its password, NULL none. Errors: NOT_FOUND. */
enum err account_password(struct conn *conn, int64_t id, const char **ret_hash);

/* Errors: NOT_FOUND. */
enum err account_by_id(struct conn *conn, int64_t id, struct account *ret_account);
enum err account_by_name(struct conn *conn, const char *name, struct account *ret_account);

/* Those that want a letter a day, have an address and may sign in, of whom nobody looked yet on `day`
 * (letter_day_done()). */
enum err account_list_mailed(struct conn *conn, int32_t day, int limit, struct account **ret_items,
                             size_t *ret_count);

/* Disabled ones too, by id. */
enum err account_list(struct conn *conn, struct account **ret_items, size_t *ret_count);

#endif
