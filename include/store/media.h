/* Media: pictures and attachments by the hash of their content; the same bytes are kept once.
 *
 * A picture is kept as it was uploaded, which nobody gets to see, and as renditions in several widths; an
 * attachment is one file. Files are written, synchronised and renamed into DIR/media before their rows are
 * inserted, so a row always has its files; a file without a row is harmless, and collected a day later.
 * A file is public while a published article or a box shows its medium, or it has an address that lasts.
 * Errors: see store.h. */
#ifndef STORE_MEDIA_H
#define STORE_MEDIA_H

#include "base/buf.h"
#include "store/store.h"

#include <stddef.h>

enum { MEDIA_ALT_MAX = 2000, MEDIA_CAPTION_MAX = 4000, MEDIA_CREDIT_MAX = 400, MEDIA_FILE_NAME_MAX = 400 };

/* How long what nothing shows is kept, and a file without a row. */
enum { MEDIA_UNUSED_DAYS = 30, MEDIA_STRAY_HOURS = 24 };

/* A file that can be asked for at /media/NAME. */
struct media_file {
    const char *name; /* "HASH.ext" */
    const char *type; /* "image/webp" … */
    int64_t size;     /* bytes */
    int width;        /* pixels; 0 when not a picture */
    int height;
};

/* The point of a picture that stays in sight when it is cut, in thousandths of each side from the top left
 * corner. */
struct media_focus {
    int x, y;
};

struct media {
    int64_t id;
    int64_t version;
    const char *name; /* of the file as uploaded: DIR/media/NAME; no address when it is a picture */
    const char *type; /* "image/jpeg" … */
    int64_t size;     /* bytes */
    int width;        /* pixels; 0 when not a picture */
    int height;
    const char *alt;       /* or NULL */
    const char *caption;   /* or NULL */
    const char *credit;    /* or NULL */
    const char *file_name; /* as the editor's machine called it, or NULL */
    const char *slug;      /* of its lasting address, /tep/SLUG, or NULL */
    int pages;             /* of a PDF; 0: unknown */
    int64_t created_ms;
    const struct media_file *files; /* narrowest first */
    size_t file_count;
    bool has_focus; /* somebody chose the focus */
    struct media_focus focus;
    bool is_cropped; /* the crops are those of the focus, or none are needed */
    bool is_due;     /* its renditions are still to be made; it has one JPEG, or no file at all */
    const struct media_file
        *crops; /* cut to 3:2 for lists, narrowest first, JPEG before WebP of each width */
    size_t crop_count;
};

/* The widest file of this type, or NULL. */
const struct media_file *media_widest(const struct media *media, const char *type);

/* Bytes that are kept in place of as many of a blob, such as nothing where a film says its place. */
struct media_patch {
    size_t at, size;
    const void *bytes;
};

/* Bytes to be kept as a file. */
struct media_blob {
    const char *extension; /* without dot */
    const char *type;
    const void *bytes;
    size_t size;
    int width, height; /* pixels; 0 when not a picture */
    const char *name;  /* set by media_name_content() */
    const struct media_patch
        *patches; /* within the bytes, from the first to the last, apart from each other */
    size_t patch_count;
};

/* Everything of one medium that is kept in files; an attachment has no renditions. */
struct media_content {
    struct media_blob original;
    struct media_blob *renditions;
    size_t rendition_count;
    struct media_blob *crops;
    size_t crop_count;
    bool is_cropped; /* the crops were made, or none are needed */
    bool is_due; /* of a picture: only one JPEG was made of it, or none; media_complete() brings the rest */
    int pages;   /* of a PDF; 0: unknown */
};

/* Gives each file its name, which is the hash of its content. */
void media_name_content(struct arena *arena, struct media_content *content);

/* Writes the files of a named content so that they are on the disk before this returns; outside of any
 * transaction, because it takes long. Any thread. Errors: STORAGE_FULL, UNAVAILABLE, INTERNAL. */
enum err media_write_content(const struct store *store, const struct media_content *content);

/* The same of some files alone, which belong to a medium that is there. */
void media_name_blobs(struct arena *arena, struct media_blob *blobs, size_t count);
enum err media_write_blobs(const struct store *store, const struct media_blob *blobs, size_t count);

/* Inserts the row of a named content; when the same bytes are there, gives that row, *ret_known = true, and
 * changes nothing. Files that are missing are written. `words` gives alt, caption, credit, file_name. */
enum err media_insert(struct conn *conn, const struct media *words, const struct media_content *content,
                      int64_t *ret_id, bool *ret_known);

/* `name` is that of the file as uploaded. Errors: NOT_FOUND. */
enum err media_by_id(struct conn *conn, int64_t id, struct media *ret_media);
enum err media_by_name(struct conn *conn, const char *name, struct media *ret_media);

/* The medium that a public file belongs to, or a picture that was uploaded under this name, which stands for
 * it while it has no file; the newest, when several have the same pixels. Errors: NOT_FOUND. */
