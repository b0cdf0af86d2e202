/* One line of the store, said for programs and for pages. Who may see it, and when, is the handlers' to know.
 */
#include "view/alert.h"

const char *alert_label_key(enum alert_level level)
{
    static const char *const keys[ALERT_LEVEL_COUNT] = {"alert_info", "alert_warning", "alert_danger"};
    return keys[level];
}

const char *alert_text(const struct alert *alert, enum lang lang, enum lang *ret_lang)
{
    *ret_lang = alert->text_en ? lang : LANG_VI;
    return *ret_lang == LANG_EN ? alert->text_en : alert->text;
}

void view_alert(struct view view, const struct alert *alert)
{
    view_integer(view, "id", alert->id);
    view_integer(view, "version", alert->version);
    view_text(view, "level", alert_level_names[alert->level]);
    view_text(view, "text", alert->text);
    view_text(view, "text_en", alert->text_en);
    view_text(view, "url", alert->url);
    view_time(view, "from", alert->from_ms);
    view_time(view, "until", alert->until_ms);
    view_time(view, "updated_at", alert->set_ms);
}

void view_alert_member(struct view parent, const struct alert *alert)
{
    if (alert->version)
        view_alert(view_object(parent, "alert"), alert);
    else
        view_null(parent, "alert");
}

void view_alert_row(struct view view, const struct alert *alert)
{
    view_alert(view, alert);
    view_text(view, "set_by", alert->set_by);
    view_time(view, "ended_at", alert->ended_ms);
    view_text(view, "ended_by", alert->ended_by);
}

void view_page_alert(struct view parent, const struct alert *alert, enum lang lang, const char *label)
{
    struct safe_url url = {NULL};
    enum lang said;
    if (!alert->version) {
        view_null(parent, "alert");
        return;
    }
    struct view view = view_object(parent, "alert");
    view_text(view, "level", alert_level_names[alert->level]);
    view_text(view, "label", label);
    view_text(view, "text", alert_text(alert, lang, &said));
    /* Marked where it is not the page's own. */
    view_text(view, "text_lang", said == lang ? NULL : "vi");
    /* Checked when it was written; what no longer passes shows as none. */
    if (alert->url && safe_url_from(alert->url, URL_LINK, &url))
        url.url = NULL;
    view_url(view, "url", url);
    /* Which sign stands before it. */
    view_flag(view, "is_info", alert->level == ALERT_INFO);
}
