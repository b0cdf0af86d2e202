/* /.well-known/security.txt (RFC 9116): whom one tells who found a hole. What it says are settings; the date
 * until which it may be believed is worked out, so that nobody has to think of it. Must not know whether what
 * the settings say makes sense: that was seen at the start. */
#include "handler/handler.h"
#include "text/date.h"
#include "view/view.h"

#include <string.h>

/* Half a year: the RFC recommends less than one, and who keeps a copy looks again. */
enum { DAYS_BELIEVED = 183 };

static const char *words_or_null(const char *text)
{
    return *text ? text : NULL;
}

/* The address that the file has for whoever found it elsewhere; the RFC allows no other than of https. */
static const char *canonical_address(const struct app *app, const struct request *request,
                                     struct arena *arena)
{
    const char *base = app->portal->base_url;
    return strncmp(base, "https://", 8) == 0 ? arena_printf(arena, "%s%s", base, request->own) : NULL;
}

enum err machine_security(struct app *app, const struct request *request, struct reply *reply)
{
    const struct security_words *words = &app->security;
    char expires[DATE_TEXT_SIZE];
    int32_t today = day_of(request->now_ms);
    if (!words->contact_count)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->page = "pages/security.txt";
    reply->text_type = "text/plain; charset=utf-8";
    /* The same all day. */
    reply->until_ms = day_start_ms(day_add(today, 1));
    struct view contacts = view_list(view, "contacts");
    for (size_t i = 0; i < words->contact_count; i++)
        view_text(view_append(contacts), "address", words->contacts[i]);
    view_text(view, "expires", date_rfc3339(day_start_ms(day_add(today, DAYS_BELIEVED)), expires));
    view_text(view, "encryption", words_or_null(words->encryption));
    view_text(view, "acknowledgments", words_or_null(words->acknowledgments));
    view_text(view, "languages", words_or_null(words->languages));
    view_text(view, "canonical", canonical_address(app, request, reply->arena));
    view_text(view, "policy", words_or_null(words->policy));
    return ERR_OK;
}
