/* A file of SQLite's whose bytes come from a function. It cannot be written, has no log, and needs no lock:
 * nobody else has it. */
#include "copy_vfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct copy_vfs {
    sqlite3_vfs vfs; /* first: SQLite gives this one back */
    char name[40];
    struct backup_pages pages;
};

struct copy_file {
    sqlite3_file file; /* first, likewise */
    const struct copy_vfs *vfs;
};

static const struct backup_pages *pages_of(sqlite3_file *file)
{
    return &((struct copy_file *)file)->vfs->pages;
}

static int copy_close(sqlite3_file *file)
{
    (void)file;
    return SQLITE_OK;
}

/* What lies behind the end is zeros, and told. */
static int copy_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 at)
{
    const struct backup_pages *pages = pages_of(file);
    int64_t there = at < pages->size ? pages->size - at : 0;
    size_t some = there < size ? (size_t)there : (size_t)size;
    if (some && !pages->read(pages->context, bytes, some, at))
        return SQLITE_IOERR_READ;
    if (some == (size_t)size)
        return SQLITE_OK;
    memset((unsigned char *)bytes + some, 0, (size_t)size - some);
    return SQLITE_IOERR_SHORT_READ;
}

static int copy_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    (void)file, (void)bytes, (void)size, (void)at;
    return SQLITE_READONLY;
}

static int copy_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    (void)file, (void)size;
    return SQLITE_READONLY;
}

static int copy_nothing(sqlite3_file *file, int number)
{
    (void)file, (void)number;
    return SQLITE_OK;
}

static int copy_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
    *ret_size = pages_of(file)->size;
    return SQLITE_OK;
}

static int copy_is_reserved(sqlite3_file *file, int *ret_is_reserved)
{
    (void)file;
    *ret_is_reserved = 0;
    return SQLITE_OK;
}

static int copy_control(sqlite3_file *file, int operation, void *argument)
{
    (void)file, (void)operation, (void)argument;
    return SQLITE_NOTFOUND;
}

static int copy_sector(sqlite3_file *file)
{
    (void)file;
    return 4096;
}

static int copy_device(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_IMMUTABLE;
}

static int copy_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
    static const sqlite3_io_methods methods = {
        .iVersion = 1,
        .xClose = copy_close,
        .xRead = copy_read,
        .xWrite = copy_write,
        .xTruncate = copy_truncate,
        .xSync = copy_nothing,
        .xFileSize = copy_size,
        .xLock = copy_nothing,
        .xUnlock = copy_nothing,
        .xCheckReservedLock = copy_is_reserved,
        .xFileControl = copy_control,
        .xSectorSize = copy_sector,
        .xDeviceCharacteristics = copy_device,
    };
    (void)name;
    file->pMethods = NULL;
    if (!(flags & SQLITE_OPEN_MAIN_DB))
        return SQLITE_CANTOPEN;
    *(struct copy_file *)file = (struct copy_file){{&methods}, (const struct copy_vfs *)vfs};
    if (ret_flags)
        *ret_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
    return SQLITE_OK;
}

static int copy_delete(sqlite3_vfs *vfs, const char *name, int syncs)
{
    (void)vfs, (void)name, (void)syncs;
    return SQLITE_READONLY;
}

static int copy_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret_is_there)
{
    (void)vfs, (void)name, (void)flags;
    *ret_is_there = 0;
    return SQLITE_OK;
}

static int copy_full_name(sqlite3_vfs *vfs, const char *name, int size, char *ret_name)
{
    (void)vfs;
    snprintf(ret_name, (size_t)size, "%s", name);
    return SQLITE_OK;
}

enum err copy_vfs_new(const struct backup_pages *pages, struct copy_vfs **ret_vfs)
{
    const sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
    struct copy_vfs *vfs = usual ? calloc(1, sizeof *vfs) : NULL;
    if (!vfs)
        return ERR_MEMORY;
    vfs->pages = *pages;
    /* Time, chance and sleep are the usual ones; a name of its own, since several may be open. */
    vfs->vfs = *usual;
    snprintf(vfs->name, sizeof vfs->name, "copy-%p", (void *)vfs);
    vfs->vfs.zName = vfs->name;
    vfs->vfs.pNext = NULL;
    vfs->vfs.szOsFile = sizeof(struct copy_file);
    vfs->vfs.xOpen = copy_open;
    vfs->vfs.xDelete = copy_delete;
    vfs->vfs.xAccess = copy_access;
    vfs->vfs.xFullPathname = copy_full_name;
    if (sqlite3_vfs_register(&vfs->vfs, 0) != SQLITE_OK) {
        free(vfs);
        return ERR_MEMORY;
    }
    *ret_vfs = vfs;
    return ERR_OK;
}

const char *copy_vfs_name(const struct copy_vfs *vfs)
{
    return vfs->name;
}

void copy_vfs_free(struct copy_vfs *vfs)
{
    if (!vfs)
        return;
    sqlite3_vfs_unregister(&vfs->vfs);
    free(vfs);
}
