/* Rows of a dump, kept in a nameless file until all are read, since what belongs together lies far apart in
 * it; memory holds where each is. Ownership: closed by the caller. Thread: one. */
#ifndef COMING_ROW_SPOOL_H
#define COMING_ROW_SPOOL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "dump/sql_reader.h"

enum { ROW_VALUES_MAX = 32 };

struct row_spool {
    int fd;
    struct buf pending; /* not written yet */
    int64_t written;
    struct row_spool_place {
        uint32_t table;
        int64_t key;
        int64_t at;
    } * places;
    size_t count, room;
};

/* In that folder. Errors: STORAGE_FULL. */
enum err row_spool_open(const char *directory, struct row_spool *ret_spool, struct buf *fault);
void row_spool_close(struct row_spool *spool);

/* Adds a row of a table under a key: `count` values, at most ROW_VALUES_MAX. Errors: STORAGE_FULL, MEMORY.
 */
enum err row_spool_add(struct row_spool *spool, uint32_t table, int64_t key, const struct sql_value *values,
                       size_t count);

/* All rows are there: sorts them, by table and key; of the same key as they came. Errors: STORAGE_FULL. */
enum err row_spool_sort(struct row_spool *spool);

/* The rows of a table: places from *ret_first on. With a key, those of the key alone. */
size_t row_spool_of_table(const struct row_spool *spool, uint32_t table, size_t *ret_first);
size_t row_spool_of_key(const struct row_spool *spool, uint32_t table, int64_t key, size_t *ret_first);

/* The values at a place, as text (coming_bytes()); NULL for NULL, and beyond those that were kept. Errors:
 * INTERNAL, MEMORY.
 */
enum err row_spool_read(struct row_spool *spool, size_t place, struct arena *arena,
                        const char *ret_values[static ROW_VALUES_MAX]);

#endif
