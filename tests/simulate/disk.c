/* The file system of disk.h, as SQLite wants one. Locks are none, for a disk has one connection. */
#include "disk.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIRTY_MOST = 4096, REGIONS = 64, SECTOR = 512 };

struct range {
    size_t at, size;
};

/* Bytes as the machine sees them, and as they would be found after a cut. */
struct stored {
    char name[32];
    bool is_there;
    unsigned char *bytes, *synced;
    size_t size, synced_size, room;
    struct range dirty[DIRTY_MOST]; /* written since the last synchronisation */
    size_t dirty_count;
};

static struct disk {
    struct stored files[DISK_FILES];
    void *regions[REGIONS]; /* the shared memory of the log's index */
    bool is_dead;
    unsigned dies_after;
} disks[DISKS];

struct open_file {
    sqlite3_file base;
    struct disk *disk;
    struct stored *stored;
};

static struct disk *disk_of(sqlite3_file *file)
{
    return ((struct open_file *)file)->disk;
}

static struct stored *stored_of(sqlite3_file *file)
{
    return ((struct open_file *)file)->stored;
}

static struct stored *find_file(struct disk *disk, const char *name, bool makes)
{
    struct stored *free_place = NULL;
    for (size_t i = 0; i < DISK_FILES; i++) {
        if (strcmp(disk->files[i].name, name) == 0)
            return &disk->files[i];
        if (!disk->files[i].name[0] && !free_place)
            free_place = &disk->files[i];
    }
    if (!makes)
        return NULL;
    assert(free_place);
    snprintf(free_place->name, sizeof free_place->name, "%s", name);
    return free_place;
}

/* Of a path; *ret_name is the file's own. */
static struct disk *disk_by_path(const char *path, const char **ret_name)
{
    static const char top[] = "/disk/";
    assert(strncmp(path, top, sizeof top - 1) == 0 && path[sizeof top] == '/');
    *ret_name = path + sizeof top + 1;
    return &disks[path[sizeof top - 1] - '0'];
}

/* Before each call that would change the disk. */
static bool dies_now(struct disk *disk)
{
    if (disk->dies_after && --disk->dies_after == 0)
        disk->is_dead = true;
    return disk->is_dead;
}

static void make_room(struct stored *stored, size_t size)
{
    if (size <= stored->room)
        return;
    size_t room = stored->room ? stored->room : 65536;
    while (room < size)
        room *= 2;
    stored->bytes = realloc(stored->bytes, room);
    stored->synced = realloc(stored->synced, room);
    if (!stored->bytes || !stored->synced)
        abort();
    memset(stored->bytes + stored->room, 0, room - stored->room);
    memset(stored->synced + stored->room, 0, room - stored->room);
    stored->room = room;
}

static void synchronise(struct stored *stored)
{
    for (size_t i = 0; i < stored->dirty_count; i++)
        memcpy(stored->synced + stored->dirty[i].at, stored->bytes + stored->dirty[i].at,
               stored->dirty[i].size);
    stored->dirty_count = 0;
    stored->synced_size = stored->size;
}

static int file_close(sqlite3_file *file)
{
    (void)file;
    return SQLITE_OK;
}

static int file_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 at)
{
    const struct stored *stored = stored_of(file);
    size_t wanted = (size_t)size, there = (size_t)at < stored->size ? stored->size - (size_t)at : 0;
    if (disk_of(file)->is_dead)
        return SQLITE_IOERR_READ;
    if (there > wanted)
        there = wanted;
    memset(bytes, 0, wanted);
    if (there)
        memcpy(bytes, stored->bytes + at, there);
    return there == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    struct stored *stored = stored_of(file);
    size_t end = (size_t)at + (size_t)size;
    if (dies_now(disk_of(file)))
        return SQLITE_IOERR_WRITE;
    make_room(stored, end);
    memcpy(stored->bytes + at, bytes, (size_t)size);
    if (end > stored->size)
        stored->size = end;
    if (stored->dirty_count == DIRTY_MOST)
        synchronise(stored); /* the kernel writes when it likes */
    stored->dirty[stored->dirty_count++] = (struct range){(size_t)at, (size_t)size};
    return SQLITE_OK;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct stored *stored = stored_of(file);
    if (dies_now(disk_of(file)))
        return SQLITE_IOERR_TRUNCATE;
    if ((size_t)size < stored->size)
        memset(stored->bytes + size, 0, stored->size - (size_t)size);
    stored->size = (size_t)size;
    return SQLITE_OK;
}

