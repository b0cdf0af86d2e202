/* Citizens who have what is new sent to them. Must not know what a letter says. */
#include "engine/rows.h"
#include "engine/store_state.h"
#include "secret.h"

#include "base/base64url.h"
#include "store/digest.h"
#include "text/number.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { HOUR_MS = 3600 * 1000, CODE_BYTES = 32, LEAVE_BYTES = 24 };
static const char address_purpose[] = "subscriber", code_purpose[] = "subscribe",
                  leave_purpose[] = "unsubscribe", letter_purpose[] = "citizen letter";

void digest_code_draw(char ret_code[static DIGEST_CODE_SIZE])
{
    unsigned char bytes[CODE_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    base64url_encode(bytes, sizeof bytes, ret_code);
}

/* An address is one whatever its capitals: nobody's two boxes differ by them in practice. `ret_box_hash`: of
 * the box without "+tag", with which one box has as many addresses as somebody likes. */
static void digest_address_hash(const struct conn *conn, const char *address,
                                unsigned char ret_hash[static SECRET_HASH_SIZE],
                                unsigned char ret_box_hash[static SECRET_HASH_SIZE])
{
    char small[256];
    size_t i = 0;
    for (; i < sizeof small - 1 && address[i]; i++)
        small[i] = address[i] >= 'A' && address[i] <= 'Z' ? (char)(address[i] + ('a' - 'A')) : address[i];
    small[i] = '\0';
    secret_hash(conn->store, address_purpose, small, ret_hash);
    char *tag = strchr(small, '+');
    const char *host = strchr(small, '@');
    if (tag && host && tag > small && tag < host)
        memmove(tag, host, strlen(host) + 1);
    secret_hash(conn->store, address_purpose, small, ret_box_hash);
}

/* No more of them wait. Errors: TOO_MANY. */
static enum err digest_has_room(struct conn *conn)
{
    auto_query struct query q = query_of(conn, STMT_DIGEST_ASKS_COUNT);
    enum err err = query_row(&q);
    if (err)
        return err;
    return column_integer(&q) < DIGEST_ASKS_MOST ? ERR_OK : ERR_TOO_MANY;
}

/* Whether this box asked within the hour. */
static enum err digest_asked(struct conn *conn, const unsigned char *hash, bool *ret_asked)
{
    auto_query struct query q = query_of(conn, STMT_DIGEST_ASKED);
    bind_blob(&q, hash, SECRET_HASH_SIZE);
    bind_integer(&q, conn->now_ms - HOUR_MS);
    enum err err = query_row(&q);
    *ret_asked = !err && column_integer(&q) > 0;
    return err;
}

enum err digest_ask(struct conn *conn, const char *address, const struct digest_choice *choice,
                    const char *code, int64_t *ret_id)
{
    assert(conn->is_writer);
    unsigned char hash[SECRET_HASH_SIZE], box_hash[SECRET_HASH_SIZE], code_hash[SECRET_HASH_SIZE];
    bool has_asked = false;
    size_t size = 0;
    *ret_id = 0;
    digest_address_hash(conn, address, hash, box_hash);
    secret_hash(conn->store, code_purpose, code, code_hash);
    enum err err = digest_asked(conn, box_hash, &has_asked);
    if (!err && !has_asked)
        err = digest_has_room(conn);
    if (err || has_asked)
        return err;
    void *sealed = secret_seal(conn, address_purpose, address, &size);
    if (!sealed)
        return ERR_MEMORY;
    auto_query struct query q = query_of(conn, STMT_DIGEST_ASK);
    bind_blob(&q, hash, sizeof hash);
    bind_blob(&q, box_hash, sizeof box_hash);
    bind_blob(&q, sealed, size);
    bind_blob(&q, code_hash, sizeof code_hash);
    bind_integer(&q, choice->lang);
    bind_integer(&q, choice->is_weekly);
    bind_text(&q, choice->categories);
    bind_integer(&q, conn->now_ms);
    err = query_row(&q);
    if (err)
        return err;
    *ret_id = column_integer(&q);
    return query_run(&q);
}

/* The row of a code, and the hash of its address. */
static enum err digest_ask_of(struct conn *conn, const char *code, int64_t *ret_id, const void **ret_hash)
{
    unsigned char code_hash[SECRET_HASH_SIZE];
    size_t size;
    secret_hash(conn->store, code_purpose, code, code_hash);
    auto_query struct query q = query_of(conn, STMT_DIGEST_FIND_ASK);
    bind_blob(&q, code_hash, sizeof code_hash);
    bind_integer(&q, conn->now_ms - (int64_t)DIGEST_ASK_HOURS * HOUR_MS);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_id = column_integer(&q);
    *ret_hash = column_blob(&q, &size);
    return *ret_hash ? ERR_OK : ERR_MEMORY;
}

enum err digest_find_ask(struct conn *conn, const char *code)
{
    const void *hash;
    int64_t id;
    return digest_ask_of(conn, code, &id, &hash);
}

/* Everything that an address has asked. */
static enum err digest_asks_done(struct conn *conn, const void *hash)
{
    auto_query struct query q = query_of(conn, STMT_DIGEST_ASKS_DONE);
    bind_blob(&q, hash, SECRET_HASH_SIZE);
    return query_run(&q);
}

enum err digest_confirm(struct conn *conn, const char *code)
{
    assert(conn->is_writer);
    const void *hash;
    int64_t id;
    enum err err = digest_ask_of(conn, code, &id, &hash);
    if (!err) {
        auto_query struct query q = query_of(conn, STMT_DIGEST_CONFIRM);
        bind_integer(&q, conn->now_ms);
        bind_integer(&q, id);
        err = query_run(&q);
    }
    return err ? err : digest_asks_done(conn, hash);
}

/* "17-…": the number, and what only the portal's key makes of it. */
static void digest_leave_code(const struct conn *conn, int64_t id, int64_t confirmed_ms,
                              char ret_code[static DIGEST_CODE_SIZE])
{
    unsigned char hash[SECRET_HASH_SIZE];
    char text[64];
    snprintf(text, sizeof text, "%lld %lld", (long long)id, (long long)confirmed_ms);
    secret_hash(conn->store, leave_purpose, text, hash);
    int length = snprintf(ret_code, DIGEST_CODE_SIZE, "%lld-", (long long)id);
    base64url_encode(hash, LEAVE_BYTES, ret_code + length);
}

enum err digest_find_leave(struct conn *conn, const char *code, int64_t *ret_id)
{
    char number[24], good[DIGEST_CODE_SIZE];
    size_t digits = strspn(code, "0123456789"), length = strlen(code);
    int64_t id;
    if (code[digits] != '-' || digits >= sizeof number || length >= sizeof good)
        return ERR_NOT_FOUND;
    snprintf(number, sizeof number, "%.*s", (int)digits, code);
    if (number_parse(number, 1, INT64_MAX, &id))
        return ERR_NOT_FOUND;
    auto_query struct query q = query_of(conn, STMT_DIGEST_SUBSCRIBER);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        return err;
    digest_leave_code(conn, id, column_integer(&q), good);
    if (strlen(good) != length || sodium_memcmp(good, code, length) != 0)
        return ERR_NOT_FOUND;
    *ret_id = id;
    return ERR_OK;
}

/* The hash of one's address. Errors: NOT_FOUND. */
static enum err digest_hash_of(struct conn *conn, int64_t id, const void **ret_hash)
{
    auto_query struct query q = query_of(conn, STMT_DIGEST_SUBSCRIBER);
    size_t size;
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (err)
        return err;
    column_integer(&q);
    *ret_hash = column_blob(&q, &size);
    return *ret_hash ? ERR_OK : ERR_MEMORY;
}

enum err digest_leave(struct conn *conn, int64_t id)
{
    assert(conn->is_writer);
    const void *hash;
    enum err err = digest_hash_of(conn, id, &hash);
    if (!err)
        err = digest_asks_done(conn, hash);
    return err ? err : run_by(conn, STMT_DIGEST_LEAVE, id);
}

enum err digest_list_due(struct conn *conn, int64_t daily_ms, int64_t weekly_ms, int limit,
                         struct subscriber **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_DIGEST_DUE);
    struct subscriber *items = NULL;
    char code[DIGEST_CODE_SIZE];
    size_t count = 0, size;
    enum err err;
    bind_integer(&q, daily_ms);
    bind_integer(&q, weekly_ms);
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct subscriber *one = array_add(conn->arena, &items, &count, sizeof *one);
        if (!one)
            return ERR_MEMORY;
        one->id = column_integer(&q);
        const void *sealed = column_blob(&q, &size);
        one->address = secret_unseal(conn, address_purpose, sealed, size);
        one->choice.lang = (enum lang)column_integer(&q);
        one->choice.is_weekly = column_integer(&q);
        one->choice.categories = column_text(&q);
        one->told_ms = column_integer(&q);
        digest_leave_code(conn, one->id, column_integer(&q), code);
        one->leave_code = arena_copy(conn->arena, code, strlen(code));
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? (arena_failed(conn->arena) ? ERR_MEMORY : ERR_OK) : err;
}

