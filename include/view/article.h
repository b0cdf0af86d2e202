/* What is said of an article: rows and whole articles of the API, rows and whole articles of pages.
 * Shapes: the API's specification (list row, whole article). Thread: one worker. */
#ifndef VIEW_ARTICLE_H
#define VIEW_ARTICLE_H

#include "base/err.h"
#include "html/outline.h"
#include "store/article.h"
#include "store/change.h"
#include "store/revision.h"
#include "view/view.h"

/* The path of an article's page: its kind's word and its slug, /en before it for an English one:
 * /bai-viet/SLUG. Lives in the arena. */
const char *article_path(struct arena *arena, const struct article *article);

/* The path of a kind's list. */
const char *kind_path(struct arena *arena, enum article_kind kind, const char *lang);

/* Path of a category's or tag's page. */
const char *category_path(struct arena *arena, const char *slug, const char *lang);
const char *tag_path(struct arena *arena, const char *slug, const char *lang);

/* A list row of the API, without a body. */
void view_article_row(struct view view, const struct article *article);

/* Adds the members that a whole article has beyond its row. */
void view_article_whole(struct view view, const struct article *article);

/* Adds what only a token may see: body{format,text}, external_id, withdrawn reason, and which translation is
 * older than its original. */
void view_article_inner(struct view view, const struct article *article);

/* A revision in a list (who made it only for those with a token), and what it has beyond that by itself. */
void view_revision_row(struct view view, const struct revision *revision, bool with_actor);
void view_revision_whole(struct view view, const struct revision *revision);

/* A change of the feed: {type: "upsert", id, version, article} or {type: "delete", id, deleted_at}. */
void view_change(struct view view, const struct change *change);

/* "upsert", "delete", "alert": its type, by which events are called too. */
const char *view_change_name(const struct change *change);

/* A row in a list of a page (names as the templates use them). */
void view_page_row(struct view view, const struct article *article, enum lang lang);

/* For pages: title and address alone. */
void view_page_head(struct view view, const struct article *article);

/* A file that an article offers: its title, kind, size and address. */
void view_page_attachment(struct view view, const struct attachment *attachment, enum lang lang);

/* The article of its own page; view_page_edited() says when it was edited. */
void view_page_article(struct view view, const struct article *article, enum lang lang);

/* That it was edited then (article_edited()), when that came later than a minute after it was published or
 * brought in; else that it was not. */
void view_page_edited(struct view view, const struct article *article, int64_t edited_ms, enum lang lang);

/* Puts the body with linkable headings into the article of a page, and its table of contents: none below
 * three headings. */
void view_page_outline(struct view view, struct outline outline);

/* Where the article can be printed, kept, and compared with what it was, and its code. */
void view_page_tools(struct view view, const struct article *article);

/* Plain links by which readers hand on its public address `url`; none for a path alone. */
void view_page_share(struct view view, const struct article *article, const char *url);

#endif
