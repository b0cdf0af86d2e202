/* What the modules of articles share. */
#ifndef STORE_ARTICLE_INNER_H
#define STORE_ARTICLE_INNER_H

#include "conn.h"
#include "store/article.h"

/* Reads a row by id; the body only when wanted. */
enum err article_read(struct conn *conn, int64_t id, bool with_body, struct article *ret_article);

/* The picture's medium by id; *ret_image is NULL for id 0. */
enum err article_read_image(struct conn *conn, int64_t image_id, struct picture *words,
                            const struct picture **ret_image);

/* Notes which media the article, saved in this transaction, shows: its picture, its attachments, and those
 * that its body refers to. */
enum err article_save_media(struct conn *conn, const struct article *article);

/* Reads a category from the next three columns: id, slug, name; NULL without id. */
struct term *read_term(struct query *query);

/* Ids of a category and all below it. */
enum err category_ids_below(struct conn *conn, int64_t id, int64_t **ret_ids, size_t *ret_count);

/* Keeps the article's state as revision `version`. */
enum err revision_add(struct conn *conn, const struct article *article, int64_t version,
                      enum article_action action);

/* "create", "edit" …: for revisions and the audit. */
const char *article_action_name(enum article_action action);

/* The ids that a statement with the parameters (above, limit) gives. */
enum err ids_above(struct conn *conn, enum statement statement, int64_t above, int limit, int64_t **ret_ids,
                   size_t *ret_count);

/* The integers that a query gives. */
enum err query_integers(struct query *query, int64_t **ret_integers, size_t *ret_count);

/* A growing array in an arena: the next free place, NULL on failure. `items` and `count` are the
 * caller's; doubles by copying. */
void *array_add(struct arena *arena, void *items_in_out, size_t *count, size_t item_size);

#endif
