/* Who may see and do what, and whether they know what they overwrite. */
#ifndef HANDLER_ACCESS_H
#define HANDLER_ACCESS_H

#include "http/reply.h"
#include "http/request.h"
#include "store/article.h"
#include "store/category.h"
#include "store/tag.h"
#include "store/tombstone_slug.h"

/* Whether this request may see what is not public. */
bool sees_drafts(const struct request *request);

/* Whether the public saw an article that is not published now: its addresses answer 410. */
bool article_was_public(const struct article *article);

/* The answer about a slug that nothing bears: GONE for what is gone for good, else NOT_FOUND with `message`.
 */
enum err slug_unknown(struct conn *conn, struct reply *reply, enum tombstone_kind kind, const char *slug,
                      enum message message);

/* The tag of that slug; one that is hidden is there only for who sees drafts. Errors: NOT_FOUND. */
enum err tag_named(struct conn *conn, const struct request *request, const char *slug, struct tag *ret_tag);

/* The category of that slug, likewise. */
enum err category_named(struct conn *conn, const struct request *request, const char *slug,
                        struct category *ret_category);

/* The article named by the route's first argument, an id or a slug, as the request may see it.
 * Errors: NOT_FOUND, GONE (it was public; `reply` says since when), with details in `reply`. */
enum err article_named(struct conn *conn, const struct request *request, struct reply *reply,
                       struct article *ret_article);

/* The article to be written, whatever its status, by id or slug; authors only their own drafts.
 * Errors: NOT_FOUND, FORBIDDEN. */
enum err article_to_write(struct conn *conn, const struct request *request, struct reply *reply,
                          struct article *ret_article);

/* Whether the actor may write in this category (NULL: in none). */
bool category_may_be_written(const struct request *request, const struct term *category);

enum precondition { PRECONDITION_OPTIONAL, PRECONDITION_REQUIRED };

/* Checks If-Match against the present version, which was written at `since_ms`.
 * Errors: PRECONDITION_FAILED, PRECONDITION_REQUIRED, BAD_REQUEST (unreadable). */
enum err version_check(const struct request *request, struct reply *reply, int64_t version, int64_t since_ms,
                       enum precondition need);

/* The id that the route's first argument names. Errors: NOT_FOUND, with `thing` in the detail. */
enum err id_named(const struct request *request, struct reply *reply, int64_t *ret_id);

/* The detail of a NOT_FOUND for a thing of the API (MESSAGE_THING_…), whose list is at `path`. */
enum err thing_unknown(struct reply *reply, enum err err, enum message thing, const char *path);

/* The actor of a write, with address and request id for the audit. */
struct actor actor_of(const struct request *request);

#endif