/* Into the queue, sealed. `told_ms`: the subscriber's before it. */
static enum err digest_put(struct conn *conn, int64_t ask_id, int64_t subscriber_id, int64_t told_ms,
                           const char *letter)
{
    size_t size = 0;
    void *sealed = secret_seal(conn, letter_purpose, letter, &size);
    if (!sealed)
        return ERR_MEMORY;
    auto_query struct query q = query_of(conn, STMT_DIGEST_PUT);
    bind_id(&q, ask_id);
    bind_id(&q, subscriber_id);
    bind_blob(&q, sealed, size);
    bind_integer(&q, told_ms);
    bind_integer(&q, conn->now_ms);
    return query_run(&q);
}

enum err digest_told(struct conn *conn, const struct subscriber *one, int64_t told_ms, const char *letter)
{
    assert(conn->is_writer);
    {
        auto_query struct query q = query_of(conn, STMT_DIGEST_TOLD);
        bind_integer(&q, told_ms);
        bind_integer(&q, one->id);
        enum err err = query_run(&q);
        if (err)
            return err;
    }
    /* Who left meanwhile is told nothing. */
    return letter && conn_changes(conn) ? digest_put(conn, 0, one->id, one->told_ms, letter) : ERR_OK;
}

enum err digest_put_link(struct conn *conn, int64_t ask_id, const char *letter)
{
    assert(conn->is_writer);
    return digest_put(conn, ask_id, 0, 0, letter);
}

