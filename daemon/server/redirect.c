/* The redirect to https, and whether there is room for it. Must not know where it leads (route/dispatch.h).
 */
#include "redirect.h"

#include "handler/app.h"
#include "received_head.h"
#include "route/dispatch.h"

#include <string.h>

/* Of the answer's other fields, and of the scheme and what stands around the address. */
enum { ANSWER_MEMORY = 1024, SCHEME_SIZE = 16 };

/* Whether the target fits into the head of the answer. */
static bool redirect_has_room(const struct app *app, const struct request *request)
{
    size_t place = strlen(app->portal->base_url) + SCHEME_SIZE;
    if (request->host)
        place += strlen(request->host);
    return BRIEF_MAX + place + strlen(request->target) + ANSWER_MEMORY <= LIBRARY_MEMORY;
}

bool redirect_is_answered_here(const struct app *app, const struct request *request)
{
    bool is_read = request->method == METHOD_GET || request->method == METHOD_HEAD;
    return is_read && *app->acme_folder && strncmp(request->path, ACME_PATH, strlen(ACME_PATH)) == 0;
}

struct response *redirect_answer(struct app *app, struct request *request)
{
    return redirect_has_room(app, request) ? dispatch_redirect(app, request)
                                           : dispatch_refuse(app, request, ERR_URI_TOO_LONG, MESSAGE_NONE);
}
