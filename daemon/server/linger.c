/* A short list of sockets that wait for their client's last bytes. Knows no connections: it holds copies
 * of descriptors. */
#include "linger.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

/* Few, for each is a descriptor that a client holds; two seconds are several round trips to anywhere. */
enum { LINGERING_MAX = 64, LINGERING_MS = 2000, PIECE_SIZE = 16 * 1024, PIECES_MAX = 16 };

/* Ours is a copy of the descriptor; the library has closed its own. */
struct lingering {
    int fd;
    int64_t since_ms;
};

static struct lingering all[LINGERING_MAX];
static size_t count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Reads and drops what came; whether the client has closed. */
static bool is_closed(int fd)
{
    char piece[PIECE_SIZE];
    ssize_t got = 1;
    /* 256 KiB each time at most, or one fast sender would keep everybody waiting. */
    for (int i = 0; i < PIECES_MAX && got > 0; i++)
        // NOLINTNEXTLINE(clang-analyzer-unix.BlockInCriticalSection): it never waits
        got = recv(fd, piece, sizeof piece, MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

/* Under the lock. */
static void sweep(int64_t now_ms)
{
    for (size_t i = 0; i < count;) {
        if (now_ms - all[i].since_ms < LINGERING_MS && !is_closed(all[i].fd)) {
            i++;
            continue;
        }
        close(all[i].fd);
        /* The last takes its place, and is looked at next. */
        all[i] = all[--count];
    }
}

/* When the table is full the connection is closed as usual, and the answer may be lost. */
void linger_add(int fd, int64_t now_ms)
{
    pthread_mutex_lock(&lock);
    /* Perhaps some are over. */
    if (count == LINGERING_MAX)
        sweep(now_ms);
    int copy = count < LINGERING_MAX ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;
    /* All descriptors of a socket share this: the client sees the end of the answer. */
    if (copy >= 0)
        all[count++] = (struct lingering){copy, now_ms};
    pthread_mutex_unlock(&lock);
    if (copy >= 0)
        shutdown(copy, SHUT_WR);
}

/* By the reaper. */
void linger_run(int64_t now_ms)
{
    pthread_mutex_lock(&lock);
    sweep(now_ms);
    pthread_mutex_unlock(&lock);
}

bool linger_is_empty(void)
{
    pthread_mutex_lock(&lock);
    bool is_empty = !count;
    pthread_mutex_unlock(&lock);
    return is_empty;
}

/* At the end of time all are over. */
void linger_end(void)
{
    linger_run(INT64_MAX);
}
