/* Boxes with their items, which are saved and read whole. What of a box shows at a moment is decided
 * here once, for pages and the API. */
#include "article_inner.h"

#include "store/audit.h"
#include "store/box.h"

#include <assert.h>
#include <string.h>

/* In the order of the enum, whose numbers the table holds. */
static const char *const kind_names[ITEM_KIND_COUNT] = {"link", "banner", "article"};

const char *item_kind_name(enum item_kind kind)
{
    return kind_names[kind];
}

enum item_kind item_kind_from_name(const char *name)
{
    enum item_kind kind = 0;
    while (kind < ITEM_KIND_COUNT && strcmp(kind_names[kind], name) != 0)
        kind++;
    return kind;
}

/* One row of BOX_ITEMS, with title, address and visibility of its article where it is one; media come
 * later. */
static void box_read_item(struct query *q, struct box_item *item)
{
    item->id = column_integer(q);
    item->kind = (enum item_kind)column_integer(q);
    item->title = column_text(q);
    item->url = column_text(q);
    item->media_id = column_integer(q);
    item->alt = column_text(q);
    item->article_id = column_integer(q);
    item->order = column_integer(q);
    item->starts_ms = column_integer(q);
    item->ends_ms = column_integer(q);
    /* Read for every kind of item, as columns come in order; only an article can be hidden. */
    bool is_public = column_integer(q), is_article = item->kind == ITEM_ARTICLE;
    enum article_kind kind = (enum article_kind)column_integer(q);
    const char *lang = column_text(q), *slug = column_text(q);
    item->is_public = !is_article || is_public;
    /* The same address as the article's page; without an article there is no slug. */
    if (is_article && lang && slug)
        item->url = arena_printf(q->conn->arena, "%s/%s/%s", strcmp(lang, "en") == 0 ? "/en" : "",
                                 kind_of(kind)->word, slug);
}

/* Whether the item shows now; the next instant at which that changes goes into *until_ms. */
static bool is_live(const struct box_item *item, int64_t now_ms, int64_t *until_ms)
{
    /* An item that is over has no turn ahead and is never looked at again. */
    const int64_t turns[] = {item->starts_ms, item->ends_ms};
    for (size_t i = 0; i < 2; i++)
        if (turns[i] > now_ms && (!*until_ms || turns[i] < *until_ms))
            *until_ms = turns[i];
    return item->is_public && item->starts_ms <= now_ms && (!item->ends_ms || item->ends_ms > now_ms);
}

void box_keep_live(struct box *box, int64_t now_ms, int64_t *until_ms)
{
    /* In place, as rows belong to the connection's arena, and nobody else has this one. */
    size_t kept = 0;
    for (size_t i = 0; i < box->item_count; i++)
        if (is_live(&box->items[i], now_ms, until_ms))
            box->items[kept++] = box->items[i];
    box->item_count = kept;
}

/* Fills box->items from the table, by position, and then what is known of their media. */
static enum err box_read_items(struct conn *conn, struct box *box)
{
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_BOX_ITEMS);
        bind_integer(&q, box->id);
        while (!(err = query_row(&q))) {
            struct box_item *item = array_add(conn->arena, &box->items, &box->item_count, sizeof *item);
            if (!item)
                return ERR_MEMORY;
            box_read_item(&q, item);
        }
    }
    err = err == ERR_NOT_FOUND ? ERR_OK : err;
    /* Media after the loop, when the statement is free. */
    for (size_t i = 0; !err && i < box->item_count; i++)
        if (box->items[i].media_id)
            err = media_by_id(conn, box->items[i].media_id, &box->items[i].media);
    return err;
}

static void box_read_row(struct query *q, struct box *box)
{
    *box = (struct box){.id = column_integer(q)};
    box->version = column_integer(q);
    box->slug = column_text(q);
    box->title = column_text(q);
    box->lang = column_text(q);
    box->position = column_integer(q);
}

enum err box_by_id(struct conn *conn, int64_t id, struct box *ret_box)
{
    /* In braces below, so that the statement is free before the items are read. */
    struct box box;
    {
        auto_query struct query q = query_of(conn, STMT_BOX_BY_ID);
        bind_integer(&q, id);
        enum err err = query_row(&q);
        if (err)
            return err;
        box_read_row(&q, &box);
    }
    enum err err = box_read_items(conn, &box);
    if (!err)
        *ret_box = box;
    return err;
}

/* `lang` NULL is bound as NULL, which the statement takes for all. */
enum err box_list(struct conn *conn, const char *lang, struct box **ret_boxes, size_t *ret_count)
{
    struct box *boxes = NULL;
    size_t count = 0;
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_BOX_LIST);
        bind_text(&q, lang);
        while (!(err = query_row(&q))) {
            struct box *box = array_add(conn->arena, &boxes, &count, sizeof *box);
            if (!box)
                return ERR_MEMORY;
            box_read_row(&q, box);
        }
    }
    err = err == ERR_NOT_FOUND ? ERR_OK : err;
    /* Items after the loop, when the statement of the list is free. */
    for (size_t i = 0; !err && i < count; i++)
        err = box_read_items(conn, &boxes[i]);
    if (err)
        return err;
    *ret_boxes = boxes;
    *ret_count = count;
    return ERR_OK;
}

