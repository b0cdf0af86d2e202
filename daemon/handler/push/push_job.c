/* When messages are sent, tried again and given up. Must not know what they say. */
#include "handler/push_job.h"

#include "base/log.h"
#include "hub_ping.h"
#include "push_body.h"
#include "push_pace.h"
#include "push_sign.h"
#include "store/feed_ping.h"
#include "text/date.h"

enum {
    ARENA_SIZE = 8 * 1024 * 1024,
    QUIET_MS = 60 * 1000, /* behind a failure of our own */
    LOOK_MS = 60 * 1000,
    FORGET_MS = 3600 * 1000,
};

static const struct actor push_actor = {.role = ROLE_ADMIN, .name = "keeper"};

static bool push_stops(const struct push_job *job)
{
    return atomic_load(job->options.stopping);
}

/* What is due, with its body, read in one moment. Errors: NOT_FOUND. */
static enum err push_read_due(const struct push_job *job, struct arena *arena, struct push_due *due,
                              struct buf *body)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(job->options.store, arena, &conn);
    if (!err)
        err = push_find_due(conn, clock_now_ms(job->options.clock), due);
    return err ? err : push_body(conn, &due->push, job->options.base_url, body);
}

/* Whether it waits longer than it is tried. */
static bool push_is_late(const struct push *push, int64_t at_ms)
{
    return at_ms - push->made_ms > (int64_t)PUSH_DAYS * DATE_DAY_MS;
}

/* A line of the log, without the target's address, which may be a secret itself. */
static void push_tell(const struct push_due *due, const struct probed *probed, enum push_verdict verdict,
                      bool is_over)
{
    if (verdict == PUSH_IS_TAKEN)
        log_info("webhook", LOG_SAYS("a webhook took a message"), LOG_NUMBER("webhook", due->push.webhook_id),
                 LOG_NUMBER("delivery", due->push.id), LOG_NUMBER("status", probed->status));
    else if (verdict == PUSH_IS_GONE)
        log_warning("webhook", LOG_SAYS("a webhook says that it is gone; it was switched off"),
                    LOG_NUMBER("webhook", due->push.webhook_id));
    else
        log_warning("webhook", LOG_SAYS("a webhook did not take a message"),
                    LOG_NUMBER("webhook", due->push.webhook_id), LOG_NUMBER("delivery", due->push.id),
                    LOG_NUMBER("attempts", due->push.attempts + 1), LOG_NUMBER("status", probed->status),
                    LOG_NUMBER("fault", probed->fault), LOG_FLAG("given_up", is_over));
}

/* What came of it. */
static enum err push_save(const struct push_job *job, struct arena *arena, const struct push_due *due,
                          const struct probed *probed)
{
    auto_conn struct conn *conn = NULL;
    enum push_verdict verdict = push_judge(probed);
    int64_t now_ms = clock_now_ms(job->options.clock);
    int64_t next_ms = now_ms + push_backoff_ms(due->push.attempts);
    /* No key of ours opens what is signed with: none will later, and nobody was asked. */
    bool is_lost = !due->secret, is_over = is_lost || push_is_late(&due->push, next_ms);
    int64_t quiet_ms = verdict == PUSH_IS_AWAY && !is_lost ? now_ms + push_quiet_ms(due->failures) : 0;
    enum err err = store_begin(job->options.store, arena, &push_actor, &conn);
    if (err)
        return err;
    if (verdict == PUSH_IS_TAKEN)
        err = push_note_taken(conn, due, probed->status);
    else if (verdict == PUSH_IS_GONE)
        err = push_note_gone(conn, due, probed->status);
    else
        err =
            push_note_failed(conn, due, probed->status, (int)probed->fault, is_over ? 0 : next_ms, quiet_ms);
    if (!err)
        err = store_commit(&conn);
    if (!err)
        push_tell(due, probed, verdict, is_over);
    return err;
}

