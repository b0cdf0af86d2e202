/* Rights over the files of the data folder, by descriptors and without following a link: it may be root who
 * mends, in a folder in which another user can put what he likes. Knows names and rights, and not one byte
 * of any file. */
#include "store/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { OTHERS = 0007, GROUP_AND_OTHERS = 0077, PERMISSIONS = 07777, NAME_SIZE = 300 };

/* What the group may not read either: whoever has these can tell who read what, or make what is hashed. */
static const char *const secrets[] = {"secret.key", "day.key", "visits.journal", "control.sock"};

/* What is looked for, and how far that has come. */
struct folder_search {
    struct arena *arena;
    struct folder_fault *items;
    size_t count, limit;
    uid_t owner;
    bool more;
};

static enum err folder_errno(int number)
{
    if (number == ENOENT || number == ENOTDIR)
        return ERR_NOT_FOUND;
    return number == EACCES || number == EPERM ? ERR_FORBIDDEN : ERR_INTERNAL;
}

static bool is_secret_name(const char *name)
{
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        if (strcmp(secrets[i], name) == 0)
            return true;
    return false;
}

static void fault_add(struct folder_search *search, const char *name, enum folder_what what,
                      const struct stat *st, mode_t wanted)
{
    if (search->count == search->limit) {
        search->more = true;
        return;
    }
    search->items[search->count++] = (struct folder_fault){arena_text(search->arena, name),
                                                           what,
                                                           st->st_mode & PERMISSIONS,
                                                           wanted & PERMISSIONS,
                                                           st->st_uid,
                                                           search->owner};
}

/* One file. What is neither a file nor a folder is a socket, or nobody's of ours. */
static void fault_look(struct folder_search *search, const char *name, const struct stat *st)
{
    mode_t forbidden = is_secret_name(name) ? GROUP_AND_OTHERS : OTHERS, wanted = st->st_mode & ~forbidden;
    bool is_foreign = st->st_uid != search->owner;
    /* What lies behind a link is not ours; backups share their files, and are left alone. */
    if (S_ISLNK(st->st_mode) || strcmp(name, "backup") == 0)
        return;
    /* A second name may stand outside the folder, where the same rights mean something else. */
    if (S_ISREG(st->st_mode) && st->st_nlink > 1 && (is_foreign || wanted != st->st_mode))
        fault_add(search, name, FOLDER_LINKED, st, st->st_mode);
    else if (is_foreign)
        fault_add(search, name, FOLDER_FOREIGN, st, wanted);
    else if (wanted != st->st_mode)
        fault_add(search, name, FOLDER_OPEN, st, wanted);
}

/* The entries of a folder whose name within DIR, with its slash, is `prefix`. */
static enum err folder_walk(struct folder_search *search, int parent, const char *name, const char *prefix)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *directory = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *entry;
    struct stat st;
    char whole[NAME_SIZE];
    if (!directory) {
        enum err err = folder_errno(errno);
        if (fd >= 0)
            close(fd);
        return err;
    }
    while ((entry = readdir(directory))) {
        bool is_self = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        if (is_self || fstatat(dirfd(directory), entry->d_name, &st, AT_SYMLINK_NOFOLLOW))
            continue;
        snprintf(whole, sizeof whole, "%s%.255s", prefix, entry->d_name);
        fault_look(search, whole, &st);
    }
    closedir(directory);
    return ERR_OK;
}

enum err folder_faults(const char *directory, struct arena *arena, size_t limit,
                       struct folder_fault **ret_faults, size_t *ret_count, bool *ret_more)
{
    struct folder_search search = {.arena = arena, .limit = limit};
    struct stat st;
    auto_close int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    search.items = arena_zero(arena, limit, sizeof *search.items);
    if (!search.items)
        return ERR_MEMORY;
    if (fd < 0 || fstat(fd, &st))
        return folder_errno(errno);
    search.owner = st.st_uid;
    fault_look(&search, "", &st);
    enum err err = folder_walk(&search, fd, ".", "");
    if (!err) {
        err = folder_walk(&search, fd, "media", "media/");
        /* A portal without media has none, and it may be a link to a larger disk. */
        if (err == ERR_NOT_FOUND || err == ERR_INTERNAL)
            err = ERR_OK;
    }
    *ret_faults = search.items;
    *ret_count = search.count;
    *ret_more = search.more;
    return !err && arena_failed(arena) ? ERR_MEMORY : err;
}

/* A descriptor that stands for the file whatever it is, a socket too, and opens nothing of it. */
static int fault_open(int folder, const char *name)
{
    const char *slash = strchr(name, '/');
    if (!*name)
        return openat(folder, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (!slash)
        return openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    /* Each part of the name without following a link. */
    char above[NAME_SIZE];
    snprintf(above, sizeof above, "%.*s", (int)(slash - name), name);
    auto_close int fd = openat(folder, above, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return fd < 0 ? -1 : openat(fd, slash + 1, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

/* fchmod(2) takes no descriptor that only stands for a file; its place in /proc does, and leads to that very
 * file. */
static bool fault_chmod(int fd, mode_t mode)
{
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return chmod(path, mode) == 0;
}

enum err folder_mend(const char *directory, const struct folder_fault *fault)
{
    struct stat st, own;
    auto_close int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    auto_close int fd = folder < 0 ? -1 : fault_open(folder, fault->name);
    if (fault->what == FOLDER_LINKED)
        return ERR_FORBIDDEN;
    if (fd < 0 || fstat(fd, &st) || fstat(folder, &own))
        return folder_errno(errno);
    if (S_ISLNK(st.st_mode) || (S_ISREG(st.st_mode) && st.st_nlink > 1) || st.st_uid != fault->uid ||
        (st.st_mode & PERMISSIONS) != fault->mode)
        return ERR_CONFLICT;
    /* Rights first, for the new owner's to be right from the beginning. */
    if (fault->wanted != fault->mode && !fault_chmod(fd, fault->wanted))
        return folder_errno(errno);
    if (fault->what == FOLDER_FOREIGN && fchownat(fd, "", fault->owner, own.st_gid, AT_EMPTY_PATH))
        return folder_errno(errno);
    return ERR_OK;
}

enum err folder_tighten(const char *directory, bool *ret_tightened)
{
    struct stat st;
    auto_close int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    *ret_tightened = false;
    if (fd < 0)
        return errno == ENOENT ? ERR_OK : folder_errno(errno);
    if (fstat(fd, &st))
        return folder_errno(errno);
    if (!(st.st_mode & OTHERS))
        return ERR_OK;
    if (fchmod(fd, st.st_mode & PERMISSIONS & ~(mode_t)OTHERS))
        return folder_errno(errno);
    *ret_tightened = true;
    return ERR_OK;
}
