/* Who it is, proved: a password, with a one-time or a recovery code where the account has them. Shared by
 * signing in, going on after a pause, and what is asked again before sensitive acts. Of rows of PACE_SIGN_IN
 * alone. */
#ifndef HANDLER_STAFF_PROOF_H
#define HANDLER_STAFF_PROOF_H

#include "staff_gate.h"
#include "store/proof.h"

enum proof {
    PROOF_RIGHT,
    PROOF_WRONG,
    PROOF_WAIT,       /* too many failures: `wait_s` */
    PROOF_NEEDS_CODE, /* far too many: a recovery code is needed on a device that is not known */
};

/* What is claimed, and what came of it. */
struct claim {
    const char *name;     /* as accounts are called */
    const char *password; /* of password_typed() */
    const char *code;     /* one-time or recovery code, or NULL */
    bool without_code;    /* the password alone will do: a session goes on */
    enum proof proof;
    int wait_s;
    struct account account; /* with PROOF_RIGHT */
    int64_t totp_id, totp_step;
    const char *recovery;   /* selector of the code that was used, or NULL */
    bool is_known;          /* the device signed in with this name before */
    const char *fresh_hash; /* the password's, at today's costs; NULL: it need not be made anew */
};

/* Counts the try, then judges it, which takes a slow hash. The same work for names that nobody has. Errors:
 * the store's, MEMORY. */
enum err staff_judge(struct app *app, const struct request *request, struct claim *claim);

/* Within the transaction of what follows: uses up the code, forgets the failures. Errors: CONFLICT (the code
 * was used meanwhile). */
enum err staff_judged(struct conn *conn, const struct claim *claim);

/* The sentence for a claim that is not right. */
const char *staff_judgement(const struct app *app, const struct request *request, const struct claim *claim);

/* A Set-Cookie line by which this device is known to the account from now on. */
const char *staff_device_line(const struct app *app, const struct request *request, int64_t account_id);

/* Signs the account in (or, `is_going_on`, lets its paused session go on): cookies in the reply. */
enum err staff_session_begin(struct app *app, const struct request *request, struct reply *reply,
                             const struct claim *claim, bool is_going_on, bool *ret_has_kept);

/* Whether a cookie of this device names the account. */
bool staff_device_knows(const struct app *app, const struct request *request, int64_t account_id);

/* A number of this device, for the queue of those who sign in; 0 when nobody signed in here before. */
uint64_t staff_device_number(const struct app *app, const struct request *request);

/* What its owner knows the device by: "Firefox, Windows". */
const char *staff_device_name(const struct request *request);

/* The person's actor for a transaction of its own. */
struct actor staff_actor(const struct request *request, const struct account *account);

/* Whether a proof is at most SESSION_PROOF_MINUTES old. */
bool staff_is_fresh(const struct request *request);

/* Before a sensitive act (a POST of PACE_SIGN_IN): nothing when the proof is fresh; else asks for it over
 * what was sent, which is sent again with it. *ret_done: the reply is that page. A right proof renews the
 * cookie. */
enum err staff_prove_again(struct app *app, const struct request *request, struct reply *reply,
                           bool *ret_done);

#endif
