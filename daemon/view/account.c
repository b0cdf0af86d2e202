/* Accounts of the staff, member by member. Who may see them is for the handlers to know. */
#include "view/account.h"

void view_account(struct view view, const struct account *account)
{
    view_integer(view, "id", account->id);
    view_integer(view, "version", account->version);
    view_text(view, "name", account->name);
    view_text(view, "display_name", account->display_name);
    view_text(view, "role", role_name(account->role));
    view_flag(view, "has_password", account->has_password);
    view_flag(view, "must_change", account->must_change);
    view_flag(view, "needs_totp", account->needs_totp);
    view_flag(view, "has_totp", account->has_totp);
    view_flag(view, "is_limited", account->is_limited);
    struct view categories = view_list(view, "categories");
    for (size_t i = 0; i < account->category_count; i++)
        view_append_json(categories, json_integer(account->categories[i]));
    view_text(view, "email", account->mail);
    view_flag(view, "daily_mail", account->wants_mail);
    view_text(view, "mail_language", account->mail_lang == LANG_EN ? "en" : "vi");
    view_flag(view, "is_disabled", account->disabled_ms != 0);
    view_time(view, "created_at", account->created_ms);
    view_time(view, "password_at", account->password_ms);
    view_time(view, "disabled_at", account->disabled_ms);
}

void view_session(struct view view, const struct session *session)
{
    view_integer(view, "id", session->id);
    view_text(view, "device", session->device);
    view_flag(view, "is_idle", session->state != SESSION_GOOD);
    view_time(view, "created_at", session->created_ms);
    view_time(view, "seen_at", session->seen_ms);
}
