/* The file of the reserve. Must not know what is done with the room. */
#include "ballast.h"

#include "base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* What opening a database needs, with the files beside it; and what shall be left to others when the reserve
 * is made, lest it fill the disk itself. */
static const int64_t last_bytes = 2 << 20, left_bytes = 16 << 20;
enum { FULL_BYTES = 1 << 20, BALLAST_MODE = 0600, BALLAST_PIECE = 64 * 1024, BALLAST_PATH = 4096 };

static void path_of_ballast(const char *directory, char path[static BALLAST_PATH])
{
    snprintf(path, BALLAST_PATH, "%s/ballast", directory);
}

/* What the file really takes of the disk; -1 when there is none. */
static int64_t ballast_held(const char *path)
{
    struct stat st;
    if (lstat(path, &st) || !S_ISREG(st.st_mode))
        return -1;
    return (int64_t)st.st_blocks * 512;
}

/* Where the file system promises no room: bytes that it cannot make smaller. */
static bool ballast_write(int fd, int64_t bytes)
{
    unsigned char piece[BALLAST_PIECE];
    for (int64_t at = 0; at < bytes; at += BALLAST_PIECE) {
        randombytes_buf(piece, sizeof piece);
        size_t size = bytes - at < BALLAST_PIECE ? (size_t)(bytes - at) : sizeof piece;
        if (pwrite(fd, piece, size, at) != (ssize_t)size)
            return false;
    }
    return true;
}

/* Whole, or not longer than before. */
static bool ballast_grow(const char *path, int64_t bytes)
{
    auto_close int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, BALLAST_MODE);
    struct stat st;
    if (fd < 0 || fstat(fd, &st))
        return false;
    bool is_whole = fallocate(fd, 0, 0, bytes) == 0 || (errno == EOPNOTSUPP && ballast_write(fd, bytes));
    /* Also from a longer one, when the setting was lowered. */
    return ftruncate(fd, is_whole ? bytes : st.st_size) == 0 && is_whole;
}

/* The state with what the file holds then. */
static void ballast_note(struct ballast *ballast, const char *path, enum ballast_state state)
{
    int64_t held = ballast_held(path);
    atomic_store(&ballast->held, held > 0 ? held : 0);
    atomic_store(&ballast->state, state);
}

void ballast_begin(struct ballast *ballast, const char *directory)
{
    char path[BALLAST_PATH];
    struct statvfs disk;
    path_of_ballast(directory, path);
    if (!ballast->is_tended)
        return;
    if (!ballast->wanted)
        unlink(path);
    int64_t held = ballast->wanted ? ballast_held(path) : -1;
    bool is_full = statvfs(directory, &disk) == 0 && (int64_t)(disk.f_bavail * disk.f_frsize) < FULL_BYTES;
    if (held >= 0 && is_full)
        unlink(path);
    /* One that is not whole was let go by the process before. */
    if (held >= 0 && (is_full || held < ballast->wanted))
        ballast_note(ballast, path, BALLAST_RELEASED);
    else if (ballast->wanted)
        ballast_note(ballast, path, held < 0 ? BALLAST_MISSING : BALLAST_KEPT);
}

void ballast_release(struct ballast *ballast, const char *directory)
{
    char path[BALLAST_PATH];
    path_of_ballast(directory, path);
    if (atomic_load(&ballast->state) != BALLAST_KEPT)
        return;
    auto_close int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    /* Cutting a file needs no room. One that somebody removed has given all of it. */
    if (fd < 0 || ftruncate(fd, ballast->wanted < last_bytes ? 0 : last_bytes) == 0)
        ballast_note(ballast, path, BALLAST_RELEASED);
}

bool ballast_restore(struct ballast *ballast, const char *directory, int64_t free_bytes)
{
    char path[BALLAST_PATH];
    enum ballast_state state = ballast_state(ballast);
    path_of_ballast(directory, path);
    if (state == BALLAST_NONE || state == BALLAST_KEPT)
        return true;
    int64_t held = ballast_held(path);
    int64_t missing = ballast->wanted - (held > 0 ? held : 0);
    bool has_room = free_bytes < 0 || free_bytes >= missing + left_bytes;
    if (has_room && ballast_grow(path, ballast->wanted)) {
        ballast_note(ballast, path, BALLAST_KEPT);
        return true;
    }
    /* What was never there cannot be waited for. */
    return state == BALLAST_MISSING;
}

enum ballast_state ballast_state(const struct ballast *ballast)
{
    return (enum ballast_state)atomic_load(&ballast->state);
}
