/* Questions to a request whose answers are worked out from its fields: its id, its client, what its
 * headers mean together. Must not know routes, replies, or how the request was received. */
#include "http/request.h"

#include "http/negotiate.h"

#include <netdb.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* By enum method. "OTHER" is never sent by a client that means it: METHOD_OTHER is where the search ends
 * for any other word. */
static const char *const method_names[METHOD_COUNT] = {"GET",   "HEAD",   "POST",    "PUT",
                                                       "PATCH", "DELETE", "OPTIONS", "OTHER"};

/* For logs, for Allow and for refusals; static text. */
const char *method_name(enum method method)
{
    return method_names[method];
}

enum method method_from_name(const char *name)
{
    enum method method = 0;
    /* The last name is not compared, so that a method called OTHER is as unknown as any. */
    while (method < METHOD_OTHER && strcmp(method_names[method], name) != 0)
        method++;
    return method;
}

/* Made only when somebody asks: most requests are neither logged nor refused, and random bytes cost a
 * system call now and then. */
const char *request_id(struct request *request)
{
    unsigned char b[16];
    if (request->id[0])
        return request->id;
    randombytes_buf(b, sizeof b);
    /* Version 4 and the variant of RFC 9562, in the high bits of two bytes. */
    b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
    snprintf(request->id, sizeof request->id,
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3],
             b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
    return request->id;
}

/* As text without a port, in the form that address_in_blocks() reads. What has no address of its own,
 * the control socket, is "-", which lies in no block. */
const char *request_address(const struct request *request)
{
    char text[64];
    if (!request->client)
        return "-";
    /* getnameinfo() refuses a size that is not the family's own. */
    socklen_t size =
        request->client->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    if (getnameinfo(request->client, size, text, sizeof text, NULL, 0, NI_NUMERICHOST))
        return "-";
    return arena_copy(request->arena, text, strlen(text));
}

enum lang request_lang(const struct request *request)
{
    return negotiate_language(request->accept_language);
}

/* The first of that name. A second one is refused on the API before a handler asks; a page takes the
 * first. */
const char *request_parameter(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->parameter_count; i++)
        if (strcmp(request->parameters[i].name, name) == 0)
            return request->parameters[i].value;
    return NULL;
}

/* Its value is judged with the other parameters. */
bool request_is_pretty(const struct request *request)
{
    const char *text = request_parameter(request, "pretty");
    return text && strcmp(text, "true") == 0;
}

/* The words that browsers use for it, past and present; others may stand beside them in a list. */
static bool says_prefetch(const char *value)
{
    return value &&
           (strcasestr(value, "prefetch") || strcasestr(value, "prerender") || strcasestr(value, "preview"));
}

/* Three headers, since browsers never agreed on one. Nothing but the statistics depends on it. */
bool request_is_speculative(const struct request *request)
{
    return says_prefetch(request->sec_purpose) || says_prefetch(request->purpose) ||
           says_prefetch(request->x_moz);
}

/* The browser's own word counts where there is one; scripts cannot set either header. Programs send
 * neither, and are not a browser that somebody else leads. */
bool request_is_cross_site(const struct request *request)
{
    /* "none" is what a person typed or opened from outside of any page. "same-site" is refused too, for
     * another host of the same domain is another's. */
    if (request->sec_fetch_site)
        return strcmp(request->sec_fetch_site, "same-origin") != 0 &&
               strcmp(request->sec_fetch_site, "none") != 0;
    if (!request->origin)
        return false;
    /* Without the newer header: the origin's host must be the one that was asked. */
    const char *host = strstr(request->origin, "://");
    /* "Origin null", which sandboxed pages send, has no host and counts as another site. */
    return !host || !request->host || strcasecmp(host + 3, request->host) != 0;
}

/* The first of that name. A pair without an equals sign is stepped over. Names are compared with case,
 * as RFC 6265 has them. */
const char *request_cookie(const struct request *request, const char *name)
{
    size_t length = strlen(name);
    for (const char *p = request->cookie; p && *p;) {
        p += strspn(p, " ;");
        size_t size = strcspn(p, ";");
        /* A longer name that begins alike has no equals sign at this place. */
        if (size > length && strncmp(p, name, length) == 0 && p[length] == '=')
            return arena_copy(request->arena, p + length + 1, size - length - 1);
        p += size;
    }
    return NULL;
}
