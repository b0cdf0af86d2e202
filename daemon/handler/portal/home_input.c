/* Reading the blocks of the home page. What a kind of block needs and may have is block.def; what does not
 * fit the kind is a warning when it is harmless, a fault when the block could not be shown. */
#include "home_input.h"

#include "core/access.h"
#include "html/safe.h"
#include "store/article.h"
#include "store/box.h"
#include "store/category.h"
#include "text/word.h"

#include <string.h>

static const char *const block_members[] = {"kind",     "title",     "title_en",   "lang",  "look", "count",
                                            "category", "box",       "article_id", "image", "alt",  "url",
                                            "tiles",    "starts_at", "ends_at",    NULL};
static const char *const tile_members[] = {"icon", "label", "label_en", "url", "url_en", NULL};
static const char *const langs[] = {"vi", "en", NULL};
static const char *const looks[] = {"stories", "heads", NULL};

/* Which flags of a kind make use of a member. */
static const struct {
    const char *member;
    unsigned flags;
} block_uses[] = {
    {"title", BLOCK_HAS_TITLE},
    {"title_en", BLOCK_HAS_TITLE},
    {"look", BLOCK_HAS_LOOK},
    {"count", BLOCK_HAS_COUNT},
    {"category", BLOCK_NEEDS_CATEGORY},
    {"box", BLOCK_NEEDS_BOX},
    {"article_id", BLOCK_NEEDS_ARTICLE | BLOCK_MAY_ARTICLE},
    {"image", BLOCK_NEEDS_PICTURE},
    {"alt", BLOCK_NEEDS_PICTURE},
    {"url", BLOCK_NEEDS_PICTURE},
    {"tiles", BLOCK_NEEDS_TILES},
};

/* As input_choice(), but null says nothing. */
static void home_input_choice(const struct input *input, const char *name, const char *const *names,
                              int *choice)
{
    if (!json_is_null(json_object_get(input->fields, name)))
        input_choice(input, name, names, choice);
}

/* Whether the portal has the icon; if not, the fault names those that it has. */
static void home_input_icon(const struct app *app, const struct input *input, const char *icon)
{
    static const char folder[] = "icon/", ending[] = ".svg";
    struct arena *arena = input->reply->arena;
    const struct asset *first;
    const char *all = "";
    size_t count = assets_below(app->assets, folder, &first);
    for (size_t i = 0; i < count; i++) {
        const char *name = first[i].name + sizeof folder - 1;
        int length = (int)(strlen(name) - (sizeof ending - 1));
        if ((int)strlen(icon) == length && strncmp(name, icon, (size_t)length) == 0)
            return;
        all = arena_printf(arena, "%s%s%.*s", all, *all ? ", " : "", length, name);
    }
    input_fault(input, "icon", MESSAGE_FIELD_CHOICE, MESSAGE_ARGS(all, input_sent(input, "icon")));
}

static size_t label_syllables(const char *label)
{
    size_t count = 0;
    struct word word;
    for (size_t at = 0; word_next(label, strlen(label), &at, &word);)
        count++;
    return count;
}

static void home_input_label(const struct input *input, const char *name, const char **label)
{
    enum { SYLLABLES_MOST = 4 };
    input_text(input, name, TEXT_LINE, HOME_LABEL_MAX, label);
    if (*label && label_syllables(*label) > SYLLABLES_MOST)
        reply_warn(input->reply, arena_printf(input->reply->arena, "%s/%s", input->pointer, name),
                   WARNING_LONG_LABEL, MESSAGE_ARGS(*label));
}

static void home_input_tile(const struct app *app, const struct input *input, struct home_tile *tile)
{
    input_only(input, tile_members);
    input_text(input, "icon", TEXT_LINE, HOME_LABEL_MAX, &tile->icon);
    input_require(input, "icon", tile->icon);
    if (tile->icon)
        home_input_icon(app, input, tile->icon);
    home_input_label(input, "label", &tile->label);
    home_input_label(input, "label_en", &tile->label_en);
    if (!tile->label_en)
        input_require(input, "label", tile->label);
    input_url(input, "url", URL_LINK, HOME_URL_MAX, &tile->url);
    input_require(input, "url", tile->url);
    input_url(input, "url_en", URL_LINK, HOME_URL_MAX, &tile->url_en);
}

/* Two tiles that lead to the same place are one too many. */
static bool home_tile_is_twice(const struct home_tile *tiles, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (tiles[at].url && tiles[i].url && strcmp(tiles[at].url, tiles[i].url) == 0)
            return true;
    return false;
}

