/* A response as it is sent: status, headers and body in each of its encodings, made once and queued any
 * number of times, by several workers at once. What it says never changes, though an encoding of what is kept
 * may be made when it is first wanted; counted by reference.
 *
 * Thread: any. Memory: response_size() says what it holds. Follows RFC 9110 and RFC 9111; the security
 * headers are those of the project's design. */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include "base/asset.h"
#include "base/cleanup.h"
#include "base/err.h"
#include "http/conditional.h"
#include "http/stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct request;
struct response;

/* What kind of thing it is, which decides the security headers. */
enum response_kind {
    RESPONSE_PAGE,   /* HTML: content security policy, opener policy */
    RESPONSE_STAFF,  /* the same for the staff: no manifest, no worker, no referrer to anywhere */
    RESPONSE_API,    /* JSON and the like, readable from other origins on GET */
    RESPONSE_ASSET,  /* the interface's own files, and texts for this site alone */
    RESPONSE_WORKER, /* the script of the service worker, whose own policy this answer's is */
    RESPONSE_COPY,   /* HTML to keep: styles and pictures inside, nothing else */
    RESPONSE_MEDIA,  /* pictures and attachments: embeddable elsewhere, with a policy that lets nothing run */
    RESPONSE_PDF,    /* the same for what the browser's own viewer shows */
};

enum caching {
    CACHING_NO_STORE,
    CACHING_PAGE,       /* no-cache: kept, asked again each time */
    CACHING_REVALIDATE, /* public, max-age=0, stale-if-error=86400 */
    CACHING_STATS,      /* public, max-age=2 */
    CACHING_PRIVATE,    /* private, no-store */
    CACHING_DAY,        /* public, max-age=86400 */
    CACHING_IMMUTABLE,  /* public, max-age=31536000, immutable */
    CACHING_READER,     /* private, no-cache; Vary: Cookie */
};

enum compressing {
    COMPRESSING_NOT,
    COMPRESSING_ONE,  /* the one encoding that `accept_encoding` prefers */
    COMPRESSING_ALL,  /* all, for responses that are kept: that one now, others when they are wanted */
    COMPRESSING_BEST, /* all, as small as they become, which takes some 50 ms: for those that are kept for
                         ever */
};

struct response_parts {
    int status;
    enum response_kind kind;
    enum caching caching;
    const char *type;       /* Content-Type, NULL without a body */
    const char *etag;       /* its base, unquoted, at most 60 characters; NULL none */
    const char *vary;       /* beyond Accept-Encoding, or NULL */
    const char *location;   /* these are NULL when not sent */
    const char *next;       /* Link rel=next */
    const char *described;  /* Link rel=service-desc */
    const char *hub, *self; /* Link rel=hub and rel=self */
    const char *set_cookie;
    const char *second_cookie;
    const char *clear_data; /* Clear-Site-Data */
    const char *allow;
    const char *language;    /* Content-Language */
    const char *disposition; /* Content-Disposition */
    const char *request_id;  /* X-Request-Id */
    int retry_after_s;       /* 0 not sent */
    bool challenge;          /* WWW-Authenticate: Bearer */
    bool is_replayed;        /* Idempotency-Replayed: true */
    bool close;              /* Connection: close */
    bool strict_transport;   /* Strict-Transport-Security */
    enum compressing compressing;
    const char *accept_encoding; /* with COMPRESSING_ONE and COMPRESSING_ALL */
    char *bytes;                 /* body from malloc(), taken over in any case; NULL when none, or: */
    size_t size;
    char *gzip; /* in place of bytes: those `size` bytes as gzip, likewise */
    size_t gzip_size;
    const struct asset *asset; /* a body that lives as long as the process */
    int fd;                    /* a file's body, closed when sent; used when > 0 and no bytes */
    int64_t modified_ms;       /* Last-Modified; 0 not sent */
    enum range_kind
        range_kind; /* with fd: what of its `size` bytes is asked for; the status is 206 or 416 then */
    struct range range;
    struct stream *stream; /* a body that goes on, taken over in any case; used when there are no bytes. Such
                              a response is for one request */
    enum stream_coding stream_coding; /* what it is compressed with */
    int64_t subject;                  /* the article whose own page this is */
    int64_t until_ms;                 /* instant from which it is too old */
};

/* Of an asset that lies packed and is larger, the response has the packed form alone: the caller asks who
 * takes it. */
enum { ASSET_UNPACKED_MOST = 64 * 1024 };

/* Errors: MEMORY. On failure nothing is kept; bytes are freed and the descriptor is closed. */
enum err response_new(const struct response_parts *parts, struct response **ret_response);

/* A further reference to the same response, and giving one back. NULL is fine. */
struct response *response_ref(struct response *response);
void response_free(struct response *response);
DEFINE_CLEANUP(cleanup_response_, struct response *, response_free)
#define auto_response CLEANUP(cleanup_response_)

int response_status(const struct response *response);
/* The status that this request gets: 304 when it has what would be sent. */
int response_status_for(const struct response *response, const struct request *request);

/* Whether the request wanted another representation than this (If-Match, If-Unmodified-Since): it is to be
 * refused with 412. */
bool response_is_forbidden(const struct response *response, const struct request *request);

int64_t response_subject(const struct response *response);
int64_t response_until_ms(const struct response *response);

/* Bytes it was made with, bodies and headers together; see response_account for those that come later. */
size_t response_size(const struct response *response);

/* What kept responses grow by when further forms of them are made is counted together, by who keeps them, in
 * an account: it holds as many bytes as those who were counted in it have grown by and are still somewhere.
 */
struct response_account;
struct response_account *response_account_new(void); /* NULL without memory */
void response_account_free(struct response_account *account);
size_t response_account_bytes(const struct response_account *account);

/* Counts a response in, before anybody else has it. */
void response_count_in(struct response *response, struct response_account *account);

/* The ETag base for content: 22 characters of its BLAKE2b, written at `ret_etag`. */
enum { RESPONSE_ETAG_SIZE = 64 };
void response_hash_etag(const void *bytes, size_t size, char ret_etag[static RESPONSE_ETAG_SIZE]);

/* A last resort that always exists, for when there is no memory to say more: 503 without a body. A new
 * reference. */
struct response *response_last_resort(void);

/* Makes and releases what the last resort needs; before the first and after the last request. */
enum err response_begin(void);
void response_end(void);

#endif
