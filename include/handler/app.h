/* The program as its handlers see it: what is shared by all requests, const after start but for what
 * locks itself. `struct portal` is one authority's portal; `struct app` the process that serves it. */
#ifndef HANDLER_APP_H
#define HANDLER_APP_H

#include "base/asset.h"
#include "base/clock.h"
#include "base/err.h"
#include "handler/docx_turn.h"
#include "handler/metrics.h"
#include "helper/fetch.h"
#include "helper/helper.h"
#include "html/template.h"
#include "http/page_cache.h"
#include "http/stream.h"
#include "http/throttle.h"
#include "store/address.h"
#include "store/store.h"
#include "visits/visits.h"
#include "work/check.h"

#include <jansson.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct app;
struct request;
struct reply;

/* What an address does; see handler/handler.h. */
typedef enum err handler(struct app *app, const struct request *request, struct reply *reply);

/* What handlers may ask of the route table, which stands above them. NULL in tests of handlers alone. */
struct route_source {
    enum role (*role_of)(handler *handle);  /* of the API; ROLE_COUNT: it has no such row */
    enum role (*role_at)(const char *path); /* of a page; likewise */
};

struct portal {
    struct store *store;
    struct visits *visits;
    const char *base_url; /* public address without a slash at its end, "" unknown; owned by whoever made the
                             app */
    struct address_blocks uncounted; /* whose requests are not in the statistics; likewise */
};

struct backup_job;
struct copies_job;
struct restore_job;
struct slow_pool;
struct live_assets;
struct looks;
struct ordered;
struct presence;
struct ratings;
struct warned;
struct feed_pieces;
struct ask_quota;
struct self;

/* What /.well-known/security.txt says; see setting.def. Texts are checked, "" is none. */
struct security_words {
    const char *const *contacts;
    size_t contact_count;
    const char *policy, *encryption, *acknowledgments, *languages;
};

/* Where authorities of certificates look whether a name is ours (RFC 8555 section 8.3). */
#define ACME_PATH "/.well-known/acme-challenge/"

/* How large a file may be, in bytes; see setting.def. */
struct file_limits {
    int64_t document, archive, sound, film;
};

/* The interface's own files, found once at start. */
struct interface {
    struct arena *arena; /* of its texts */
    struct templates *templates;
    json_t *words[LANG_COUNT];
    const char *style_url;    /* with the content's hash in it, to be cached for ever */
    const char *figures_url;  /* what only pages with charts need */
    const char *history_url;  /* likewise those with revisions */
    const char *register_url; /* and those with a table that becomes cards */
    const char *kinds_url;    /* likewise those of the organisation, the calendar and procedures */
    const char *script_url;
    const char *staff_style_url; /* what only the staff's pages need */
    const char *staff_script_url;
    const char *kept_url;   /* what only the list of kept pages needs */
    const char *checks_url; /* what only lists of papers need */
    const char *favicon_url;
    const char *icon_url; /* 512 pixels wide; then 192, and one that may be cut to any shape */
    const char *icon_small_url;
    const char *icon_maskable_url;
    const char *emblem_url; /* a drawing of our own, for who has no logo; and icons of it */
    const char *emblem_icon_url;
    const char *emblem_icon_small_url;
    const char *emblem_icon_maskable_url;
};

struct app {
    const struct clock *clock;
    struct ordered *ordered; /* the common log of several machines; NULL: one machine */
    const struct assets *assets;
    struct interface interface;
    struct looks *looks;           /* what it is drawn with (core/look.h) */
    struct ratings *ratings;       /* presses on faces (handler/ratings.h) */
    unsigned rated_kinds;          /* bit set of 1u << KIND_… that are rated */
    struct presence *presence;     /* who has which article open (core/presence.h) */
    struct warned *warned;         /* what a save said, until its page is shown (core/warned.h) */
    struct feed_pieces *pieces;    /* of the change feed (bulk/feed_pieces.h) */
    struct ask_quota *asks;        /* who sent how many questions today (citizen/ask_quota.h) */
    struct ask_quota *ask_files;   /* and how many KiB of files with them */
    struct ask_quota *digest_asks; /* who asked for how many letters */
    struct page_cache *pages;
    struct throttle *throttle;
    struct streams *streams;
    struct slow_pool *slow;  /* where what takes long is done */
    struct metrics *metrics; /* of requests; or NULL: nothing is measured */
    struct route_source routes;
    struct server_source server;           /* what the server knows of its connections */
    struct self *self;                     /* the process as the machine sees it; or NULL */
    struct helper *helper;                 /* or NULL: no picture can be taken */
    const struct fetch_rules *fetch_rules; /* whence pictures may be imported; NULL: from nowhere */
    const struct fetch_rules *post_rules;  /* where other machines may be told something; NULL: nobody is */
    bool sends_webhooks;                   /* of what becomes of articles */
    bool sends_digests;                    /* citizens may have what is new sent to them */
    bool tells_askers;                     /* who asked and left an address is told by mail */
    const char *hub;                       /* WebSub: the hub that feeds name; "" none */
    struct backup_job *backups;            /* made while all go on */
    struct copies_job *copies;             /* which copies hold what was taken back; or NULL */
    struct restore_job *restore;           /* brings the media of a backup that was restored */
    atomic_uint fetching;                  /* requests that import pictures */
    atomic_bool pictures_due;              /* a picture waits for its other forms (handler/rendition_job.h) */
    struct docx_turns docx_turns;          /* whose Word files are being converted */
    struct portal *portal;
    unsigned https_port; /* where redirects send those who come by HTTP, when base_url does not say */
    struct file_limits file_limits;
    struct security_words security;
    const char *picture_converter;       /* the setting (helper/converter.h) */
    const char *acme_folder;             /* the web root of the ACME client; "" none */
    const struct check_scope *condition; /* what /readyz?verbose looks at; borrowed */
    int64_t page_age_ms;                 /* longest a page with its statistics is kept */
    bool feeds_are_full;                 /* feeds carry the whole text of articles */
    bool has_llms;                       /* /llms.txt is there */
    bool is_kept_offline;                /* browsers keep what was read (assets/script/offline.js) */
    bool checks_links;                   /* links are asked for (work/link_check.h) */
    const char *mail_from;               /* whom letters to the staff come from; "" none are sent */
    bool two_people;                     /* who publishes may not be who wrote it */
    int64_t questions_daily;             /* more in a day wait apart for the staff */
    int64_t question_files_mb;           /* what citizens' files may come to, MiB */
    int64_t questions_kept;              /* months until who asked is erased */
    atomic_bool importing;               /* one import at a time */
    atomic_bool stopping;                /* /readyz says 503 */
    struct live_assets
        *live_assets; /* NULL unless somebody works on the interface; see handler/live_assets.h */
};

/* Loads words and templates and checks them against each other. `fault` receives one clear line. Errors:
 * NOT_FOUND, JSON, INPUT, INTERNAL, MEMORY. */
enum err interface_open(const struct assets *assets, struct buf *fault, struct interface *ret_interface);
void interface_close(struct interface *interface);

/* Opens the interface of `app->assets`, which with clock and portal is set by the caller before. Errors:
 * those of interface_open(). */
enum err app_open(struct app *app, struct buf *fault);
void app_close(struct app *app);

/* Instant from which an answer made at `now_ms` that shows the statistics is too old: page_age_ms
 * later, or at midnight. */
int64_t app_page_until_ms(const struct app *app, int64_t now_ms);

#endif