static enum err home_input_tiles(const struct app *app, const struct input *input, struct home_block *block)
{
    struct arena *arena = input->reply->arena;
    json_t *list = input_list(input, "tiles", HOME_TILES_MAX), *value;
    size_t index;
    if (!list) {
        /* A list that is wrong has its fault. */
        json_t *sent = json_object_get(input->fields, "tiles");
        if (!sent || json_is_null(sent))
            input_fault(input, "tiles", MESSAGE_FIELD_MISSING, NULL);
        return ERR_OK;
    }
    if (json_array_size(list) < HOME_TILES_LEAST)
        input_fault(input, "tiles", MESSAGE_FIELD_TOO_FEW,
                    MESSAGE_ARGS(arena_printf(arena, "%d", HOME_TILES_LEAST),
                                 arena_printf(arena, "%zu", json_array_size(list))));
    block->tiles = arena_zero(arena, HOME_TILES_MAX, sizeof *block->tiles);
    if (!block->tiles)
        return ERR_MEMORY;
    json_array_foreach(list, index, value)
    {
        if (!json_is_object(value)) {
            input_fault(input, "tiles", MESSAGE_FIELD_NOT_OBJECT,
                        MESSAGE_ARGS(input_shown(input->reply, value)));
            continue;
        }
        struct input one = input_inside(input, "tiles", (int)index, value);
        home_input_tile(app, &one, &block->tiles[block->tile_count]);
        if (home_tile_is_twice(block->tiles, block->tile_count++))
            input_fault(&one, "url", MESSAGE_FIELD_DUPLICATE, NULL);
    }
    return ERR_OK;
}

/* What a slug names, or a fault: the slug of the thing itself, as one of the past would change when it comes
 * back. */
static enum err home_input_category(struct conn *conn, const struct input *input, struct home_block *block)
{
    struct category category;
    const char *slug = NULL;
    input_text(input, "category", TEXT_LINE, 1000, &slug);
    if (!slug) {
        input_require(input, "category", slug);
        return ERR_OK;
    }
    enum err err = category_by_slug(conn, slug, &category);
    if (err == ERR_NOT_FOUND) {
        input_fault(input, "category", MESSAGE_CATEGORY_UNKNOWN, MESSAGE_ARGS(slug));
        return ERR_OK;
    }
    if (err)
        return err;
    block->category_id = category.id;
    block->category_slug = category.slug;
    block->category_name = category.name;
    block->category_lang = category.lang;
    return ERR_OK;
}

/* By its slug, among the few that there are. */
static enum err home_input_box(struct conn *conn, const struct input *input, struct home_block *block)
{
    struct box *boxes;
    size_t count = 0;
    const char *slug = NULL;
    input_text(input, "box", TEXT_LINE, 1000, &slug);
    if (!slug) {
        input_require(input, "box", slug);
        return ERR_OK;
    }
    enum err err = box_list(conn, NULL, &boxes, &count);
    for (size_t i = 0; !err && i < count; i++)
        if (strcmp(boxes[i].slug, slug) == 0) {
            block->box_id = boxes[i].id;
            block->box_slug = boxes[i].slug;
            return ERR_OK;
        }
    if (!err)
        input_fault(input, "box", MESSAGE_BOX_UNKNOWN, MESSAGE_ARGS(slug));
    return err;
}

/* In whatever status: the block shows it once it is public. */
static enum err home_input_article(struct conn *conn, const struct input *input, bool is_needed,
                                   struct home_block *block)
{
    struct article article;
    input_integer(input, "article_id", 1, INT64_MAX, &block->article_id);
    if (!block->article_id) {
        /* One that is wrong has its fault. */
        json_t *sent = json_object_get(input->fields, "article_id");
        if (is_needed && (!sent || json_is_null(sent)))
            input_fault(input, "article_id", MESSAGE_FIELD_MISSING, NULL);
        return ERR_OK;
    }
    enum err err = article_by_id(conn, block->article_id, &article);
    if (err == ERR_NOT_FOUND || (!err && !kind_has(article.kind, KIND_IS_LISTED))) {
        input_fault(input, "article_id", MESSAGE_ARTICLE_UNKNOWN, NULL);
        return ERR_OK;
    }
    return err;
}

/* A picture that leads somewhere; without words it would be a link without a name. */
static enum err home_input_picture(struct conn *conn, const struct input *input, struct home_block *block)
{
    struct arena *arena = input->reply->arena;
    input_integer(input, "image", 1, INT64_MAX, &block->media_id);
    input_text(input, "alt", TEXT_LINE, MEDIA_ALT_MAX, &block->alt);
    if (!block->alt)
        input_fault(input, "alt", MESSAGE_ALT_MISSING, NULL);
    input_url(input, "url", URL_LINK, HOME_URL_MAX, &block->url);
    input_require(input, "url", block->url);
    if (!block->media_id) {
        json_t *sent = json_object_get(input->fields, "image");
        if (!sent || json_is_null(sent))
            input_fault(input, "image", MESSAGE_FIELD_MISSING, NULL);
        return ERR_OK;
    }
    enum err err = media_by_id(conn, block->media_id, &block->media);
    if (err == ERR_NOT_FOUND || (!err && !block->media.width)) {
        input_fault(input, "image", MESSAGE_MEDIA_UNKNOWN,
                    MESSAGE_ARGS(arena_printf(arena, "%lld", (long long)block->media_id)));
        return ERR_OK;
    }
    return err;
}