enum err box_list_live(struct conn *conn, const char *lang, struct box **ret_boxes, size_t *ret_count,
                       int64_t *ret_until_ms)
{
    struct box *boxes;
    size_t count, kept = 0;
    int64_t until_ms = 0;
    enum err err = box_list(conn, lang, &boxes, &count);
    if (err)
        return err;
    for (size_t i = 0; i < count; i++) {
        /* The time of the lease, so that all boxes of a page show one moment. */
        box_keep_live(&boxes[i], conn->now_ms, &until_ms);
        /* After all of its items were looked at, as one that is empty now may have some later, which
         * *ret_until_ms tells. */
        if (boxes[i].item_count)
            boxes[kept++] = boxes[i];
    }
    *ret_boxes = boxes;
    *ret_count = kept;
    *ret_until_ms = until_ms;
    return ERR_OK;
}

/* One item at its place. An article is given by id alone; CONFLICT of a reference is told as NOT_FOUND. */
static enum err save_item(struct conn *conn, int64_t box_id, const struct box_item *item)
{
    auto_query struct query q = query_of(conn, STMT_BOX_ITEM_ADD);
    /* An article's title and address are read with it; kept here they would grow old. */
    bool is_article = item->kind == ITEM_ARTICLE;
    bind_integer(&q, box_id);
    bind_integer(&q, (int64_t)item->kind);
    bind_text(&q, is_article ? NULL : item->title);
    bind_text(&q, is_article ? NULL : item->url);
    bind_id(&q, item->media_id);
    bind_text(&q, item->alt);
    bind_id(&q, item->article_id);
    bind_integer(&q, item->order);
    bind_integer(&q, item->starts_ms);
    bind_integer(&q, item->ends_ms);
    enum err err = query_run(&q);
    return err == ERR_CONFLICT ? ERR_NOT_FOUND : err; /* its article or medium is not there */
}

/* Replaces all items of the box, which is therefore given whole; pages that show it are stale
 * afterwards. */
static enum err save_items(struct conn *conn, int64_t box_id, const struct box *box)
{
    enum err err;
    {
        /* Replaced whole, so ids of items are new each time. */
        auto_query struct query q = query_of(conn, STMT_BOX_ITEMS_CLEAR);
        bind_integer(&q, box_id);
        err = query_run(&q);
    }
    for (size_t i = 0; !err && i < box->item_count; i++)
        err = save_item(conn, box_id, &box->items[i]);
    /* Boxes stand on every page. */
    conn_mark_changed(conn);
    return err;
}

static void box_bind_row(struct query *q, const struct box *box)
{
    bind_text(q, box->slug);
    bind_text(q, box->title);
    bind_text(q, box->lang);
    bind_integer(q, box->position);
}

enum err box_insert(struct conn *conn, const struct box *box, int64_t *ret_id)
{
    assert(conn->is_writer);
    int64_t id = 0;
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_BOX_INSERT);
        box_bind_row(&q, box);
        /* RETURNING gives the id as a row; the second step ends the statement. */
        err = query_row(&q);
        if (!err) {
            id = column_integer(&q);
            err = query_run(&q);
        }
    }
    if (!err)
        err = save_items(conn, id, box);
    if (!err)
        err = audit_add(conn, "box.create", "box", id, 0, 1, box->title);
    if (!err)
        *ret_id = id;
    return err;
}

enum err box_update(struct conn *conn, const struct box *box)
{
    assert(conn->is_writer);
    struct box present;
    /* For its version in the audit, and to tell NOT_FOUND, which an UPDATE does not. */
    enum err err = box_by_id(conn, box->id, &present);
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_BOX_UPDATE);
        box_bind_row(&q, box);
        bind_integer(&q, box->id);
        err = query_run(&q);
    }
    if (!err)
        err = save_items(conn, box->id, box);
    return err ? err
               : audit_add(conn, "box.edit", "box", box->id, present.version, present.version + 1,
                           box->title);
}

enum err box_delete(struct conn *conn, int64_t id)
{
    assert(conn->is_writer);
    struct box present;
    enum err err = box_by_id(conn, id, &present);
    if (err)
        return err;
    {
        auto_query struct query q = query_of(conn, STMT_BOX_DELETE);
        bind_integer(&q, id);
        /* Its items go with it, by the schema. */
        err = query_run(&q);
    }
    conn_mark_changed(conn);
    return err ? err : audit_add(conn, "box.delete", "box", id, present.version, 0, present.title);
}
