/* Copies of the database: made of the open store while others read and write, and looked into wherever they
 * lie.
 *
 * A copy is one file without a log beside it, of one moment, read by one transaction; who writes meanwhile
 * goes on. It is compared with that moment row by row before it is anything. Nothing here knows folders of
 * backups or manifests: work/backup.h does.
 *
 * A copy that was opened may be of an older schema than this program's, so nothing is asked of it but what
 * every schema since the first backup has. Thread: one at a time each. Errors: the common ones of store.h;
 * CONFLICT when a copy is not what it should be, with one line in `fault`; TIMEOUT when `watch` ended it. */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "store/store.h"

#include <stddef.h>

/* BLAKE2b of 256 bits in hexadecimal, with its NUL. */
enum { BACKUP_HASH_SIZE = 65 };

/* Asked all the time; true ends what takes long. NULL: never. */
struct backup_watch {
    bool (*is_over)(void *context);
    void *context;
};

struct table_rows {
    const char *name;
    int64_t rows;
};

/* What a portal is called by alone: the same in all copies of its database and for nobody else's,
 * hexadecimal, in the connection's arena. Nothing can be told from it. */
enum err portal_id_read(struct conn *conn, const char **ret_portal);

/* What a database says of itself. Texts and tables are in the arena it was read with. */
struct backup_facts {
    int64_t schema;
    const char *epoch;
    const char *portal; /* the same for all copies of one portal's database and for nobody else's */
    int64_t articles;
    char content[BACKUP_HASH_SIZE]; /* over the hashes of all articles and their versions */
    struct table_rows *tables;      /* by name; without those that an extension makes up */
    size_t table_count;
};

/* One that was taken back. */
struct backup_redaction {
    int64_t id, article_id, version, at_ms, erased_ms;
};

/* Copies the store's database to `path`, which must not exist: settled (no log), written to the disk,
 * compared row by row with the moment it is of, its integrity and references checked. What was taken back
 * before is in no gap of its pages. Checkpoints wait for nobody meanwhile; a reader of its own is opened. On
 * failure the file is gone. */
enum err backup_database(struct store *store, const char *path, const struct backup_watch *watch,
                         struct arena *arena, struct buf *fault, struct backup_facts *ret_facts);

/* What the portal's key hashes a fixed text to: tells whether a key fits, and nothing else of it.
 * Hexadecimal. */
void backup_key_check(const struct store *store, char ret_check[static BACKUP_HASH_SIZE]);

/* A copy that lies somewhere. */
struct backup_copy;

/* A settled database that is no file of its own: `read` gives so many bytes from a place, which lie before
 * `size`. */
struct backup_pages {
    bool (*read)(void *context, void *bytes, size_t size, int64_t at); /* false: they cannot be had */
    void *context;
    int64_t size;
};

/* The same as backup_copy_open() of such a one, which must outlive it. `name` is for `fault`. */
enum err backup_copy_open_pages(const struct backup_pages *pages, const char *name, struct buf *fault,
                                struct backup_copy **ret_copy);

/* Opens it to be read; `path` must be a settled file. Errors: UNAVAILABLE (no database of a portal; `fault`
 * says so). The caller ends it with backup_copy_close(). */
enum err backup_copy_open(const char *path, struct buf *fault, struct backup_copy **ret_copy);
void backup_copy_close(struct backup_copy *copy);
DEFINE_CLEANUP(cleanup_backup_copy_, struct backup_copy *, backup_copy_close)
#define auto_backup_copy CLEANUP(cleanup_backup_copy_)

/* Integrity and references. */
enum err backup_copy_check(struct backup_copy *copy, const struct backup_watch *watch, struct buf *fault);

enum err backup_copy_facts(struct backup_copy *copy, const struct backup_watch *watch, struct arena *arena,
                           struct backup_facts *ret_facts);

/* All of it, by id. */
enum err backup_copy_redactions(struct backup_copy *copy, struct arena *arena,
                                struct backup_redaction **ret_items, size_t *ret_count);

/* A file of the media folder that rows need. */
struct backup_file_row {
    const char *name;
    int64_t size;
};

/* The next files behind the name `after` ("": from the first), at most `limit`, in order of their bytes. */
enum err backup_copy_files(struct backup_copy *copy, const char *after, int limit, struct arena *arena,
                           struct backup_file_row **ret_rows, size_t *ret_count);

/* Whether a row needs this file. */
enum err backup_copy_needs(struct backup_copy *copy, const char *name, bool *ret_needs);

/* The same of the open store, as it is now. */
enum err backup_store_files(struct store *store, const char *after, int limit, struct arena *arena,
                            struct backup_file_row **ret_rows, size_t *ret_count);

/* Whether a row of the open store needs this file now. */
enum err backup_store_needs(struct store *store, const char *name, bool *ret_needs);

/* Bytes of the store's database, its log not counted. */
int64_t backup_store_bytes(const struct store *store);

#endif
