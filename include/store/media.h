/* Media: pictures (and later attachments) by the hash of their content; the same bytes are kept once.
 *
 * The file is written, synchronised and renamed into DIR/media before its row is inserted, so a row
 * always has its file; a file without a row is harmless and collected later. Errors: see store.h. */
#ifndef STORE_MEDIA_H
#define STORE_MEDIA_H

#include "base/buf.h"
#include "store/store.h"

#include <stddef.h>

enum { MEDIA_ALT_MAX = 2000, MEDIA_CAPTION_MAX = 4000, MEDIA_CREDIT_MAX = 400, MEDIA_FILE_NAME_MAX = 400 };

struct media {
    int64_t id;
    int64_t version;
    const char *name; /* "HASH.ext": its address is /media/NAME and its file DIR/media/NAME */
    const char *type; /* "image/jpeg" … */
    int64_t size;     /* bytes */
    int width;        /* pixels; 0 when not a picture */
    int height;
    const char *alt;       /* or NULL */
    const char *caption;   /* or NULL */
    const char *credit;    /* or NULL */
    const char *file_name; /* as the editor's machine called it, or NULL */
    int64_t created_ms;
};

/* Keeps the bytes and their row; when the same bytes are there, gives that row, *ret_known = true,
 * and changes nothing. `media` gives type, width, height, words, file_name; `extension` without dot. */
enum err media_insert(struct conn *conn, const struct media *media, const char *extension, const void *bytes,
                      size_t size, int64_t *ret_id, bool *ret_known);

/* Errors: NOT_FOUND. */
enum err media_by_id(struct conn *conn, int64_t id, struct media *ret_media);
enum err media_by_name(struct conn *conn, const char *name, struct media *ret_media);

/* Newest first, rows with an id below `before_id` (0: from the newest); at most `limit` (1 to 100). */
enum err media_list(struct conn *conn, int64_t before_id, int limit, struct media **ret_items,
                    size_t *ret_count);

/* Saves alt, caption, credit; raises the version of every article that shows it. Errors: NOT_FOUND. */
enum err media_update(struct conn *conn, const struct media *media);

/* Errors: NOT_FOUND, CONFLICT (an article, also of the past, or a box still shows it). The file goes
 * after the commit. */
enum err media_delete(struct conn *conn, int64_t id);

/* Opens the file of a medium for reading; the caller closes *ret_fd. *ret_modified_ms is when it was stored.
 * Any thread, no connection needed. Errors: NOT_FOUND, INTERNAL. */
enum err media_open(const struct store *store, const char *name, int *ret_fd, int64_t *ret_size,
                    int64_t *ret_modified_ms);

/* Appends the whole file of a medium. As media_open(). Errors: NOT_FOUND, TOO_LARGE (more than `most` bytes),
 * INTERNAL, MEMORY. */
enum err media_read(const struct store *store, const char *name, int64_t most, struct buf *out);

#endif
