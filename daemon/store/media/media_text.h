/* What other rooms know of the words of media. Thread: the connection's. */
#ifndef STORE_MEDIA_TEXT_INNER_H
#define STORE_MEDIA_TEXT_INNER_H

#include "engine/conn.h"

/* Registers the commit hook that tells of new ones. Errors: MEMORY. */
enum err media_text_register(struct store *store);

/* Its words are to be taken, if its type has some. */
enum err media_text_note(struct conn *conn, int64_t media_id, const char *type);

/* Its pages go out of the index and the table; it may have none. */
enum err media_text_remove(struct conn *conn, int64_t media_id);

/* Some of them, for who would else keep the writer long. It then waits to be read again, should it stay after
 * all; *ret_any is false when there was none left. */
enum err media_text_remove_some(struct conn *conn, int64_t media_id, bool *ret_any);

/* The same, and that it has words at all; where no key does it. */
enum err media_text_forget(struct conn *conn, int64_t media_id);

/* Its pages, and parts of pages, in their order. */
enum err media_page_ids(struct conn *conn, int64_t media_id, int64_t **ret_ids, size_t *ret_count);

/* One page, unpacked. Errors: NOT_FOUND. */
struct media_page {
    int64_t media_id;
    int page; /* 0: it has no number */
    const char *text;
};
enum err media_page_read(struct conn *conn, int64_t id, struct media_page *ret_page);

#endif
