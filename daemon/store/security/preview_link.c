/* The table of links that show a draft. Must not know what an article is, nor who may make one. */
#include "store/preview_link.h"

#include "engine/rows.h"
#include "secret.h"
#include "store/audit.h"

#include <assert.h>

static const int64_t day_ms = 24 * 60 * 60 * 1000;

static void preview_link_hash(const struct conn *conn, const char *text,
                              unsigned char ret_hash[static SECRET_HASH_SIZE])
{
    secret_hash(conn->store, "preview-link", text, ret_hash);
}

static enum err preview_link_insert(struct conn *conn, const struct token_secret *secret,
                                    struct preview_link *link)
{
    unsigned char hash[SECRET_HASH_SIZE];
    auto_query struct query q = query_of(conn, STMT_PREVIEW_LINK_ADD);
    preview_link_hash(conn, secret->written, hash);
    bind_integer(&q, link->article_id);
    bind_blob(&q, hash, sizeof hash);
    bind_integer(&q, actor_number(&conn->actor));
    bind_text(&q, link->actor);
    bind_integer(&q, link->created_ms);
    bind_integer(&q, link->expires_ms);
    enum err err = query_row(&q);
    if (err)
        return err;
    link->id = column_integer(&q);
    return query_run(&q);
}

/* How many the article has that are still good. */
static enum err preview_link_count(struct conn *conn, int64_t article_id, int64_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_PREVIEW_LINK_COUNT);
    bind_integer(&q, article_id);
    bind_integer(&q, conn->now_ms);
    enum err err = query_row(&q);
    if (!err)
        *ret_count = column_integer(&q);
    return err;
}

enum err preview_link_add(struct conn *conn, int64_t article_id, const struct token_secret *secret, int days,
                          struct preview_link *ret_link)
{
    int64_t count = 0;
    assert(conn->is_writer && article_id && days >= 1 && days <= PREVIEW_LINK_DAYS_MOST);
    enum err err = preview_link_count(conn, article_id, &count);
    if (!err && count >= PREVIEW_LINKS_MOST)
        return ERR_CONFLICT;
    *ret_link = (struct preview_link){.article_id = article_id,
                                      .actor = conn->actor.name,
                                      .created_ms = conn->now_ms,
                                      .expires_ms = conn->now_ms + days * day_ms};
    if (!err)
        err = preview_link_insert(conn, secret, ret_link);
    return err ? err : audit_add(conn, "article.preview_link", "article", article_id, 0, 0, NULL);
}

static void preview_link_read(struct query *q, struct preview_link *link)
{
    link->id = column_integer(q);
    link->article_id = column_integer(q);
    link->actor = column_text(q);
    link->created_ms = column_integer(q);
    link->expires_ms = column_integer(q);
}

enum err preview_link_find(struct conn *conn, const char *text, struct preview_link *ret_link)
{
    unsigned char hash[SECRET_HASH_SIZE];
    auto_query struct query q = query_of(conn, STMT_PREVIEW_LINK_FIND);
    preview_link_hash(conn, text, hash);
    bind_blob(&q, hash, sizeof hash);
    bind_integer(&q, conn->now_ms);
    enum err err = query_row(&q);
    if (!err)
        preview_link_read(&q, ret_link);
    return err;
}

enum err preview_link_list(struct conn *conn, int64_t article_id, struct preview_link **ret_items,
                           size_t *ret_count)
{
    struct preview_link *items = NULL;
    size_t count = 0;
    enum err err;
    auto_query struct query q = query_of(conn, STMT_PREVIEW_LINK_LIST);
    bind_integer(&q, article_id);
    bind_integer(&q, conn->now_ms);
    bind_integer(&q, PREVIEW_LINKS_MOST);
    while (!(err = query_row(&q))) {
        struct preview_link *item = array_add(conn->arena, &items, &count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        preview_link_read(&q, item);
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err preview_link_remove(struct conn *conn, int64_t article_id, int64_t id)
{
    assert(conn->is_writer);
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_PREVIEW_LINK_DROP);
        bind_integer(&q, id);
        bind_integer(&q, article_id);
        err = query_run(&q);
    }
    if (!err && !conn_changes(conn))
        return ERR_NOT_FOUND;
    return err ? err : audit_add(conn, "article.preview_link_end", "article", article_id, 0, 0, NULL);
}

enum err preview_link_end(struct conn *conn, int64_t article_id)
{
    assert(conn->is_writer);
    return run_by(conn, STMT_PREVIEW_LINK_DROP_ALL, article_id);
}

enum err preview_link_shows(struct conn *conn, int64_t article_id, const char *file_name, bool *ret_shows)
{
    auto_query struct query q = query_of(conn, STMT_PREVIEW_LINK_SHOWS);
    bind_integer(&q, article_id);
    bind_text(&q, file_name);
    enum err err = query_row(&q);
    if (!err)
        *ret_shows = column_integer(&q) != 0;
    return err;
}

enum err preview_link_forget(struct conn *conn)
{
    return run_by(conn, STMT_PREVIEW_LINK_FORGET, conn->now_ms);
}
