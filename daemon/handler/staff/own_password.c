/* Judging a password that somebody chooses. Must not know what it is for. */
#include "own_password.h"

#include "store/site.h"
#include "text/password.h"

#include <string.h>

enum err own_password_read(struct app *app, struct conn *conn, const struct request *request,
                           const struct account *account, const char **ret_typed, const char **ret_field,
                           const char **ret_detail)
{
    struct site site;
    const char *typed = password_typed(request->arena, staff_sent(request, "mat-khau"));
    const char *again = password_typed(request->arena, staff_sent(request, "mat-khau-2")), *word = NULL;
    size_t least = account->needs_totp ? PASSWORD_MIN_TOTP : PASSWORD_MIN;
    enum err err = site_get(conn, &site);
    if (err)
        return err;
    const char *const own[] = {account->name, account->display_name, site.name, site.agency, site.superior};
    switch (password_judge(request->arena, typed, least, own, sizeof own / sizeof *own)) {
    case PASSWORD_GOOD:
        break;
    case PASSWORD_SHORT:
        word = account->needs_totp ? "password.short_totp" : "password.short";
        break;
    case PASSWORD_COMMON:
        word = "password.common";
        break;
    case PASSWORD_OWN:
        word = "password.own";
        break;
    }
    *ret_typed = typed;
    *ret_field = "mat-khau";
    if (!word && strcmp(typed, again) != 0) {
        *ret_field = "mat-khau-2";
        word = "password.differs";
    }
    *ret_detail = word ? staff_word(app, request, word) : NULL;
    return ERR_OK;
}
