/* In place of the log's own ways to write, read and synchronise, which it calls. Knows no page: bytes and
 * where they belong. */
#include "log_gather.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Some thirty pages with their heads; a large commit takes several pieces. SQLite's own way to write takes
 * the lower seventeen bits of a size for all of it. */
enum { ROOM = 120 * 1024 };

_Static_assert(ROOM < 1 << 17, "SQLite writes so many bytes at once");

struct log_gather {
    sqlite3_io_methods methods; /* first: the file's methods lead here */
    const sqlite3_io_methods *plain;
    sqlite3_int64 at; /* where in the file the gathered bytes belong */
    size_t size;
    unsigned char *bytes; /* ROOM bytes behind this */
};

/* The file's methods are the first member, so their address is that of the whole. */
static struct log_gather *log_gather_of(const sqlite3_file *file)
{
    union {
        const sqlite3_io_methods *methods;
        struct log_gather *gather;
    } pointer = {file->pMethods};
    return pointer.gather;
}

/* Writes what was gathered. What could not be written is not kept: whoever caused this is told, and SQLite
 * writes anew what it still wants. */
static int log_gather_flush(sqlite3_file *file)
{
    struct log_gather *gather = log_gather_of(file);
    size_t size = gather->size;
    gather->size = 0;
    return size ? gather->plain->xWrite(file, gather->bytes, (int)size, gather->at) : SQLITE_OK;
}

static int log_gather_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    struct log_gather *gather = log_gather_of(file);
    bool goes_on =
        gather->size && at == gather->at + (sqlite3_int64)gather->size && gather->size + (size_t)size <= ROOM;
    int code = goes_on ? SQLITE_OK : log_gather_flush(file);
    if (code != SQLITE_OK)
        return code;
    if (size > ROOM)
        return gather->plain->xWrite(file, bytes, size, at);
    if (!gather->size)
        gather->at = at;
    memcpy(gather->bytes + gather->size, bytes, (size_t)size);
    gather->size += (size_t)size;
    return SQLITE_OK;
}

static int log_gather_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 at)
{
    int code = log_gather_flush(file);
    return code == SQLITE_OK ? log_gather_of(file)->plain->xRead(file, bytes, size, at) : code;
}

static int log_gather_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int code = log_gather_flush(file);
    return code == SQLITE_OK ? log_gather_of(file)->plain->xTruncate(file, size) : code;
}

static int log_gather_sync(sqlite3_file *file, int flags)
{
    int code = log_gather_flush(file);
    return code == SQLITE_OK ? log_gather_of(file)->plain->xSync(file, flags) : code;
}

static int log_gather_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
    int code = log_gather_flush(file);
    return code == SQLITE_OK ? log_gather_of(file)->plain->xFileSize(file, ret_size) : code;
}

/* The file is closed whatever becomes of bytes that no commit rests on. */
static int log_gather_close(sqlite3_file *file)
{
    struct log_gather *gather = log_gather_of(file);
    log_gather_flush(file);
    return gather->plain->xClose(file);
}

enum err log_gather_watch(sqlite3 *db, struct log_gather **ret_gather)
{
    sqlite3_file *file = NULL;
    int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
    assert(code == SQLITE_OK); /* every connection has a "main" */
    /* None as long as nothing was read. */
    if (!file || !file->pMethods)
        return ERR_INTERNAL;
    struct log_gather *gather = calloc(1, sizeof *gather + ROOM);
    if (!gather)
        return ERR_MEMORY;
    gather->bytes = (unsigned char *)(gather + 1);
    gather->plain = file->pMethods;
    gather->methods = *file->pMethods;
    gather->methods.xWrite = log_gather_write;
    gather->methods.xRead = log_gather_read;
    gather->methods.xTruncate = log_gather_truncate;
    gather->methods.xSync = log_gather_sync;
    gather->methods.xFileSize = log_gather_size;
    gather->methods.xClose = log_gather_close;
    file->pMethods = &gather->methods;
    *ret_gather = gather;
    return ERR_OK;
}

void log_gather_free(struct log_gather *gather)
{
    free(gather);
}
