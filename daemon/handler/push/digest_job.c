/* When letters to citizens are made, sent, tried again and given up. Must not know what they say. */
#include "handler/digest_job.h"

#include "base/log.h"
#include "digest_letter.h"
#include "handler/live_assets.h"
#include "helper/mail.h"
#include "store/digest.h"
#include "text/date.h"

#include <string.h>

enum {
    ARENA_SIZE = 32 * 1024 * 1024,
    AT_ONCE = 20,
    HOUR_MS = 3600 * 1000,
    MINUTE_MS = 60 * 1000,
    BACKOFF_MS = 5 * MINUTE_MS,
    BACKOFF_MOST_MS = 6 * HOUR_MS,
    WEEK_DAYS = 7,
    MONDAY_DAY = 4, /* 1970-01-05 */
};

static const struct actor digest_actor = {.role = ROLE_ADMIN, .name = "keeper"};

static bool digest_stops(const struct digest_job *job)
{
    return atomic_load(&job->app->stopping);
}

/* The last time that the hour was, and the last Monday of these. */
static void digest_moments(const struct digest_job *job, int64_t now_ms, int64_t *ret_daily,
                           int64_t *ret_weekly)
{
    int64_t day = (now_ms + DATE_ZONE_MS - job->hour * HOUR_MS) / DATE_DAY_MS;
    int64_t monday = day - (day - MONDAY_DAY) % WEEK_DAYS;
    *ret_daily = day * DATE_DAY_MS + job->hour * HOUR_MS - DATE_ZONE_MS;
    *ret_weekly = monday * DATE_DAY_MS + job->hour * HOUR_MS - DATE_ZONE_MS;
}

/* The letters of some who are due, each in its place; NULL for whom nothing is new, or whose address no key
 * of ours opens. */
static enum err digest_write_some(const struct digest_job *job, struct conn *conn,
                                  const struct subscriber *items, size_t count, int64_t daily_ms,
                                  int64_t weekly_ms, const char **letters)
{
    enum err err = ERR_OK;
    live_assets_enter(job->app);
    for (size_t i = 0; !err && i < count; i++)
        if (items[i].address)
            err = digest_letter(job->app, conn, &items[i], items[i].choice.is_weekly ? weekly_ms : daily_ms,
                                &letters[i]);
    live_assets_leave(job->app);
    return err;
}

/* Puts them into the queue, in one transaction. */
static enum err digest_put_some(const struct digest_job *job, struct arena *arena,
                                const struct subscriber *items, size_t count, int64_t daily_ms,
                                int64_t weekly_ms, const char *const *letters)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_begin(job->app->portal->store, arena, &digest_actor, &conn);
    for (size_t i = 0; !err && i < count; i++)
        err = digest_told(conn, items[i].id, items[i].choice.is_weekly ? weekly_ms : daily_ms, letters[i]);
    if (!err)
        err = digest_forget(conn);
    return err ? err : store_commit(&conn);
}

/* Some of those who are due. */
static enum err digest_gather_some(const struct digest_job *job, int64_t now_ms, bool *ret_more)
{
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    struct subscriber *items = NULL;
    const char **letters = NULL;
    size_t count = 0;
    int64_t daily_ms, weekly_ms;
    enum err err = arena ? ERR_OK : ERR_MEMORY;
    digest_moments(job, now_ms, &daily_ms, &weekly_ms);
    if (!err) {
        auto_conn struct conn *conn = NULL;
        err = store_lease(job->app->portal->store, arena, &conn);
        if (!err)
            err = digest_list_due(conn, daily_ms, weekly_ms, AT_ONCE, &items, &count);
        letters = err || !count ? NULL : arena_zero(arena, count, sizeof *letters);
        if (letters)
            err = digest_write_some(job, conn, items, count, daily_ms, weekly_ms, letters);
        else if (!err && count)
            err = ERR_MEMORY;
    }
    *ret_more = !err && count == AT_ONCE;
    return err || !count ? err : digest_put_some(job, arena, items, count, daily_ms, weekly_ms, letters);
}

