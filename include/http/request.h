/* A request as it was read: everything a route or handler may know of it, and nothing of sockets.
 *
 * The server fills it at the end of the header section and adds the body when it is whole. All texts
 * live in the request's arena and are NUL-terminated; a header that was not sent is NULL, and one sent
 * twice that may not be was refused before. Thread: one request belongs to one worker. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "base/arena.h"
#include "base/err.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum method {
    METHOD_GET,
    METHOD_HEAD,
    METHOD_POST,
    METHOD_PUT,
    METHOD_PATCH,
    METHOD_DELETE,
    METHOD_OPTIONS,
    METHOD_OTHER,
    METHOD_COUNT
};

/* "GET" …; METHOD_OTHER for a method this program does not know. Case matters (RFC 9110 section 9.1). */
const char *method_name(enum method method);
enum method method_from_name(const char *name);

/* How often a header may stand in a request: a second ONCE is refused, the lines of a LIST are one list (RFC
 * 9110 section 5.3), the first of MANY is read. */
enum header_times { HEADER_ONCE, HEADER_LIST, HEADER_MANY };

/* The headers that anything here reads: HEADER(member, "Name", times). */
#define REQUEST_HEADERS(HEADER)                              \
    HEADER(accept, "Accept", LIST)                           \
    HEADER(accept_encoding, "Accept-Encoding", LIST)         \
    HEADER(accept_language, "Accept-Language", LIST)         \
    HEADER(authorization, "Authorization", ONCE)             \
    HEADER(content_encoding, "Content-Encoding", ONCE)       \
    HEADER(content_length, "Content-Length", ONCE)           \
    HEADER(content_type, "Content-Type", ONCE)               \
    HEADER(cookie, "Cookie", MANY)                           \
    HEADER(expect, "Expect", ONCE)                           \
    HEADER(forwarded_by, "Forwarded", LIST)                  \
    HEADER(host, "Host", ONCE)                               \
    HEADER(idempotency_key, "Idempotency-Key", ONCE)         \
    HEADER(if_match, "If-Match", LIST)                       \
    HEADER(if_modified_since, "If-Modified-Since", ONCE)     \
    HEADER(if_none_match, "If-None-Match", LIST)             \
    HEADER(if_range, "If-Range", ONCE)                       \
    HEADER(if_unmodified_since, "If-Unmodified-Since", ONCE) \
    HEADER(last_event_id, "Last-Event-ID", ONCE)             \
    HEADER(origin, "Origin", ONCE)                           \
    HEADER(purpose, "Purpose", ONCE)                         \
    HEADER(range, "Range", ONCE)                             \
    HEADER(referer, "Referer", ONCE)                         \
    HEADER(sec_fetch_site, "Sec-Fetch-Site", ONCE)           \
    HEADER(sec_purpose, "Sec-Purpose", ONCE)                 \
    HEADER(transfer_encoding, "Transfer-Encoding", ONCE)     \
    HEADER(user_agent, "User-Agent", ONCE)                   \
    HEADER(x_forwarded_proto, "X-Forwarded-Proto", LIST)     \
    HEADER(x_moz, "X-Moz", ONCE)

struct field {
    const char *name;
    const char *value;
};

enum { ROUTE_ARGS_MAX = 3 };

/* The path of a request that asks about the server as a whole (RFC 9112 section 3.2.4). */
#define TARGET_SERVER "*"

/* How the User-Agent of the daemon's own checks of itself begins. */
#define REQUEST_OWN_AGENT "congd/"

struct file_part;  /* http/submission.h; here only carried along */
struct session;    /* store/session.h; here only carried along */
struct submission; /* http/submission.h; likewise */

struct request {
    struct arena *arena;
    enum method method;
    const char *target; /* path and query as sent */
    bool is_plain;      /* there is no query, and the path is escaped as it is decoded */
    const char *path; /* decoded: valid UTF-8 that begins with '/', no control characters; or TARGET_SERVER */
    const char *own;  /* its path and the parameters that its route knows, escaped anew: the address that
                         a page says of itself and its key in the cache; set at admission */
    struct field *parameters; /* of the query, decoded, in order */
    size_t parameter_count;
    const char *args[ROUTE_ARGS_MAX]; /* what {slug}, {id} … of the route matched */
#define HEADER(member, name, times) const char *member;
    REQUEST_HEADERS(HEADER)
#undef HEADER
    const char *forwarded;         /* value of the header named by the setting proxy_header, or NULL */
    const struct sockaddr *client; /* the client's address, a trusted proxy looked through */
    bool tls;
    bool may_wait;      /* answered by a thread that may wait; else within 10 ms of its time */
    bool console;       /* came over the control socket: acts as admin */
    bool is_monitoring; /* came to the listener for monitoring: sees that, and nothing else */
    struct actor
        actor;     /* ROLE_NONE unless a valid token was sent, or on a staff page the cookie of a session */
    bool is_staff; /* of a staff page: the actor is who the cookie says, and the answer is theirs alone */
    bool needs_proof; /* of a staff page: who it is must have been proved lately */
    uint64_t
        device; /* of a staff page: not 0 when a cookie of ours says that somebody signed in here before */
    const struct session *session; /* of a staff page: where the account is signed in, or was too long ago to
                                      go on (then the actor is nobody); or NULL */
    const struct submission *form; /* of a staff page: what was sent, read and admitted; or NULL */
    int64_t now_ms;
    const char *body; /* NULL when none; a NUL follows that is not counted */
    size_t body_size;
    const struct file_part *beside; /* files that come beside a body of JSON, which only a staff page's own
                                       question does; as if they came with it in a form */
    size_t beside_count;
    int body_file; /* the body is in this file and not in memory; 0 none. Closed when the request is answered
                    */
    char id[37];   /* UUID, empty until request_id() */
};

/* The request's id, a random UUID (RFC 9562 version 4), made at the first call. */
const char *request_id(struct request *request);

/* The client's address as text, made in the arena; "-" over the control socket. */
const char *request_address(const struct request *request);

/* The language of its problem documents by Accept-Language (RFC 9110 section 12.5.4); Vietnamese
 * when it says nothing. */
enum lang request_lang(const struct request *request);

/* Value of the query parameter, or NULL. */
const char *request_parameter(const struct request *request, const char *name);

/* Whether the query asks for JSON that a person can read (?pretty=true). */
bool request_is_pretty(const struct request *request);

/* Whether a header says that this is a prefetch or prerender (Sec-Purpose, Purpose, X-Moz). */
bool request_is_speculative(const struct request *request);

/* Whether a page of another site makes a browser send this write (Sec-Fetch-Site, Origin). */
bool request_is_cross_site(const struct request *request);

/* Value of a cookie in the arena, or NULL (RFC 6265 section 5.4 as sent). */
const char *request_cookie(const struct request *request, const char *name);

#endif
