/* The forest of categories. The schema keeps references, this file that there are no circles and no more
 * than eight levels; counts of articles are kept by triggers (migrations/0004-counts.sql). */
#include "article_inner.h"

#include "base/buf.h"
#include "store/audit.h"
#include "store/category.h"

#include <assert.h>
#include <string.h>

/* What a page's path and the map for people can still show; the recursive statements stop at 16, should
 * a circle ever be there. */
enum { DEPTH_MAX = 8 };

/* In the order of the statement; the count is the one that triggers keep. */
static void category_read_row(struct query *q, struct category *category)
{
    category->id = column_integer(q);
    category->version = column_integer(q);
    category->slug = column_text(q);
    category->name = column_text(q);
    category->lang = column_text(q);
    category->parent_id = column_integer(q);
    category->position = column_integer(q);
    category->count = column_integer(q);
    category->is_hidden = column_integer(q);
}

enum err category_by_id(struct conn *conn, int64_t id, struct category *ret_category)
{
    auto_query struct query q = query_of(conn, STMT_CATEGORY_BY_ID);
    bind_integer(&q, id);
    enum err err = query_row(&q);
    if (!err)
        category_read_row(&q, ret_category);
    return err;
}

/* By the table of slugs, past ones included. */
enum err category_by_slug(struct conn *conn, const char *slug, struct category *ret_category)
{
    int64_t id;
    {
        auto_query struct query q = query_of(conn, STMT_CATEGORY_ID_BY_SLUG);
        bind_text(&q, slug);
        enum err err = query_row(&q);
        if (err)
            return err;
        id = column_integer(&q);
    }
    return category_by_id(conn, id, ret_category);
}

/* All of them; there are never so many that a list would need pages. */
enum err category_list(struct conn *conn, const char *lang, enum category_scope scope,
                       struct category **ret_items, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_CATEGORY_LIST);
    struct category *items = NULL;
    size_t count = 0;
    enum err err;
    /* NULL is all languages. */
    bind_text(&q, lang);
    bind_integer(&q, scope == CATEGORIES_ALL);
    while (!(err = query_row(&q))) {
        struct category *category = array_add(conn->arena, &items, &count, sizeof *category);
        if (!category)
            return ERR_MEMORY;
        category_read_row(&q, category);
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_items = items;
    *ret_count = count;
    return ERR_OK;
}

/* The category itself is the first, whether it is there or not. */
enum err category_ids_below(struct conn *conn, int64_t id, int64_t **ret_ids, size_t *ret_count)
{
    auto_query struct query q = query_of(conn, STMT_CATEGORY_BELOW);
    int64_t *ids = NULL;
    size_t count = 0;
    enum err err;
    bind_integer(&q, id);
    while (!(err = query_row(&q))) {
        int64_t *place = array_add(conn->arena, &ids, &count, sizeof *place);
        if (!place)
            return ERR_MEMORY;
        *place = column_integer(&q);
    }
    *ret_ids = ids;
    *ret_count = count;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err category_list_below(struct conn *conn, int64_t id, const char **ret_list)
{
    int64_t *ids = NULL;
    size_t count = 0;
    auto_buf struct buf json = BUF(64 * 1024);
    enum err err = category_ids_below(conn, id, &ids, &count);
    for (size_t i = 0; i < count; i++)
        buf_printf(&json, "%c%lld", i ? ',' : '[', (long long)ids[i]);
    buf_char(&json, ']');
    *ret_list = count ? arena_copy(conn->arena, buf_str(&json), json.length) : "[]";
    return err ? err : buf_failed(&json) ? ERR_MEMORY : ERR_OK;
}

/* Levels of a category and all below it. */
static enum err read_height(struct conn *conn, int64_t id, int64_t *ret_height)
{
    auto_query struct query q = query_of(conn, STMT_CATEGORY_HEIGHT);
    bind_integer(&q, id);
    /* A new category, with id 0, has one level. */
    enum err err = query_row(&q);
    if (!err)
        *ret_height = column_integer(&q);
    return err;
}

/* Whether a category may hang below its parent: the parent is there, not below the category itself,
 * and not too deep. A new category has id 0. */
static enum err check_parent(struct conn *conn, const struct category *category)
{
    struct category parent;
    int64_t height = 1;
    /* A top category always fits, for what hangs below it has not become deeper. */
    if (!category->parent_id)
        return ERR_OK;
    /* A parent that is not there has an error of its own, which names the member. */
    enum err err = category_by_id(conn, category->parent_id, &parent);
    if (!err)
        err = read_height(conn, category->id, &height);
    if (err)
        return err;
    auto_query struct query q = query_of(conn, STMT_CATEGORY_ABOVE);
    bind_integer(&q, category->parent_id);
    bind_integer(&q, category->id);
    err = query_row(&q);
    if (err)
        return err;
    /* Levels from the parent up. With those from the category down all of the branch is known. */
    int64_t depth = column_integer(&q);
    int64_t circles = column_integer(&q);
    return depth + height > DEPTH_MAX || circles ? ERR_INPUT : ERR_OK;
}

/* Every slug that it ever had stays its own. One that is another's changes no row, which is the
 * conflict. */
static enum err category_save_slug(struct conn *conn, int64_t id, const char *slug)
{
    auto_query struct query q = query_of(conn, STMT_CATEGORY_SLUG_ADD);
    bind_text(&q, slug);
    bind_integer(&q, id);
    enum err err = query_run(&q);
    return !err && conn_changes(conn) == 0 ? ERR_CONFLICT : err;
}

static void category_bind_row(struct query *q, const struct category *category)
{
    bind_text(q, category->slug);
    bind_text(q, category->name);
    bind_text(q, category->lang);
    bind_id(q, category->parent_id);
    bind_integer(q, category->position);
}

enum err category_insert(struct conn *conn, const struct category *category, int64_t *ret_id)
{
    assert(conn->is_writer);
    int64_t id = 0;
    enum err err = check_parent(conn, category);
    if (!err) {
        auto_query struct query q = query_of(conn, STMT_CATEGORY_INSERT);
        category_bind_row(&q, category);
        /* RETURNING gives the id as a row; the second step ends the statement. */
        err = query_row(&q);
        if (!err) {
            id = column_integer(&q);
            err = query_run(&q);
        }
    }
    if (!err)
        err = category_save_slug(conn, id, category->slug);
    if (!err)
        err = audit_add(conn, "category.create", "category", id, 0, 1, category->name);
    conn_mark_changed(conn);
    if (!err)
        *ret_id = id;
    return err;
}

enum err category_update(struct conn *conn, const struct category *category)
{
    assert(conn->is_writer);
    struct category present;
    /* For what it was, and for its version in the audit. */
    enum err err = category_by_id(conn, category->id, &present);
    if (!err)
        err = check_parent(conn, category);
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_CATEGORY_UPDATE);
        category_bind_row(&q, category);
        bind_integer(&q, category->id);
        err = query_run(&q);
    }
    if (!err)
        err = category_save_slug(conn, category->id, category->slug);
    /* Only what articles show of it raises their versions; a new place in the order does not. */
    bool shows = strcmp(present.slug, category->slug) != 0 || strcmp(present.name, category->name) != 0;
    if (!err && shows)
        err = article_touch_category(conn, category->id);
    /* Menus, lists and the map show more of it than articles do. */
    conn_mark_changed(conn);
    if (err)
        return err;
    return audit_add(conn, "category.edit", "category", category->id, present.version, present.version + 1,
                     category->name);
}