enum err media_by_file(struct conn *conn, const char *name, struct media *ret_media);

/* What is to be known to send a file. */
struct media_served {
    struct media_file file;
    const char *file_name; /* of its medium, or NULL */
    bool is_public;        /* a published article or a box shows it, or it has a lasting address */
};

/* Errors: NOT_FOUND. */
enum err media_serve(struct conn *conn, const char *name, struct media_served *ret_served);

/* Newest first, rows with an id below `before_id` (0: from the newest); at most `limit` (1 to 100). */
enum err media_list(struct conn *conn, int64_t before_id, int limit, struct media **ret_items,
                    size_t *ret_count);

enum media_kind { MEDIA_ANY, MEDIA_PICTURE, MEDIA_DOCUMENT, MEDIA_SOUND, MEDIA_FILM, MEDIA_KINDS };

/* "picture", "document", "sound", "film"; ended by NULL. In the order of the enum, from MEDIA_PICTURE on. */
extern const char *const media_kind_names[];

/* What is looked for among media. */
struct media_query {
    const char *words; /* each must begin a word of what is said of it; NULL: any */
    enum media_kind kind;
    bool is_unused;    /* nothing shows it now */
    bool is_nameless;  /* a picture without an alternative text */
    int64_t before_id; /* 0: from the newest */
    int limit;         /* 1 to 100 */
};

/* As media_list(), those that fit. Words are looked up in an index of their own; what is unused is asked of
 * each, so where one may wait. */
enum err media_find(struct conn *conn, const struct media_query *query, struct media **ret_items,
                    size_t *ret_count);

/* By how many it is shown. */
struct media_uses {
    int64_t articles; /* in their present version, whatever their status */
    int64_t former;   /* articles that had it before */
    int64_t boxes;
    bool home, site;
};
enum err media_uses(struct conn *conn, int64_t id, struct media_uses *ret_uses);

/* Articles that show it, by id, those above `after_id`; at most `limit`. All boxes that do. */
enum err media_shown_in(struct conn *conn, int64_t id, int64_t after_id, int limit, int64_t **ret_ids,
                        size_t *ret_count);
enum err media_boxes(struct conn *conn, int64_t id, int64_t **ret_ids, size_t *ret_count);

/* By its lasting address, of now or of the past. Errors: NOT_FOUND. */
enum err media_by_slug(struct conn *conn, const char *slug, struct media *ret_media);

/* Saves alt, caption, credit, file_name, focus and slug; raises the version of every article that shows it.
 * A slug of before leads here too, until it has none. Errors: NOT_FOUND, CONFLICT (the slug leads to
 * another). */
enum err media_update(struct conn *conn, const struct media *media);

/* What led to `id` by an address of its own, or of the former portal, leads to `into`, which gets its slug.
 * What shows the one is the caller's to change. Errors: NOT_FOUND. */
enum err media_hand_over(struct conn *conn, int64_t id, int64_t into);

/* Ids of pictures above `after_id` whose crops are still to be made; at most `limit`. */
enum err media_uncropped(struct conn *conn, int64_t after_id, int limit, int64_t **ret_ids,
                         size_t *ret_count);

/* Exchanges the crops of a picture for these, whose files were named and written, unless its focus is another
 * than that of `media` by now. No version is raised: what is said of it stays as it was. */
enum err media_set_crops(struct conn *conn, const struct media *media, const struct media_blob *crops,
                         size_t count);

/* Ids above `after_id` of pictures whose renditions are still to be made; at most `limit`. */
enum err media_due(struct conn *conn, int64_t after_id, int limit, int64_t **ret_ids, size_t *ret_count);

/* Gives a picture the renditions and crops that were due, whose files were named and written; *ret_is_done is
 * false when somebody else has, or it is gone. No version is raised. */
enum err media_complete(struct conn *conn, const struct media *media, const struct media_content *content,
                        bool *ret_is_done);

/* The articles that show a medium now. */
enum err media_articles(struct conn *conn, int64_t id, int64_t **ret_ids, size_t *ret_count);

/* Whether an article, also of the past, or a box has it. */
enum err media_in_use(struct conn *conn, int64_t id, bool *ret_is_used);

/* Errors: NOT_FOUND, CONFLICT (an article, also of the past, or a box shows it). Its files go after the
 * commit. */
enum err media_delete(struct conn *conn, int64_t id);

/* Opens a file for reading; the caller closes *ret_fd. *ret_modified_ms is when it was stored.
 * Any thread, no connection needed. Errors: NOT_FOUND, UNAVAILABLE, INTERNAL. */
enum err media_open(const struct store *store, const char *name, int *ret_fd, int64_t *ret_size,
                    int64_t *ret_modified_ms);

/* Appends the whole file of a medium. As media_open(). Errors: NOT_FOUND, TOO_LARGE (more than `most` bytes),
 * INTERNAL, MEMORY. */
enum err media_read(const struct store *store, const char *name, int64_t most, struct buf *out);

#endif
