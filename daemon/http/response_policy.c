/* What a browser may do with an answer, by its kind (Content-Security-Policy). Must not know how it is sent.
 */
#include "response_inner.h"

/* Pages load nothing from elsewhere and run no inline code; no <base> of an article redirects their links. */
static const char page_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/* Staff pages bring nothing that runs on without them, and are framed by nobody. */
static const char staff_policy[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                                   "media-src 'self'; connect-src 'self'; form-action 'self'; "
                                   "base-uri 'none'; frame-ancestors 'none'";
/* A saved page holds its style and pictures, and is opened from a disk, where 'self' means nothing. */
static const char copy_policy[] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
/* An SVG or HTML file among the attachments would otherwise run its scripts as this site. */
static const char media_policy[] = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/* Browsers show nothing in their viewer for PDF when it is in a sandbox or may not embed. */
static const char pdf_policy[] =
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'";
/* Nobody shows JSON or a style as a page; it could do nothing. A worker fetches from this site alone. */
static const char other_policy[] = "default-src 'none'; frame-ancestors 'none'";
static const char worker_policy[] = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";
/* A kind without a row would send no policy, unnoticed by response.c. */
static const char *const policies[] = {
    [RESPONSE_STAFF] = staff_policy, [RESPONSE_PAGE] = page_policy,     [RESPONSE_API] = other_policy,
    [RESPONSE_ASSET] = other_policy, [RESPONSE_WORKER] = worker_policy, [RESPONSE_COPY] = copy_policy,
    [RESPONSE_MEDIA] = media_policy, [RESPONSE_PDF] = pdf_policy};

const char *response_policy(enum response_kind kind)
{
    return policies[kind];
}
