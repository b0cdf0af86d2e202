/* Review: which articles wait for a second person, and what is said of them between those who write and those
 * who approve. Comments are for the staff alone; they go with the article, with a redaction of any of its
 * versions, and by themselves. Errors: see store.h. */
#ifndef STORE_REVIEW_H
#define STORE_REVIEW_H

#include "store/article.h"

enum review_kind { REVIEW_COMMENT, REVIEW_SENT_BACK, REVIEW_APPROVED, REVIEW_FORCED, REVIEW_KINDS };

/* "comment", "sent-back", "approved", "forced"; static text. */
const char *review_kind_name(enum review_kind kind);

struct review_comment {
    int64_t id;
    int64_t article_id;
    int64_t version; /* of the article, as it was then */
    int64_t at_ms;
    int64_t token_id;  /* who said it, as revisions have it */
    const char *actor; /* their name then, or NULL */
    enum review_kind kind;
    const char *text;
    struct article article; /* its title, slug, kind, language and status alone; where several articles' are
                               listed */
};

/* Of the connection's actor; `comment` gives article_id, version, kind and text. Writer only. */
enum err review_comment_add(struct conn *conn, const struct review_comment *comment, int64_t *ret_id);

/* Of one article, oldest first; at most `limit`, the newest of them. */
enum err review_comment_list(struct conn *conn, int64_t article_id, int limit,
                             struct review_comment **ret_items, size_t *ret_count);

/* What others said of drafts that this one began, newest first, those below `before` (0: all). */
enum err review_comment_list_for(struct conn *conn, int64_t token_id, int64_t before, int limit,
                                 struct review_comment **ret_items, size_t *ret_count);

/* Errors: NOT_FOUND. */
enum err review_comment_delete(struct conn *conn, int64_t id);

/* All of an article's, whose words are taken back. Writer only. */
enum err review_comment_drop(struct conn *conn, int64_t article_id);

/* When it was sent to be approved, by whom, and how much was said. */
struct review_state {
    int64_t sent_version;
    int64_t sent_ms;
    int64_t token_id;
    const char *actor; /* or NULL */
    int64_t comments;
};

/* Errors: NOT_FOUND (it does not wait). */
enum err review_state(struct conn *conn, int64_t article_id, struct review_state *ret_state);

#endif
