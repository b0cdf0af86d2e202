/* Snapshots in PostgreSQL: the bytes of a settled database under the hash of them, and what may go once one
 * is known to be whole. Knows nothing of what is in it. */
#include "ordered/cluster.h"
#include "ordered/files.h"

#include "base/said.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    SNAPSHOT_ASK_MS = 60 * 1000,
    SHRINK_MS = 12 * 3600 * 1000, /* one that was given up would only be begun anew */
    SNAPSHOT_NUMBER_SIZE = 24,
    BLOCK_SIZE = 64 * 1024
};

static const char snapshot_prefix[] = "snapshot-";

/* What passes is hashed, and written where `fd` is one. */
struct hashing {
    crypto_generichash_state state;
    int fd; /* or -1 */
};

static void hashing_name(struct hashing *hashing, char name[CLUSTER_TEXT_SIZE])
{
    unsigned char hash[crypto_generichash_BYTES];
    char digits[2 * sizeof hash + 1];
    crypto_generichash_final(&hashing->state, hash, sizeof hash);
    sodium_bin2hex(digits, sizeof digits, hash, sizeof hash);
    snprintf(name, CLUSTER_TEXT_SIZE, "%s%s", snapshot_prefix, digits);
}

static enum err snapshot_io_failed(struct buf *fault)
{
    enum err err = errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE_FULL : ERR_INTERNAL;
    buf_text(fault, said_errno(errno));
    return err;
}

/* The name that the file's bytes have. */
static enum err name_of_file(int fd, char name[CLUSTER_TEXT_SIZE], struct buf *fault)
{
    struct hashing hashing = {.fd = -1};
    char block[BLOCK_SIZE];
    ssize_t got;
    int64_t at = 0;
    crypto_generichash_init(&hashing.state, NULL, 0, crypto_generichash_BYTES);
    while ((got = pread(fd, block, sizeof block, (off_t)at)) > 0) {
        crypto_generichash_update(&hashing.state, (const unsigned char *)block, (size_t)got);
        at += got;
    }
    if (got < 0)
        return snapshot_io_failed(fault);
    hashing_name(&hashing, name);
    return ERR_OK;
}

