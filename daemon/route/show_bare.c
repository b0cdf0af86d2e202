/* Answers that are all in their headers, which need neither a view nor a row: redirects, and what OPTIONS
 * says. */
#include "show.h"
#include "show_inner.h"

#include <arpa/inet.h>
#include <string.h>

struct response *show_redirect(const struct request *request, struct reply *reply)
{
    struct response *response = NULL;
    /* A browser makes a GET of a POST that is sent on by 301; by 308 it may not. */
    bool may_change = request->method == METHOD_GET || request->method == METHOD_HEAD;
    struct response_parts parts = {
        .status = may_change ? 301 : 308, .kind = RESPONSE_ASSET, .caching = CACHING_PAGE};
    show_headers(&parts, request, reply);
    /* Not strict_transport: that header counts over https alone. */
    return response_new(&parts, &response) ? response_last_resort() : response;
}

struct response *show_see_other(const struct request *request, struct reply *reply)
{
    struct response *response = NULL;
    struct response_parts parts = {.status = 303,
                                   .kind = RESPONSE_ASSET,
                                   .caching = request->is_staff ? CACHING_PRIVATE : CACHING_NO_STORE,
                                   .strict_transport = request->tls};
    show_headers(&parts, request, reply);
    return response_new(&parts, &response) ? response_last_resort() : response;
}

struct response *show_options(struct app *app, const struct reply *reply)
{
    struct response *response;
    struct response_parts parts = {
        .status = 204, .kind = RESPONSE_API, .caching = CACHING_NO_STORE, .allow = reply->allow};
    (void)app;
    /* The last resort is a 503, which a client tries again. */
    return response_new(&parts, &response) ? response_last_resort() : response;
}

/* Enough to see a pattern, too little to find a person. */
const char *show_short_address(const struct request *request)
{
    char text[INET6_ADDRSTRLEN];
    if (!request->client)
        return request->console ? "console" : "-";
    if (request->client->sa_family == AF_INET) {
        struct in_addr address = ((const struct sockaddr_in *)request->client)->sin_addr;
        /* 256 addresses, as one connection's neighbours are. */
        address.s_addr &= htonl(0xFFFFFF00);
        return inet_ntop(AF_INET, &address, text, sizeof text) ? arena_printf(request->arena, "%s/24", text)
                                                               : "-";
    }
    struct in6_addr address = ((const struct sockaddr_in6 *)request->client)->sin6_addr;
    /* A /48 is what a provider gives to a whole site at most. */
    memset(address.s6_addr + 6, 0, sizeof address.s6_addr - 6);
    return inet_ntop(AF_INET6, &address, text, sizeof text) ? arena_printf(request->arena, "%s/48", text)
                                                            : "-";
}
