/* The site's colours and the palettes of some days, as rows. Knows no colour: to it they are texts. */
#include "store/site_look.h"

#include "article_inner.h"

#include <assert.h>

const char *site_palette_kind_name(enum site_palette_kind kind)
{
    static const char *const names[SITE_PALETTE_KINDS] = {
        [SITE_PALETTE_MOURNING] = "mourning", [SITE_PALETTE_FESTIVE] = "festive", [SITE_PALETTE_OWN] = "own"};
    return names[kind];
}

/* In the order of their days, in the connection's arena. */
static enum err site_palettes_read(struct conn *conn, struct site_look *look)
{
    auto_query struct query q = query_of(conn, STMT_SITE_PALETTES);
    enum err err;
    while (!(err = query_row(&q))) {
        struct site_palette *palette =
            array_add(conn->arena, &look->palettes, &look->palette_count, sizeof *palette);
        if (!palette)
            return ERR_MEMORY;
        palette->from_day = (int32_t)column_integer(&q);
        palette->to_day = (int32_t)column_integer(&q);
        palette->kind = (enum site_palette_kind)column_integer(&q);
        palette->first = column_text(&q);
        palette->second = column_text(&q);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err site_look_read(struct conn *conn, struct site_look *ret_look)
{
    struct site_look look = {0};
    {
        auto_query struct query q = query_of(conn, STMT_SITE_COLOURS);
        enum err err = query_row(&q);
        if (err)
            return err;
        look.first = column_text(&q);
        look.second = column_text(&q);
    }
    enum err err = site_palettes_read(conn, &look);
    if (!err)
        *ret_look = look;
    return err;
}

/* Replaced whole, as days may all have changed. */
static enum err site_palettes_save(struct conn *conn, const struct site_look *look)
{
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_SITE_PALETTES_CLEAR);
        err = query_run(&q);
    }
    for (size_t i = 0; !err && i < look->palette_count; i++) {
        const struct site_palette *palette = &look->palettes[i];
        auto_query struct query q = query_of(conn, STMT_SITE_PALETTE_ADD);
        bind_integer(&q, palette->from_day);
        bind_integer(&q, palette->to_day);
        bind_integer(&q, palette->kind);
        bind_text(&q, palette->first);
        bind_text(&q, palette->second);
        err = query_run(&q);
    }
    return err;
}

enum err site_look_save(struct conn *conn, const struct site_look *look)
{
    assert(conn->is_writer);
    enum err err;
    {
        auto_query struct query q = query_of(conn, STMT_SITE_COLOURS_UPDATE);
        bind_text(&q, look->first);
        bind_text(&q, look->second);
        err = query_run(&q);
    }
    return err ? err : site_palettes_save(conn, look);
}

const struct site_palette *site_palette_on(const struct site_look *look, int32_t day)
{
    for (size_t i = 0; i < look->palette_count; i++)
        if (look->palettes[i].from_day <= day && day <= look->palettes[i].to_day)
            return &look->palettes[i];
    return NULL;
}
