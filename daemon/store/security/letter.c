/* The queue of letters to the staff, and where they go. Must not know what a letter says. */
#include "engine/rows.h"
#include "engine/store_state.h"
#include "letter_inner.h"

#include "store/audit.h"
#include "store/letter.h"
#include "text/date.h"

#include <assert.h>
#include <string.h>

enum { KEPT_DAYS = 30 };

enum err letter_address_set(struct conn *conn, int64_t id, const struct account *account)
{
    auto_query struct query q = query_of(conn, STMT_ACCOUNT_MAIL_SET);
    size_t size = 0;
    void *sealed = account->mail ? secret_seal(conn, "mail", account->mail, &size) : NULL;
    if (account->mail && !sealed)
        return ERR_MEMORY;
    bind_blob(&q, sealed, size);
    bind_integer(&q, account->wants_mail && account->mail);
    bind_integer(&q, account->mail_lang);
    bind_integer(&q, id);
    return query_run(&q);
}

enum err letter_address_change(struct conn *conn, const struct account *former, const struct account *account)
{
    struct account now = *account;
    const char *was = former->mail ? former->mail : "";
    if (now.disabled_ms)
        now.mail = NULL;
    bool is_other = strcmp(was, now.mail ? now.mail : "") != 0;
    if (!is_other && former->wants_mail == now.wants_mail && former->mail_lang == now.mail_lang)
        return ERR_OK;
    enum err err = letter_address_set(conn, now.id, &now);
    if (!err && (is_other || !now.wants_mail))
        err = run_by(conn, STMT_LETTER_FORGET_OF, now.id);
    return err || !is_other ? err
                            : audit_add(conn, "account.mail", "account", now.id, former->version,
                                        former->version + 1, former->name);
}

static enum err letter_day_done(struct conn *conn, int64_t account_id, int32_t day)
{
    auto_query struct query q = query_of(conn, STMT_ACCOUNT_MAIL_DAY);
    bind_integer(&q, day);
    bind_integer(&q, account_id);
    return query_run(&q);
}

enum err letter_put(struct conn *conn, int64_t account_id, int32_t day, const char *text)
{
    assert(conn->is_writer);
    enum err err = letter_day_done(conn, account_id, day);
    if (err || !text)
        return err;
    size_t size = 0;
    void *sealed = secret_seal(conn, "letter", text, &size);
    if (!sealed)
        return ERR_MEMORY;
    auto_query struct query q = query_of(conn, STMT_LETTER_ADD);
    bind_integer(&q, account_id);
    bind_integer(&q, day);
    bind_integer(&q, conn->now_ms);
    bind_blob(&q, sealed, size);
    return query_run(&q);
}

enum err letter_find_due(struct conn *conn, int64_t now_ms, struct letter_due *ret_due)
{
    auto_query struct query q = query_of(conn, STMT_LETTER_DUE);
    size_t size;
    bind_integer(&q, now_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    ret_due->id = column_integer(&q);
    ret_due->account_id = column_integer(&q);
    ret_due->created_ms = column_integer(&q);
    ret_due->attempts = column_integer(&q);
    const void *sealed = column_blob(&q, &size);
    ret_due->letter = secret_unseal(conn, "letter", sealed, size);
    /* What no key opens is given up; what there was no memory for is not. */
    return arena_failed(conn->arena) ? ERR_MEMORY : ERR_OK;
}

enum err letter_next_ms(struct conn *conn, int64_t *ret_ms)
{
    auto_query struct query q = query_of(conn, STMT_LETTER_NEXT);
    enum err err = query_row(&q);
    if (!err)
        *ret_ms = column_integer(&q);
    return err;
}

enum err letter_note_sent(struct conn *conn, int64_t id)
{
    auto_query struct query q = query_of(conn, STMT_LETTER_SENT);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, id);
    return query_run(&q);
}

enum err letter_note_failed(struct conn *conn, int64_t id, int64_t next_ms, int fault, const char *answer)
{
    auto_query struct query q = query_of(conn, next_ms ? STMT_LETTER_FAILED : STMT_LETTER_GIVE_UP);
    bind_integer(&q, next_ms ? next_ms : conn->now_ms);
    bind_integer(&q, fault);
    bind_text(&q, answer);
    bind_integer(&q, id);
    return query_run(&q);
}

/* What the last failure says; nothing where none is known. */
static enum err letter_last_fault(struct conn *conn, int64_t since_ms, struct letter_counts *counts)
{
    auto_query struct query q = query_of(conn, STMT_LETTER_LAST_FAULT);
    bind_integer(&q, since_ms);
    enum err err = query_row(&q);
    counts->fault = 0;
    counts->answer = "";
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    counts->fault = (int)column_integer(&q);
    counts->answer = column_text(&q);
    return ERR_OK;
}

enum err letter_count(struct conn *conn, int64_t now_ms, struct letter_counts *ret_counts)
{
    const int64_t since_ms = now_ms - (int64_t)LETTER_TOLD_DAYS * DATE_DAY_MS;
    {
        auto_query struct query q = query_of(conn, STMT_LETTER_COUNTS);
        bind_integer(&q, since_ms);
        enum err err = query_row(&q);
        if (err)
            return err;
        ret_counts->waiting = column_integer(&q);
        ret_counts->given_up = column_integer(&q);
    }
    return letter_last_fault(conn, since_ms, ret_counts);
}

enum err letter_forget(struct conn *conn)
{
    return run_by(conn, STMT_LETTER_CLEAR, conn->now_ms - (int64_t)KEPT_DAYS * DATE_DAY_MS);
}