static enum err take_and_hash(void *context, const char *bytes, size_t size, struct buf *fault)
{
    struct hashing *hashing = context;
    crypto_generichash_update(&hashing->state, (const unsigned char *)bytes, size);
    while (hashing->fd >= 0 && size) {
        ssize_t written = write(hashing->fd, bytes, size);
        if (written < 0 && errno != EINTR)
            return snapshot_io_failed(fault);
        bytes += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return ERR_OK;
}

enum err snapshot_get(struct database *database, const struct snapshot_row *row, int fd, struct buf *fault)
{
    struct hashing hashing = {.fd = fd};
    char name[CLUSTER_TEXT_SIZE];
    crypto_generichash_init(&hashing.state, NULL, 0, crypto_generichash_BYTES);
    enum err err = database_read_file(database, row->file, take_and_hash, &hashing, fault);
    if (err)
        return err;
    hashing_name(&hashing, name);
    if (strcmp(name, row->file) == 0)
        return ERR_OK;
    buf_printf(fault,
               SAID("%s: những gì PostgreSQL trả lại không phải những gì đã gửi vào",
                    "%s: what PostgreSQL gives back is not what was put there"),
               row->file);
    return ERR_CONFLICT;
}

enum err snapshot_put(struct database *database, int fd, int64_t size, struct snapshot_row *row,
                      struct buf *fault)
{
    char numbers[3][SNAPSHOT_NUMBER_SIZE];
    enum err err = name_of_file(fd, row->file, fault);
    snprintf(numbers[0], sizeof numbers[0], "%" PRId64, row->seq);
    snprintf(numbers[1], sizeof numbers[1], "%" PRId64, row->schema);
    snprintf(numbers[2], sizeof numbers[2], "%" PRId64, row->taken_back);
    const struct database_value values[] = {DATABASE_TEXT(row->file), DATABASE_TEXT(numbers[0]),
                                            DATABASE_TEXT(numbers[1]), DATABASE_TEXT(numbers[2]),
                                            DATABASE_TEXT(row->node)};
    if (!err)
        err = database_put_file(database, row->file, fd, size, fault);
    if (!err)
        err = database_run(database, DATABASE_SNAPSHOT_ADD, values, 5, SNAPSHOT_ASK_MS, fault, NULL);
    if (!err)
        err = snapshot_get(database, row, -1, fault);
    if (!err)
        err = database_run(database, DATABASE_SNAPSHOT_VERIFIED, values, 1, SNAPSHOT_ASK_MS, fault, NULL);
    /* Nothing is trimmed behind one that a single machine has. */
    return err ? err : database_fence(database, SNAPSHOT_ASK_MS, fault);
}

enum err snapshot_newest(struct database *database, struct buf *fault, struct snapshot_row *ret_row)
{
    auto_rows struct database_rows *rows = NULL;
    enum err err = database_run(database, DATABASE_SNAPSHOT_NEWEST, NULL, 0, SNAPSHOT_ASK_MS, fault, &rows);
    if (!err && !database_count(rows))
        err = ERR_NOT_FOUND;
    if (err)
        return err;
    *ret_row = (struct snapshot_row){
        .seq = database_integer(rows, 0, 1),
        .schema = database_integer(rows, 0, 2),
        .taken_back = database_integer(rows, 0, 3),
        .at_ms = database_integer(rows, 0, 5),
        .age_ms = database_integer(rows, 0, 6),
    };
    snprintf(ret_row->file, sizeof ret_row->file, "%s", database_text(rows, 0, 0));
    snprintf(ret_row->node, sizeof ret_row->node, "%s", database_text(rows, 0, 4));
    return ERR_OK;
}

/* All but the newest. */
static enum err drop_former_snapshots(struct database *database, struct buf *fault)
{
    struct snapshot_row newest;
    auto_rows struct database_rows *rows = NULL;
    enum err err = snapshot_newest(database, fault, &newest);
    const struct database_value values[] = {DATABASE_TEXT(newest.file)};
    if (!err)
        err = database_run(database, DATABASE_SNAPSHOTS_FORMER, values, 1, SNAPSHOT_ASK_MS, fault, &rows);
    for (int i = 0; !err && i < database_count(rows); i++) {
        const struct database_value former[] = {DATABASE_TEXT(database_text(rows, i, 0))};
        err = database_run(database, DATABASE_SNAPSHOT_DROP, former, 1, SNAPSHOT_ASK_MS, fault, NULL);
    }
    return err;
}

enum err snapshot_trim(struct database *database, int seconds, struct buf *fault)
{
    char text[SNAPSHOT_NUMBER_SIZE];
    snprintf(text, sizeof text, "%d", seconds);
    const struct database_value values[] = {DATABASE_TEXT(text)};
    enum err err = drop_former_snapshots(database, fault);
    return err ? err : database_run(database, DATABASE_TRIM, values, 1, SNAPSHOT_ASK_MS, fault, NULL);
}

enum err snapshot_shrink(struct database *database, bool of_files, int64_t forgotten, struct buf *fault)
{
    char text[SNAPSHOT_NUMBER_SIZE];
    snprintf(text, sizeof text, "%" PRId64, forgotten);
    const struct database_value values[] = {DATABASE_TEXT(text)};
    enum err err = database_run(database, DATABASE_SHRINK_LOG, NULL, 0, SHRINK_MS, fault, NULL);
    if (err || !of_files)
        return err;
    err = database_run(database, DATABASE_SHRINK_PIECE, NULL, 0, SHRINK_MS, fault, NULL);
    return err ? err : database_run(database, DATABASE_FORGOTTEN, values, 1, SNAPSHOT_ASK_MS, fault, NULL);
}
