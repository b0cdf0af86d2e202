/* Boxes beside the pages, with their items in order; saved whole. Errors: see store.h. */
#ifndef STORE_BOX_H
#define STORE_BOX_H

#include "store/media.h"
#include "store/store.h"

#include <stddef.h>

enum { BOX_ITEMS_MAX = 100, BOX_TITLE_MAX = 400, BOX_URL_MAX = 2000 };

enum item_kind { ITEM_LINK, ITEM_BANNER, ITEM_ARTICLE, ITEM_KIND_COUNT };

/* "link", "banner", "article"; the inverse gives ITEM_KIND_COUNT for an unknown name. */
const char *item_kind_name(enum item_kind kind);
enum item_kind item_kind_from_name(const char *name);

struct box_item {
    int64_t id;
    enum item_kind kind;
    const char *title;  /* NULL for an article item: the article's own title is given on reading */
    const char *url;    /* NULL for an article item: "/bai-viet/SLUG" is given on reading */
    int64_t media_id;   /* banner's picture, 0 none */
    struct media media; /* on reading, when media_id */
    const char *alt;    /* of the banner, or NULL */
    int64_t article_id; /* 0 unless an article item */
    int64_t order;
    bool is_public;    /* on reading: not an article that the public may not see */
    int64_t starts_ms; /* 0: always */
    int64_t ends_ms;   /* 0: never */
};

struct box {
    int64_t id;
    int64_t version;
    const char *slug;
    const char *title;
    const char *lang;
    int64_t position;
    struct box_item *items;
    size_t item_count;
};

/* Errors: NOT_FOUND. */
enum err box_by_id(struct conn *conn, int64_t id, struct box *ret_box);

/* All of a language (NULL: all) by position, with all items. */
enum err box_list(struct conn *conn, const char *lang, struct box **ret_boxes, size_t *ret_count);

/* As box_list(), with only the items that show now: within their times, and articles that are
 * published; boxes left without items are left out. *ret_until_ms is the next instant at which the
 * answer changes by itself (0: never). */
enum err box_list_live(struct conn *conn, const char *lang, struct box **ret_boxes, size_t *ret_count,
                       int64_t *ret_until_ms);

/* Leaves the items that show at `now_ms`. *until_ms is brought forward to the next instant at which that
 * changes by itself (0: never). */
void box_keep_live(struct box *box, int64_t now_ms, int64_t *until_ms);

/* Errors: CONFLICT (slug), NOT_FOUND (an item's article or medium). */
enum err box_insert(struct conn *conn, const struct box *box, int64_t *ret_id);
/* Replaces title, slug, position and all items. */
enum err box_update(struct conn *conn, const struct box *box);
enum err box_delete(struct conn *conn, int64_t id);

#endif