enum err category_delete(struct conn *conn, int64_t id)
{
    assert(conn->is_writer);
    struct category present;
    enum err err = category_by_id(conn, id, &present);
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_CATEGORY_DELETE);
        bind_integer(&q, id);
        /* The schema refuses while an article or a child refers to it; that is the CONFLICT. */
        err = query_run(&q);
    }
    conn_mark_changed(conn);
    return err ? err : audit_add(conn, "category.delete", "category", id, present.version, 0, present.name);
}

/* What is in `id`, hangs below it or leads to it is in, hangs below or leads to `into`. */
static enum err category_hand_over(struct conn *conn, int64_t id, int64_t into)
{
    static const enum statement turned[] = {
        STMT_CATEGORY_TAGS_TO,        STMT_CATEGORY_ARTICLES_TO, STMT_CATEGORY_CHILDREN_TO,
        STMT_CATEGORY_SLUGS_TO,       STMT_HOME_CATEGORY_TO,     STMT_HOME_USE_CATEGORY_TO,
        STMT_OLD_ADDRESS_CATEGORY_TO, STMT_CATEGORY_MERGES_TO,   STMT_CATEGORY_MERGE_ADD,
    };
    /* While the articles are still in it. */
    enum err err = article_touch_category(conn, id);
    for (size_t i = 0; !err && i < sizeof turned / sizeof *turned; i++)
        err = run_pair(conn, turned[i], id, into);
    if (!err)
        err = run_by(conn, STMT_CATEGORY_DELETE, id);
    return err ? err : run_by(conn, STMT_CATEGORY_RAISE, into);
}

enum err category_merge(struct conn *conn, int64_t id, int64_t into)
{
    assert(conn->is_writer);
    struct category from, to;
    enum err err = category_by_id(conn, id, &from);
    if (!err)
        err = category_by_id(conn, into, &to);
    if (err)
        return err;
    if (id == into || strcmp(from.lang, to.lang) != 0)
        return ERR_INPUT;
    /* As if it hung below the other: no circle, and what hangs below it not too deep. */
    const struct category moved = {.id = id, .parent_id = into};
    err = check_parent(conn, &moved);
    if (!err)
        err = category_hand_over(conn, id, into);
    if (err)
        return err;
    conn_mark_changed(conn);
    const char *note = arena_printf(conn->arena, "%s → %s", from.name, to.name);
    err = audit_add(conn, "category.merge", "category", id, from.version, 0, note);
    return err ? err : audit_add(conn, "category.edit", "category", into, to.version, to.version + 1, note);
}

enum err category_count_below(struct conn *conn, int64_t id, int64_t *ret_count)
{
    return integer_by(conn, STMT_CATEGORY_COUNT_BELOW, id, ret_count);
}
