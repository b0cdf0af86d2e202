/* Working copies: what somebody writes, between one save of the article and the next. Beside the article,
 * seen by who writes alone, never a version of it, in no list, search or feed, and in no line of the audit.
 * It goes when the article is saved by the same person with its texts, when the article goes, when a version
 * of it is taken back that the writing may rest on, and WORKING_COPY_KEPT_DAYS after it was last saved.
 *
 * Whose it is says conn->actor: every function sees that one's alone, unless it says so. Rows live in the
 * connection's arena. Errors: see store.h. */
#ifndef STORE_WORKING_COPY_H
#define STORE_WORKING_COPY_H

#include "store/store.h"

#include <stddef.h>

enum {
    WORKING_COPY_MAX = 1024 * 1024, /* bytes of its fields */
    WORKING_COPY_TITLE_MAX = 1000,
    WORKING_COPY_KEPT_DAYS = 30,
    WORKING_COPIES_NEW_MAX = 50, /* of one person, of what is no article yet */
    WORKING_COPIES_OF_MAX = 20,  /* of one person, of one article */
    WORKING_MARK_MAX = 64,       /* bytes */
};

struct working_copy {
    int64_t id;
    int64_t article_id;      /* 0: it is no article yet */
    int64_t article_version; /* on which the writing began; 0 likewise */
    int64_t version;         /* of the copy itself, 1 at first */
    int64_t saved_ms;
    int64_t present_version; /* on reading: the article's now; 0 likewise */
    const char *title;       /* as it was typed, "" none; cut at its greatest length */
    /* By which several that one person writes of one article are told apart, one a form: "" where it is no
     * article yet. On saving NULL: over what was saved last. */
    const char *writing;
    const char *fields; /* a JSON object; NULL in a list */
};

/* Keeps `copy`: over the one of this id (article_id 0), or over that of this person, article and writing;
 * where there is none, a new one. Its id, version, time and writing are given back in it. Errors: NOT_FOUND
 * (of that id there is none for this person), TOO_MANY (new ones, or of this article). */
enum err working_copy_save(struct conn *conn, struct working_copy *copy);

/* Errors: NOT_FOUND. `owner_id` is the actor's, since a reader has none. Of an article that of the writing,
 * or (NULL) what was saved last. */
enum err working_copy_by_id(struct conn *conn, int64_t owner_id, int64_t id, struct working_copy *ret_copy);
enum err working_copy_of(struct conn *conn, int64_t owner_id, int64_t article_id, const char *writing,
                         struct working_copy *ret_copy);

/* That person's, without their fields, last saved first; `limit` 1 to 1000. */
enum err working_copy_list(struct conn *conn, int64_t owner_id, int limit, struct working_copy **ret_items,
                           size_t *ret_count);

/* Errors: NOT_FOUND. */
enum err working_copy_delete(struct conn *conn, int64_t id);

/* Forgets this person's copy of an article and writing (NULL: each of that article), if there is one: its
 * texts were saved. */
enum err working_copy_drop(struct conn *conn, int64_t article_id, const char *writing);

/* Of whoever: copies of the article that began on a version before `version`. *ret_count is how many went. */
enum err working_copy_take_back(struct conn *conn, int64_t article_id, int64_t version, size_t *ret_count);

/* Removes what is too old. */
enum err working_copy_forget(struct conn *conn);

#endif