/* Asks the target, unless nothing can be asked any more. */
static enum err push_ask(const struct push_job *job, const struct push_due *due, const struct buf *body,
                         struct probed *ret_probed)
{
    char signature[PUSH_SIGNATURE_SIZE];
    int64_t now_ms = clock_now_ms(job->options.clock);
    /* Sealed with another key, or too late altogether: nothing is asked, and it is over. */
    *ret_probed = (struct probed){.fault = FETCH_ADDRESS};
    if (!due->secret || push_is_late(&due->push, now_ms) ||
        !push_sign(due->secret, due->push.message, now_ms / 1000, buf_str(body), body->length, signature))
        return ERR_OK;
    const struct post post = {.address = due->url,
                              .agent = job->options.agent,
                              .id = due->push.message,
                              .timestamp = now_ms / 1000,
                              .signature = signature,
                              .body = buf_str(body),
                              .size = body->length,
                              .time_ms = FETCH_TIME_MS,
                              .stopping = job->options.stopping};
    return helper_post(job->options.helper, job->options.rules, &post, ret_probed);
}

/* One message that is due. Errors: NOT_FOUND (none is). */
static enum err push_send(struct push_job *job)
{
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    auto_buf struct buf body = BUF(POST_BODY_MAX + 1);
    struct push_due due;
    struct probed probed;
    enum err err = arena ? ERR_OK : ERR_MEMORY;
    if (!job->options.sends_webhooks)
        return ERR_NOT_FOUND;
    if (!err)
        err = push_read_due(job, arena, &due, &body);
    if (!err)
        err = push_ask(job, &due, &body, &probed);
    /* Whether the target has it nobody knows: it is told again, under the same id. */
    if (err || (push_stops(job) && push_judge(&probed) != PUSH_IS_TAKEN))
        return err;
    return push_save(job, arena, &due, &probed);
}

/* When there is something to do again; at times what is long over is forgotten. */
static enum err push_look_ahead(struct push_job *job)
{
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    auto_conn struct conn *conn = NULL;
    int64_t webhook_ms = INT64_MAX, feed_ms = INT64_MAX, now_ms = clock_now_ms(job->options.clock);
    enum err err = arena ? ERR_OK : ERR_MEMORY;
    if (!err && now_ms >= job->forget_ms) {
        err = store_begin(job->options.store, arena, &push_actor, &conn);
        if (!err)
            err = push_forget(conn);
        if (!err)
            err = store_commit(&conn);
        job->forget_ms = now_ms + FORGET_MS;
    }
    if (!err)
        err = store_lease(job->options.store, arena, &conn);
    if (!err && job->options.sends_webhooks)
        err = push_next_ms(conn, &webhook_ms);
    if (!err)
        err = feed_ping_next_ms(conn, &feed_ms);
    job->next_ms = err ? now_ms + QUIET_MS : webhook_ms < feed_ms ? webhook_ms : feed_ms;
    return err;
}

enum err push_job_run(void *context)
{
    struct push_job *job = context;
    const bool is_wanted = job->options.rules != NULL;
    enum err err = ERR_OK;
    if (!job->is_begun)
        err = feed_ping_set_ways(job->options.store, is_wanted && job->options.sends_webhooks,
                                 is_wanted && *job->options.hub);
    job->is_begun = job->is_begun || !err;
    while (!err && is_wanted && !push_stops(job) && clock_monotonic_ms(job->options.clock) >= job->quiet_ms) {
        err = push_send(job);
        if (err == ERR_NOT_FOUND)
            err = hub_ping_send(&job->options);
    }
    if (err && err != ERR_NOT_FOUND) {
        job->quiet_ms = clock_monotonic_ms(job->options.clock) + QUIET_MS;
        return push_stops(job) ? ERR_OK : err;
    }
    return is_wanted ? push_look_ahead(job) : ERR_OK;
}

int64_t push_job_rest_ms(void *context)
{
    const struct push_job *job = context;
    if (!job->options.rules)
        return INT64_MAX;
    int64_t quiet_ms = job->quiet_ms - clock_monotonic_ms(job->options.clock);
    int64_t rest_ms = job->next_ms - clock_now_ms(job->options.clock);
    rest_ms = rest_ms > quiet_ms ? rest_ms : quiet_ms;
    return rest_ms < 0 ? 0 : rest_ms < LOOK_MS ? rest_ms : LOOK_MS;
}
