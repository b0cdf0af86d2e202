/* When letters to those who asked are sent, tried again and given up. Must not know what they say. */
#include "handler/answer_job.h"

#include "answer_letter.h"
#include "base/log.h"
#include "handler/live_assets.h"
#include "helper/mail.h"
#include "text/date.h"

#include <string.h>

enum {
    ANSWER_ARENA_SIZE = 4 * 1024 * 1024,
    ANSWER_MINUTE_MS = 60 * 1000,
    ANSWER_BACKOFF_MS = 5 * ANSWER_MINUTE_MS,
    ANSWER_BACKOFF_MOST_MS = 6 * 60 * ANSWER_MINUTE_MS,
};

static const struct actor answer_actor = {.role = ROLE_ADMIN, .name = "keeper"};

/* Five minutes, doubled with each attempt. */
static int64_t answer_backoff(int64_t attempts)
{
    int64_t wait_ms = ANSWER_BACKOFF_MS;
    for (; attempts > 0 && wait_ms < ANSWER_BACKOFF_MOST_MS; attempts--)
        wait_ms *= 2;
    return wait_ms < ANSWER_BACKOFF_MOST_MS ? wait_ms : ANSWER_BACKOFF_MOST_MS;
}

/* The next letter, written; `*ret_letter` NULL: nobody can read its address. Errors: NOT_FOUND. */
static enum err answer_write(const struct answer_job *job, struct arena *arena, struct petition_letter *to,
                             const char **ret_letter)
{
    auto_conn struct conn *conn = NULL;
    *ret_letter = NULL;
    enum err err = store_lease(job->app->portal->store, arena, &conn);
    if (!err)
        err = petition_letter_find(conn, clock_now_ms(job->app->clock), to);
    if (err || !to->mail)
        return err;
    live_assets_enter(job->app);
    err = answer_letter(job->app, conn, to, ret_letter);
    live_assets_leave(job->app);
    return err;
}

/* What came of it; no line of the log says for whom it was. */
static enum err answer_save(const struct answer_job *job, struct arena *arena,
                            const struct petition_letter *to, const struct mailed *mailed)
{
    auto_conn struct conn *conn = NULL;
    int64_t next_ms = clock_now_ms(job->app->clock) + answer_backoff(to->attempts);
    bool is_over = mailed->fault == MAIL_TAKEN || mailed->fault == MAIL_RECIPIENT || !to->mail ||
                   next_ms - to->created_ms > (int64_t)PETITION_LETTER_DAYS * DATE_DAY_MS;
    enum err err = store_begin(job->app->portal->store, arena, &answer_actor, &conn);
    if (!err && is_over)
        err = petition_letter_done(conn, to->petition_id);
    /* Of several machines who claimed it has noted the attempt, and when the next is due. */
    else if (!err && !job->app->ordered)
        err = petition_letter_later(conn, to->petition_id, next_ms);
    if (!err)
        err = store_commit(&conn);
    if (!err && mailed->fault != MAIL_TAKEN)
        log_warning("mail", LOG_SAYS("a letter that a question has an outcome could not be handed over"),
                    LOG_NUMBER("question", to->petition_id), LOG_NUMBER("attempts", to->attempts + 1),
                    LOG_FLAG("given_up", is_over), LOG_TEXT("fault", mail_fault_name(mailed->fault)));
    return err;
}

/* A failure that the next letter would meet too. */
static bool answer_is_of_way(enum mail_fault fault)
{
    return fault != MAIL_TAKEN && fault != MAIL_RECIPIENT && fault != MAIL_REFUSED;
}

/* Of several machines one has it from here on: the others find that it is not due. Errors: NOT_FOUND (another
 * was first, and this store knows it by now). */
static enum err answer_claim(const struct answer_job *job, struct arena *arena,
                             const struct petition_letter *to)
{
    auto_conn struct conn *conn = NULL;
    struct petition_letter found;
    int64_t now_ms = clock_now_ms(job->app->clock);
    enum err err = store_begin(job->app->portal->store, arena, &answer_actor, &conn);
    if (!err)
        err = petition_letter_find(conn, now_ms, &found);
    if (!err && (found.petition_id != to->petition_id || found.attempts != to->attempts))
        err = ERR_NOT_FOUND;
    if (!err)
        err = petition_letter_later(conn, to->petition_id, now_ms + answer_backoff(to->attempts));
    return err ? err : store_commit(&conn);
}

/* One letter. Errors: NOT_FOUND (none is due). */
static enum err answer_send(struct answer_job *job, struct arena *arena)
{
    struct mailed mailed = {.fault = MAIL_REFUSED};
    struct petition_letter to;
    const char *letter = NULL;
    enum err err = answer_write(job, arena, &to, &letter);
    if (!err && job->app->ordered)
        err = answer_claim(job, arena, &to);
    if (err)
        return err;
    if (letter && helper_mail(job->app->helper, letter, strlen(letter), &job->app->stopping, &mailed))
        mailed = (struct mailed){.fault = MAIL_NOBODY};
    /* Whether the relay has it nobody knows. */
    if (atomic_load(&job->app->stopping) && mailed.fault != MAIL_TAKEN)
        return ERR_NOT_FOUND;
    job->quiet_ms = clock_monotonic_ms(job->app->clock) +
                    (answer_is_of_way(mailed.fault) ? ANSWER_MINUTE_MS : ANSWER_MINUTE_MS / job->rate);
    return answer_save(job, arena, &to, &mailed);
}

/* Where none is sent none shall wait for the day on which mail is set up. */
static enum err answer_drop(const struct answer_job *job, struct arena *arena)
{
    int64_t next_ms;
    {
        auto_conn struct conn *conn = NULL;
        enum err err = store_lease(job->app->portal->store, arena, &conn);
        if (!err)
            err = petition_letter_next_ms(conn, &next_ms);
        if (err)
            return err;
    }
    auto_conn struct conn *conn = NULL;
    enum err err = store_begin(job->app->portal->store, arena, &answer_actor, &conn);
    if (!err)
        err = petition_letters_drop(conn);
    return err ? err : store_commit(&conn);
}

enum err answer_job_run(void *context)
{
    struct answer_job *job = context;
    auto_arena struct arena *arena = arena_new(ANSWER_ARENA_SIZE);
    bool is_quiet = clock_monotonic_ms(job->app->clock) < job->quiet_ms;
    /* Of several machines another may send it. */
    bool drops = !job->app->tells_askers && !job->app->ordered;
    enum err err = !arena                                ? ERR_MEMORY
                   : drops                               ? answer_drop(job, arena)
                   : is_quiet || !job->app->tells_askers ? ERR_NOT_FOUND
                                                         : answer_send(job, arena);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

int64_t answer_job_rest_ms(void *context)
{
    const struct answer_job *job = context;
    int64_t rest_ms = job->quiet_ms - clock_monotonic_ms(job->app->clock);
    return rest_ms > 0 ? rest_ms : ANSWER_MINUTE_MS;
}
