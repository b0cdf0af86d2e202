/* /quan-tri/toi/ma-khoi-phuc: the page that shows recovery codes, a new set of them, and that they are put
 * away. Must not know how a code is judged. */
#include "recovery.h"

#include "base/password.h"
#include "base/totp.h"
#include "core/access.h"
#include "core/warned.h"
#include "page/page.h"

#include <sodium.h>
#include <string.h>

enum { CODE_BYTES = 10, CODE_LENGTH = 13 };

enum err recovery_draw(struct arena *arena, struct recovery_set *set)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < RECOVERY_CODES; i++) {
        unsigned char bytes[CODE_BYTES];
        char text[2 * CODE_LENGTH], hash[PASSWORD_HASH_SIZE];
        bool is_taken = true;
        while (is_taken) {
            randombytes_buf(bytes, sizeof bytes);
            base32_encode(bytes, sizeof bytes, text);
            is_taken = false;
            for (size_t j = 0; j < i; j++)
                is_taken |= strncmp(set->selectors[j], text, RECOVERY_SELECTOR) == 0;
        }
        text[CODE_LENGTH] = '\0';
        memcpy(set->selectors[i], text, RECOVERY_SELECTOR);
        set->selectors[i][RECOVERY_SELECTOR] = '\0';
        err = password_hash(text, hash);
        set->hashes[i] = arena_text(arena, hash);
        set->shown[i] = arena_printf(arena, "%.4s-%.4s-%.5s", text, text + 4, text + 8);
        sodium_memzero(text, sizeof text);
    }
    return err;
}

enum err recovery_save(struct conn *conn, int64_t account_id, const struct recovery_set *set)
{
    return recovery_replace(conn, account_id, (const char(*)[RECOVERY_SELECTOR + 1]) set->selectors,
                            set->hashes);
}

/* Whose a set is that may be looked at again: of that person, in that session. */
static struct warned_of recovery_shown(const struct request *request)
{
    return (struct warned_of){actor_number(&request->actor), WARNED_CODES, request->session->id};
}

enum err recovery_told(struct app *app, const struct request *request, struct reply *reply,
                       const struct recovery_set *set)
{
    const struct warned_of of = recovery_shown(request);
    struct fault lines[RECOVERY_CODES] = {{NULL}};
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        lines[i].detail = set->shown[i];
    warned_keep(app->warned, &of, lines, RECOVERY_CODES, request->now_ms);
    return staff_done(request, reply, staff_path(request, "/toi/ma-khoi-phuc"), NULL);
}

enum err staff_codes_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    const struct warned_of of = recovery_shown(request);
    struct account account;
    const char *const *codes;
    int64_t left = 0;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = account_by_id(conn, request->actor.account_id, &account);
    if (!err)
        err = recovery_left(conn, account.id, &left);
    if (err)
        return err;
    size_t count = warned_find(app->warned, &of, request->now_ms, reply->arena, &codes);
    struct view view =
        staff_begin(request, reply, "staff/codes.html", staff_word(app, request, "codes.title"));
    struct view list = view_list(view, "codes");
    for (size_t i = 0; i < count; i++)
        view_append_text(list, codes[i]);
    view_flag(view, "has_codes", count > 0);
    view_flag(view, "has_totp", account.has_totp);
    view_text(
        view, "codes_left",
        staff_says(app, request, "me.codes_left", arena_printf(reply->arena, "%lld", (long long)left), NULL));
    view_url(view, "new_url", safe_url_trusted(staff_path(request, "/toi/ma-khoi-phuc")));
    view_url(view, "end_url", safe_url_trusted(staff_path(request, "/toi/ma-khoi-phuc/xong")));
    view_url(view, "totp_url", safe_url_trusted(staff_path(request, "/toi/ma-mot-lan")));
    return ERR_OK;
}

/* POST: ten new ones in place of the former. */
enum err staff_codes_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = actor_of(request);
    struct recovery_set set = {.hashes = {NULL}};
    enum err err = recovery_draw(reply->arena, &set);
    if (!err)
        err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = recovery_save(conn, actor.account_id, &set);
    if (!err)
        err = store_commit(&conn);
    return err ? err : recovery_told(app, request, reply, &set);
}

/* POST: they are put away, and are shown no more. */
enum err staff_codes_end(struct app *app, const struct request *request, struct reply *reply)
{
    const struct warned_of of = recovery_shown(request);
    warned_keep(app->warned, &of, NULL, 0, request->now_ms);
    return staff_done(request, reply, staff_path(request, "/toi"), "codes_kept");
}
