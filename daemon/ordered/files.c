/* Files in pieces, by the statements of beside.def. Knows neither media nor snapshots, only names and bytes.
 */
#include "ordered/files.h"

#include "base/said.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NUMBER_SIZE = 24, STEP_MS = 10 * 1000 };

/* A number as a statement takes it. */
static struct database_value decimal_value(char text[NUMBER_SIZE], int64_t number)
{
    snprintf(text, NUMBER_SIZE, "%" PRId64, number);
    return DATABASE_TEXT(text);
}

static enum err files_failed(struct buf *fault)
{
    enum err err = errno == ENOSPC || errno == EDQUOT ? ERR_STORAGE_FULL : ERR_INTERNAL;
    buf_text(fault, said_errno(errno));
    return err;
}

/* So many bytes from a place, or fewer at the end of the file, which then is shorter than it was. */
static enum err read_file_piece(int fd, int64_t at, char *bytes, size_t size, struct buf *fault)
{
    for (size_t done = 0; done < size;) {
        ssize_t got = pread(fd, bytes + done, size - done, (off_t)(at + (int64_t)done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            errno = got ? errno : EIO;
            return files_failed(fault);
        }
        done += (size_t)got;
    }
    return ERR_OK;
}

/* Within a transaction: every piece, then the row that says that they are all there. */
static enum err put_pieces(struct database *database, const char *name, int fd, int64_t size,
                           struct buf *fault)
{
    char number[NUMBER_SIZE], bytes[NUMBER_SIZE];
    auto_free char *piece = malloc(FILE_PIECE_SIZE);
    enum err err = piece ? ERR_OK : ERR_MEMORY;
    int64_t count = 0;
    for (int64_t at = 0; !err && at < size; at += FILE_PIECE_SIZE) {
        size_t length = (size_t)(size - at < FILE_PIECE_SIZE ? size - at : FILE_PIECE_SIZE);
        const struct database_value values[] = {DATABASE_TEXT(name), decimal_value(number, count++),
                                                DATABASE_BYTES(piece, length)};
        err = read_file_piece(fd, at, piece, length, fault);
        if (!err)
            err = database_run(database, DATABASE_PIECE_PUT, values, 3, FILE_PIECE_MS, fault, NULL);
    }
    const struct database_value values[] = {DATABASE_TEXT(name), decimal_value(bytes, size),
                                            decimal_value(number, count)};
    return err ? err : database_run(database, DATABASE_FILE_PUT, values, 3, STEP_MS, fault, NULL);
}

/* Committed on the second machine too. */
static enum err put_settled(struct database *database, struct buf *fault)
{
    return database_is_acknowledged(database) ? ERR_OK : database_fence(database, STEP_MS, fault);
}

enum err database_put_file(struct database *database, const char *name, int fd, int64_t size,
                           struct buf *fault)
{
    const struct database_value values[] = {DATABASE_TEXT(name)};
    auto_rows struct database_rows *kept = NULL;
    enum err err = database_run(database, DATABASE_FILE_KEEP, values, 1, STEP_MS, fault, &kept);
    if (err || database_count(kept))
        return err ? err : put_settled(database, fault);
    err = database_run(database, DATABASE_BEGIN, NULL, 0, STEP_MS, fault, NULL);
    if (!err)
        err = put_pieces(database, name, fd, size, fault);
    if (!err)
        err = database_run(database, DATABASE_COMMIT, NULL, 0, FILE_PIECE_MS, fault, NULL);
    else if (err != ERR_UNAVAILABLE)
        database_run(database, DATABASE_ROLLBACK, NULL, 0, STEP_MS, fault, NULL);
    return err ? err : put_settled(database, fault);
}

static enum err write_file_piece(void *context, const char *bytes, size_t size, struct buf *fault)
{
    const int *fd = context;
    while (size) {
        ssize_t written = write(*fd, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return files_failed(fault);
        bytes += written;
        size -= (size_t)written;
    }
    return ERR_OK;
}

/* One that is gone was swept since the file was looked at. */
static enum err get_piece(struct database *database, const char *name, int64_t number, file_taker *take,
                          void *context, int64_t *left, struct buf *fault)
{
    char text[NUMBER_SIZE];
    size_t size;
    auto_rows struct database_rows *rows = NULL;
    const struct database_value values[] = {DATABASE_TEXT(name), decimal_value(text, number)};
    enum err err = database_run(database, DATABASE_PIECE_GET, values, 2, FILE_PIECE_MS, fault, &rows);
    if (!err && !database_count(rows))
        err = ERR_NOT_FOUND;
    if (err)
        return err;
    const char *bytes = database_bytes(rows, 0, 0, &size);
    *left -= (int64_t)size;
    return take(context, bytes, size, fault);
}

enum err database_read_file(struct database *database, const char *name, file_taker *take, void *context,
                            struct buf *fault)
{
    const struct database_value values[] = {DATABASE_TEXT(name)};
    auto_rows struct database_rows *rows = NULL;
    enum err err = database_run(database, DATABASE_FILE_LOOK, values, 1, STEP_MS, fault, &rows);
    if (!err && !database_count(rows))
        err = ERR_NOT_FOUND;
    if (err)
        return err;
    int64_t left = database_integer(rows, 0, 0), pieces = database_integer(rows, 0, 1);
    for (int64_t number = 0; !err && number < pieces; number++)
        err = get_piece(database, name, number, take, context, &left, fault);
    if (err || left == 0)
        return err;
    buf_printf(fault, SAID("%s không trọn vẹn trong PostgreSQL", "%s is not whole in PostgreSQL"), name);
    return ERR_INTERNAL;
}

enum err database_get_file(struct database *database, const char *name, int fd, struct buf *fault)
{
    return database_read_file(database, name, write_file_piece, &fd, fault);
}

enum err database_drop_file(struct database *database, const char *name, int seconds, struct buf *fault)
{
    char text[NUMBER_SIZE];
    const struct database_value values[] = {DATABASE_TEXT(name), decimal_value(text, seconds)};
    return database_run(database, DATABASE_FILE_DROP, values, 2, FILE_PIECE_MS, fault, NULL);
}
