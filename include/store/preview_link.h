/* Links by which somebody without an account sees a draft for some days. The secret is shown once, to who
 * makes it; kept is a hash keyed with DIR/secret.key. A link shows the article as it is saved at the moment
 * of looking, and ends when its time is over, when the article is no draft any more, when words of it are
 * taken back, and when who made it may not come in any more. Thread: the connection's. Errors: see store.h.
 */
#ifndef STORE_PREVIEW_LINK_H
#define STORE_PREVIEW_LINK_H

#include "store/token.h"

enum {
    PREVIEW_LINK_DAYS_MOST = 7,
    PREVIEW_LINKS_MOST = 10, /* of one article at once */
};

struct preview_link {
    int64_t id;
    int64_t article_id;
    const char *actor; /* who made it, their name then, or NULL */
    int64_t created_ms;
    int64_t expires_ms;
};

/* One more, of the connection's actor; `days` from 1 to PREVIEW_LINK_DAYS_MOST. Writer only. Errors: CONFLICT
 * (the article has PREVIEW_LINKS_MOST). */
enum err preview_link_add(struct conn *conn, int64_t article_id, const struct token_secret *secret, int days,
                          struct preview_link *ret_link);

/* Which one a text is the secret of, if it is still good. Errors: NOT_FOUND. */
enum err preview_link_find(struct conn *conn, const char *text, struct preview_link *ret_link);

/* Those of an article that are still good, the newest first; at most PREVIEW_LINKS_MOST. */
enum err preview_link_list(struct conn *conn, int64_t article_id, struct preview_link **ret_items,
                           size_t *ret_count);

/* Takes one of the article's back. Writer only. Errors: NOT_FOUND. */
enum err preview_link_remove(struct conn *conn, int64_t article_id, int64_t id);

/* Takes all of the article's back, whose words go. Writer only. */
enum err preview_link_end(struct conn *conn, int64_t article_id);

/* Whether the article shows the medium that this file belongs to. */
enum err preview_link_shows(struct conn *conn, int64_t article_id, const char *file_name, bool *ret_shows);

/* Those whose time is over. Writer only. */
enum err preview_link_forget(struct conn *conn);

#endif
