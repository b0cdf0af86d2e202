/* Pictures of other machines for an import: fetched by the sandboxed helper, or by congd out where the
 * settings name that. */
#ifndef MAIN_COMING_FETCH_H
#define MAIN_COMING_FETCH_H

#include "coming/coming.h"
#include "helper/fetch.h"
#include "transfer.h"

struct coming_fetcher {
    struct helper *helper;
    bool is_own; /* started for this alone */
    struct fetch_rules rules;
};

/* Makes ready what fetches, with the transfer's own helper or a new one; before there are threads. Errors:
 * INPUT (the settings do not allow it, or name nonsense; `fault` says it), MEMORY, INTERNAL. */
enum err coming_fetcher_begin(struct coming_fetcher *fetcher, const struct transfer *transfer,
                              struct buf *fault);
void coming_fetcher_end(struct coming_fetcher *fetcher);
#define auto_coming_fetcher CLEANUP(coming_fetcher_end)

/* See coming.h; the context is a fetcher. */
enum err coming_fetcher_fetch(void *context, const char *address, struct arena *arena,
                              struct coming_fetched *ret_fetched, struct buf *fault);

#endif
