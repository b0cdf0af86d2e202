/* The one row of the site, and its navigation in order. */
#include "article_inner.h"

#include "store/audit.h"
#include "store/site.h"

#include <assert.h>

/* In the order of the position, from 0. */
static enum err site_read_nav(struct conn *conn, struct site *site)
{
    auto_query struct query q = query_of(conn, STMT_NAV_READ);
    enum err err;
    while (!(err = query_row(&q))) {
        /* In the connection's arena, like all rows. */
        struct nav_item *item = array_add(conn->arena, &site->nav, &site->nav_count, sizeof *item);
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
        err = site_look_read(conn, &site.look);
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

static enum err save_nav(struct conn *conn, const struct site *site)
{
    /* Replaced whole, as positions may all have changed. */
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_NAV_CLEAR);
        err = query_run(&q);
    }
    for (size_t i = 0; !err && i < site->nav_count; i++) {
        auto_query struct query q = query_of(conn, STMT_NAV_ADD);
        /* The place in the list is the position. */
        bind_integer(&q, (int64_t)i);
        bind_text(&q, site->nav[i].title);
        bind_text(&q, site->nav[i].url);
        err = query_run(&q);
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
    if (!err)
        err = site_look_save(conn, &site->look);
    conn_mark_changed(conn);
    return err ? err : audit_add(conn, "site.edit", "site", 1, present.version, present.version + 1, NULL);
}
