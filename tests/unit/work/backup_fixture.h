/* A store with backups, for their tests. */
#ifndef TEST_WORK_BACKUP_FIXTURE_H
#define TEST_WORK_BACKUP_FIXTURE_H

#include "store/fixture.h"
#include "work/backup.h"

#include <fcntl.h>

enum { FOUND_MAX = 65536 };

static inline void folder_of(const struct fixture *f, char path[400])
{
    fixture_path(f, "backup", path);
}

static inline enum err try_backup(struct fixture *f, const char *name, struct backup_entry *entry,
                                  struct buf *fault)
{
    char folder[400];
    folder_of(f, folder);
    const struct backup_order order = {.store = f->store,
                                       .actor = &editor,
                                       .clock = &f->clock,
                                       .data = f->folder,
                                       .folder = folder,
                                       .name = name,
                                       .erases = true};
    return backup_make(&order, fault, entry);
}

static inline struct backup_entry back_up(struct fixture *f, const char *name)
{
    auto_buf struct buf fault = BUF(4096);
    struct backup_entry entry = {.at_ms = 0};
    enum err err = try_backup(f, name, &entry, &fault);
    if (err)
        fail_msg("%s: %s", err_type(err), buf_str(&fault));
    return entry;
}

/* How many faults a backup has. */
static inline int64_t faults_of(struct fixture *f, const char *name)
{
    auto_buf struct buf found = BUF(FOUND_MAX), fault = BUF(4096);
    char path[700], folder[400];
    int64_t faults = 0;
    folder_of(f, folder);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    enum err err = backup_verify(path, NULL, &found, &faults, &fault);
    if (err)
        fail_msg("%s: %s", err_type(err), buf_str(&fault));
    return faults;
}

static inline void path_in(struct fixture *f, const char *backup, const char *file, char path[700])
{
    char folder[400];
    folder_of(f, folder);
    snprintf(path, 700, "%s/%s/%s", folder, backup, file);
}

/* Links that a file of a backup has. */
static inline long links_of(struct fixture *f, const char *backup, const char *medium)
{
    char path[700], file[200];
    struct stat st;
    snprintf(file, sizeof file, "media/%s", medium);
    path_in(f, backup, file, path);
    return stat(path, &st) ? 0 : (long)st.st_nlink;
}

static inline void flip(const char *path, off_t at)
{
    unsigned char byte;
    assert_int_equal(chmod(path, 0600), 0);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= 0x20;
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

static inline off_t size_of(const char *path)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    return st.st_size;
}

static inline const char *medium(struct fixture *f, int64_t id)
{
    return get_media(f, id).name;
}

#endif
