/* The redirect to https, and whether there is room for it. Must not know where it leads (route/dispatch.h).
 */
#include "redirect.h"

#include "handler/app.h"
#include "reader.h"
#include "route/dispatch.h"

#include <string.h>

/* What the library keeps beside the bytes of a field or parameter; the answer's other fields, and its own. */
enum { ITEM_MEMORY = 64 + 4, ANSWER_MEMORY = 1024, SCHEME_SIZE = 16 };

/* Parameters stand within the target; cookies are copied. */
static enum MHD_Result add_size(void *context, enum MHD_ValueKind kind, const char *name, size_t name_size,
                                const char *value, size_t value_size)
{
    size_t *size = context;
    (void)name, (void)value;
    *size += ITEM_MEMORY + (kind == MHD_GET_ARGUMENT_KIND ? 0 : name_size + value_size);
    return MHD_YES;
}

static bool redirect_has_room(const struct app *app, const struct request *request,
                              struct MHD_Connection *connection)
{
    static const enum MHD_ValueKind kinds[] = {MHD_HEADER_KIND, MHD_COOKIE_KIND, MHD_GET_ARGUMENT_KIND};
    /* What the request took of the connection's memory, and what the answer will need of it, where the
     * target stands once more. */
    size_t head = strlen(request->target), place = strlen(app->portal->base_url) + SCHEME_SIZE;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        MHD_get_connection_values_n(connection, kinds[i], add_size, &head);
    if (request->host)
        place += strlen(request->host);
    return head + place + strlen(request->target) + ANSWER_MEMORY <= READER_MEMORY;
}

bool redirect_is_answered_here(const struct app *app, const struct request *request)
{
    bool is_read = request->method == METHOD_GET || request->method == METHOD_HEAD;
    return is_read && *app->acme_folder && strncmp(request->path, ACME_PATH, strlen(ACME_PATH)) == 0;
}

struct response *redirect_answer(struct app *app, struct request *request, struct MHD_Connection *connection)
{
    return redirect_has_room(app, request, connection)
               ? dispatch_redirect(app, request)
               : dispatch_refuse(app, request, ERR_URI_TOO_LONG, MESSAGE_NONE);
}
