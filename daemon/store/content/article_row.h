/* Rows of articles and categories by id, for the other rooms of the store. Thread: the connection's. */
#ifndef STORE_ARTICLE_ROW_H
#define STORE_ARTICLE_ROW_H

#include "engine/conn.h"
#include "store/article.h"

/* Reads a row by id; the body only when wanted. */
enum err article_read(struct conn *conn, int64_t id, bool with_body, struct article *ret_article);

/* The cleaned body alone of a row that was read without one. */
enum err article_read_html(struct conn *conn, struct article *article);

/* The picture's medium by id; *ret_image is NULL for id 0. */
enum err article_read_image(struct conn *conn, int64_t image_id, struct picture *words,
                            const struct picture **ret_image);

/* Ids of a category and all below it; and as a JSON list, which a statement can take as one value. */
enum err category_ids_below(struct conn *conn, int64_t id, int64_t **ret_ids, size_t *ret_count);
enum err category_list_below(struct conn *conn, int64_t id, const char **ret_list);

#endif
