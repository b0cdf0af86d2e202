/* Room and damage: noted where the engine meets them, and looked at by a job. A full disk is over when there
 * is room again and nothing was refused for a while, since small writes may find room that large ones do not.
 */
#include "store/health.h"
#include "store/condition.h"
#include "store_state.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Room for less is none: the log alone grows by as much. */
enum { LEAST_BYTES = 1024 * 1024, QUIET_MS = 500, PATH_SIZE = 4096 };

void health_note(struct store *store, int code)
{
    struct health *health = &store->health;
    switch (code & 0xFF) {
    case SQLITE_FULL:
        atomic_store(&health->refused_ms, clock_monotonic_ms(store->clock));
        if (!atomic_exchange(&health->is_full, true))
            log_error("disk_full",
                      LOG_SAYS("no room is left on the disk: readers go on, what writes is refused"),
                      LOG_TEXT("state", "begun"), LOG_TEXT("folder", store->directory));
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        atomic_store(&health->is_damaged, true);
        break;
    default:
        break;
    }
}

/* The number of the last failure of a file, as SQLite noted it; 0 where there is no such file. */
static int errno_of_file(sqlite3 *db, int which)
{
    sqlite3_file *file = NULL;
    int number = 0;
    if (sqlite3_file_control(db, "main", which, &file) == SQLITE_OK && file && file->pMethods)
        file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number);
    return number;
}

/* A disk without room may say so as late as this (a network's, one that compresses); that passes. */
static bool lacks_room(int number)
{
    return number == ENOSPC || number == EDQUOT;
}

int health_judge_sync(struct store *store, sqlite3 *db, int code)
{
    if (code != SQLITE_IOERR_FSYNC && code != SQLITE_IOERR_DIR_FSYNC)
        return code;
    if (lacks_room(errno_of_file(db, SQLITE_FCNTL_FILE_POINTER)) ||
        lacks_room(errno_of_file(db, SQLITE_FCNTL_JOURNAL_POINTER)))
        return SQLITE_FULL;
    if (store && store->on_broken_disk)
        store->on_broken_disk();
    return code;
}

/* Whether a file can grow there: also quotas are met so, of which the disk says nothing. */
static bool disk_takes_more(const struct store *store)
{
    int fd = open(store->directory, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    /* Without a descriptor, or where there are no files without names, nothing is known against it. */
    if (fd < 0)
        return errno != ENOSPC && errno != EDQUOT;
    bool fits = fallocate(fd, 0, 0, LEAST_BYTES) == 0 || (errno != ENOSPC && errno != EDQUOT);
    close(fd);
    return fits;
}

/* False, and nothing is known: there is no such folder, or its disk does not answer. */
static bool room_note(struct noted_room *noted, const char *path)
{
    struct statvfs disk;
    bool is_known = statvfs(path, &disk) == 0;
    atomic_store_explicit(&noted->free_bytes, is_known ? (int64_t)(disk.f_bavail * disk.f_frsize) : -1,
                          memory_order_relaxed);
    atomic_store_explicit(&noted->bytes, is_known ? (int64_t)(disk.f_blocks * disk.f_frsize) : -1,
                          memory_order_relaxed);
    return is_known;
}

void store_look_at_disk(struct store *store)
{
    struct health *health = &store->health;
    char media[PATH_SIZE];
    snprintf(media, sizeof media, "%s/media", store->directory);
    room_note(&health->data, store->directory);
    /* The folder is made when it is first needed, and lies on the same disk then. */
    if (!room_note(&health->media, media))
        room_note(&health->media, store->directory);
    int64_t free_bytes = atomic_load_explicit(&health->data.free_bytes, memory_order_relaxed);
    int64_t now_ms = clock_monotonic_ms(store->clock);
    bool is_short = free_bytes >= 0 && free_bytes < LEAST_BYTES;
    if (is_short)
        health_note(store, SQLITE_FULL);
    if (atomic_load(&health->is_full))
        ballast_release(&store->ballast, store->directory);
    bool is_quiet = !is_short && now_ms - atomic_load(&health->refused_ms) >= QUIET_MS;
    bool is_whole = is_quiet && ballast_restore(&store->ballast, store->directory, free_bytes);
    if (atomic_load(&health->is_full) && is_whole && disk_takes_more(store) &&
        atomic_exchange(&health->is_full, false))
        log_info("disk_full", LOG_SAYS("there is room on the disk again"), LOG_TEXT("state", "over"),
                 LOG_TEXT("folder", store->directory));
}

static struct disk_room room_of(const struct noted_room *noted)
{
    return (struct disk_room){atomic_load_explicit(&noted->free_bytes, memory_order_relaxed),
                              atomic_load_explicit(&noted->bytes, memory_order_relaxed)};
}

void store_health(const struct store *store, struct store_health *ret_health)
{
    const struct health *health = &store->health;
    *ret_health =
        (struct store_health){.is_full = atomic_load(&health->is_full),
                              .ballast = ballast_state(&store->ballast),
                              .ballast_bytes = atomic_load(&store->ballast.held),
                              .ballast_wanted = store->ballast.wanted,
                              .is_damaged = atomic_load(&health->is_damaged) || integrity_is_damaged(store),
                              .data = room_of(&health->data),
                              .media = room_of(&health->media)};
}
