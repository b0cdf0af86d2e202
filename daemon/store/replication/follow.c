/* Triggers and writing functions do this where something is written; where an entry is applied neither runs.
 * Knows which shared table means what to which room, and nothing of the log. */
#include "follow.h"

#include "content/redaction_list.h"
#include "engine/rows.h"
#include "media/media_removal.h"
#include "media/media_text.h"
#include "replica_inner.h"
#include "search/search_index.h"
#include "store/media_gc.h"

/* By the article's present row. */
static enum err follow_category(struct conn *conn, int64_t id, int64_t *ret_category_id, bool *ret_is_there)
{
    enum err err = integer_by(conn, STMT_REPLICATION_CATEGORY, id, ret_category_id);
    *ret_is_there = err == ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err follow_article(struct conn *conn, struct follow *follow, const struct row_change *change)
{
    int64_t id = row_change_id(change);
    struct followed_article *article =
        array_add(conn->arena, &follow->articles, &follow->article_count, sizeof *article);
    if (!article)
        return ERR_MEMORY;
    *article = (struct followed_article){.id = id};
    enum err err = ERR_OK;
    /* Of its two rows the one that has the category, so that it moves once. */
    if (change->table == TABLE_articles)
        err = follow_category(conn, id, &article->category_id, &article->was_there);
    if (!err)
        err = search_forget(conn, id);
    /* The index holds nothing of it. */
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err follow_file(struct conn *conn, struct follow *follow, const struct row_change *change,
                            int column)
{
    sqlite3_value *name = row_change_old(change, column);
    const char *text = name ? (const char *)sqlite3_value_text(name) : NULL;
    const char **place = array_add(conn->arena, &follow->files, &follow->file_count, sizeof *place);
    if (!text || !place)
        return text ? ERR_MEMORY : ERR_INTERNAL;
    *place = arena_text(conn->arena, text);
    return ERR_OK;
}

/* A file that an entry before this one, of the same transaction, let go stays. */
static enum err follow_new_file(struct conn *conn, const struct row_change *change, int column)
{
    sqlite3_value *name = row_change_new(change, column);
    const char *text = name ? (const char *)sqlite3_value_text(name) : NULL;
    return text ? media_removal_cancel(conn, text) : ERR_INTERNAL;
}

/* Each machine takes the words of documents by itself. One that goes takes its own along; one that comes
 * waits for it, once its row is there. */
static enum err follow_medium(struct conn *conn, struct follow *follow, const struct row_change *change)
{
    if (change->op == CHANGE_OP_DELETE) {
        enum err err = follow_file(conn, follow, change, MEDIA_NAME);
        return err ? err : media_text_forget(conn, row_change_id(change));
    }
    if (change->op != CHANGE_OP_INSERT)
        return ERR_OK;
    enum err err = follow_new_file(conn, change, MEDIA_NAME);
    if (err)
        return err;
    sqlite3_value *type = row_change_new(change, MEDIA_TYPE);
    const char *text = type ? (const char *)sqlite3_value_text(type) : NULL;
    struct followed_medium *medium =
        array_add(conn->arena, &follow->media, &follow->media_count, sizeof *medium);
    if (!text || !medium)
        return text ? ERR_MEMORY : ERR_INTERNAL;
    *medium = (struct followed_medium){row_change_id(change), arena_text(conn->arena, text)};
    return medium->type ? ERR_OK : ERR_MEMORY;
}

enum err follow_before(struct conn *conn, struct follow *follow, const struct row_change *change)
{
    switch (change->table) {
    case TABLE_articles:
    case TABLE_bodies: /* whose key is the article's */
        return follow_article(conn, follow, change);
    case TABLE_media:
        return follow_medium(conn, follow, change);
    case TABLE_media_files:
        return change->op == CHANGE_OP_DELETE   ? follow_file(conn, follow, change, MEDIA_FILE_NAME)
               : change->op == CHANGE_OP_INSERT ? follow_new_file(conn, change, MEDIA_FILE_NAME)
                                                : ERR_OK;
    case TABLE_redactions:
    case TABLE_erasures:
        follow->takes_back = follow->takes_back || change->op == CHANGE_OP_INSERT;
        return ERR_OK;
    default:
        return ERR_OK;
    }
}

/* What was read of an article stands with its category; category_moves does it as the triggers of articles
 * do (0040-most-read.sql). */
static enum err follow_move(struct conn *conn, const struct followed_article *article)
{
    int64_t category_id = 0;
    bool is_there;
    enum err err = follow_category(conn, article->id, &category_id, &is_there);
    if (err || !article->was_there || category_id == article->category_id)
        return err;
    /* The one trigger that runs here. */
    apply_consequences(conn, true);
    {
        auto_query struct query q = query_of(conn, STMT_REPLICATION_MONTHS_MOVE);
        bind_integer(&q, article->id);
        bind_integer(&q, article->category_id);
        bind_integer(&q, category_id);
        err = query_run(&q);
    }
    apply_consequences(conn, false);
    return err;
}

enum err follow_after(struct conn *conn, const struct follow *follow)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < follow->article_count; i++) {
        err = search_note(conn, follow->articles[i].id);
        if (!err)
            err = follow_move(conn, &follow->articles[i]);
    }
    for (size_t i = 0; !err && i < follow->file_count; i++)
        err = media_remove_stray(conn, follow->files[i]);
    for (size_t i = 0; !err && i < follow->media_count; i++)
        err = media_text_note(conn, follow->media[i].id, follow->media[i].type);
    if (!err && follow->takes_back)
        redaction_note(conn);
    return err;
}
