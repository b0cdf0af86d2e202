/* Whom else what becomes of articles is told, and by which secret they know that it is us. Must not know how
 * anything is sent. */
#include "engine/rows.h"
#include "engine/store_state.h"
#include "webhook_inner.h"

#include "store/audit.h"
#include "store/webhook.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

void webhook_secret_draw(char ret_secret[static WEBHOOK_SECRET_SIZE])
{
    static const char prefix[] = "whsec_";
    unsigned char key[WEBHOOK_KEY_SIZE];
    randombytes_buf(key, sizeof key);
    memcpy(ret_secret, prefix, sizeof prefix);
    sodium_bin2base64(ret_secret + sizeof prefix - 1, WEBHOOK_SECRET_SIZE - (sizeof prefix - 1), key,
                      sizeof key, sodium_base64_VARIANT_ORIGINAL);
    sodium_memzero(key, sizeof key);
}

/* Without its secret, which the journal alone reads. */
static void webhook_read_row(struct query *q, struct webhook *webhook)
{
    webhook->id = column_integer(q);
    webhook->version = column_integer(q);
    webhook->name = column_text(q);
    webhook->url = column_text(q);
    webhook->events = (unsigned)column_integer(q);
    webhook->is_on = column_integer(q);
    webhook->ended = (enum webhook_end)column_integer(q);
    webhook->created_ms = column_integer(q);
    webhook->taken_ms = column_integer(q);
    webhook->failures = column_integer(q);
    webhook->quiet_ms = column_integer(q);
    webhook->waiting = column_integer(q);
}

enum err webhook_list(struct conn *conn, struct webhook **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_WEBHOOK_LIST);
    struct webhook *items = NULL;
    size_t count = 0;
    enum err err;
    while (!(err = query_row(&q))) {
        struct webhook *webhook = array_add(conn->arena, &items, &count, sizeof *webhook);
        if (!webhook)
            return ERR_MEMORY;
        webhook_read_row(&q, webhook);
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err webhook_by_id(struct conn *conn, int64_t id, struct webhook *ret_webhook)
{
    auto_query struct query q = query_of(conn, STMT_WEBHOOK_BY_ID);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (!err)
        webhook_read_row(&q, ret_webhook);
    return err;
}

/* Name, address, events and whether it is on: how both statements begin. */
static void webhook_bind(struct query *q, const struct webhook *webhook)
{
    bind_text(q, webhook->name);
    bind_text(q, webhook->url);
    bind_integer(q, webhook->events);
    bind_integer(q, webhook->is_on);
}

/* Room for one more. */
static enum err webhook_count_check(struct conn *conn)
{
    auto_query struct query q = query_of(conn, STMT_WEBHOOK_COUNT);
    enum err err = query_row(&q);
    return !err && column_integer(&q) >= WEBHOOKS_MOST ? ERR_TOO_LARGE : err;
}

enum err webhook_insert(struct conn *conn, const struct webhook *webhook, const char *secret, int64_t *ret_id)
{
    assert(conn->is_writer);
    size_t size = 0;
    void *sealed = secret_seal(conn, WEBHOOK_SEAL, secret, &size);
    enum err err = sealed ? webhook_count_check(conn) : ERR_MEMORY;
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_WEBHOOK_INSERT);
        webhook_bind(&q, webhook);
        bind_blob(&q, sealed, size);
        bind_integer(&q, conn->now_ms);
        err = query_row(&q);
        if (!err) {
            *ret_id = column_integer(&q);
            err = query_run(&q);
        }
    }
    return err ? err : audit_add(conn, "webhook.create", "webhook", *ret_id, 0, 1, webhook->name);
}

enum err webhook_drop_waiting(struct conn *conn, int64_t id)
{
    auto_query struct query q = query_of(conn, STMT_WEBHOOK_DROP_WAITING);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, id);
    return query_run(&q);
}

enum err webhook_update(struct conn *conn, const struct webhook *webhook)
{
    assert(conn->is_writer);
    {
        auto_query struct query q = query_of(conn, STMT_WEBHOOK_UPDATE);
        webhook_bind(&q, webhook);
        bind_integer(&q, webhook->id);
        enum err err = query_run(&q);
        if (err)
            return err;
    }
    if (!conn_changes(conn))
        return ERR_NOT_FOUND;
    enum err err = webhook->is_on ? ERR_OK : webhook_drop_waiting(conn, webhook->id);
    return err ? err
               : audit_add(conn, "webhook.update", "webhook", webhook->id, webhook->version,
                           webhook->version + 1, webhook->name);
}

enum err webhook_delete(struct conn *conn, int64_t id)
{
    struct webhook webhook;
    enum err err = webhook_by_id(conn, id, &webhook);
    if (!err)
        err = run_by(conn, STMT_WEBHOOK_DELETE, id);
    return err ? err : audit_add(conn, "webhook.delete", "webhook", id, webhook.version, 0, webhook.name);
}

enum err webhook_try(struct conn *conn, int64_t id, int64_t *ret_push_id)
{
    enum err err = run_by(conn, STMT_WEBHOOK_QUIET_END, id);
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_PUSH_TRY);
        bind_integer(&q, id);
        bind_integer(&q, conn->now_ms);
        err = query_row(&q);
        if (err)
            return err;
        *ret_push_id = column_integer(&q);
        err = query_run(&q);
    }
    return err ? err : audit_add(conn, "webhook.test", "webhook", id, 0, 0, NULL);
}
