/* The one row of the site, and its navigation in order. */
#include "article_inner.h"

#include "store/audit.h"
#include "store/site.h"

#include <assert.h>

/* In the order of the position: those below an entry follow it. */
static enum err site_read_nav(struct conn *conn, struct site *site)
{
    auto_query struct query q = query_of(conn, STMT_NAV_READ);
    enum err err;
    while (!(err = query_row(&q))) {
        bool is_below = column_integer(&q) && site->nav_count;
        struct nav_item *above = is_below ? &site->nav[site->nav_count - 1] : NULL;
        /* In the connection's arena, like all rows. */
        struct nav_item *item = above
                                    ? array_add(conn->arena, &above->items, &above->item_count, sizeof *item)
                                    : array_add(conn->arena, &site->nav, &site->nav_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        item->title = column_text(&q);
        item->url = column_text(&q);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Feeds, previews and printed pages name one of both. */
const char *site_speaker(const struct site *site)
{
    return site->agency ? site->agency : site->name;
}

enum err site_get(struct conn *conn, struct site *ret_site)
{
    struct site site = {0};
    {
        auto_query struct query q = query_of(conn, STMT_SITE_READ);
        enum err err = query_row(&q);
        if (err)
            return err;
        /* The row is made by the first migration, so NOT_FOUND would be a damaged database. */
        site.version = column_integer(&q);
        site.name = column_text(&q);
        site.agency = column_text(&q);
        site.address = column_text(&q);
        site.phone = column_text(&q);
        site.email = column_text(&q);
        site.licence = column_text(&q);
        site.responsible = column_text(&q);
    }
    enum err err = site_read_nav(conn, &site);
    if (!err)
        *ret_site = site;
    return err;
}

/* Raises the version in the statement. */
static enum err save_row(struct conn *conn, const struct site *site)
{
    auto_query struct query q = query_of(conn, STMT_SITE_UPDATE);
    bind_text(&q, site->name);
    bind_text(&q, site->agency);
    bind_text(&q, site->address);
    bind_text(&q, site->phone);
    bind_text(&q, site->email);
    bind_text(&q, site->licence);
    bind_text(&q, site->responsible);
    return query_run(&q);
}

/* One entry; `above` is the position of the one that it stands below, 0 for none. */
static enum err site_add_nav(struct conn *conn, const struct nav_item *item, int64_t position, int64_t above)
{
    auto_query struct query q = query_of(conn, STMT_NAV_ADD);
    bind_integer(&q, position);
    bind_id(&q, above);
    bind_text(&q, item->title);
    bind_text(&q, item->url);
    return query_run(&q);
}

static enum err save_nav(struct conn *conn, const struct site *site)
{
    /* Replaced whole, as positions may all have changed. */
    enum err err;
    int64_t position = 1;
    {
        auto_query struct query q = query_of(conn, STMT_NAV_CLEAR);
        err = query_run(&q);
    }
    for (size_t i = 0; !err && i < site->nav_count; i++) {
        const struct nav_item *item = &site->nav[i];
        int64_t above = position++;
        err = site_add_nav(conn, item, above, 0);
        for (size_t j = 0; !err && j < item->item_count; j++)
            err = site_add_nav(conn, &item->items[j], position++, above);
    }
    return err;
}

enum err site_update(struct conn *conn, const struct site *site)
{
    assert(conn->is_writer);
    /* For its version in the audit. */
    struct site present;
    enum err err = site_get(conn, &present);
    if (!err)
        err = save_row(conn, site);
    if (!err)
        err = save_nav(conn, site);
    conn_mark_changed(conn);
    return err ? err : audit_add(conn, "site.edit", "site", 1, present.version, present.version + 1, NULL);
}
