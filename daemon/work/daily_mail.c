/* When letters are made, sent, tried again and given up. Must not know what they say. */
#include "work/daily_mail.h"

#include "base/log.h"
#include "store/letter.h"
#include "text/date.h"

#include <string.h>

enum {
    ARENA_SIZE = 8 * 1024 * 1024,
    PEOPLE_AT_ONCE = 50,
    LOOK_MS = 60 * 1000,
    QUIET_MS = 60 * 1000, /* behind a failure of the way */
    BACKOFF_MS = 5 * 60 * 1000,
    BACKOFF_MOST_MS = 6 * 3600 * 1000,
    HOUR_MS = 3600 * 1000,
};

static const struct actor keeper = {.role = ROLE_ADMIN, .name = "keeper"};

static bool daily_mail_stops(const struct daily_mail *mail)
{
    return atomic_load(mail->options.stopping);
}

/* Letters of the accounts, each in its place; NULL to whom nothing waits for. */
static enum err daily_mail_write(const struct daily_mail *mail, struct conn *conn,
                                 const struct account *accounts, size_t count, const char **letters)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < count; i++)
        err =
            daily_letter(&mail->options, conn, &accounts[i], clock_now_ms(mail->options.clock), &letters[i]);
    return err;
}

/* Puts them into the queue, and notes that these were looked at; one transaction. */
static enum err daily_mail_put(const struct daily_mail *mail, struct arena *arena, int32_t day,
                               const struct account *accounts, size_t count, const char *const *letters)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_begin(mail->options.store, arena, &keeper, &conn);
    for (size_t i = 0; !err && i < count; i++)
        err = letter_put(conn, accounts[i].id, day, letters[i]);
    if (!err)
        err = letter_forget(conn);
    return err ? err : store_commit(&conn);
}

/* Those of whom nobody looked yet today, some at a time. */
static enum err daily_mail_gather(const struct daily_mail *mail, int32_t day, bool *ret_more)
{
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    struct account *accounts = NULL;
    const char **letters = NULL;
    size_t count = 0;
    enum err err = arena ? ERR_OK : ERR_MEMORY;
    if (!err) {
        auto_conn struct conn *conn = NULL;
        err = store_lease(mail->options.store, arena, &conn);
        if (!err)
            err = account_list_mailed(conn, day, PEOPLE_AT_ONCE, &accounts, &count);
        letters = err || !count ? NULL : arena_zero(arena, count, sizeof *letters);
        if (letters)
            err = daily_mail_write(mail, conn, accounts, count, letters);
        else if (!err && count)
            err = ERR_MEMORY;
    }
    *ret_more = !err && count == PEOPLE_AT_ONCE;
    return err || !count ? err : daily_mail_put(mail, arena, day, accounts, count, letters);
}

/* Five minutes, doubled with each attempt. */
static int64_t daily_mail_backoff(int64_t attempts)
{
    int64_t wait_ms = BACKOFF_MS;
    for (; attempts > 0 && wait_ms < BACKOFF_MOST_MS; attempts--)
        wait_ms *= 2;
    return wait_ms < BACKOFF_MOST_MS ? wait_ms : BACKOFF_MOST_MS;
}

/* What came of it, as a line of the log without a name or an address. */
static void daily_mail_tell(const struct letter_due *due, const struct mailed *mailed, bool is_over)
{
    if (mailed->fault == MAIL_TAKEN)
        log_info("mail", LOG_SAYS("a daily letter was handed over"), LOG_NUMBER("account", due->account_id));
    else
        log_warning("mail", LOG_SAYS("a daily letter could not be handed over"),
                    LOG_NUMBER("account", due->account_id), LOG_NUMBER("attempts", due->attempts + 1),
                    LOG_FLAG("given_up", is_over), LOG_TEXT("fault", mail_fault_name(mailed->fault)),
                    LOG_TEXT("answer", mailed->answer));
}

static enum err daily_mail_note(const struct daily_mail *mail, struct arena *arena,
                                const struct letter_due *due, const struct mailed *mailed)
{
    auto_conn struct conn *conn = NULL;
    int64_t now_ms = clock_now_ms(mail->options.clock);
    int64_t next_ms = now_ms + daily_mail_backoff(due->attempts);
    /* One that no key of ours opens is lost, whoever tries. */
    bool is_over = !due->letter || next_ms - due->created_ms > (int64_t)LETTER_DAYS * DATE_DAY_MS;
    enum err err = store_begin(mail->options.store, arena, &keeper, &conn);
    if (!err)
        err = mailed->fault == MAIL_TAKEN ? letter_note_sent(conn, due->id)
                                          : letter_note_failed(conn, due->id, is_over ? 0 : next_ms,
                                                               (int)mailed->fault, mailed->answer);
    if (!err)
        err = store_commit(&conn);
    if (!err)
        daily_mail_tell(due, mailed, is_over);
    return err;
}

/* A failure that the next letter would meet too. */
static bool is_of_mail_way(enum mail_fault fault)
{
    return fault != MAIL_TAKEN && fault != MAIL_RECIPIENT && fault != MAIL_REFUSED;
}

/* One letter that is due. Errors: NOT_FOUND (none is). */
static enum err daily_mail_send(struct daily_mail *mail)
{
    const struct daily_mail_options *options = &mail->options;
    auto_arena struct arena *arena = arena_new(ARENA_SIZE);
    struct mailed mailed = {.fault = MAIL_REFUSED, .answer = "sealed with another key"};
    struct letter_due due;
    enum err err = arena ? ERR_OK : ERR_MEMORY;
    if (!err) {
        auto_conn struct conn *conn = NULL;
        err = store_lease(options->store, arena, &conn);
        if (!err)
            err = letter_find_due(conn, clock_now_ms(options->clock), &due);
    }
    if (err)
        return err;
    if (due.letter &&
        helper_mail(options->helper, due.letter, strlen(due.letter), options->stopping, &mailed))
        mailed = (struct mailed){.fault = MAIL_NOBODY};
    /* Whether the relay has it nobody knows: it is sent again, with the same Message-ID. */
    if (daily_mail_stops(mail) && mailed.fault != MAIL_TAKEN)
        return ERR_NOT_FOUND;
    if (is_of_mail_way(mailed.fault))
        mail->quiet_ms = clock_monotonic_ms(options->clock) + QUIET_MS;
    return daily_mail_note(mail, arena, &due, &mailed);
}

enum err daily_mail_run(void *context)
{
    struct daily_mail *mail = context;
    int64_t now_ms = clock_now_ms(mail->options.clock);
    bool more = *mail->options.from && clock_is_plausible(now_ms) &&
                (now_ms + DATE_ZONE_MS) % DATE_DAY_MS / HOUR_MS >= mail->options.hour;
    enum err err = ERR_OK;
    if (!*mail->options.from)
        return ERR_OK;
    while (!err && more && !daily_mail_stops(mail))
        err = daily_mail_gather(mail, day_of(now_ms), &more);
    while (!err && !daily_mail_stops(mail) && clock_monotonic_ms(mail->options.clock) >= mail->quiet_ms)
        err = daily_mail_send(mail);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

int64_t daily_mail_rest_ms(void *context)
{
    const struct daily_mail *mail = context;
    return *mail->options.from ? LOOK_MS : INT64_MAX;
}
