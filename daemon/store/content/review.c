/* The table of what is said of articles that wait. Must not know who may say it. */
#include "store/review.h"

#include "engine/rows.h"
#include "store/audit.h"

#include <assert.h>

static const char *const review_kind_names[REVIEW_KINDS] = {"comment", "sent-back", "approved", "forced"};

const char *review_kind_name(enum review_kind kind)
{
    return review_kind_names[kind];
}

enum err review_comment_add(struct conn *conn, const struct review_comment *comment, int64_t *ret_id)
{
    assert(conn->is_writer && comment->text);
    auto_query struct query q = query_of(conn, STMT_REVIEW_COMMENT_ADD);
    bind_integer(&q, comment->article_id);
    bind_integer(&q, comment->version);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, actor_number(&conn->actor));
    bind_text(&q, conn->actor.name);
    bind_integer(&q, (int64_t)comment->kind);
    bind_text(&q, comment->text);
    enum err err = query_row(&q);
    if (err)
        return err;
    *ret_id = column_integer(&q);
    return query_run(&q);
}

static void review_comment_read(struct query *q, struct review_comment *comment)
{
    comment->id = column_integer(q);
    comment->article_id = column_integer(q);
    comment->version = column_integer(q);
    comment->at_ms = column_integer(q);
    comment->token_id = column_integer(q);
    comment->actor = column_text(q);
    comment->kind = (enum review_kind)column_integer(q);
    comment->text = column_text(q);
}

/* The rows of a statement whose values are bound; `of_several` says that articles stand beside them. */
static enum err review_comments_read(struct conn *conn, struct query *q, bool of_several,
                                     struct review_comment **ret_items, size_t *ret_count)
{
    struct review_comment *items = NULL;
    size_t count = 0;
    enum err err;
    while (!(err = query_row(q))) {
        struct review_comment *item = array_add(conn->arena, &items, &count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        *item = (struct review_comment){.id = 0};
        review_comment_read(q, item);
        if (!of_several)
            continue;
        item->article.id = item->article_id;
        item->article.title = column_text(q);
        item->article.slug = column_text(q);
        item->article.kind = (enum article_kind)column_integer(q);
        item->article.lang = column_text(q);
        item->article.status = (enum article_status)column_integer(q);
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err review_comment_list(struct conn *conn, int64_t article_id, int limit,
                             struct review_comment **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_REVIEW_COMMENT_LIST);
    bind_integer(&q, article_id);
    bind_integer(&q, limit);
    enum err err = review_comments_read(conn, &q, false, ret_items, ret_count);
    /* The newest were read; they are told in the order in which they were said. */
    for (size_t i = 0; !err && i < *ret_count / 2; i++) {
        struct review_comment *far = &(*ret_items)[*ret_count - 1 - i], near = (*ret_items)[i];
        (*ret_items)[i] = *far;
        *far = near;
    }
    return err;
}

enum err review_comment_list_for(struct conn *conn, int64_t token_id, int64_t before, int limit,
                                 struct review_comment **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_REVIEW_COMMENT_LIST_FOR);
    bind_integer(&q, token_id);
    bind_integer(&q, before ? before : INT64_MAX);
    bind_integer(&q, limit);
    return review_comments_read(conn, &q, true, ret_items, ret_count);
}

enum err review_comment_delete(struct conn *conn, int64_t id)
{
    assert(conn->is_writer);
    int64_t article_id = 0;
    enum err err = integer_by(conn, STMT_REVIEW_COMMENT_ARTICLE, id, &article_id);
    if (!err)
        err = run_by(conn, STMT_REVIEW_COMMENT_DELETE, id);
    return err ? err : audit_add(conn, "comment.delete", "comment", id, 1, 0, NULL);
}

enum err review_comment_drop(struct conn *conn, int64_t article_id)
{
    assert(conn->is_writer);
    return run_by(conn, STMT_REVIEW_COMMENT_DROP, article_id);
}

enum err review_state(struct conn *conn, int64_t article_id, struct review_state *ret_state)
{
    auto_query struct query q = query_of(conn, STMT_REVIEW_STATE);
    bind_integer(&q, article_id);
    enum err err = query_row(&q);
    if (err)
        return err;
    ret_state->sent_version = column_integer(&q);
    ret_state->sent_ms = column_integer(&q);
    ret_state->token_id = column_integer(&q);
    ret_state->actor = column_text(&q);
    ret_state->comments = column_integer(&q);
    return ERR_OK;
}
