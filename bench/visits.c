/* What counting a view costs by itself: the store's own function, the machine's clock, a journal on the disk,
 * synchronised and folded as the daemon's jobs do. usage: visits FOLDER VISITORS; prints JSON. */
#include "visits/visits.h"
#include "base/buf.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { VIEWS = 4000000, SYNC_EVERY = 20000, FOLD_EVERY = 300000 };

#define BROWSER \
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"

static double processor_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void look(struct visits *visits, uint32_t visitor, int64_t article_id)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x0a000000u + visitor)};
    visit_record(visits, (const struct sockaddr *)&address, BROWSER, article_id);
}

/* Every visitor comes once, so that the day is as large as it will be; what follows is measured. */
static double measure(struct visits *visits, uint32_t visitors)
{
    uint32_t seed = 1;
    for (uint32_t i = 0; i < visitors; i++)
        look(visits, i, 0);
    double begin_ns = processor_ns();
    for (int i = 0; i < VIEWS; i++) {
        seed = seed * 1664525u + 1013904223u;
        look(visits, (seed >> 8) % visitors, 1 + (seed >> 28));
        if (i % SYNC_EVERY == 0 && visits_sync(visits))
            abort();
        if (i % FOLD_EVERY == 0 && visits_fold(visits))
            abort();
    }
    return (processor_ns() - begin_ns) / VIEWS;
}

int main(int argc, char **argv)
{
    auto_buf struct buf fault = BUF(2000);
    struct store *store = NULL;
    struct visits *visits = NULL;
    struct stats stats;
    if (argc != 3)
        return 2;
    uint32_t visitors = (uint32_t)strtoul(argv[2], NULL, 10);
    const struct store_options options = {
        .directory = argv[1], .clock = &clock_system, .readers = 2, .read_limit_ms = 5000};
    if (store_open(&options, &fault, &store) || visits_open(store, &clock_system, &visits))
        return 1;
    double ns = measure(visits, visitors);
    visits_stats(visits, &stats);
    printf("{\"ns\": %.1f, \"views\": %lld, \"visits\": %lld}\n", ns, (long long)stats.views.all,
           (long long)stats.visits.all);
    visits_close(visits);
    store_close(store);
    return stats.views.all == VIEWS + (int64_t)visitors ? 0 : 1;
}