/* What the kind needs, each by its own reader. */
static enum err home_input_needs(const struct app *app, struct conn *conn, const struct input *input,
                                 struct home_block *block)
{
    unsigned flags = block_kind_flags(block->kind);
    enum err err = ERR_OK;
    if (flags & BLOCK_NEEDS_CATEGORY)
        err = home_input_category(conn, input, block);
    if (!err && flags & BLOCK_NEEDS_BOX)
        err = home_input_box(conn, input, block);
    if (!err && flags & (BLOCK_NEEDS_ARTICLE | BLOCK_MAY_ARTICLE))
        err = home_input_article(conn, input, flags & BLOCK_NEEDS_ARTICLE, block);
    if (!err && flags & BLOCK_NEEDS_PICTURE)
        err = home_input_picture(conn, input, block);
    if (!err && flags & BLOCK_NEEDS_TILES)
        err = home_input_tiles(app, input, block);
    return err;
}

/* The moments between which it shows. */
static void home_input_times(const struct input *input, struct home_block *block)
{
    input_time(input, "starts_at", &block->starts_ms);
    input_until(input, "ends_at", &block->ends_ms);
    if (block->starts_ms && block->ends_ms && block->ends_ms <= block->starts_ms)
        input_fault(input, "ends_at", MESSAGE_ENDS_BEFORE, NULL);
}

static enum err home_input_block(const struct app *app, struct conn *conn, const struct input *input,
                                 struct home_block *block)
{
    const char *names[BLOCK_KIND_COUNT + 1] = {NULL};
    int kind = -1, lang = -1, look = LOOK_STORIES;
    for (enum block_kind one = 0; one < BLOCK_KIND_COUNT; one++)
        names[one] = block_kind_name(one);
    input_only(input, block_members);
    input_choice(input, "kind", names, &kind);
    if (kind < 0 && !input_has(input, "kind"))
        input_fault(input, "kind", MESSAGE_FIELD_MISSING, NULL);
    home_input_times(input, block);
    home_input_choice(input, "lang", langs, &lang);
    block->lang = lang < 0 ? NULL : langs[lang];
    /* Without a kind nobody knows what else it should have. */
    if (kind < 0)
        return ERR_OK;
    block->kind = (enum block_kind)kind;
    unsigned flags = block_kind_flags(block->kind);
    for (size_t i = 0; i < sizeof block_uses / sizeof *block_uses; i++)
        if (!(flags & block_uses[i].flags))
            input_unused(input, block_uses[i].member);
    if (flags & BLOCK_HAS_TITLE) {
        input_text(input, "title", TEXT_LINE, HOME_TITLE_MAX, &block->title);
        input_text(input, "title_en", TEXT_LINE, HOME_TITLE_MAX, &block->title_en);
    }
    if (flags & BLOCK_HAS_COUNT)
        input_integer(input, "count", 1, HOME_ROWS_MAX, &block->rows);
    if (flags & BLOCK_HAS_LOOK)
        home_input_choice(input, "look", looks, &look);
    block->look = (enum block_look)look;
    return home_input_needs(app, conn, input, block);
}

enum err home_input_blocks(const struct app *app, struct conn *conn, const struct input *input,
                           struct home *home)
{
    if (!input_has(input, "blocks"))
        return ERR_OK;
    json_t *list = input_list(input, "blocks", HOME_BLOCKS_MAX), *value;
    size_t index;
    home->blocks = arena_zero(input->reply->arena, HOME_BLOCKS_MAX, sizeof *home->blocks);
    home->block_count = 0;
    if (!home->blocks)
        return ERR_MEMORY;
    json_array_foreach(list, index, value)
    {
        if (!json_is_object(value)) {
            input_fault(input, "blocks", MESSAGE_FIELD_NOT_OBJECT,
                        MESSAGE_ARGS(input_shown(input->reply, value)));
            continue;
        }
        struct input one = input_inside(input, "blocks", (int)index, value);
        struct home_block *block = &home->blocks[home->block_count++];
        block->position = (int64_t)index;
        enum err err = home_input_block(app, conn, &one, block);
        if (err)
            return err;
    }
    return ERR_OK;
}
