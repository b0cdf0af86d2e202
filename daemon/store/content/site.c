/* The one row of the site, with what hangs on it in order: navigation, accounts elsewhere. Which media it
 * shows or showed is noted in site_media; their bytes are none of its business. */
#include "article_inner.h"
#include "site_history.h"

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

/* Likewise. A kind of a newer program, which a restored file may hold, is any other account. */
static enum err site_read_social(struct conn *conn, struct site *site)
{
    auto_query struct query q = query_of(conn, STMT_SOCIAL_READ);
    enum err err;
    while (!(err = query_row(&q))) {
        struct social *item = array_add(conn->arena, &site->social, &site->social_count, sizeof *item);
        if (!item)
            return ERR_MEMORY;
        int64_t kind = column_integer(&q);
        item->kind = kind < SOCIAL_KINDS ? (enum social_kind)kind : SOCIAL_OTHER;
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

const char *site_name_in(const struct site *site, const char *lang, const char **ret_lang)
{
    bool is_english = lang[0] == 'e' && site->name_en;
    if (ret_lang)
        *ret_lang = is_english ? "en" : "vi";
    return is_english ? site->name_en : site->name;
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
#define SITE_TEXT(name) site.name = column_text(&q);
#include "store/site_text.def"
#undef SITE_TEXT
        site.map_url = column_text(&q);
        site.emblem = (enum emblem)column_integer(&q);
        for (enum site_image i = 0; i < SITE_IMAGES; i++)
            site.image_ids[i] = column_integer(&q);
        site.banner_focus.x = (int)column_integer(&q);
        site.banner_focus.y = (int)column_integer(&q);
        site.banner_form = (enum banner_form)column_integer(&q);
    }
    enum err err = site_read_nav(conn, &site);
    if (!err)
        err = site_read_social(conn, &site);
    if (!err)
        err = site_look_read(conn, &site.look);
    if (!err)
        *ret_site = site;
    return err;
}

enum err site_read_images(struct conn *conn, struct site *site)
{
    for (enum site_image i = 0; i < SITE_IMAGES; i++) {
        site->images[i] = NULL;
        if (!site->image_ids[i])
            continue;
        struct media *media = arena_zero(conn->arena, 1, sizeof *media);
        if (!media)
            return ERR_MEMORY;
        enum err err = media_by_id(conn, site->image_ids[i], media);
        if (err)
            return err;
        site->images[i] = media;
    }
    return site_read_files(conn, site);
}

/* Raises the version in the statement. */
static enum err save_row(struct conn *conn, const struct site *site)
{
    auto_query struct query q = query_of(conn, STMT_SITE_UPDATE);
    bind_text(&q, site->name);
#define SITE_TEXT(name) bind_text(&q, site->name);
#include "store/site_text.def"
#undef SITE_TEXT
    bind_text(&q, site->map_url);
    bind_integer(&q, site->emblem);
    for (enum site_image i = 0; i < SITE_IMAGES; i++)
        bind_id(&q, site->image_ids[i]);
    bind_integer(&q, site->banner_focus.x);
    bind_integer(&q, site->banner_focus.y);
    bind_integer(&q, site->banner_form);
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
    enum err err = run_plain(conn, STMT_NAV_CLEAR);
    int64_t position = 1;
    for (size_t i = 0; !err && i < site->nav_count; i++) {
        const struct nav_item *item = &site->nav[i];
        int64_t above = position++;
        err = site_add_nav(conn, item, above, 0);
        for (size_t j = 0; !err && j < item->item_count; j++)
            err = site_add_nav(conn, &item->items[j], position++, above);
    }
    return err;
}

static enum err save_social(struct conn *conn, const struct site *site)
{
    enum err err = run_plain(conn, STMT_SOCIAL_CLEAR);
    for (size_t i = 0; !err && i < site->social_count; i++) {
        auto_query struct query q = query_of(conn, STMT_SOCIAL_ADD);
        bind_integer(&q, (int64_t)i);
        bind_integer(&q, site->social[i].kind);
        bind_text(&q, site->social[i].title);
        bind_text(&q, site->social[i].url);
        err = query_run(&q);
    }
    return err;
}

/* What was shown before stays noted, as a former version may come back. */
static enum err save_media(struct conn *conn, const struct site *site)
{
    enum err err = run_plain(conn, STMT_SITE_MEDIA_HIDE);
    for (enum site_image i = 0; !err && i < SITE_IMAGES; i++)
        if (site->image_ids[i])
            err = run_by(conn, STMT_SITE_MEDIA_SHOW, site->image_ids[i]);
    return err;
}

enum err site_update(struct conn *conn, const struct site *site, const struct site_change *change)
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
        err = save_social(conn, site);
    if (!err)
        err = save_media(conn, site);
    if (!err)
        err = site_look_save(conn, &site->look);
    if (!err)
        err = site_history_keep(conn, present.version, change);
    conn_mark_changed(conn);
    return err ? err : audit_add(conn, "site.edit", "site", 1, present.version, present.version + 1, NULL);
}
