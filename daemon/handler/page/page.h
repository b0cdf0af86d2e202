/* What the pages' handlers share. */
#ifndef HANDLER_PAGE_H
#define HANDLER_PAGE_H

#include "handler/app.h"
#include "http/reply.h"
#include "http/request.h"
#include "store/article.h"
#include "store/category.h"
#include "store/site.h"
#include "view/view.h"

/* The language of a page by its path: English below /en. */
enum lang page_lang(const struct request *request);

/* The kind whose word the page's path begins with; KIND_COUNT for none. */
enum article_kind page_kind(const struct request *request);

/* "vi" or "en". */
const char *page_lang_name(const struct request *request);

/* The same path in the other language, for pages that exist in both. */
const char *page_other_path(const struct request *request);

/* A path with the portal's public address before it, where that can stand in a page; else the path alone. */
struct safe_url page_absolute(const struct app *app, struct arena *arena, const char *path);

/* An address of this site that holds words of the request; one that they make longer than an address may be
 * is replaced by that of the home page. */
struct safe_url page_link(const struct request *request, const char *address);

/* A word of the interface in the page's language. */
const char *page_word(const struct app *app, const struct request *request, const char *key);

/* Who the portal is, as this page is to say: what is kept, or what is only tried (reply->shown_site). */
enum err page_site(struct conn *conn, const struct reply *reply, struct site *ret_site);

/* Begins the view of a page: language, titles, and what the machine-readable parts say. `title` NULL is the
 * site's own name; `description` may be NULL. */
struct view page_begin(const struct request *request, struct reply *reply, const char *template,
                       const char *title, const char *description);

/* A count with its noun, out of the words KEY_one and KEY_other, in which {0} is the number: "10.029 bài
 * viết", "1 article". In the arena. */
const char *page_count(const struct app *app, struct arena *arena, enum lang lang, const char *key,
                       int64_t count);

/* The picture that stands for the page where it is shared, under `og`. */
void page_og_image(struct view og, const char *base, const struct media *media, const char *alt);

/* Feeds of the page itself, beside those of the whole portal: `path` is the page's, `title` what they are of
 * (NULL: the portal). */
void page_feeds(struct view view, const char *path, const char *title);

/* What machines read of a list: what it is of (schema.org), and its own feeds. `site` with its files. */
void page_describe_list(const struct app *app, const struct request *request, struct view view,
                        const struct site *site, const char *title, const char *path);

/* The category of the route's slug, for its own page or one that belongs to it (`part`: "", "/lich.ics").
 * What is elsewhere now (another slug or language) leaves reply.location. Errors: NOT_FOUND, GONE. */
enum err page_category_find(struct conn *conn, const struct request *request, struct reply *reply,
                            const char *part, struct category *ret_category);

/* Rows of a list below `view`, under a name. */
void page_rows(struct view view, const char *name, const struct article *items, size_t count, enum lang lang);

/* The public article of the route's slug and kind, for its own page or one that belongs to it (`part`: "",
 * "/in" …). What is elsewhere now (another slug, kind or language) leaves reply.location. Errors: NOT_FOUND,
 * GONE. */
enum err page_article_find(struct conn *conn, const struct request *request, struct reply *reply,
                           const char *part, struct article *ret_article);

/* Says on a page of the article whether it was edited since it was published. */
enum err page_article_edited(struct conn *conn, struct view view, const struct article *article,
                             enum lang lang);

/* Fills the reply with the article's own page. */
enum err article_page_fill(struct app *app, struct conn *conn, const struct request *request,
                           struct reply *reply, const struct article *article);

struct category;
struct tag;

/* Fills the reply with the list of a category, or of a tag. */
enum err category_page_fill(struct app *app, struct conn *conn, const struct request *request,
                            struct reply *reply, const struct category *category);
enum err tag_page_fill(struct app *app, struct conn *conn, const struct request *request, struct reply *reply,
                       const struct tag *tag);

/* Whether readers are asked what they think of articles of its kind; where that is said and shown. In the
 * arena. */
bool page_is_rated(const struct app *app, const struct article *article);
const char *page_rating_path(struct arena *arena, const struct article *article);

/* The budget of presses of one household. Errors: TOO_MANY. */
enum err rating_throttle(struct app *app, const struct request *request, struct reply *reply);

struct home;

/* Fills the reply with the home page as these blocks compose it; without any it arranges itself. */
enum err home_page_fill(struct app *app, struct conn *conn, const struct request *request,
                        struct reply *reply, const struct home *home);

/* Leads to another path for ever: 301. Returns ERR_OK. */
enum err page_moved(struct reply *reply, const char *path);

/* Subjects that many articles of the page's language have, under `popular` and `has_popular`. */
enum err page_popular(struct conn *conn, const struct request *request, struct view view);

/* The newest `limit` public articles. */
enum err page_latest(struct conn *conn, const char *lang, int limit, struct article_list *ret_list);

#endif
