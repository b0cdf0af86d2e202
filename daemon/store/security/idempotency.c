#include "engine/conn.h"

#include "store/idempotency.h"

#include <string.h>

static const int64_t kept_ms = INT64_C(24) * 3600 * 1000;

enum err idempotency_find(struct conn *conn, int64_t token_id, const char *key,
                          const unsigned char hash[IDEMPOTENCY_HASH_SIZE], struct kept_answer *ret_answer)
{
    auto_query struct query q = query_of(conn, STMT_IDEMPOTENCY_FIND);
    struct kept_answer answer;
    size_t size;
    bind_integer(&q, token_id);
    bind_text(&q, key);
    bind_integer(&q, conn->now_ms - kept_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    const void *kept = column_blob(&q, &size);
    if (!kept || size != IDEMPOTENCY_HASH_SIZE || memcmp(kept, hash, size) != 0)
        return ERR_IDEMPOTENCY_MISMATCH;
    answer.status = (int)column_integer(&q);
    answer.location = column_text(&q);
    answer.etag = column_text(&q);
    answer.body = column_text(&q);
    *ret_answer = answer;
    return ERR_OK;
}

static enum err forget_old(struct conn *conn)
{
    auto_query struct query q = query_of(conn, STMT_IDEMPOTENCY_FORGET);
    bind_integer(&q, conn->now_ms - kept_ms);
    return query_run(&q);
}

enum err idempotency_keep(struct conn *conn, const char *key, const unsigned char hash[IDEMPOTENCY_HASH_SIZE],
                          const struct kept_answer *answer)
{
    enum err err = forget_old(conn);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_IDEMPOTENCY_KEEP);
    bind_integer(&q, conn->actor.token_id);
    bind_text(&q, key);
    bind_blob(&q, hash, IDEMPOTENCY_HASH_SIZE);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, answer->status);
    bind_text(&q, answer->location);
    bind_text(&q, answer->etag);
    bind_text(&q, answer->body);
    return query_run(&q);
}
