/* Tags and their slugs of past and present. Merging hands everything of one tag to another, so that
 * nothing that ever led to it leads nowhere. */
#include "article_inner.h"

#include "store/audit.h"
#include "store/tag.h"

#include <assert.h>
#include <string.h>

static void tag_read_row(struct query *q, struct tag *tag)
{
    tag->id = column_integer(q);
    tag->version = column_integer(q);
    tag->slug = column_text(q);
    tag->name = column_text(q);
    tag->lang = column_text(q);
    tag->count = column_integer(q);
    tag->is_hidden = column_integer(q);
}

enum err tag_by_id(struct conn *conn, int64_t id, struct tag *ret_tag)
{
    auto_query struct query q = query_of(conn, STMT_TAG_BY_ID);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (!err)
        tag_read_row(&q, ret_tag);
    return err;
}

/* By the table of slugs, where merged tags left theirs to the one that took them in. */
enum err tag_by_slug(struct conn *conn, const char *slug, struct tag *ret_tag)
{
    int64_t id;
    {
        auto_query struct query q = query_of(conn, STMT_TAG_ID_BY_SLUG);
        bind_text(&q, slug);
        enum err err = query_row(&q);
        if (err)
            return err;
        id = column_integer(&q);
    }
    return tag_by_id(conn, id, ret_tag);
}

/* By keyset on the slug, which is unique over both languages. */
enum err tag_list(struct conn *conn, const char *lang, enum tag_scope scope, const char *part,
                  const char *after_slug, int limit, struct tag **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_TAG_LIST);
    struct tag *items = NULL;
    size_t count = 0;
    enum err err;
    bind_text(&q, after_slug ? after_slug : "");
    bind_text(&q, lang);
    bind_integer(&q, scope == TAGS_ALL);
    /* Every slug holds the empty text. */
    bind_text(&q, part ? part : "");
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct tag *tag = array_add(conn->arena, &items, &count, sizeof *tag);
        if (!tag)
            return ERR_MEMORY;
        tag_read_row(&q, tag);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_items = items;
    *ret_count = count;
    return ERR_OK;
}

enum err tag_list_popular(struct conn *conn, const char *lang, int limit, struct tag **ret_items,
                          size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_TAG_POPULAR);
    struct tag *items = NULL;
    size_t count = 0;
    enum err err;
    bind_text(&q, lang);
    bind_integer(&q, limit);
    while (!(err = query_row(&q))) {
        struct tag *tag = array_add(conn->arena, &items, &count, sizeof *tag);
        if (!tag)
            return ERR_MEMORY;
        tag_read_row(&q, tag);
    }
    *ret_items = items;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* As with categories: one that is another's changes no row. */
static enum err tag_save_slug(struct conn *conn, int64_t id, const char *slug)
{
    auto_query struct query q = query_of(conn, STMT_TAG_SLUG_ADD);
    bind_text(&q, slug);
    bind_integer(&q, id);
    enum err err = query_run(&q);
    return !err && conn_changes(conn) == 0 ? ERR_CONFLICT : err;
}

enum err tag_insert(struct conn *conn, const struct tag *tag, int64_t *ret_id)
{
    assert(conn->is_writer);
    int64_t id = 0;
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_TAG_INSERT);
        bind_text(&q, tag->slug);
        bind_text(&q, tag->name);
        bind_text(&q, tag->lang);
        bind_integer(&q, tag->is_made);
        /* RETURNING gives the id as a row; the second step ends the statement. */
        err = query_row(&q);
        if (!err) {
            id = column_integer(&q);
            err = query_run(&q);
        }
    }
    if (!err)
        err = tag_save_slug(conn, id, tag->slug);
    if (!err)
        err = audit_add(conn, "tag.create", "tag", id, 0, 1, tag->name);
    /* Tags stand on the map and in lists. */
    conn_mark_changed(conn);
    if (!err)
        *ret_id = id;
    return err;
}

