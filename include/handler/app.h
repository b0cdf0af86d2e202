/* The program as its handlers see it: what is shared by all requests, const after start but for what
 * locks itself. `struct portal` is one authority's portal; `struct app` the process that serves it. */
#ifndef HANDLER_APP_H
#define HANDLER_APP_H

#include "base/asset.h"
#include "base/clock.h"
#include "base/err.h"
#include "helper/helper.h"
#include "html/template.h"
#include "http/page_cache.h"
#include "http/stream.h"
#include "http/throttle.h"
#include "store/store.h"
#include "store/visits.h"

#include <jansson.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct portal {
    struct store *store;
    struct visits *visits;
    const char *base_url; /* public address without a slash at its end, "" unknown; owned by whoever made the
                             app */
};

/* The interface's own files, found once at start. */
struct interface {
    struct templates *templates;
    json_t *words[LANG_COUNT];
    const char *style_url; /* with the content's hash in it, to be cached for ever */
    const char *script_url;
    const char *favicon_url;
};

struct app {
    const struct clock *clock;
    const struct assets *assets;
    struct interface interface;
    struct page_cache *pages;
    struct throttle *throttle;
    struct streams *streams;
    struct helper *helper; /* or NULL: no picture can be taken */
    struct portal *portal;
    unsigned https_port;   /* where redirects send those who come by HTTP, when base_url does not say */
    int64_t page_age_ms;   /* longest a page with its statistics is kept */
    bool two_people;       /* who publishes may not be who wrote it */
    atomic_bool importing; /* one import at a time */
    atomic_bool stopping;  /* /readyz says 503 */
    struct arena *arena;   /* of the interface's texts */
};

/* Loads words and templates, checks them against each other. `fault` receives one clear line.
 * `app->assets`, clock and portal are set by the caller before. Errors: NOT_FOUND, JSON, INTERNAL, MEMORY. */
enum err app_open(struct app *app, struct buf *fault);
void app_close(struct app *app);

/* Instant from which an answer made at `now_ms` that shows the statistics is too old: page_age_ms
 * later, or at midnight. */
int64_t app_page_until_ms(const struct app *app, int64_t now_ms);

#endif