static int64_t digest_backoff(int64_t attempts)
{
    int64_t wait_ms = BACKOFF_MS;
    for (; attempts > 0 && wait_ms < BACKOFF_MOST_MS; attempts--)
        wait_ms *= 2;
    return wait_ms < BACKOFF_MOST_MS ? wait_ms : BACKOFF_MOST_MS;
}

/* What came of it; no line of the log says for whom it was. */
static enum err digest_save(const struct digest_job *job, struct arena *arena,
                            const struct citizen_letter *letter, const struct mailed *mailed)
{
    auto_conn struct conn *conn = NULL;
    int64_t now_ms = clock_now_ms(job->app->clock);
    int64_t next_ms = now_ms + digest_backoff(letter->attempts);
    const bool is_refused = mailed->fault == MAIL_RECIPIENT;
    /* An address that is refused will be so in an hour; the next letter tries it again. */
    bool is_over = is_refused || !letter->letter ||
                   next_ms - letter->created_ms > (int64_t)DIGEST_LETTER_DAYS * DATE_DAY_MS;
    enum err err = store_begin(job->app->portal->store, arena, &digest_actor, &conn);
    if (!err)
        err = mailed->fault == MAIL_TAKEN
                  ? digest_letter_taken(conn, letter)
                  : digest_letter_failed(conn, letter, is_over ? 0 : next_ms, is_refused);
    if (!err)
        err = store_commit(&conn);
    if (!err && mailed->fault != MAIL_TAKEN)
        log_warning("mail", LOG_SAYS("a letter to a citizen could not be handed over"),
                    LOG_NUMBER("attempts", letter->attempts + 1), LOG_FLAG("given_up", is_over),
                    LOG_TEXT("fault", mail_fault_name(mailed->fault)));
    return err;
}

/* A failure that the next letter would meet too. */
static bool digest_is_of_way(enum mail_fault fault)
{
    return fault != MAIL_TAKEN && fault != MAIL_RECIPIENT && fault != MAIL_REFUSED;
}

/* One letter. Errors: NOT_FOUND (none is due). */
static enum err digest_send(struct digest_job *job)
{
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    struct mailed mailed = {.fault = MAIL_REFUSED};
    struct citizen_letter letter;
    enum err err = arena ? ERR_OK : ERR_MEMORY;
    if (!err) {
        auto_conn struct conn *conn = NULL;
        err = store_lease(job->app->portal->store, arena, &conn);
        if (!err)
            err = digest_find_letter(conn, clock_now_ms(job->app->clock), &letter);
    }
    if (err)
        return err;
    if (letter.letter &&
        helper_mail(job->app->helper, letter.letter, strlen(letter.letter), &job->app->stopping, &mailed))
        mailed = (struct mailed){.fault = MAIL_NOBODY};
    if (digest_stops(job) && mailed.fault != MAIL_TAKEN)
        return ERR_NOT_FOUND;
    /* So many a minute, and nobody for a while behind a failure of the way. */
    job->quiet_ms = clock_monotonic_ms(job->app->clock) +
                    (digest_is_of_way(mailed.fault) ? MINUTE_MS : MINUTE_MS / job->rate);
    return digest_save(job, arena, &letter, &mailed);
}

enum err digest_job_run(void *context)
{
    struct digest_job *job = context;
    int64_t now_ms = clock_now_ms(job->app->clock);
    bool more = job->app->sends_digests && clock_is_plausible(now_ms);
    enum err err = ERR_OK;
    if (!job->app->sends_digests)
        return ERR_OK;
    while (!err && more && !digest_stops(job))
        err = digest_gather_some(job, now_ms, &more);
    if (!err && !digest_stops(job) && clock_monotonic_ms(job->app->clock) >= job->quiet_ms)
        err = digest_send(job);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

int64_t digest_job_rest_ms(void *context)
{
    const struct digest_job *job = context;
    if (!job->app->sends_digests)
        return INT64_MAX;
    int64_t rest_ms = job->quiet_ms - clock_monotonic_ms(job->app->clock);
    return rest_ms > 0 ? rest_ms : MINUTE_MS;
}
