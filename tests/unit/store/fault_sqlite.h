/* Faults of the machine below SQLite, one at a time and to order: the disk that is full or broken, memory
 * that runs out, an interruption. Call faults_install() before SQLite is used. */
#ifndef TEST_STORE_FAULT_SQLITE_H
#define TEST_STORE_FAULT_SQLITE_H

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum fault_kind { FAULT_FULL, FAULT_IOERR, FAULT_NOMEM, FAULT_INTERRUPT, FAULT_KINDS };

static struct {
    atomic_int kind;
    atomic_int left; /* the step at which it happens, counted down; 0: never */
    atomic_bool happened;
} injected;

static inline void fault_arm(enum fault_kind kind, int step)
{
    atomic_store(&injected.happened, false);
    atomic_store(&injected.kind, (int)kind);
    atomic_store(&injected.left, step);
}

static inline void fault_disarm(void)
{
    atomic_store(&injected.left, 0);
}

/* Whether this step, one of a fault of that kind, is the one that fails. */
static inline bool fault_is_now(enum fault_kind kind)
{
    if (atomic_load(&injected.kind) != (int)kind || atomic_load(&injected.left) <= 0 ||
        atomic_fetch_sub(&injected.left, 1) != 1)
        return false;
    atomic_store(&injected.happened, true);
    return true;
}

static sqlite3_mem_methods real_memory;

static inline void *faulty_malloc(int size)
{
    return fault_is_now(FAULT_NOMEM) ? NULL : real_memory.xMalloc(size);
}

static inline void *faulty_realloc(void *old, int size)
{
    return fault_is_now(FAULT_NOMEM) ? NULL : real_memory.xRealloc(old, size);
}

static inline int faulty_progress(void *context)
{
    (void)context;
    return fault_is_now(FAULT_INTERRUPT);
}

/* A file whose writes and synchronisations can fail; all else is the real one's. */
struct faulty_file {
    sqlite3_file base;
    sqlite3_file *real;
    struct sqlite3_io_methods methods;
};

static inline sqlite3_file *real_file(sqlite3_file *file)
{
    return ((struct faulty_file *)file)->real;
}

#define FORWARD(name, parameters, ...)                                                      \
    static inline int faulty_##name parameters                                              \
    {                                                                                       \
        return real_file(file)->pMethods->name(real_file(file) __VA_OPT__(, ) __VA_ARGS__); \
    }

FORWARD(xRead, (sqlite3_file * file, void *bytes, int size, sqlite3_int64 at), bytes, size, at)
FORWARD(xTruncate, (sqlite3_file * file, sqlite3_int64 size), size)
FORWARD(xFileSize, (sqlite3_file * file, sqlite3_int64 *size), size)
FORWARD(xLock, (sqlite3_file * file, int lock), lock)
FORWARD(xUnlock, (sqlite3_file * file, int lock), lock)
FORWARD(xCheckReservedLock, (sqlite3_file * file, int *out), out)
FORWARD(xFileControl, (sqlite3_file * file, int what, void *argument), what, argument)
FORWARD(xSectorSize, (sqlite3_file * file))
FORWARD(xDeviceCharacteristics, (sqlite3_file * file))
FORWARD(xShmMap, (sqlite3_file * file, int page, int size, int extend, void volatile **out), page, size,
        extend, out)
FORWARD(xShmLock, (sqlite3_file * file, int offset, int n, int flags), offset, n, flags)
FORWARD(xShmUnmap, (sqlite3_file * file, int remove), remove)
FORWARD(xFetch, (sqlite3_file * file, sqlite3_int64 at, int size, void **out), at, size, out)
FORWARD(xUnfetch, (sqlite3_file * file, sqlite3_int64 at, void *page), at, page)

static inline void faulty_xShmBarrier(sqlite3_file *file)
{
    real_file(file)->pMethods->xShmBarrier(real_file(file));
}

static inline int faulty_xClose(sqlite3_file *file)
{
    int code = real_file(file)->pMethods->xClose(real_file(file));
    free(real_file(file));
    return code;
}

static inline int faulty_xWrite(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    if (fault_is_now(FAULT_FULL))
        return SQLITE_FULL;
    if (fault_is_now(FAULT_IOERR))
        return SQLITE_IOERR_WRITE;
    return real_file(file)->pMethods->xWrite(real_file(file), bytes, size, at);
}

static inline int faulty_xSync(sqlite3_file *file, int flags)
{
    if (fault_is_now(FAULT_FULL))
        return SQLITE_FULL;
    if (fault_is_now(FAULT_IOERR))
        return SQLITE_IOERR_FSYNC;
    return real_file(file)->pMethods->xSync(real_file(file), flags);
}

static sqlite3_vfs faulty_vfs;
static sqlite3_vfs *real_vfs;

static inline int faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                              int *out_flags)
{
    static const struct sqlite3_io_methods methods = {
        3,
        faulty_xClose,
        faulty_xRead,
        faulty_xWrite,
        faulty_xTruncate,
        faulty_xSync,
        faulty_xFileSize,
        faulty_xLock,
        faulty_xUnlock,
        faulty_xCheckReservedLock,
        faulty_xFileControl,
        faulty_xSectorSize,
        faulty_xDeviceCharacteristics,
        faulty_xShmMap,
        faulty_xShmLock,
        faulty_xShmBarrier,
        faulty_xShmUnmap,
        faulty_xFetch,
        faulty_xUnfetch,
    };
    struct faulty_file *faulty = (struct faulty_file *)file;
    (void)vfs;
    file->pMethods = NULL;
    faulty->real = calloc(1, (size_t)real_vfs->szOsFile);
    int code = faulty->real ? real_vfs->xOpen(real_vfs, name, faulty->real, flags, out_flags) : SQLITE_NOMEM;
    if (code != SQLITE_OK) {
        free(faulty->real);
        return code;
    }
    faulty->methods = methods;
    faulty->methods.iVersion = faulty->real->pMethods->iVersion;
    file->pMethods = &faulty->methods;
    return SQLITE_OK;
}

static inline void faults_install(void)
{
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
    sqlite3_mem_methods memory = real_memory;
    memory.xMalloc = faulty_malloc;
    memory.xRealloc = faulty_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &memory);
    sqlite3_initialize();
    real_vfs = sqlite3_vfs_find(NULL);
    faulty_vfs = *real_vfs;
    faulty_vfs.zName = "faulty";
    faulty_vfs.szOsFile = sizeof(struct faulty_file);
    faulty_vfs.xOpen = faulty_open;
    sqlite3_vfs_register(&faulty_vfs, 1);
}

#endif
