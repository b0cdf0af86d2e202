/* /quan-tri/toi/thu: where one's own daily mail goes, whether it comes, and in which language. */
#include "me_mail.h"

#include "core/access.h"
#include "text/mail_address.h"
#include "text/normalize.h"

#include <string.h>

static const struct staff_field fields[] = {
    {"thu", "/email", STAFF_TEXT, "email", false, MAIL_ADDRESS_MAX, "email"},
    {"thu-hang-ngay", "/daily_mail", STAFF_FLAG, "daily", false, 0, NULL},
    {"thu-tieng", "/mail_language", STAFF_CHOICE, "language", true, 0, NULL},
};
static const struct staff_form form = {"mail", fields, sizeof fields / sizeof *fields};

static bool is_set_up(const struct app *app)
{
    return app->mail_from && *app->mail_from;
}

void me_mail_show(struct app *app, const struct request *request, struct reply *reply, struct view view,
                  const struct account *account, const char *field, const char *detail)
{
    if (!is_set_up(app)) {
        view_null(view, "form");
        return;
    }
    json_auto_t *values =
        json_pack("{s:s*, s:b, s:s}", "email", account->mail, "daily_mail", account->wants_mail,
                  "mail_language", account->mail_lang == LANG_EN ? "en" : "vi");
    struct view shown =
        staff_form_show(app, request, view, &form, staff_path(request, "/toi/thu"), values, NULL);
    staff_form_choice(shown, "thu-tieng", "vi", staff_word(app, request, "mail.vi"));
    staff_form_choice(shown, "thu-tieng", "en", staff_word(app, request, "mail.en"));
    if (detail)
        staff_form_fault(shown, field, detail);
    staff_form_end(app, request, reply, shown);
}

/* What was typed, laid over the account; *ret_detail says what is wrong. */
static enum err me_mail_read(struct app *app, const struct request *request, struct account *account,
                             const char **ret_detail)
{
    const char *typed = staff_sent(request, "thu"), *daily = staff_sent(request, "thu-hang-ngay"),
               *lang = staff_sent(request, "thu-tieng"), *address = "";
    enum err err =
        typed ? text_normalize(typed, strlen(typed), TEXT_LINE, request->arena, &address, NULL) : ERR_OK;
    if (err == ERR_MEMORY)
        return err;
    account->mail = *address ? address : NULL;
    account->wants_mail = daily && *daily;
    account->mail_lang = lang && strcmp(lang, "en") == 0 ? LANG_EN : LANG_VI;
    *ret_detail = NULL;
    if (err || (*address && !mail_address_valid(address)))
        *ret_detail = staff_word(app, request, "mail.wrong");
    else if (account->wants_mail && !*address)
        *ret_detail = staff_word(app, request, "mail.needed");
    return ERR_OK;
}

enum err staff_me_mail(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = actor_of(request);
    struct account account;
    const char *detail = NULL;
    if (!is_set_up(app))
        return ERR_NOT_FOUND;
    enum err err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = account_by_id(conn, actor.account_id, &account);
    if (!err)
        err = me_mail_read(app, request, &account, &detail);
    if (!err && !detail)
        err = account_update(conn, &account);
    if (!err && !detail)
        err = store_commit(&conn);
    store_end(TAKE(conn));
    if (err)
        return err;
    return detail ? me_page(app, request, reply, "thu", detail)
                  : staff_done(request, reply, staff_path(request, "/toi"), "mail_saved");
}
