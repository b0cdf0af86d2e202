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
    ARENA_SIZE = 4 * 1024 * 1024,
    LETTER_ARENA_SIZE = 32 * 1024 * 1024,
    AT_ONCE = 20,
    CONFLICTS_MOST = 5,
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

/* The letter of one, kept in `keep`; NULL when nothing is new, or no key of ours opens the address. For whom
 * there is no room the others do not wait. */
static enum err digest_write_one(const struct digest_job *job, struct arena *keep,
                                 const struct subscriber *item, int64_t until_ms, const char **ret_letter)
{
    auto_arena struct arena *arena = arena_new(LETTER_ARENA_SIZE);
    auto_conn struct conn *conn = NULL;
    const char *letter = NULL;
    if (!arena)
        return ERR_MEMORY;
    enum err err = store_lease(job->app->portal->store, arena, &conn);
    if (err || !item->address)
        return err;
    err = digest_letter(job->app, conn, item, until_ms, &letter);
    *ret_letter = letter ? arena_copy(keep, letter, strlen(letter)) : NULL;
    if (err == ERR_MEMORY) {
        log_warning("mail", LOG_SAYS("a letter to a citizen has no room in memory and is left out"),
                    LOG_NUMBER("subscriber", item->id));
        return ERR_OK;
    }
    return err ? err : arena_failed(keep) ? ERR_MEMORY : ERR_OK;
}

/* Those who are due. */
struct digest_due {
    struct subscriber *items;
    const char **letters; /* each in its place */
    size_t count;
    int64_t daily_ms, weekly_ms;
    int64_t state; /* digest_state(), before anything was read */
};

static int64_t digest_until(const struct digest_due *due, size_t i)
{
    return due->items[i].choice.is_weekly ? due->weekly_ms : due->daily_ms;
}

static enum err digest_read_due(const struct digest_job *job, struct arena *arena, struct digest_due *due)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(job->app->portal->store, arena, &conn);
    if (!err)
        err = digest_state(conn, &due->state);
    if (!err)
        err = digest_list_due(conn, due->daily_ms, due->weekly_ms, AT_ONCE, &due->items, &due->count);
    if (!err && due->count)
        due->letters = arena_zero(arena, due->count, sizeof *due->letters);
    return !err && due->count && !due->letters ? ERR_MEMORY : err;
}

/* Puts them into the queue, in one transaction. Errors: CONFLICT (something was taken back since, and may
 * stand in them). */
static enum err digest_put_some(const struct digest_job *job, struct arena *arena,
                                const struct digest_due *due)
{
    auto_conn struct conn *conn = NULL;
    int64_t state = 0;
    enum err err = store_begin(job->app->portal->store, arena, &digest_actor, &conn);
    if (!err)
        err = digest_state(conn, &state);
    if (!err && state != due->state)
        return ERR_CONFLICT;
    for (size_t i = 0; !err && i < due->count; i++)
        err = digest_told(conn, &due->items[i], digest_until(due, i), due->letters[i]);
    return err ? err : store_commit(&conn);
}

/* Some of those who are due. Errors: CONFLICT (once more). */
static enum err digest_gather_some(const struct digest_job *job, int64_t now_ms, bool *ret_more)
{
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    struct digest_due due = {.count = 0};
    digest_moments(job, now_ms, &due.daily_ms, &due.weekly_ms);
    enum err err = arena ? digest_read_due(job, arena, &due) : ERR_MEMORY;
    live_assets_enter(job->app);
    for (size_t i = 0; !err && i < due.count; i++)
        err = digest_write_one(job, arena, &due.items[i], digest_until(&due, i), &due.letters[i]);
    live_assets_leave(job->app);
    *ret_more = !err && due.count == AT_ONCE;
    return err || !due.count ? err : digest_put_some(job, arena, &due);
}

/* All who are due. While others change articles it begins again, but not for ever. */
static enum err digest_gather_all(const struct digest_job *job)
{
    int64_t now_ms = clock_now_ms(job->app->clock);
    bool more = clock_is_plausible(now_ms);
    enum err err = ERR_OK;
    for (int conflicts = 0; !err && more && !digest_stops(job);) {
        err = digest_gather_some(job, now_ms, &more);
        if (err == ERR_CONFLICT) {
            more = ++conflicts < CONFLICTS_MOST;
            err = ERR_OK;
        }
    }
    return err;
}

static enum err digest_look_over(const struct digest_job *job, struct arena *arena, bool *ret_over)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(job->app->portal->store, arena, &conn);
    return err ? err : digest_find_over(conn, job->app->sends_digests, ret_over);
}

static enum err digest_end_over(const struct digest_job *job, struct arena *arena)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_begin(job->app->portal->store, arena, &digest_actor, &conn);
    if (!err)
        err = digest_forget(conn, job->app->sends_digests);
    return err ? err : store_commit(&conn);
}

/* What is over goes within the hour, whether anything is sent or not. */
static enum err digest_forget_over(struct digest_job *job)
{
    int64_t now_ms = clock_monotonic_ms(job->app->clock);
    bool is_over = false;
    if (now_ms < job->forget_ms || !clock_is_plausible(clock_now_ms(job->app->clock)))
        return ERR_OK;
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    enum err err = arena ? digest_look_over(job, arena, &is_over) : ERR_MEMORY;
    if (!err && is_over)
        err = digest_end_over(job, arena);
    job->forget_ms = now_ms + (err ? MINUTE_MS : HOUR_MS);
    return err;
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
    if (!err && mailed->fault == MAIL_TAKEN)
        err = digest_letter_taken(conn, letter);
    /* Of several machines who claimed it has noted the attempt, and when the next is due. */
    else if (!err && (is_over || !job->app->ordered))
        err = digest_letter_failed(conn, letter, is_over ? 0 : next_ms, is_refused);
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

/* Of several machines one has it from here on: the others find that it is not due. Errors: NOT_FOUND (another
 * was first, and this store knows it by now). */
static enum err digest_claim(const struct digest_job *job, struct arena *arena,
                             const struct citizen_letter *letter)
{
    auto_conn struct conn *conn = NULL;
    struct citizen_letter found;
    int64_t now_ms = clock_now_ms(job->app->clock);
    enum err err = store_begin(job->app->portal->store, arena, &digest_actor, &conn);
    if (!err)
        err = digest_find_letter(conn, now_ms, &found);
    if (!err && (found.id != letter->id || found.attempts != letter->attempts))
        err = ERR_NOT_FOUND;
    if (!err)
        err = digest_letter_failed(conn, letter, now_ms + digest_backoff(letter->attempts), false);
    return err ? err : store_commit(&conn);
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
    if (!err && job->app->ordered)
        err = digest_claim(job, arena, &letter);
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
    enum err err = digest_forget_over(job), sent = ERR_OK;
    if (!job->app->sends_digests)
        return err;
    enum err gathered = digest_gather_all(job);
    /* What waits is no worse for what could not be made. */
    if (!digest_stops(job) && clock_monotonic_ms(job->app->clock) >= job->quiet_ms)
        sent = digest_send(job);
    err = err ? err : gathered;
    return err ? err : sent == ERR_NOT_FOUND ? ERR_OK : sent;
}

int64_t digest_job_rest_ms(void *context)
{
    const struct digest_job *job = context;
    int64_t now_ms = clock_monotonic_ms(job->app->clock);
    int64_t rest_ms = (job->app->sends_digests ? job->quiet_ms : job->forget_ms) - now_ms;
    return rest_ms > 0 ? rest_ms : MINUTE_MS;
}
