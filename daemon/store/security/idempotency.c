/* The rows of kept answers: what of an answer is kept, and for how long. Knows no request and no reply. */
#include "engine/conn.h"

#include "store/idempotency.h"

#include <assert.h>
#include <string.h>

/* As migrations/0010-kept-answers.sql writes them. */
enum kept_state { KEPT_WHOLE, KEPT_SECRET, KEPT_TAKEN_BACK };

/* The header's draft leaves the time to the server. */
static const int64_t kept_ms = INT64_C(3600) * 1000 * IDEMPOTENCY_KEPT_HOURS;

/* Reads on from the state. */
static enum err kept_read(struct query *q, struct kept_answer *ret_answer)
{
    struct kept_answer answer = {.status = 0};
    enum kept_state state = (enum kept_state)column_integer(q);
    /* Of such a row there is nothing more to read. */
    if (state != KEPT_WHOLE)
        return state == KEPT_SECRET ? ERR_SECRET_SHOWN : ERR_ANSWER_GONE;
    answer.status = (int)column_integer(q);
    answer.location = column_text(q);
    answer.etag = column_text(q);
    answer.body = column_text(q);
    *ret_answer = answer;
    return ERR_OK;
}

enum err idempotency_find(struct conn *conn, int64_t token_id, const char *key,
                          const unsigned char hash[IDEMPOTENCY_HASH_SIZE], struct kept_answer *ret_answer)
{
    auto_query struct query q = query_of(conn, STMT_IDEMPOTENCY_FIND);
    size_t size;
    bind_integer(&q, token_id);
    bind_text(&q, key);
    /* What is older counts as never seen, cleared or not. */
    bind_integer(&q, conn->now_ms - kept_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    const void *kept = column_blob(&q, &size);
    /* Not a secret, so an ordinary comparison will do. */
    if (!kept || size != IDEMPOTENCY_HASH_SIZE || memcmp(kept, hash, size) != 0)
        return ERR_IDEMPOTENCY_MISMATCH;
    return kept_read(&q, ret_answer);
}

/* Over a row of the same key that is too old, if there is one. */
enum err idempotency_keep(struct conn *conn, const char *key, const unsigned char hash[IDEMPOTENCY_HASH_SIZE],
                          const struct kept_answer *answer)
{
    bool is_whole = !answer->is_secret;
    assert(conn->is_writer && answer->body && answer->words_of >= WORDS_OF_SEVERAL);
    auto_query struct query q = query_of(conn, STMT_IDEMPOTENCY_KEEP);
    bind_integer(&q, actor_number(&conn->actor));
    bind_text(&q, key);
    bind_blob(&q, hash, IDEMPOTENCY_HASH_SIZE);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, is_whole ? KEPT_WHOLE : KEPT_SECRET);
    /* A secret's row holds no words that could be taken back. */
    bind_integer(&q, is_whole ? answer->words_of : 0);
    bind_integer(&q, answer->status);
    bind_text(&q, is_whole ? answer->location : NULL);
    bind_text(&q, is_whole ? answer->etag : NULL);
    bind_text(&q, is_whole ? answer->body : NULL);
    return query_run(&q);
}

/* Answers that hold the words of several articles go as well, for nobody knows of which. */
enum err idempotency_take_back(struct conn *conn, int64_t article_id)
{
    assert(conn->is_writer && article_id > 0);
    return run_by(conn, STMT_IDEMPOTENCY_TAKE_BACK, article_id);
}

/* Called by the cleaner. Until then rows that are too old are not found either. */
enum err idempotency_forget(struct conn *conn)
{
    assert(conn->is_writer);
    return run_by(conn, STMT_IDEMPOTENCY_FORGET, conn->now_ms - kept_ms);
}
