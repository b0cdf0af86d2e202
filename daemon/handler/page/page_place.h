/* Where a page stands in its list: its number or month as the address says it, and the ways on. Thread: one
 * worker. */
#ifndef HANDLER_PAGE_PLACE_H
#define HANDLER_PAGE_PLACE_H

#include "page.h"
#include "store/list_page.h"

/* Of a list that is read by number; the cursor of former addresses has no place. */
struct place {
    const char *path;         /* of the list, without parameters but those that filter it */
    int64_t page;             /* 1 the first */
    struct list_month *month; /* the months' own entry, or NULL: all */
    struct list_month *months;
    size_t month_count;
    int64_t total; /* rows of the month, or of all */
    int rows;      /* on a page */
};

/* Reads `trang` and `thang`. What is no page's own writing (a first page by number, letters, nothing) leaves
 * reply->location for the page that is meant. Errors: NOT_FOUND (no such page or month; reply->way_path leads
 * to the last there is). */
enum err place_read(struct app *app, struct conn *conn, const struct request *request, struct reply *reply,
                    const struct article_query *query, struct place *place);

/* The list's place in words and as links. `after` NULL, or the cursor that leads on where the list was asked
 * for by one. */
void place_view(struct app *app, const struct request *request, struct view view, const struct place *place);

/* The title of the page, with its place where that is not the first: "Tin – Tháng 11/2026 – Trang 3". */
const char *place_title(struct app *app, const struct request *request, struct arena *arena,
                        const struct place *place, const char *title);

#endif
