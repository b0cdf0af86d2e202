/* The home page while it is put together: what its files share. Blocks come in the order of the list; those
 * of the whole width (lead, tiles, albums, films) stand between columns, which hold the others and, beside
 * the first of them, the boxes that no block placed. */
#ifndef HANDLER_PAGE_HOME_H
#define HANDLER_PAGE_HOME_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "store/article.h"
#include "store/box.h"
#include "store/home.h"
#include "view/view.h"

/* More than all blocks together can show. */
enum { HOME_SHOWN_MAX = HOME_BLOCKS_MAX * (HOME_ROWS_MAX + 1) };

struct home_page {
    struct app *app;
    struct conn *conn;
    const struct request *request;
    enum lang lang;
    const char *lang_name;
    struct view view;
    /* Stories that stand on the page, each with its category (0: none). No story stands twice. */
    struct home_shown {
        int64_t id, category_id;
    } shown[HOME_SHOWN_MAX];
    size_t shown_count;
    struct view groups;             /* one behind the other, from the top */
    struct view stack, cats, strip; /* lists that are open for the next block; json NULL: none */
    struct view columns;            /* the first; json NULL: none yet */
    size_t lines;                   /* how tall the first columns are, in lines of a list, about */
    bool has_strip;                 /* one dark strip is enough */
    struct box *boxes;              /* those of the page's language that show now */
    size_t box_count;
    bool is_placed[HOME_SHOWN_MAX];                /* of the first boxes: a block shows it */
    bool has_stats;                                /* a block shows them */
    const struct article *chosen[HOME_BLOCKS_MAX]; /* by block; NULL: none that can be shown */
};

/* Up to `most` stories of a query that are not on the page yet; they are from now on. */
enum err home_page_take(struct home_page *home, struct article_query query, size_t most,
                        struct article **ret_items, size_t *ret_count);

/* Whether the story is on the page; puts it there. */
bool home_page_has(const struct home_page *home, int64_t id);
void home_page_note(struct home_page *home, const struct article *article);

/* What the block is called on this page: its own title, or `name`. */
const char *home_page_title(const struct home_page *home, const struct home_block *block, const char *name);

/* A place for a block of the whole width, and one within the columns, for the template's section of that
 * name. `lines`: how tall it is, in lines of a list, about. */
struct view home_page_wide(struct home_page *home, const char *name);
struct view home_page_column(struct home_page *home, const char *name, size_t lines);
/* Likewise for those that stand side by side with others of their kind: categories, and films and albums. */
struct view home_page_cat(struct home_page *home, size_t lines);
struct view home_page_film(struct home_page *home, bool is_album);

/* Blocks of stories (page_home_story.c). What has nothing to show adds nothing. */
enum err home_page_lead(struct home_page *home, const struct article *chosen);
enum err home_page_latest(struct home_page *home, const struct home_block *block);
enum err home_page_category(struct home_page *home, const struct home_block *block);
enum err home_page_notices(struct home_page *home, const struct home_block *block);

/* Blocks of other kinds (page_home_kind.c). Without documents, or anything that is on, they add nothing; the
 * box of questions stands also where none was answered. */
enum err home_page_documents(struct home_page *home, const struct home_block *block);
enum err home_page_calendar(struct home_page *home, const struct home_block *block);
enum err home_page_questions(struct home_page *home, const struct home_block *block);

/* The others (page_home_other.c). */
void home_page_tiles(struct home_page *home, const struct home_block *block);
enum err home_page_album(struct home_page *home, const struct home_block *block,
                         const struct article *article);
void home_page_video(struct home_page *home, const struct home_block *block, const struct article *article);
void home_page_banner(struct home_page *home, const struct home_block *block);
void home_page_box(struct home_page *home, const struct home_block *block);
void home_page_stats(struct home_page *home);

#endif
