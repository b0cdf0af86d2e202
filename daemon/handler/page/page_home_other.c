/* Blocks that are no lists of stories: service tiles, an album, a film, a banner, a box, the statistics. */
#include "page_home.h"

#include "page.h"
#include "store/media.h"
#include "view/article.h"
#include "view/media.h"
#include "view/portal.h"

#include <stdio.h>
#include <string.h>

/* Pictures of an album that does not say how many: one large, four beside it. */
enum { ALBUM_PICTURES = 5, ALBUM_LEAST = 2 };

/* An address that was judged when it was saved; what no longer passes shows as none. */
static void home_page_url(struct view view, const char *name, const char *url)
{
    struct safe_url safe = {NULL};
    if (url && safe_url_from(url, URL_LINK, &safe))
        safe.url = NULL;
    view_url(view, name, safe);
}

/* The drawing is an asset of the program's own, clean as it is. */
static void home_page_icon(const struct home_page *home, struct view view, const char *icon)
{
    const struct asset *asset = assets_find(home->app->assets, arena_printf(view.arena, "icon/%s.svg", icon));
    const unsigned char *bytes = asset ? asset_bytes(asset, view.arena) : NULL;
    const struct safe_html none = {"", 0};
    view_html(view, "icon_html", bytes ? (struct safe_html){(const char *)bytes, asset->size} : none);
}

/* What a tile is called on this page; NULL: it is not on it. */
static const char *home_page_label(const struct home_page *home, const struct home_tile *tile)
{
    return home->lang == LANG_EN ? tile->label_en : tile->label;
}

void home_page_tiles(struct home_page *home, const struct home_block *block)
{
    size_t count = 0;
    char across[16];
    for (size_t i = 0; i < block->tile_count; i++)
        count += home_page_label(home, &block->tiles[i]) != NULL;
    if (!count)
        return;
    struct view view = home_page_wide(home, "block_tiles");
    view_text(view, "heading",
              home_page_title(home, block, page_word(home->app, home->request, "home_tiles")));
    /* In one row, or in two of the same length as far as the number allows. */
    size_t columns = count <= HOME_TILES_LEAST ? count : (count + 1) / 2;
    snprintf(across, sizeof across, "%zu", columns);
    view_text(view, "across", across);
    struct view tiles = view_list(view, "tiles");
    for (size_t i = 0; i < block->tile_count; i++) {
        const struct home_tile *tile = &block->tiles[i];
        const char *label = home_page_label(home, tile);
        if (!label)
            continue;
        struct view one = view_append(tiles);
        view_text(one, "label", label);
        home_page_url(one, "url", home->lang == LANG_EN && tile->url_en ? tile->url_en : tile->url);
        home_page_icon(home, one, tile->icon);
    }
}

/* Pictures of the article, its own first. */
static enum err home_page_shots(struct home_page *home, struct view list, const struct article *article,
                                const int64_t *ids, size_t count)
{
    const struct picture *own = article->image;
    struct view view;
    enum err err = ERR_OK;
    if (own && media_widest(&own->media, "image/jpeg"))
        view_page_picture(view_append(list), "shot", &own->media, own->alt, &view);
    for (size_t i = 0; !err && i < count; i++) {
        struct media media;
        if (own && ids[i] == own->media.id)
            continue;
        err = media_by_id(home->conn, ids[i], &media);
        if (!err && media_widest(&media, "image/jpeg"))
            view_page_picture(view_append(list), "shot", &media, media.alt, &view);
    }
    return err;
}

enum err home_page_album(struct home_page *home, const struct home_block *block,
                         const struct article *article)
{
    int64_t *ids = NULL;
    size_t count = 0;
    int most = block->rows ? (int)block->rows : ALBUM_PICTURES;
    enum err err = home_pictures(home->conn, article->id, most, &ids, &count);
    if (err || count < ALBUM_LEAST)
        return err;
    struct view view = home_page_film(home, true);
    view_text(view, "heading",
              home_page_title(home, block, page_word(home->app, home->request, "home_album")));
    view_page_head(view, article);
    return home_page_shots(home, view_list(view, "shots"), article, ids, count);
}

void home_page_video(struct home_page *home, const struct home_block *block, const struct article *article)
{
    struct view view = home_page_film(home, false);
    view_page_row(view, article, home->lang);
    view_text(view, "heading",
              home_page_title(home, block, page_word(home->app, home->request, "home_video")));
}

void home_page_banner(struct home_page *home, const struct home_block *block)
{
    struct view image;
    if (!block->media.id || !media_widest(&block->media, "image/jpeg"))
        return;
    struct view view = home_page_column(home, "block_banner", 6);
    home_page_url(view, "url", block->url);
    view_page_picture(view, "picture", &block->media, block->alt, &image);
}

/* A box in the column, as it would stand beside it; it stands there no second time. */
void home_page_box(struct home_page *home, const struct home_block *block)
{
    size_t at = 0;
    while (at < home->box_count && home->boxes[at].id != block->box_id)
        at++;
    if (at == home->box_count || at >= HOME_SHOWN_MAX)
        return;
    struct box box = home->boxes[at];
    box.title = home_page_title(home, block, box.title);
    box.items = arena_zero(home->view.arena, box.item_count + 1, sizeof *box.items);
    size_t kept = 0;
    for (size_t i = 0; box.items && i < home->boxes[at].item_count; i++) {
        const struct box_item *item = &home->boxes[at].items[i];
        /* No story stands twice, and one that this links to is on the page from now on. */
        if (item->article_id && home_page_has(home, item->article_id))
            continue;
        if (item->article_id)
            home_page_note(home, &(struct article){.id = item->article_id});
        box.items[kept++] = *item;
    }
    box.item_count = kept;
    home->is_placed[at] = true;
    if (!kept)
        return;
    struct view view =
        home_page_column(home, block->kind == BLOCK_LINKS ? "block_links" : "block_box", 3 + kept);
    view_page_boxes(view, &box, 1);
}

void home_page_stats(struct home_page *home)
{
    home_page_column(home, "block_stats", 4);
    home->has_stats = true;
}
