/* A reply as a handler decided it: what to say, not how it is sent. The route says whether the view
 * becomes a page or JSON. A reply lives in the request's arena, its view is a jansson reference that
 * reply_done() gives back. Thread: one worker. */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "base/arena.h"
#include "base/asset.h"
#include "base/err.h"
#include "http/message.h"
#include "http/request.h"
#include "http/stream.h"
#include "text/normalize.h"
#include "text/warning.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* A fault of the request: where, and what is wrong, already in the reader's language. */
struct fault {
    const char *pointer;   /* JSON pointer (RFC 6901) into the body, or NULL */
    const char *parameter; /* query parameter or header, when not in the body */
    const char *detail;
    const char *code; /* of a warning: the API's word for it; else NULL */
    size_t line;      /* 1-based, within what pointer or parameter names; 0 unknown */
};

enum { FAULTS_MAX = 100 };

/* Of names that nobody knows, so many are named and the others counted, each in so many bytes. */
enum { UNKNOWN_NAMED_MAX = 10, NAME_SHOWN_MAX = 80 };

struct site; /* store/site.h; here only carried along */

struct reply {
    struct arena *arena;
    enum lang lang; /* of problem texts */
    int status;     /* 0 stands for 200 */
    json_t *view;
    const char *page_path;         /* the page is shown as at this path, not at the request's own; or NULL */
    const struct site *shown_site; /* the page is shown as of this portal, which is nobody's yet; or NULL */
    const char *page;          /* template that shows the view, on routes that answer pages or documents */
    const char *broken;        /* what is wrong with the interface that somebody works on; or NULL */
    const char *other_path;    /* the same page in the other language, or NULL */
    const char *other_title;   /* with an error: what is to be read there */
    const char *way_path;      /* with an error: where what was looked for goes on, or NULL */
    const char *way_title;     /* what is to be read there */
    bool is_copy;              /* the page is a file to keep, with a policy of its own */
    bool is_staff;             /* the page stands in the frame of the staff, with a policy of its own */
    int64_t version;           /* > 0: the ETag is "VERSION" */
    bool widened;              /* a token showed more than the public sees: ETag "VERSION-t", private */
    bool stale;                /* what was widened says that a translation is old: ETag "VERSION-ts" */
    bool is_computed;          /* what the version does not count is shown too: a hash stands behind it */
    int64_t until_ms;          /* the answer changes by itself then; 0 never */
    const char *location;      /* Location */
    const char *next;          /* Link rel=next */
    const char *described;     /* Link rel=service-desc (RFC 8631) */
    const char *hub, *self;    /* Link rel=hub and rel=self (WebSub); both or neither */
    const char *set_cookie;    /* Set-Cookie */
    const char *second_cookie; /* another one */
    const char *clear_data;    /* Clear-Site-Data */
    const char *allow;         /* Allow, with METHOD */
    bool close;                /* the connection ends with this answer */
    int retry_after_s;         /* Retry-After, 0 none */
    const char *text;          /* a ready body instead of a view, with text_type */
    const char *text_type;
    size_t text_size;  /* of a body that may hold any byte: a private file, shown by nobody; 0 it is text */
    struct buf body;   /* the same, in place of text, of one that is long; owned */
    struct buf packed; /* with body: the same as gzip; owned, empty when there is none */
    const char *etag;  /* with text or stream: its ETag, or NULL */
    bool is_immutable; /* the address has the content's hash in it: kept for ever, whatever is committed */
    bool by_accept;    /* Accept decided the form: Vary says so */
    struct stream *stream; /* a body that goes on instead of a view, with text_type; owned */
    enum stream_coding stream_coding;
    bool is_secret;          /* shows a secret: no cache keeps it, and under a key only that it was done */
    int64_t words_of;        /* with a write: the article whose words the view has; see store/idempotency.h */
    enum err unsure;         /* not OK: what was decided rests on work of others that was lost; it is void */
    bool is_replayed;        /* Idempotency-Replayed: the answer was kept from an earlier request */
    const char *media_name;  /* a file of the media folder instead of a view, with text_type */
    const char *disposition; /* Content-Disposition of it, or NULL */
    const struct asset *asset; /* an interface's file instead of a view, with text_type */
    int64_t subject;           /* the article whose own page this is, for the statistics; 0 none */
    bool is_rare;              /* hardly anybody asks for the same: not to be kept */
    bool is_long;              /* with an error: the answer is too long for a thread that may not wait */
    const char *detail;        /* of a problem, in the reader's language */
    int64_t current_version;   /* member of a 412 */
    struct fault *faults;
    size_t fault_count;
    struct fault *warnings; /* what is allowed, but an editor should know */
    size_t warning_count;
    size_t warnings_unnamed; /* behind FAULTS_MAX */
};

/* Releases the view and a stream that was not sent. */
void reply_done(struct reply *reply);

/* Sets the problem's detail and gives `err` back: `return reply_problem(reply, ERR_GONE, MESSAGE_…, …);` */
enum err reply_problem(struct reply *reply, enum err err, enum message message,
                       const struct message_args *args);

/* Leaves an answer of `size` bytes of text to a thread that may wait, when this one may not and it is long:
 * `err = reply_length(request, reply, strlen(…)); if (err) return err;` Errors: UNAVAILABLE. */
enum { REPLY_LONG = 128 * 1024 };
enum err reply_length(const struct request *request, struct reply *reply, size_t size);

/* Notes a fault in the body at a JSON pointer (copied); at most FAULTS_MAX are kept. Returns ERR_INPUT. */
enum err reply_fault(struct reply *reply, const char *pointer, enum message message,
                     const struct message_args *args);

/* Notes a warning at a JSON pointer (copied); at most FAULTS_MAX are kept, the others counted. */
void reply_warn(struct reply *reply, const char *pointer, enum warning_code code,
                const struct message_args *args);

/* The same of a query parameter or header. */
void reply_warn_parameter(struct reply *reply, const char *parameter, enum warning_code code,
                          const struct message_args *args);

/* All that was collected about the value at a JSON pointer: {0} is what is shown of it, {1} the count. */
void reply_warnings(struct reply *reply, const char *pointer, const struct warnings *warnings);

/* The same of control characters that text_normalize() removed from it. */
void reply_warn_removed(struct reply *reply, const char *pointer, const struct text_fault *fault);

/* Makes the warnings faults, for who wants nothing kept that has any. Returns ERR_INPUT, or OK without one.
 */
enum err reply_refuse_warnings(struct reply *reply);

/* Counts an unknown name in `*count`; whether it is one of those to be named. */
bool reply_names_unknown(size_t *count);

/* Notes, after all were counted, how many were not named: at `pointer`, or of `parameter` when that is not
 * NULL. */
void reply_fault_unnamed(struct reply *reply, const char *pointer, const char *parameter, size_t count);

/* A name as a client sent it, fit to be shown. */
const char *reply_name(struct reply *reply, const char *name);

/* Notes a fault of a query parameter or header. Returns ERR_PARAMETER. */
enum err reply_fault_parameter(struct reply *reply, const char *parameter, enum message message,
                               const struct message_args *args);

#endif
