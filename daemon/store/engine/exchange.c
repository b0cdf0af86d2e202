/* The exchange of a data folder's files for those that were made ready: renames alone, each of which may be
 * the last before the process is killed. What is left to do is told by what is still in the folder that is
 * ready; the database goes last, and with it everything is done. It knows no table. */
#include "base/cleanup.h"
#include "base/log.h"
#include "base/said.h"
#include "store/restore.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { FOLDER_MODE = 0750, NAME_SIZE = 200 };

/* What goes aside, and what of it has a successor in the folder that is ready, in this order. A log without
 * its database is nothing, and the other way round it is worse: so the logs go right before it. */
static const struct {
    const char *name;
    bool has_successor;
} parts[] = {
    {"media", true},           {"secret.key", true},       {RESTORE_PENDING, true},
    {"visits.journal", false}, {"cong.db-journal", false}, {"cong.db-shm", false},
    {"cong.db-wal", false},    {"cong.db", true},
};

struct swap {
    int folder, ready, aside; /* descriptors */
    char former[NAME_SIZE];   /* "former/2026-11-29-130502" */
};

static bool swap_has(int folder, const char *name)
{
    struct stat st;
    return fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* A rename, and both folders on the disk. */
static bool swap_move(int from, int to, const char *name)
{
    return renameat(from, name, to, name) == 0 && !fsync(to) && !fsync(from);
}

/* Whether the media lie on another disk, behind a link or as a mount: such a folder stays in its place. */
static bool swap_is_elsewhere(int folder)
{
    struct stat own, media, link;
    return !fstat(folder, &own) && !fstatat(folder, "media", &link, AT_SYMLINK_NOFOLLOW) &&
           !fstatat(folder, "media", &media, 0) && (S_ISLNK(link.st_mode) || media.st_dev != own.st_dev);
}

/* The files of a folder to one within it. */
static bool swap_move_within(const struct swap *swap)
{
    char aside[NAME_SIZE + 2];
    snprintf(aside, sizeof aside, ".%s", swap->former);
    *strchr(aside, '/') = '-';
    auto_close int media = openat(swap->folder, "media", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (media < 0 || (mkdirat(media, aside, FOLDER_MODE) && errno != EEXIST))
        return false;
    auto_close int to = openat(media, aside, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int own = openat(media, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = to < 0 || own < 0 ? NULL : fdopendir(own);
    const struct dirent *entry;
    bool done = directory != NULL;
    if (!directory && own >= 0)
        close(own);
    while (done && (entry = readdir(directory)))
        /* Those of former times begin with a dot too. */
        if (entry->d_name[0] != '.')
            done = renameat(media, entry->d_name, to, entry->d_name) == 0;
    if (directory)
        closedir(directory);
    return done && !fsync(to) && !fsync(media);
}

/* One part: what is there aside, what is ready in its place. */
static bool swap_part(const struct swap *swap, const char *name, bool has_successor)
{
    bool is_ready = swap_has(swap->ready, name);
    /* It took its place before a kill. */
    if (has_successor && !is_ready)
        return true;
    if (strcmp(name, "media") == 0 && swap_is_elsewhere(swap->folder))
        return swap_move_within(swap) && !unlinkat(swap->ready, name, AT_REMOVEDIR);
    if (swap_has(swap->folder, name) && !swap_move(swap->folder, swap->aside, name))
        return false;
    return !has_successor || swap_move(swap->ready, swap->folder, name);
}

/* Where the former files go. */
static bool swap_read_former(struct swap *swap)
{
    auto_close int fd = openat(swap->ready, RESTORE_FORMER, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t size = fd < 0 ? -1 : read(fd, swap->former, sizeof swap->former - 1);
    if (size <= 0)
        return false;
    swap->former[size] = '\0';
    swap->former[strcspn(swap->former, "\n")] = '\0';
    return strncmp(swap->former, "former/", strlen("former/")) == 0 && !strstr(swap->former, "..");
}

static bool swap_open_aside(struct swap *swap)
{
    if ((mkdirat(swap->folder, "former", FOLDER_MODE) && errno != EEXIST) ||
        (mkdirat(swap->folder, swap->former, FOLDER_MODE) && errno != EEXIST))
        return false;
    swap->aside = openat(swap->folder, swap->former, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return swap->aside >= 0 && !fsync(swap->folder);
}

/* What is left in the folder that is ready is its own note, and its lock. */
static bool swap_end(const struct swap *swap)
{
    bool done = (!unlinkat(swap->ready, "lock", 0) || errno == ENOENT) &&
                (!unlinkat(swap->ready, RESTORE_FORMER, 0) || errno == ENOENT);
    return done && !unlinkat(swap->folder, RESTORE_READY, AT_REMOVEDIR) && !fsync(swap->folder);
}

static bool swap_carry_out(struct swap *swap)
{
    /* Its note goes last, so without one everything has its place. */
    if (!swap_has(swap->ready, RESTORE_FORMER))
        return swap_end(swap);
    if (!swap_read_former(swap) || !swap_open_aside(swap))
        return false;
    bool done = true;
    /* Behind the database's own place nothing is touched any more: what lies there is the new portal's. */
    for (size_t i = 0; done && i < sizeof parts / sizeof *parts && swap_has(swap->ready, "cong.db"); i++)
        done = swap_part(swap, parts[i].name, parts[i].has_successor);
    return done && swap_end(swap);
}

enum err restore_exchange(const char *directory, bool *ret_done, struct buf *fault)
{
    auto_close int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    auto_close int ready =
        folder < 0 ? -1 : openat(folder, RESTORE_READY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct swap swap = {.folder = folder, .ready = ready, .aside = -1};
    if (ret_done)
        *ret_done = ready >= 0;
    if (folder >= 0 && ready < 0 && errno == ENOENT)
        return ERR_OK;
    errno = 0;
    bool done = ready >= 0 && swap_carry_out(&swap);
    int number = errno;
    if (swap.aside >= 0)
        close(swap.aside);
    if (done) {
        log_info("restore", LOG_SAYS("the restored data are in their place; the former ones are kept aside"),
                 LOG_TEXT("former", swap.former));
        return ERR_OK;
    }
    buf_printf(fault,
               SAID("%s: các tệp của bản sao lưu không vào chỗ được: %s",
                    "%s: the files of the backup cannot take their places: %s"),
               directory,
               number ? said_errno(number)
                      : SAID("phần đã chuẩn bị không trọn vẹn", "what is ready is not whole"));
    return ERR_INTERNAL;
}
