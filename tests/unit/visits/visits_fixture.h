/* A scratch store with a clock that the test sets, for the tests of the visitor statistics. */
#ifndef TEST_VISITS_FIXTURE_H
#define TEST_VISITS_FIXTURE_H

#include "base/log.h"
#include "store/ledger.h"
#include "store/visit_rows.h"
#include "visits_inner.h"
#include "visits_secret.h"

#include "test.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Noon of 2026-11-24 in the portal's zone. */
#define NOON INT64_C(1795496400000)
#define MINUTE INT64_C(60000)
#define HOUR INT64_C(3600000)
#define DAY INT64_C(86400000)

#define BROWSER                                                                                      \
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 " \
    "Safari/537.36"
#define TELEPHONE                                                                                    \
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0 Mobile " \
    "Safari/537.36"
#define ROBOT "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"

struct fixture {
    char folder[40];
    int64_t now_ms;
    struct clock clock;
    struct store *store;
    struct visits *visits;
};

static int64_t fixture_now(void *context)
{
    return *(int64_t *)context;
}

static inline void fixture_store_open(struct fixture *f)
{
    auto_buf struct buf fault = BUF(2000);
    const struct store_options options = {
        .directory = f->folder, .clock = &f->clock, .readers = 2, .read_limit_ms = 5000};
    enum err err = store_open(&options, &fault, &f->store);
    if (err)
        fail_msg("%s: %s", err_type(err), buf_str(&fault));
}

static inline void fixture_open(struct fixture *f)
{
    log_init(LOG_LEVEL_ERROR, LOG_FORMAT_TEXT);
    *f = (struct fixture){.folder = "/tmp/cong-visits-XXXXXX", .now_ms = NOON};
    assert_non_null(mkdtemp(f->folder));
    f->clock = (struct clock){fixture_now, fixture_now, &f->now_ms};
    fixture_store_open(f);
    assert_int_equal(visits_open(f->store, &f->clock, &f->visits), ERR_OK);
}

/* What a killed process leaves: nothing is folded, what was mapped is in the file. */
static inline void fixture_kill(struct fixture *f)
{
    struct visits *visits = TAKE(f->visits);
    journal_close(&visits->journal);
    visitor_table_done(&visits->table);
    visit_days_done(&visits->days);
    free(visits->overflow.records);
    pthread_mutex_destroy(&visits->lock);
    pthread_mutex_destroy(&visits->fold_lock);
    secret_unmap(visits, sizeof *visits);
}

static inline void fixture_revive(struct fixture *f)
{
    fixture_kill(f);
    assert_int_equal(visits_open(f->store, &f->clock, &f->visits), ERR_OK);
}

static inline void fixture_close(struct fixture *f)
{
    visits_close(f->visits);
    store_close(f->store);
    DIR *dir = opendir(f->folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", f->folder, entry->d_name);
        if (entry->d_name[0] != '.' && unlink(path))
            rmdir(path);
    }
    closedir(dir);
    rmdir(f->folder);
}

/* A view of the home page by the person at 192.0.2.`host`. */
static inline void view_by(struct fixture *f, unsigned host, const char *agent, int64_t article_id)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0xc0000200u + host)};
    visit_record(f->visits, (const struct sockaddr *)&address, agent, article_id);
}

static inline void view(struct fixture *f, unsigned host)
{
    view_by(f, host, BROWSER, 0);
}

/* All that a table of visitors takes now. */
static inline size_t table_bytes(const struct visitor_table *table)
{
    return (table->now.capacity + table->former.capacity + table->spare.capacity + table->retired.capacity) *
           sizeof(struct visitor_slot);
}

static inline struct stats stats_of(struct fixture *f)
{
    struct stats stats;
    visits_stats(f->visits, &stats);
    return stats;
}

#define assert_counts(counts, t, m, a)                \
    do {                                              \
        const struct visit_counts counts_ = (counts); \
        assert_int_equal(counts_.today, t);           \
        assert_int_equal(counts_.month, m);           \
        assert_int_equal(counts_.all, a);             \
    } while (0)

#endif
