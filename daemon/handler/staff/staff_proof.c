/* Judging who somebody says to be. Must not know what follows from it. */
#include "staff_proof.h"

#include "base/password.h"
#include "base/totp.h"
#include "core/access.h"
#include "text/number.h"
#include "text/password.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
    RECOVERY_LENGTH = 13,
    DEVICES_MAX = 4,
    DEVICE_DAYS = 180,
    DAY_MS = 86400000,
    DEAR_PARTS = 20,
    MINUTE_S = 60
};

/* A recovery code as it is kept: capitals without blanks and hyphens; NULL when it has not the form of one.
 */
static const char *recovery_typed(struct arena *arena, const char *code)
{
    char text[RECOVERY_LENGTH + 1];
    size_t length = 0;
    for (; code && *code; code++) {
        char sign = *code >= 'a' && *code <= 'z' ? (char)(*code - 'a' + 'A') : *code;
        if (sign == '-' || sign == ' ')
            continue;
        bool is_sign = (sign >= 'A' && sign <= 'Z') || (sign >= '2' && sign <= '7');
        if (!is_sign || length == RECOVERY_LENGTH)
            return NULL;
        text[length++] = sign;
    }
    return length == RECOVERY_LENGTH ? arena_copy(arena, text, length) : NULL;
}

/* The account, what is kept of its password, its codes. */
struct known {
    bool is_there;
    const char *hash; /* NULL: none, or nobody may use it */
    bool has_totp;
    struct totp totp;
    const char *recovery_hash; /* of the code with the selector that was typed; or NULL */
};

