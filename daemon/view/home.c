/* The API's shape of the home page's blocks. What of them may be seen is for the handlers to know. */
#include "view/home.h"

static void view_home_id(struct view view, const char *name, int64_t id)
{
    if (id)
        view_integer(view, name, id);
    else
        view_null(view, name);
}

static void view_home_tile(struct view view, const struct home_tile *tile)
{
    view_text(view, "icon", tile->icon);
    view_text(view, "label", tile->label);
    view_text(view, "label_en", tile->label_en);
    view_text(view, "url", tile->url);
    view_text(view, "url_en", tile->url_en);
}

static void view_home_block(struct view view, const struct home_block *block)
{
    unsigned flags = block_kind_flags(block->kind);
    view_text(view, "kind", block_kind_name(block->kind));
    view_text(view, "title", block->title);
    view_text(view, "title_en", block->title_en);
    view_text(view, "lang", block->lang);
    view_text(view, "look",
              !(flags & BLOCK_HAS_LOOK)   ? NULL
              : block->look == LOOK_HEADS ? "heads"
                                          : "stories");
    view_home_id(view, "count", block->rows);
    view_text(view, "category", block->category_slug);
    view_text(view, "box", block->box_slug);
    view_home_id(view, "article_id", block->article_id);
    view_home_id(view, "image", block->media_id);
    view_text(view, "alt", block->alt);
    view_text(view, "url", block->url);
    if (flags & BLOCK_NEEDS_TILES) {
        struct view tiles = view_list(view, "tiles");
        for (size_t i = 0; i < block->tile_count; i++)
            view_home_tile(view_append(tiles), &block->tiles[i]);
    } else {
        view_null(view, "tiles");
    }
    view_time(view, "starts_at", block->starts_ms);
    view_time(view, "ends_at", block->ends_ms);
}

void view_home(struct view view, const struct home *home)
{
    view_integer(view, "version", home->version);
    struct view blocks = view_list(view, "blocks");
    for (size_t i = 0; i < home->block_count; i++)
        view_home_block(view_append(blocks), &home->blocks[i]);
}

void view_home_revision(struct view view, const struct home_revision *revision)
{
    view_integer(view, "version", revision->version);
    view_time(view, "at", revision->at_ms);
    view_text(view, "actor", revision->actor);
    view_text(view, "action", revision->action);
    view_integer(view, "blocks", revision->blocks);
}
