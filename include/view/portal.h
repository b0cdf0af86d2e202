/* What is said of everything but articles: categories, tags, boxes, the site, tokens, statistics, in
 * the API's shapes and in those of pages. Thread: one worker. */
#ifndef VIEW_PORTAL_H
#define VIEW_PORTAL_H

#include "store/abbreviation.h"
#include "store/box.h"
#include "store/category.h"
#include "store/ledger.h"
#include "store/site.h"
#include "store/tag.h"
#include "store/token.h"
#include "view/view.h"
#include "visits/visits.h"

void view_category(struct view view, const struct category *category);
void view_tag(struct view view, const struct tag *tag);
void view_box(struct view view, const struct box *box);
void view_abbreviation(struct view view, const struct abbreviation *abbreviation);
void view_token(struct view view, const struct token *token);
void view_stats(struct view view, const struct stats *stats);
void view_machine(struct view view, const struct machine_row *row);
void view_ledger_entry(struct view view, const struct ledger_entry *entry);
void view_counts(struct view parent, const char *name, const struct visit_counts *counts);

/* The API's shape; the pictures are read (site_read_images()), as for pages. */
void view_site(struct view view, const struct site *site);

/* The members that a change may send, as they are: what the history keeps. Then what it notes of a change. */
void view_site_state(struct view view, const struct site *site);
void view_site_revision(struct view view, const struct site_revision *revision);

/* For pages, into the object `site`: names in the page's language with that language, how to reach it, its
 * pictures; `is_drawn` says that the program's own emblem stands for a logo. */
void view_page_identity(struct view view, const struct site *site, enum lang lang);

/* A portal's name without the words that every portal is called by, cut to `most` characters at a word: what
 * stands below an icon or in a list of many. In the arena. */
const char *site_short_name(const char *name, size_t most, struct arena *arena);

/* What was cut out of the banner around what must be seen, as WebP: `wide_srcset` (3:1) and `phone_srcset`
 * (16:9); of the whole picture until it was made. */
void view_banner_cuts(struct view banner, const struct site *site);

/* As a page says them, which is made for a reader and is the same bytes for all: whoever reads it is online,
 * and when nobody was counted today yet, it is this visit and this view that are the first. */
struct stats stats_with_reader(const struct stats *stats);

/* "tel:" and the digits of the first number in what is written (RFC 3966), with ";ext=" where an extension is
 * named right behind it ("máy lẻ 12", "ext. 12"); in the arena. NULL for none, or for one of more than 15
 * digits, which nobody can dial. */
const char *phone_url(struct arena *arena, const char *phone);

/* For pages: the boxes as a list below `view`, the site with all that says who it is, the statistics as
 * grouped text, in which the reader counts as online. */
void view_page_boxes(struct view view, const struct box *boxes, size_t count);
void view_page_site(struct view view, const struct site *site, enum lang lang);
void view_page_stats(struct view view, const struct stats *stats, enum lang lang);

/* Where a page stands: its own path, and that of the category it belongs to, or NULL. */
struct page_place {
    const char *path;
    const char *section;
};

/* The menu: entries of the page's language, or all where it has none, those that fit into one line apart from
 * the rest. The entry of the page, and the one it stands below, are marked. */
void view_page_menu(struct view view, const struct site *site, const struct page_place *place,
                    enum lang lang);

#endif