static int file_sync(sqlite3_file *file, int flags)
{
    (void)flags;
    if (dies_now(disk_of(file)))
        return SQLITE_IOERR_FSYNC;
    synchronise(stored_of(file));
    return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
    *ret_size = (sqlite3_int64)stored_of(file)->size;
    return disk_of(file)->is_dead ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int file_lock(sqlite3_file *file, int lock)
{
    (void)file, (void)lock;
    return SQLITE_OK;
}

static int file_reserved(sqlite3_file *file, int *ret_is_reserved)
{
    (void)file;
    *ret_is_reserved = 0;
    return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int what, void *argument)
{
    (void)file, (void)what, (void)argument;
    return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *file)
{
    (void)file;
    return SECTOR;
}

static int file_characteristics(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int file_map(sqlite3_file *file, int region, int size, int makes, void volatile **ret_memory)
{
    struct disk *disk = disk_of(file);
    assert(region < REGIONS);
    if (!disk->regions[region] && makes)
        disk->regions[region] = calloc(1, (size_t)size);
    *ret_memory = disk->regions[region];
    return SQLITE_OK;
}

static int file_map_lock(sqlite3_file *file, int offset, int count, int flags)
{
    (void)file, (void)offset, (void)count, (void)flags;
    return SQLITE_OK;
}

static void file_map_barrier(sqlite3_file *file)
{
    (void)file;
}

/* Memory goes with its machine. */
static void forget_regions(struct disk *disk)
{
    for (size_t i = 0; i < REGIONS; i++) {
        free(disk->regions[i]);
        disk->regions[i] = NULL;
    }
}

static int file_unmap(sqlite3_file *file, int removes)
{
    (void)removes;
    forget_regions(disk_of(file));
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_lock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_map,
    .xShmLock = file_map_lock,
    .xShmBarrier = file_map_barrier,
    .xShmUnmap = file_unmap,
};

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *ret_flags)
{
    const char *name;
    (void)vfs;
    file->pMethods = NULL;
    if (!path)
        return SQLITE_CANTOPEN; /* temporary files stay in memory */
    struct disk *disk = disk_by_path(path, &name);
    struct stored *stored = find_file(disk, name, true);
    if (disk->is_dead || (!stored->is_there && !(flags & SQLITE_OPEN_CREATE)))
        return SQLITE_CANTOPEN;
    stored->is_there = true;
    *(struct open_file *)file = (struct open_file){{&methods}, disk, stored};
    if (ret_flags)
        *ret_flags = flags;
    return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *path, int syncs)
{
    const char *name;
    (void)vfs, (void)syncs;
    struct disk *disk = disk_by_path(path, &name);
    struct stored *stored = find_file(disk, name, false);
    if (dies_now(disk))
        return SQLITE_IOERR_DELETE;
    if (!stored || !stored->is_there)
        return SQLITE_IOERR_DELETE_NOENT;
    stored->is_there = false;
    stored->size = stored->synced_size = stored->dirty_count = 0;
    return SQLITE_OK;
}

static int disk_access(sqlite3_vfs *vfs, const char *path, int what, int *ret_is_there)
{
    const char *name;
    (void)vfs;
    struct disk *disk = disk_by_path(path, &name);
    const struct stored *stored = find_file(disk, name, false);
    /* An empty journal is none. */
    *ret_is_there = stored && stored->is_there && (what != SQLITE_ACCESS_EXISTS || stored->size);
    return SQLITE_OK;
}

static int disk_full_path(sqlite3_vfs *vfs, const char *path, int room, char *ret_path)
{
    (void)vfs;
    snprintf(ret_path, (size_t)room, "%s", path);
    return SQLITE_OK;
}

void disks_install(void)
{
    static sqlite3_vfs vfs;
    vfs = *sqlite3_vfs_find(NULL);
    vfs.zName = "disks";
    vfs.szOsFile = sizeof(struct open_file);
    vfs.xOpen = disk_open;
    vfs.xDelete = disk_delete;
    vfs.xAccess = disk_access;
    vfs.xFullPathname = disk_full_path;
    sqlite3_vfs_register(&vfs, 1);
}

void disk_clear(int disk)
{
    for (size_t i = 0; i < DISK_FILES; i++) {
        struct stored *stored = &disks[disk].files[i];
        free(stored->bytes);
        free(stored->synced);
        *stored = (struct stored){0};
    }
    forget_regions(&disks[disk]);
    disks[disk].is_dead = false;
    disks[disk].dies_after = 0;
}

void disk_copy(int disk, int from)
{
    disk_clear(disk);
    for (size_t i = 0; i < DISK_FILES; i++) {
        const struct stored *source = &disks[from].files[i];
        struct stored *stored = &disks[disk].files[i];
        memcpy(stored->name, source->name, sizeof stored->name);
        stored->is_there = source->is_there;
        make_room(stored, source->size);
        if (source->size) {
            memcpy(stored->bytes, source->bytes, source->size);
            memcpy(stored->synced, source->bytes, source->size);
        }
        stored->size = stored->synced_size = source->size;
    }
}

void disk_die(int disk)
{
    disks[disk].is_dead = true;
}

void disk_die_after(int disk, unsigned calls)
{
    disks[disk].dies_after = calls;
}

bool disk_is_dead(int disk)
{
    return disks[disk].is_dead;
}

/* Each write since the last synchronisation is there, or not, or half of it. */
static void cut_file(struct stored *stored, struct random *random)
{
    bool keeps_size = random_in(random, 2);
    for (size_t i = 0; i < stored->dirty_count; i++) {
        size_t size = stored->dirty[i].size, end;
        uint32_t chance = random_below(random, 4);
        if (chance == 1)
            size = random_below(random, (uint32_t)(size / SECTOR + 1)) * SECTOR;
        if (chance == 0 || !size)
            continue;
        end = stored->dirty[i].at + size;
        memcpy(stored->synced + stored->dirty[i].at, stored->bytes + stored->dirty[i].at, size);
        if (end > stored->synced_size)
            stored->synced_size = end;
    }
    stored->dirty_count = 0;
    /* A file that was cut shorter may be found so. */
    if (keeps_size && stored->size < stored->synced_size)
        stored->synced_size = stored->size;
    if (stored->room)
        memset(stored->synced + stored->synced_size, 0, stored->room - stored->synced_size);
    stored->size = stored->synced_size;
    if (stored->room)
        memcpy(stored->bytes, stored->synced, stored->room);
}

void disk_revive(int disk, struct random *random)
{
    for (size_t i = 0; i < DISK_FILES; i++)
        cut_file(&disks[disk].files[i], random);
    forget_regions(&disks[disk]);
    disks[disk].is_dead = false;
    disks[disk].dies_after = 0;
}
