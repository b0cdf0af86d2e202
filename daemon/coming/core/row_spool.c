/* Records of values behind each other in a file. It knows no table. */
#include "row_spool.h"

#include "base/memory.h"
#include "base/said.h"
#include "coming_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PENDING_MAX = 2 * 1024 * 1024, PENDING_FULL = 1024 * 1024, RECORD_MAX = 64 * 1024 * 1024 };

/* The size of a value that is NULL. */
static const uint32_t row_spool_null = UINT32_MAX;

enum err row_spool_open(const char *directory, struct row_spool *ret_spool, struct buf *fault)
{
    *ret_spool = (struct row_spool){.pending = BUF(RECORD_MAX + PENDING_MAX)};
    ret_spool->fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (ret_spool->fd >= 0)
        return ERR_OK;
    buf_printf(fault, "%s: %s", directory, said_errno(errno));
    return ERR_STORAGE_FULL;
}

void row_spool_close(struct row_spool *spool)
{
    if (spool->fd >= 0)
        close(spool->fd);
    spool->fd = -1;
    buf_done(&spool->pending);
    free(spool->places);
    spool->places = NULL;
}

static enum err row_spool_flush(struct row_spool *spool)
{
    size_t at = 0;
    while (at < spool->pending.length) {
        ssize_t got =
            pwrite(spool->fd, spool->pending.bytes + at, spool->pending.length - at, spool->written);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return ERR_STORAGE_FULL;
        at += (size_t)got;
        spool->written += got;
    }
    buf_cut(&spool->pending, 0);
    return ERR_OK;
}

static enum err row_spool_note(struct row_spool *spool, uint32_t table, int64_t key)
{
    if (spool->count == spool->room) {
        size_t room = spool->room ? 2 * spool->room : 1024;
        struct row_spool_place *more = memory_new(room, sizeof *more);
        if (!more)
            return ERR_MEMORY;
        if (spool->count)
            memcpy(more, spool->places, spool->count * sizeof *more);
        free(spool->places);
        spool->places = more;
        spool->room = room;
    }
    spool->places[spool->count++] =
        (struct row_spool_place){table, key, spool->written + (int64_t)spool->pending.length};
    return ERR_OK;
}

enum err row_spool_add(struct row_spool *spool, uint32_t table, int64_t key, const struct sql_value *values,
                       size_t count)
{
    uint32_t sizes[ROW_VALUES_MAX + 1] = {(uint32_t)count};
    enum err err = row_spool_note(spool, table, key);
    for (size_t i = 0; i < count; i++)
        sizes[i + 1] = values[i].is_null ? row_spool_null : (uint32_t)values[i].size;
    buf_add(&spool->pending, sizes, (count + 1) * sizeof *sizes);
    for (size_t i = 0; i < count; i++)
        buf_add(&spool->pending, values[i].text ? values[i].text : "",
                values[i].is_null ? 0 : values[i].size);
    if (!err && buf_failed(&spool->pending))
        err = ERR_MEMORY;
    return err || spool->pending.length < PENDING_FULL ? err : row_spool_flush(spool);
}

static int row_spool_order(const void *one, const void *other)
{
    const struct row_spool_place *a = one, *b = other;
    if (a->table != b->table)
        return a->table < b->table ? -1 : 1;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

enum err row_spool_sort(struct row_spool *spool)
{
    if (spool->count)
        qsort(spool->places, spool->count, sizeof *spool->places, row_spool_order);
    return row_spool_flush(spool);
}

/* The first place at or behind table and key. */
static size_t row_spool_lower(const struct row_spool *spool, uint32_t table, int64_t key)
{
    const struct row_spool_place wanted = {table, key, -1};
    size_t low = 0, high = spool->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (row_spool_order(&spool->places[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t row_spool_of_table(const struct row_spool *spool, uint32_t table, size_t *ret_first)
{
    *ret_first = row_spool_lower(spool, table, INT64_MIN);
    return row_spool_lower(spool, table + 1, INT64_MIN) - *ret_first;
}

size_t row_spool_of_key(const struct row_spool *spool, uint32_t table, int64_t key, size_t *ret_first)
{
    size_t end = *ret_first = row_spool_lower(spool, table, key);
    while (end < spool->count && spool->places[end].table == table && spool->places[end].key == key)
        end++;
    return end - *ret_first;
}

static enum err row_spool_get(const struct row_spool *spool, void *bytes, size_t size, int64_t at)
{
    for (size_t got = 0; got < size;) {
        ssize_t part = pread(spool->fd, (char *)bytes + got, size - got, at + (int64_t)got);
        if (part < 0 && errno == EINTR)
            continue;
        if (part <= 0)
            return ERR_INTERNAL;
        got += (size_t)part;
    }
    return ERR_OK;
}

enum err row_spool_read(struct row_spool *spool, size_t place, struct arena *arena,
                        const char *ret_values[static ROW_VALUES_MAX])
{
    uint32_t sizes[ROW_VALUES_MAX + 1];
    int64_t at = spool->places[place].at;
    enum err err = row_spool_get(spool, sizes, sizeof *sizes, at);
    if (!err)
        err = sizes[0] <= ROW_VALUES_MAX ? row_spool_get(spool, sizes, (sizes[0] + 1) * sizeof *sizes, at)
                                         : ERR_INTERNAL;
    if (err)
        return err;
    at += (int64_t)((sizes[0] + 1) * sizeof *sizes);
    for (size_t i = 0; i < ROW_VALUES_MAX; i++) {
        ret_values[i] = NULL;
        if (i >= sizes[0] || sizes[i + 1] == row_spool_null)
            continue;
        char *bytes = arena_alloc(arena, (size_t)sizes[i + 1] + 1);
        err = bytes ? row_spool_get(spool, bytes, sizes[i + 1], at) : ERR_MEMORY;
        if (err)
            return err;
        at += sizes[i + 1];
        ret_values[i] = coming_bytes(arena, bytes, sizes[i + 1]);
    }
    return ERR_OK;
}
