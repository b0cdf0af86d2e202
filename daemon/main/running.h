/* The running portal: all that is opened from the settings, in the order of starting, and closed in the
 * opposite one. Thread: opened, served and closed by the main thread. */
#ifndef MAIN_RUNNING_H
#define MAIN_RUNNING_H

#include "background.h"
#include "base/self.h"
#include "base/setting.h"
#include "handler/app.h"
#include "ordered/ordered.h"
#include "server/server.h"

struct running {
    const struct settings *settings; /* must outlive it */
    struct arena *arena;
    struct store *store;
    struct visits *visits;
    struct assets *assets;
    struct ordered *ordered; /* the common log; NULL: one machine */
    struct replication_options replication;
    struct helper *helper; /* or NULL: no picture can be taken */
    struct fetch_rules fetch_rules;
    struct fetch_rules post_rules;
    struct self self; /* the process as the machine sees it */
    struct portal portal;
    struct app app;
    struct check_scope condition;
    struct server *server;
    struct background background;
};

/* The steps of starting, in their order. `running` is zeroed by the caller, and closed by it whatever the
 * result. `fault` receives one line. */

/* Forks the helper process (helper/helper.h), which becomes `user` and leaves work to whom the settings name.
 * May be left out. Errors: MEMORY, INTERNAL. */
enum err running_start_helper(struct running *running, const struct sandbox_user *user,
                              const struct settings *settings);

/* Where the settings name a common log: forks the processes that hold its connections, as `user`. Errors:
 * UNAVAILABLE (libpq is not there), MEMORY, INTERNAL. */
enum err running_start_ordered(struct running *running, const struct sandbox_user *user,
                               const struct settings *settings, struct buf *fault);

/* Takes the addresses and reads the certificate; what needs root ends here. */
enum err running_bind(struct running *running, const struct settings *settings, struct buf *fault);

/* Opens the store (lock, migrations, statements), the statistics, the interface (templates), and checks
 * the routes. */
enum err running_open(struct running *running, struct buf *fault);

/* Lets clients connect. */
enum err running_listen(struct running *running, struct buf *fault);

/* Begins to answer, and starts what runs by itself: the first threads. */
enum err running_serve(struct running *running, struct buf *fault);

/* Readiness ends, accepting stops, requests finish (25 s at most), counters are folded, the database is
 * checkpointed. */
void running_close(struct running *running);

#endif
