/* Which headers an answer bears: those of its kind, those that a 304 has as well, and the rest. Knows no
 * body. */
#include "response_inner.h"
#include "text/date.h"

#include <stdio.h>

/* An answer's head must fit into what a request's leaves of the library's memory (server/reader.h). A link
 * that is too long is not sent: half an address would lead astray, and the next page stands in the body too.
 */
enum { LINK_MAX = 2048 };

/* Reasons: route/show.c. stale-if-error lets a proxy answer for us for a day while the portal is down. */
static const char *const caching_texts[] = {
    [CACHING_NO_STORE] = "no-store",
    [CACHING_PAGE] = "no-cache",
    [CACHING_REVALIDATE] = "public, max-age=0, stale-if-error=86400",
    [CACHING_STATS] = "public, max-age=2",
    [CACHING_PRIVATE] = "private, no-store",
    [CACHING_DAY] = "public, max-age=86400",
    [CACHING_IMMUTABLE] = "public, max-age=31536000, immutable",
    [CACHING_READER] = "private, no-cache",
};

/* Each encoding is a representation with a strong tag of its own (RFC 9110 section 8.8.3); etag.c
 * ignores these suffixes when it compares. */
const char *const response_etag_suffixes[ENCODING_COUNT] = {"", "-gz", "-br"};
const char *const response_encoding_names[ENCODING_COUNT] = {NULL, "gzip", "br"};

/* Adds a header unless its value is NULL, so that lists of headers can be written as one expression.
 * False when the library has no memory for it. */
static bool response_add(struct MHD_Response *to, const char *name, const char *value)
{
    return !value || MHD_add_response_header(to, name, value) == MHD_YES;
}

/* What every answer bears, by its kind alone; the 304 too, whose headers a browser merges into its own. */
bool response_add_security(struct MHD_Response *to, const struct response_parts *parts)
{
    bool is_staff = parts->kind == RESPONSE_STAFF, is_page = is_staff || parts->kind == RESPONSE_PAGE,
         is_shared =
             parts->kind == RESPONSE_API || parts->kind == RESPONSE_MEDIA || parts->kind == RESPONSE_PDF;
    return response_add(to, "X-Content-Type-Options", "nosniff") &&
           response_add(to, "Content-Security-Policy", response_policy(parts->kind)) &&
           response_add(to, "Referrer-Policy",
                        is_staff ? "same-origin" : "strict-origin-when-cross-origin") &&
           response_add(to, "Cross-Origin-Resource-Policy", is_shared ? "cross-origin" : "same-origin") &&
           response_add(to, "Cross-Origin-Opener-Policy", is_page ? "same-origin" : NULL) &&
           response_add(to, "Access-Control-Allow-Origin",
                        is_shared && parts->caching != CACHING_PRIVATE ? "*" : NULL) &&
           response_add(to, "Access-Control-Expose-Headers",
                        parts->kind == RESPONSE_API ? "ETag, Link, Location, Retry-After, X-Request-Id"
                                                    : NULL) &&
           response_add(to, "Strict-Transport-Security", parts->strict_transport ? "max-age=31536000" : NULL);
}

/* Headers that a 304 has as well (RFC 9110 section 15.4.5). */
bool response_add_validators(struct MHD_Response *to, const struct response_parts *parts,
                             enum encoding encoding, bool varies)
{
    char etag[RESPONSE_ETAG_SIZE + 8], vary[96], modified[DATE_TEXT_SIZE];
    /* A style made from a cookie differs by nothing else, so its handler says no more. */
    const char *extra = parts->caching == CACHING_READER ? "Cookie" : parts->vary;
    snprintf(etag, sizeof etag, "\"%s%s\"", parts->etag ? parts->etag : "", response_etag_suffixes[encoding]);
    /* Two lists joined; either may be empty, and then there is no comma. */
    snprintf(vary, sizeof vary, "%s%s%s", varies ? "Accept-Encoding" : "", varies && extra ? ", " : "",
             extra ? extra : "");
    return response_add(to, "ETag", parts->etag ? etag : NULL) &&
           response_add(to, "Last-Modified",
                        parts->modified_ms ? date_http(parts->modified_ms, modified) : NULL) &&
           response_add(to, "Cache-Control", caching_texts[parts->caching]) &&
           response_add(to, "Vary", *vary ? vary : NULL);
}

/* Headers of the 200 alone; every text is written, and response_add() leaves out what is NULL. */
bool response_add_rest(struct MHD_Response *to, const struct response_parts *parts, enum encoding encoding)
{
    char link[LINK_MAX], retry[24], range[80];
    snprintf(range, sizeof range, "bytes %lld-%lld/%zu", (long long)parts->range.start,
             (long long)(parts->range.start + parts->range.size - 1), parts->size);
    /* Of a 416 the header says how much there is (RFC 9110 section 14.4). */
    if (parts->range_kind == RANGE_BEYOND)
        snprintf(range, sizeof range, "bytes */%zu", parts->size);
    /* A page of a list has a next page, the root of the API a description, a feed a hub; nothing has two. */
    const char *target = parts->next ? parts->next : parts->described ? parts->described : parts->hub;
    int size = parts->hub ? snprintf(link, sizeof link, "<%s>; rel=\"hub\", <%s>; rel=\"self\"", parts->hub,
                                     parts->self)
                          : snprintf(link, sizeof link, "<%s>; rel=\"%s\"", target ? target : "",
                                     parts->next ? "next" : "service-desc");
    /* snprintf() gives the length that would have been needed. */
    bool has_link = target && size < LINK_MAX;
    snprintf(retry, sizeof retry, "%d", parts->retry_after_s);
    return response_add(to, "Content-Type", parts->type) &&
           response_add(to, "Content-Encoding", response_encoding_names[encoding]) &&
           response_add(to, "Content-Language", parts->language) &&
           response_add(to, "Location", parts->location) &&
           response_add(to, "Link", has_link ? link : NULL) &&
           response_add(to, "Set-Cookie", parts->set_cookie) &&
           response_add(to, "Set-Cookie", parts->second_cookie) &&
           response_add(to, "Clear-Site-Data", parts->clear_data) &&
           response_add(to, "Allow", parts->allow) &&
           response_add(to, "Content-Disposition", parts->disposition) &&
           response_add(to, "Retry-After", parts->retry_after_s ? retry : NULL) &&
           response_add(to, "WWW-Authenticate", parts->challenge ? "Bearer realm=\"congd\"" : NULL) &&
           response_add(to, "Accept-Ranges", parts->fd > 0 ? "bytes" : NULL) &&
           response_add(to, "Content-Range", parts->range_kind == RANGE_WHOLE ? NULL : range) &&
           response_add(to, "Idempotency-Replayed", parts->is_replayed ? "true" : NULL) &&
           response_add(to, "X-Request-Id", parts->request_id) &&
           response_add(to, "Connection", parts->close ? "close" : NULL);
}
