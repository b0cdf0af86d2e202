/* What the home page is composed of: an ordered list of blocks, saved whole, with its former versions.
 * Without a block the page arranges itself. What each kind of block shows is for the page to know
 * (page_home.h of the handlers). Rows live in the connection's arena. Errors: see store.h, and with each
 * function. */
#ifndef STORE_HOME_H
#define STORE_HOME_H

#include "store/media.h"
#include "store/store.h"

#include <stddef.h>

enum block_kind {
#define BLOCK(code, ...) BLOCK_##code,
#include "store/block.def"
#undef BLOCK
    BLOCK_KIND_COUNT
};

/* What a kind needs and may have. Bits. */
enum {
    BLOCK_HAS_TITLE = 1 << 0,
    BLOCK_HAS_COUNT = 1 << 1, /* how many rows it shows */
    BLOCK_HAS_LOOK = 1 << 2,
    BLOCK_NEEDS_CATEGORY = 1 << 3,
    BLOCK_NEEDS_BOX = 1 << 4,
    BLOCK_NEEDS_ARTICLE = 1 << 5,
    BLOCK_MAY_ARTICLE = 1 << 6,
    BLOCK_NEEDS_PICTURE = 1 << 7, /* with its words, and where it leads */
    BLOCK_NEEDS_TILES = 1 << 8,
    BLOCK_IS_ONE = 1 << 9, /* no two of them show at a time */
};

enum {
    HOME_BLOCKS_MAX = 30,
    HOME_ROWS_MAX = 12, /* of one block */
    HOME_TILES_LEAST = 6,
    HOME_TILES_MAX = 12,
    HOME_TITLE_MAX = 400, /* bytes, as the following */
    HOME_LABEL_MAX = 200,
    HOME_URL_MAX = 2000,
    HOME_REVISIONS_KEPT = 100, /* older ones go with the next save */
};

/* "lead" …; static text. The flags of a kind. */
const char *block_kind_name(enum block_kind kind);
unsigned block_kind_flags(enum block_kind kind);

enum block_look { LOOK_STORIES, LOOK_HEADS };

struct home_tile {
    const char *icon;     /* name of an asset, "icon/NAME.svg" */
    const char *label;    /* Vietnamese; or NULL when it is for English pages alone */
    const char *label_en; /* or NULL */
    const char *url;
    const char *url_en; /* of the English page; NULL: the same */
};

struct home_block {
    int64_t position; /* on reading; they rise, and need not be without gaps */
    enum block_kind kind;
    const char *title;    /* Vietnamese, or NULL: what the block is called by itself */
    const char *title_en; /* English likewise */
    const char *lang;     /* "vi" or "en": of that home page alone; NULL: of both */
    enum block_look look;
    int64_t rows;                                              /* 0: as many as the kind shows by itself */
    int64_t category_id;                                       /* 0: none, as the following */
    const char *category_slug, *category_name, *category_lang; /* on reading; NULL when it is gone */
    int64_t box_id;
    const char *box_slug; /* on reading; NULL when it is gone */
    int64_t article_id;
    int64_t media_id;
    struct media media; /* on reading; without an id when it is gone */
    const char *alt, *url;
    int64_t starts_ms; /* 0: always */
    int64_t ends_ms;   /* 0: never */
    struct home_tile *tiles;
    size_t tile_count;
};

struct home {
    int64_t version;
    struct home_block *blocks;
    size_t block_count;
};

/* The present one. */
enum err home_get(struct conn *conn, struct home *ret_home);

/* A version of the past or the present one. Errors: NOT_FOUND. */
enum err home_by_version(struct conn *conn, int64_t version, struct home *ret_home);

/* Whether the block shows at `now_ms`, as far as its times say. *until_ms is brought forward to the next
 * instant at which that changes by itself (0: never). */
bool home_block_is_due(const struct home_block *block, int64_t now_ms, int64_t *until_ms);

enum home_action { HOME_EDIT, HOME_REVERT };

/* Saves the blocks as the next version. Of category, box, article and medium the ids matter. Errors:
 * NOT_FOUND (category, box or medium). */
enum err home_update(struct conn *conn, const struct home *home, enum home_action action);

/* Who made a version, and when. */
struct home_revision {
    int64_t version;
    int64_t at_ms;     /* 0 of the first, which nobody made */
    const char *actor; /* their name then, or NULL */
    const char *action;
    int64_t blocks; /* how many it has */
};

/* Those below `before` (0: all), newest first. */
enum err home_revisions(struct conn *conn, int64_t before, int limit, struct home_revision **ret_items,
                        size_t *ret_count);
/* Errors: NOT_FOUND. */
enum err home_revision_by_version(struct conn *conn, int64_t version, struct home_revision *ret_revision);

/* Takes a former version out for ever. Errors: NOT_FOUND, CONFLICT (the present one). */
enum err home_revision_forget(struct conn *conn, int64_t version);

/* Ids of the pictures that a public article shows, at most `limit`, in the order in which they came. */
enum err home_pictures(struct conn *conn, int64_t article_id, int limit, int64_t **ret_ids,
                       size_t *ret_count);

#endif