static enum err known_read(struct conn *conn, struct claim *claim, const char *recovery, struct known *known)
{
    *known = (struct known){.hash = NULL};
    enum err err = account_by_name(conn, claim->name, &claim->account);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    int64_t id = claim->account.id;
    known->is_there = true;
    if (!claim->account.disabled_ms)
        err = account_password(conn, id, &known->hash);
    if (!err && claim->account.has_totp) {
        err = totp_find(conn, id, &known->totp);
        known->has_totp = !err && known->totp.is_confirmed;
    }
    if (err || !recovery)
        return err;
    err = recovery_find(conn, id, arena_copy(conn_arena(conn), recovery, RECOVERY_SELECTOR),
                        &known->recovery_hash);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What the failures so far mean for this try. */
static enum err look_at_wait(struct conn *conn, struct claim *claim, const char *recovery)
{
    struct sign_in_wait wait = {.wait_ms = 0};
    enum err err = failures_look(conn, claim->name, claim->is_known, &wait);
    /* Who has a recovery code need not wait for what strangers do. */
    if (wait.needs_code && !recovery)
        claim->proof = PROOF_NEEDS_CODE;
    else if (wait.wait_ms && !(recovery && !claim->is_known))
        claim->proof = PROOF_WAIT;
    claim->wait_s = (int)((wait.wait_ms + 999) / 1000);
    return err;
}

/* Whether the device may try now, and the account as it is; the try is counted before it is judged, so that
 * many at once are not one. A device that is nobody's is told to wait before the account is looked for, so
 * that the answer takes as long of a name that nobody has. */
static enum err begin_try(struct app *app, const struct request *request, struct claim *claim,
                          const char *recovery, struct known *known)
{
    struct actor nobody = {.role = ROLE_NONE};
    auto_conn struct conn *conn = NULL;
    bool is_strange = !staff_device_number(app, request);
    enum err err = store_lease(app->portal->store, request->arena, &conn);
    if (!err && is_strange)
        err = look_at_wait(conn, claim, recovery);
    if (!err && claim->proof == PROOF_RIGHT)
        err = known_read(conn, claim, recovery, known);
    claim->is_known =
        !err && !is_strange && known->is_there && staff_device_knows(app, request, claim->account.id);
    if (!err && !is_strange)
        err = look_at_wait(conn, claim, recovery);
    store_end(TAKE(conn));
    if (err || claim->proof != PROOF_RIGHT)
        return err;
    err = store_begin(app->portal->store, request->arena, &nobody, &conn);
    if (!err)
        err = failures_add(conn, claim->name, claim->is_known);
    return err ? err : store_commit(&conn);
}

/* The code beside the password, where one is wanted. */
static enum err judge_second(const struct request *request, struct claim *claim, const struct known *known,
                             const char *recovery, bool *ret_is_right)
{
    bool is_right = false;
    if (recovery) {
        enum err err = password_verify(known->recovery_hash, recovery, &is_right);
        if (is_right)
            claim->recovery = arena_copy(request->arena, recovery, RECOVERY_SELECTOR);
        *ret_is_right = is_right;
        return err;
    }
    *ret_is_right = true;
    if (!known->has_totp || claim->without_code)
        return ERR_OK;
    claim->totp_id = known->totp.id;
    claim->totp_step = totp_step_of(known->totp.secret, sizeof known->totp.secret,
                                    claim->code ? claim->code : "", request->now_ms);
    *ret_is_right = claim->totp_step > known->totp.last_step;
    return ERR_OK;
}

/* Costs rose since it was made: made anew while it is known. */
static enum err renew_hash(const struct request *request, struct claim *claim, const char *hash)
{
    char fresh[PASSWORD_HASH_SIZE];
    if (!password_is_stale(hash))
        return ERR_OK;
    enum err err = password_hash(claim->password, fresh);
    if (!err)
        claim->fresh_hash = arena_text(request->arena, fresh);
    return err;
}

/* For who owns the name to read, in a transaction of its own; of a name that nobody has likewise. */
static enum err note_wrong(struct app *app, const struct request *request, const struct claim *claim)
{
    struct actor nobody = {.role = ROLE_NONE};
    auto_conn struct conn *conn = NULL;
    enum err err = store_begin(app->portal->store, request->arena, &nobody, &conn);
    if (!err)
        err = sign_in_failed(conn, claim->name, staff_device_name(request));
    return err ? err : store_commit(&conn);
}

enum err staff_judge(struct app *app, const struct request *request, struct claim *claim)
{
    struct known known;
    const char *recovery = recovery_typed(request->arena, claim->code);
    bool is_right = false, has_code = false;
    claim->proof = PROOF_RIGHT;
    enum err err = begin_try(app, request, claim, recovery, &known);
    if (err || claim->proof != PROOF_RIGHT)
        return err;
    err = password_verify(known.hash, claim->password, &is_right);
    if (!err)
        err = judge_second(request, claim, &known, recovery, &has_code);
    if (!err && is_right && has_code)
        return renew_hash(request, claim, known.hash);
    claim->proof = PROOF_WRONG;
    /* Each failure costs its block of addresses as much as many other writes. */
    throttle_take_part(app->throttle, THROTTLE_WRITE, request->client, clock_monotonic_ms(app->clock),
                       DEAR_PARTS);
    return err ? err : note_wrong(app, request, claim);
}

enum err staff_judged(struct conn *conn, const struct claim *claim)
{
    enum err err = failures_end(conn, claim->name, claim->is_known, false);
    if (!err && claim->totp_step)
        err = totp_accept(conn, claim->totp_id, claim->totp_step);
    if (!err && claim->recovery)
        err = recovery_use(conn, claim->account.id, claim->recovery);
    if (!err && claim->fresh_hash)
        err = account_renew_hash(conn, claim->account.id, claim->fresh_hash);
    return err;
}

const char *staff_judgement(const struct app *app, const struct request *request, const struct claim *claim)
{
    /* Longer than anybody counts: in minutes. */
    if (claim->proof == PROOF_WAIT && claim->wait_s > 2 * MINUTE_S)
        return staff_says(app, request, "sign_in.wait_minutes",
                          arena_printf(request->arena, "%d", (claim->wait_s + MINUTE_S - 1) / MINUTE_S),
                          NULL);
    if (claim->proof == PROOF_WAIT)
        return staff_says(app, request, "sign_in.wait", arena_printf(request->arena, "%d", claim->wait_s),
                          NULL);
    if (claim->proof == PROOF_NEEDS_CODE)
        return staff_word(app, request, "sign_in.needs_code");
    /* Keys that an input method changed are the commonest cause. */
    return staff_word(app, request,
                      password_has_marks(claim->password) ? "sign_in.wrong_marks" : "sign_in.wrong");
}

/* "ACCOUNT.DAY" signed. */
static const char *device_entry(const struct app *app, const struct request *request, int64_t account_id,
                                int64_t until_day)
{
    char mac[DEVICE_MAC_LENGTH + 1];
    const char *text = arena_printf(request->arena, "%lld.%lld", (long long)account_id, (long long)until_day);
    device_sign(app->portal->store, text, mac);
    return arena_printf(request->arena, "%s.%s", text, mac);
}

/* The account that an entry names; 0 when it is not ours or over. */
static int64_t device_account(const struct app *app, const struct request *request, const char *entry)
{
    int64_t account_id = 0, day = 0;
    const char *dot = strchr(entry, '.'), *second = dot ? strchr(dot + 1, '.') : NULL;
    if (!second ||
        number_parse(arena_copy(request->arena, entry, (size_t)(dot - entry)), 1, INT64_MAX, &account_id) ||
        number_parse(arena_copy(request->arena, dot + 1, (size_t)(second - dot - 1)), 1, 100000, &day) ||
        day * DAY_MS < request->now_ms)
        return 0;
    const char *ours = device_entry(app, request, account_id, day);
    return strlen(ours) == strlen(entry) && sodium_memcmp(ours, entry, strlen(ours)) == 0 ? account_id : 0;
}

/* Entries of the cookie that are ours; those of other accounts than `but` are joined for a new cookie. */
static const char *device_entries(const struct app *app, const struct request *request, int64_t but,
                                  bool *ret_has)
{
    const char *rest = staff_cookie(app, request, STAFF_COOKIE_DEVICE), *kept = "";
    *ret_has = false;
    for (int i = 0; rest && *rest && i < DEVICES_MAX; i++) {
        size_t length = strcspn(rest, "~");
        const char *entry = arena_copy(request->arena, rest, length);
        int64_t account_id = device_account(app, request, entry);
        *ret_has |= account_id == but;
        if (account_id && account_id != but && i < DEVICES_MAX - 1)
            kept = arena_printf(request->arena, "%s~%s", kept, entry);
        rest += length + (rest[length] == '~');
    }
    return kept;
}

const char *staff_device_line(const struct app *app, const struct request *request, int64_t account_id)
{
    bool has;
    const char *others = device_entries(app, request, account_id, &has);
    const char *entry = device_entry(app, request, account_id, request->now_ms / DAY_MS + DEVICE_DAYS);
    return staff_cookie_line(app, request, STAFF_COOKIE_DEVICE,
                             arena_printf(request->arena, "%s%s", entry, others),
                             DEVICE_DAYS * (DAY_MS / 1000));
}

bool staff_device_knows(const struct app *app, const struct request *request, int64_t account_id)
{
    bool has = false;
    device_entries(app, request, account_id, &has);
    return has;
}

uint64_t staff_device_number(const struct app *app, const struct request *request)
{
    const char *cookie = staff_cookie(app, request, STAFF_COOKIE_DEVICE);
    uint64_t number = 0;
    bool has;
    if (!cookie || !*device_entries(app, request, 0, &has))
        return 0;
    for (const char *p = cookie; *p; p++)
        number = number * 31 + (unsigned char)*p;
    return number | 1;
}

const char *staff_device_name(const struct request *request)
{
    static const char *const browsers[][2] = {{"Edg", "Edge"},
                                              {"coc_coc", "Cốc Cốc"},
                                              {"Firefox", "Firefox"},
                                              {"Chrome", "Chrome"},
                                              {"Safari", "Safari"}};
    static const char *const systems[][2] = {{"Android", "Android"}, {"iPhone", "iPhone"},
                                             {"iPad", "iPad"},       {"Windows", "Windows"},
                                             {"Mac OS", "macOS"},    {"Linux", "Linux"}};
    const char *agent = request->user_agent ? request->user_agent : "", *browser = "?", *system = "?";
    /* From the last, since most name themselves beside those before. */
    for (size_t i = sizeof browsers / sizeof *browsers; i-- > 0;)
        if (strstr(agent, browsers[i][0]))
            browser = browsers[i][1];
    for (size_t i = sizeof systems / sizeof *systems; i-- > 0;)
        if (strstr(agent, systems[i][0]))
            system = systems[i][1];
    return arena_printf(request->arena, "%s, %s", browser, system);
}

struct actor staff_actor(const struct request *request, const struct account *account)
{
    struct actor actor = actor_of(request);
    actor.account_id = account->id;
    actor.role = account->role;
    actor.name = account->display_name;
    return actor;
}

bool staff_is_fresh(const struct request *request)
{
    static const int64_t fresh_ms = SESSION_PROOF_MINUTES * INT64_C(60000);
    return request->session && request->now_ms - request->session->proved_ms < fresh_ms;
}

/* The cookie and the proof of the session, anew. */
static enum err renew_session(struct app *app, const struct request *request, struct reply *reply,
                              const struct claim *claim)
{
    auto_conn struct conn *conn = NULL;
    auto_secret struct token_secret secret;
    struct actor actor = staff_actor(request, &claim->account);
    token_secret_draw(&secret);
    enum err err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = staff_judged(conn, claim);
    if (!err)
        err = session_prove(conn, request->session->id, &secret);
    if (!err)
        err = store_commit(&conn);
    if (!err)
        reply->set_cookie = staff_cookie_line(app, request, STAFF_COOKIE_SESSION,
                                              arena_text(reply->arena, secret.written), 0);
    return err;
}

/* The page that asks, over what was sent. */
static void prove_page(struct app *app, const struct request *request, struct reply *reply, const char *fault)
{
    static const struct staff_field fields[] = {
        {"mat-khau-lai", NULL, STAFF_PASSWORD, "password", true, 0, "current-password"},
        {"ma-lai", NULL, STAFF_CODE, "code", false, 20, "one-time-code"},
    };
    static const struct staff_form form = {"prove", fields, sizeof fields / sizeof *fields};
    struct view view =
        staff_begin(request, reply, "staff/prove.html", staff_word(app, request, "prove.title"));
    struct view shown = staff_form_show(app, request, view, &form, request->path, NULL, NULL);
    staff_form_hold(view, staff_form_held(request));
    if (fault)
        staff_form_fault(shown, NULL, fault);
    staff_form_end(app, request, reply, shown);
    reply->status = fault ? 422 : 403;
}

enum err staff_prove_again(struct app *app, const struct request *request, struct reply *reply,
                           bool *ret_done)
{
    struct claim claim = {.code = staff_sent(request, "ma-lai")};
    const char *sent = staff_sent(request, "mat-khau-lai");
    auto_conn struct conn *conn = NULL;
    *ret_done = false;
    if (staff_is_fresh(request))
        return ERR_OK;
    *ret_done = true;
    if (!sent) {
        prove_page(app, request, reply, NULL);
        return ERR_OK;
    }
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = account_by_id(conn, request->actor.account_id, &claim.account);
    store_end(TAKE(conn));
    claim.name = claim.account.name;
    claim.password = password_typed(reply->arena, sent);
    if (!err)
        err = staff_judge(app, request, &claim);
    if (!err && claim.proof == PROOF_RIGHT)
        err = renew_session(app, request, reply, &claim);
    /* Somebody was faster with the same code. */
    if (err == ERR_CONFLICT) {
        claim.proof = PROOF_WRONG;
        err = ERR_OK;
    }
    if (!err && claim.proof != PROOF_RIGHT)
        prove_page(app, request, reply, staff_judgement(app, request, &claim));
    else
        *ret_done = false;
    return err;
}