enum err digest_find_letter(struct conn *conn, int64_t now_ms, struct citizen_letter *ret_letter)
{
    auto_query struct query q = query_of(conn, STMT_DIGEST_LETTER);
    size_t size;
    bind_integer(&q, now_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    ret_letter->id = column_integer(&q);
    ret_letter->subscriber_id = column_integer(&q);
    ret_letter->created_ms = column_integer(&q);
    ret_letter->attempts = column_integer(&q);
    const void *sealed = column_blob(&q, &size);
    ret_letter->letter = secret_unseal(conn, letter_purpose, sealed, size);
    return arena_failed(conn->arena) ? ERR_MEMORY : ERR_OK;
}

enum err digest_letter_taken(struct conn *conn, const struct citizen_letter *letter)
{
    enum err err = run_by(conn, STMT_DIGEST_ACCEPTED, letter->subscriber_id);
    return err ? err : run_by(conn, STMT_DIGEST_LETTER_DONE, letter->id);
}

enum err digest_letter_failed(struct conn *conn, const struct citizen_letter *letter, int64_t next_ms,
                              bool is_refused)
{
    if (next_ms) {
        auto_query struct query q = query_of(conn, STMT_DIGEST_LETTER_LATER);
        bind_integer(&q, next_ms);
        bind_integer(&q, letter->id);
        return query_run(&q);
    }
    enum err err = run_by(conn, STMT_DIGEST_LETTER_DONE, letter->id);
    if (!err && is_refused)
        err = run_by(conn, STMT_DIGEST_REFUSED, letter->subscriber_id);
    auto_query struct query q = query_of(conn, STMT_DIGEST_STOP);
    bind_integer(&q, letter->subscriber_id);
    bind_integer(&q, DIGEST_REFUSALS_MOST);
    return err ? err : query_run(&q);
}

enum err digest_count(struct conn *conn, struct digest_counts *ret_counts)
{
    auto_query struct query q = query_of(conn, STMT_DIGEST_COUNTS);
    enum err err = query_row(&q);
    if (err)
        return err;
    ret_counts->subscribers = column_integer(&q);
    ret_counts->weekly = column_integer(&q);
    ret_counts->waiting = column_integer(&q);
    return ERR_OK;
}

enum err digest_take_back(struct conn *conn)
{
    assert(conn->is_writer);
    enum err err = run_plain(conn, STMT_DIGEST_TOLD_BACK);
    return err ? err : run_plain(conn, STMT_DIGEST_LETTERS_BACK);
}

enum err digest_state(struct conn *conn, int64_t *ret_state)
{
    auto_query struct query q = query_of(conn, STMT_DIGEST_STATE);
    enum err err = query_row(&q);
    if (!err)
        *ret_state = column_integer(&q);
    return err;
}

enum err digest_find_over(struct conn *conn, bool is_sending, bool *ret_over)
{
    auto_query struct query q = query_of(conn, STMT_DIGEST_OVER);
    bind_integer(&q, conn_now_ms(conn) - (int64_t)DIGEST_ASK_HOURS * HOUR_MS);
    bind_integer(&q, is_sending);
    enum err err = query_row(&q);
    if (!err)
        *ret_over = column_integer(&q);
    return err;
}

enum err digest_forget(struct conn *conn, bool is_sending)
{
    assert(conn->is_writer);
    enum err err = run_by(conn, STMT_DIGEST_FORGET, conn->now_ms - (int64_t)DIGEST_ASK_HOURS * HOUR_MS);
    if (!err && !is_sending)
        err = digest_take_back(conn);
    return err || is_sending ? err : run_plain(conn, STMT_DIGEST_LINKS_END);
}
