/* A process that is killed before the N-th write of what it does with the file of a store, and the file put
 * back as it was before each. */
#ifndef TEST_STORE_KILLED_H
#define TEST_STORE_KILLED_H

#include "engine_fixture.h"

#include <signal.h>
#include <sys/wait.h>

enum { WRITES_MOST = 5000 };

/* The blow comes before the N-th write or synchronising of this process. */
static int writes_left;

static inline void blow_when_due(void)
{
    if (writes_left && !--writes_left)
        kill(getpid(), SIGKILL);
}

static inline ssize_t counted_pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    blow_when_due();
    return pwrite(fd, bytes, size, at);
}

static inline ssize_t counted_write(int fd, const void *bytes, size_t size)
{
    blow_when_due();
    return write(fd, bytes, size);
}

static inline int counted_truncate(int fd, off_t size)
{
    blow_when_due();
    return ftruncate(fd, size);
}

static inline int counted_unlink(const char *path)
{
    blow_when_due();
    return unlink(path);
}

/* These two stand before the C library's. What a killed process has written is there, synchronised or not. */
int fsync(int fd)
{
    (void)fd;
    blow_when_due();
    return 0;
}

int fdatasync(int fd)
{
    return fsync(fd);
}

/* SQLite lets its other calls of the system be replaced. */
static inline void calls_count(void)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    static const struct {
        const char *name;
        sqlite3_syscall_ptr call;
    } calls[] = {
        {"pwrite", (sqlite3_syscall_ptr)counted_pwrite}, {"pwrite64", (sqlite3_syscall_ptr)counted_pwrite},
        {"write", (sqlite3_syscall_ptr)counted_write},   {"ftruncate", (sqlite3_syscall_ptr)counted_truncate},
        {"unlink", (sqlite3_syscall_ptr)counted_unlink},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        vfs->xSetSystemCall(vfs, calls[i].name,
                            calls[i].call); /* those that this build does not use are refused */
}

/* Whether a process that was to be killed before its N-th write came through. */
static inline bool killed_came_through(struct fixture *f,
                                       enum err (*work)(struct fixture *f, const void *context),
                                       const void *context, int nth)
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child) {
        calls_count();
        writes_left = nth;
        enum err err = work(f, context);
        _exit(err ? 1 : 0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) {
        assert_int_equal(WTERMSIG(status), SIGKILL);
        return false;
    }
    assert_int_equal(WEXITSTATUS(status), 0);
    return true;
}

static inline void file_copy(struct fixture *f, const char *from, const char *to)
{
    static char bytes[4 * 1024 * 1024];
    char path[400];
    fixture_path(f, from, path);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    assert_in_range(size, 1, sizeof bytes - 1);
    fclose(file);
    fixture_path(f, to, path);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

static inline void file_forget(struct fixture *f, const char *name)
{
    char path[400];
    fixture_path(f, name, path);
    unlink(path);
}

/* Keeps the file of the closed store, and puts it back. */
static inline void killed_keep(struct fixture *f)
{
    file_copy(f, "cong.db", "kept");
}

static inline void killed_put_back(struct fixture *f)
{
    file_forget(f, "cong.db-wal"), file_forget(f, "cong.db-shm");
    file_copy(f, "kept", "cong.db");
}

#endif
