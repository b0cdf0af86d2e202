/* Collection of media: collecting what nothing shows, and checking files against their hashes. Errors: see
 * store.h. */
#ifndef STORE_MEDIA_GC_H
#define STORE_MEDIA_GC_H

#include "store/media.h"

/* Notes of the next media behind id *after_id which of them nothing shows any more, and which are shown
 * again; *after_id becomes the last one looked at, 0 behind the last of all. In a transaction. */
enum err media_mark_unused(struct conn *conn, int64_t *after_id);

/* Takes some of the words of one of the first `limit` media that media_collect() would delete out of the
 * index; *ret_more says whether there were any. In a transaction, which is short. */
enum err media_shed_words(struct conn *conn, int limit, bool *ret_more);

/* Deletes at most `limit` media that nothing has shown for MEDIA_UNUSED_DAYS. In a transaction. */
enum err media_collect(struct conn *conn, int limit, int *ret_count);

/* Names of at most `limit` files of the folder that are older than MEDIA_STRAY_HOURS and without a row, on a
 * reader. */
enum err media_find_strays(struct conn *conn, int limit, const char ***ret_names, size_t *ret_count);

/* After the commit, removes a file if it still has no row. In a transaction, which keeps others from
 * inserting one. */
enum err media_remove_stray(struct conn *conn, const char *name);

/* What is wrong with a file that a row needs. */
struct media_fault {
    int64_t media_id;
    const char *name;
    const char *what; /* "missing", "damaged"; static text */
};

struct media_report {
    int64_t files, bytes; /* looked at */
    struct media_fault *faults;
    size_t fault_count;
    int64_t next_id; /* where to go on; 0 behind the last */
};

/* Reads the files of at most `limit` media behind id `after_id` and compares each with its hash. On a reader.
 */
enum err media_check(struct conn *conn, int64_t after_id, int limit, struct media_report *ret_report);

#endif