enum err tag_update(struct conn *conn, const struct tag *tag)
{
    assert(conn->is_writer);
    struct tag present;
    enum err err = tag_by_id(conn, tag->id, &present);
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_TAG_UPDATE);
        bind_text(&q, tag->slug);
        bind_text(&q, tag->name);
        bind_text(&q, tag->lang);
        bind_integer(&q, tag->id);
        err = query_run(&q);
    }
    if (!err)
        err = tag_save_slug(conn, tag->id, tag->slug);
    /* A new language alone shows nowhere on an article. */
    bool shows = strcmp(present.slug, tag->slug) != 0 || strcmp(present.name, tag->name) != 0;
    if (!err && shows)
        err = article_touch_tag(conn, tag->id);
    conn_mark_changed(conn);
    return err ? err
               : audit_add(conn, "tag.edit", "tag", tag->id, present.version, present.version + 1, tag->name);
}

enum err tag_delete(struct conn *conn, int64_t id)
{
    assert(conn->is_writer);
    struct tag present;
    /* Articles are touched first, while they still bear it, or nobody would know which. */
    enum err err = tag_by_id(conn, id, &present);
    if (!err)
        err = article_touch_tag(conn, id);
    if (!err)
        err = run_by(conn, STMT_TAG_OFF_ALL, id);
    if (!err)
        err = run_by(conn, STMT_TAG_DELETE, id);
    if (err)
        return err;
    /* The page of the tag answers 410 from here on. */
    conn_mark_changed(conn);
    return audit_add(conn, "tag.delete", "tag", id, present.version, 0, present.name);
}

/* What bears or leads to `id` bears or leads to `into`; an article that has both keeps the one. */
static enum err hand_over(struct conn *conn, int64_t id, int64_t into)
{
    /* While the articles still bear it. */
    enum err err = article_touch_tag(conn, id);
    if (!err)
        err = run_pair(conn, STMT_TAG_ARTICLES_TO, id, into);
    if (!err)
        err = run_by(conn, STMT_TAG_OFF_ALL, id);
    if (!err)
        err = run_pair(conn, STMT_TAG_SLUGS_TO, id, into);
    if (!err)
        err = run_pair(conn, STMT_OLD_ADDRESS_TAG_TO, id, into);
    if (!err)
        err = run_pair(conn, STMT_TAG_MERGES_TO, id, into);
    if (!err)
        err = run_pair(conn, STMT_TAG_MERGE_ADD, id, into);
    if (!err)
        err = run_by(conn, STMT_TAG_DELETE, id);
    /* The tag that stays has other articles now. */
    return err ? err : run_by(conn, STMT_TAG_RAISE, into);
}

enum err tag_present(struct conn *conn, int64_t id, struct tag *ret_tag)
{
    int64_t into;
    enum err err = tag_by_id(conn, id, ret_tag);
    if (err != ERR_NOT_FOUND)
        return err;
    /* One step is enough, as hand_over() turns former merges to the new tag. */
    err = integer_by(conn, STMT_TAG_MERGED_INTO, id, &into);
    return err ? err : tag_by_id(conn, into, ret_tag);
}

enum err tag_merge(struct conn *conn, int64_t id, int64_t into)
{
    assert(conn->is_writer);
    struct tag from, to;
    enum err err = tag_by_id(conn, id, &from);
    if (!err)
        err = tag_by_id(conn, into, &to);
    if (err)
        return err;
    /* Tags of two languages would mix their articles' lists. */
    if (id == into || strcmp(from.lang, to.lang) != 0)
        return ERR_INPUT;
    err = hand_over(conn, id, into);
    if (err)
        return err;
    conn_mark_changed(conn);
    /* One line for each of the two in the audit, with the same note. */
    const char *note = arena_printf(conn->arena, "%s → %s", from.name, to.name);
    err = audit_add(conn, "tag.merge", "tag", id, from.version, 0, note);
    return err ? err : audit_add(conn, "tag.edit", "tag", into, to.version, to.version + 1, note);
}
