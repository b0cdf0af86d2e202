/* What the modules of articles share. */
#ifndef STORE_ARTICLE_INNER_H
#define STORE_ARTICLE_INNER_H

#include "article_row.h"
#include "engine/conn.h"
#include "engine/rows.h"
#include "store/article.h"

/* Notes which media the article, saved in this transaction, shows: its picture, its attachments, and those
 * that its body refers to. */
enum err article_save_media(struct conn *conn, const struct article *article);

/* Reads a category from the next three columns: id, slug, name; NULL without id. */
struct term *read_term(struct query *query);

/* Keeps the article's state as revision `version`. */
enum err revision_add(struct conn *conn, const struct article *article, int64_t version,
                      enum article_action action);

/* Where an article stands before or after a change. */
struct shown {
    bool public;
    bool mapped; /* in the sitemap */
};

struct shown article_shown_of(enum article_status status, enum article_audience audience,
                              enum article_kind kind);

/* Gives a public change its number: the article's own, or a tombstone's when the public lost it. */
enum err article_mark_public(struct conn *conn, int64_t id, bool was_public, bool is_public);

/* A change of the article itself: the number, and the sitemap. */
enum err article_mark_changed(struct conn *conn, int64_t id, struct shown was, struct shown is);

/* Nothing that waits to be said, or said again, repeats what was taken back of an article: answers kept for
 * repeated requests, and letters to citizens, which are made anew. */
enum err article_take_back_words(struct conn *conn, int64_t id);

/* The other languages of an article say where it is to be read; they change when that does. */
enum err article_touch_translations(struct conn *conn, int64_t id);

/* Readers may see no more of the category that the article, saved in this transaction, is in. */
enum err article_touch_section(struct conn *conn, const struct article *article);

/* "create", "edit" …: for revisions and the audit. */
const char *article_action_name(enum article_action action);

#endif
