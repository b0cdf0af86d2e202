/* Lines on their way to who reads them. Between log_start() and log_end() a thread of its own writes them,
 * and whoever logs leaves the line in a ring under a lock that is held for a copy and nothing else: a reader
 * of standard error who has stopped (journald that hangs, a terminal at ^S, a full disk) costs lines, and no
 * thread its time. O_NONBLOCK would not do: it is the open file's and not ours, so the shell and every other
 * program with the same terminal would have it too, and a line that fits by half would be cut.
 *
 * What does not fit is counted. A ring that was full takes nothing more until it is empty and the loss is
 * told, so that the order of what is read is that of what happened, and the loss stands where it was. */
#include "log_inner.h"

#include "base/clock.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Some five thousand lines; memory only where they were. A write of PIPE_BUF bytes is whole or not at all,
 * and where poll() promises room, it does not wait. */
enum {
    RING_SIZE = 1024 * 1024,
    PIECE_MAX = PIPE_BUF,
    LOOK_MS = 100,      /* between two looks at whether to end */
    PATIENCE_MS = 1000, /* of who writes itself, once; and at the end */
    GATHER_MS = 2,      /* that a line may wait for others */
};

/* Where lines go. */
static atomic_int target = STDERR_FILENO;

/* Lines lost since the start; those not told yet that could not be written, and those for which there was no
 * room. */
static atomic_uint_least64_t lost_count, unwritten, overflowed;

/* Bytes since the start: given (changed under the lock), taken out by the writer (its own, under the lock),
 * written or given up. */
static atomic_uint_least64_t given, written;

/* The instant at which the writer gives up, monotonic; INT64_MAX until the end. */
static atomic_llong until_ms;

/* Whether the thread is there. */
static atomic_bool is_started;

/* A line was written in part. Of who writes. */
static atomic_bool is_torn;

/* What the lock guards, and the thread. */
struct ring {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    uint64_t taken;
    bool is_asleep, is_ending, is_over, is_prepared;
    atomic_bool is_telling; /* of a loss; for who flushes, without the lock */
    char bytes[RING_SIZE];
};

static struct ring ring = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

void log_writer_to(int fd)
{
    target = fd;
}

uint64_t log_lines_lost(void)
{
    return atomic_load(&lost_count);
}

static size_t log_count_lines(const char *bytes, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += bytes[i] == '\n';
    return count;
}

/* Whether the target takes bytes before the instant that `until` holds, which may come nearer meanwhile. */
static bool wait_for_room(const atomic_llong *until)
{
    for (;;) {
        struct pollfd place = {.fd = target, .events = POLLOUT};
        int64_t left_ms = atomic_load(until) - clock_monotonic_ms(&clock_system);
        int look_ms = left_ms <= 0 ? 0 : left_ms < LOOK_MS ? (int)left_ms : LOOK_MS;
        /* Errors too are the write's to find. */
        if (poll(&place, 1, look_ms) > 0)
            return true;
        if (left_ms <= 0)
            return false;
    }
}

/* All of it, in pieces that do not wait; what was begun and not ended is noted. */
static bool log_write_bytes(const char *bytes, size_t length, const atomic_llong *until)
{
    if (atomic_exchange(&is_torn, false) && !log_write_bytes("\n", 1, until)) {
        atomic_store(&is_torn, true);
        return false;
    }
    for (size_t done = 0; done < length;) {
        size_t piece = length - done < PIECE_MAX ? length - done : PIECE_MAX;
        ssize_t count = wait_for_room(until) ? write(target, bytes + done, piece) : -2;
        if (count == -1 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (count <= 0) {
            atomic_store(&is_torn, done > 0);
            return false;
        }
        done += (size_t)count;
    }
    return true;
}

/* Of lines that nobody read in time, or that the disk had no room for. */
static bool tell_loss(uint64_t count, const atomic_llong *until)
{
    struct log_line line;
    char text[96];
    snprintf(text, sizeof text, "%llu lines lost: nobody took them, or there was no room",
             (unsigned long long)count);
    log_line_begin(&line, log_form(), clock_now_ms(&clock_system), LOG_LEVEL_WARNING, "log");
    log_line_add(&line, &(const struct log_field)LOG_SAYS(text));
    log_line_add(&line, &(const struct log_field)LOG_NUMBER("lost", count));
    log_line_finish(&line);
    return log_write_bytes(line.bytes, line.length, until);
}

/* Whole lines, behind what has to be told of those before them. */
static void log_write_lines(const char *bytes, size_t length, const atomic_llong *until)
{
    uint64_t before = atomic_load(&unwritten);
    bool is_told = !before || tell_loss(before, until);
    if (is_told)
        atomic_fetch_sub(&unwritten, before);
    if (is_told && log_write_bytes(bytes, length, until))
        return;
    size_t count = log_count_lines(bytes, length);
    atomic_fetch_add(&unwritten, count);
    atomic_fetch_add(&lost_count, count);
}

/* By who logs. Whoever was waited for in vain is not waited for again, until a line goes through. */
static void write_at_once(const char *bytes, size_t length)
{
    int64_t patience_ms = atomic_load(&unwritten) ? 0 : PATIENCE_MS;
    const atomic_llong until = clock_monotonic_ms(&clock_system) + patience_ms;
    log_write_lines(bytes, length, &until);
}

static void copy_in(uint64_t at, const char *bytes, size_t length)
{
    size_t place = at % RING_SIZE, first = length < RING_SIZE - place ? length : RING_SIZE - place;
    memcpy(ring.bytes + place, bytes, first);
    memcpy(ring.bytes, bytes + first, length - first);
}

static void copy_out(uint64_t at, char *bytes, size_t length)
{
    size_t place = at % RING_SIZE, first = length < RING_SIZE - place ? length : RING_SIZE - place;
    memcpy(bytes, ring.bytes + place, first);
    memcpy(bytes + first, ring.bytes, length - first);
}

/* Under the lock. */
static void put_line(const char *bytes, size_t length)
{
    uint64_t at = atomic_load(&given);
    if (atomic_load(&overflowed) || at - ring.taken + length > RING_SIZE) {
        atomic_fetch_add(&overflowed, 1);
        atomic_fetch_add(&lost_count, 1);
        return;
    }
    copy_in(at, bytes, length);
    atomic_store(&given, at + length);
}

void log_write(const char *bytes, size_t length)
{
    if (!atomic_load(&is_started)) {
        write_at_once(bytes, length);
        return;
    }
    pthread_mutex_lock(&ring.lock);
    if (ring.is_over) {
        pthread_mutex_unlock(&ring.lock);
        write_at_once(bytes, length);
        return;
    }
    put_line(bytes, length);
    bool wakes = ring.is_asleep;
    ring.is_asleep = false;
    pthread_mutex_unlock(&ring.lock);
    /* One line of a burst wakes the writer, the others find it awake. */
    if (wakes)
        pthread_cond_signal(&ring.wake);
}

/* Under the lock: whole lines out of the ring, a piece of them or one that is longer; their length. */
static size_t take_lines(char bytes[static LOG_LINE_SIZE])
{
    uint64_t left = atomic_load(&given) - ring.taken;
    size_t length = left < LOG_LINE_SIZE ? (size_t)left : LOG_LINE_SIZE, end = 0;
    copy_out(ring.taken, bytes, length);
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] != '\n')
            continue;
        if (end && i + 1 > PIECE_MAX)
            break;
        end = i + 1;
    }
    ring.taken += end;
    return end;
}

/* Lines of a burst come together, and wake the writer once. Under the lock, which is let go meanwhile. */
static void let_lines_gather(void)
{
    static const struct timespec pause = {.tv_nsec = GATHER_MS * 1000000};
    pthread_mutex_unlock(&ring.lock);
    nanosleep(&pause, NULL);
    pthread_mutex_lock(&ring.lock);
}

/* Until there is something to do; under the lock. False: all is done, and no more comes. */
static bool writer_waits(void)
{
    while (atomic_load(&given) == ring.taken && !atomic_load(&overflowed)) {
        if (ring.is_ending)
            return false;
        ring.is_asleep = true;
        pthread_cond_wait(&ring.wake, &ring.lock);
        if (!ring.is_ending)
            let_lines_gather();
    }
    ring.is_asleep = false;
    return true;
}

/* The thread. */
static void *writer_run(void *context)
{
    char bytes[LOG_LINE_SIZE];
    (void)context;
    pthread_mutex_lock(&ring.lock);
    while (writer_waits()) {
        size_t length = take_lines(bytes);
        /* The ring is empty: here the lost ones would have stood. Lines of the meantime stand behind them. */
        if (!length) {
            atomic_store(&ring.is_telling, true);
            atomic_fetch_add(&unwritten, atomic_exchange(&overflowed, 0));
        }
        pthread_mutex_unlock(&ring.lock);
        log_write_lines(bytes, length, &until_ms);
        atomic_store(&ring.is_telling, false);
        atomic_fetch_add(&written, length);
        pthread_mutex_lock(&ring.lock);
    }
    ring.is_over = true;
    pthread_mutex_unlock(&ring.lock);
    return NULL;
}

/* What is forked has the ring and not its writer: the lines in it are the parent's to write. */
static void hold_lock(void)
{
    pthread_mutex_lock(&ring.lock);
}

static void give_lock(void)
{
    pthread_mutex_unlock(&ring.lock);
}

static void begin_child(void)
{
    static const pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static const pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
    ring.lock = lock;
    ring.wake = wake;
    ring.taken = atomic_load(&given);
    atomic_store(&written, atomic_load(&given));
    atomic_store(&is_started, false);
    atomic_store(&unwritten, 0);
    atomic_store(&overflowed, 0);
    atomic_store(&is_torn, false);
}

enum err log_start(void)
{
    sigset_t all, former;
    if (!ring.is_prepared && pthread_atfork(hold_lock, give_lock, begin_child))
        return ERR_MEMORY;
    ring.is_prepared = true;
    ring.is_ending = ring.is_over = false;
    atomic_store(&until_ms, INT64_MAX);
    /* Signals are others' to take. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &former);
    bool is_made = pthread_create(&ring.thread, NULL, writer_run, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &former, NULL);
    atomic_store(&is_started, is_made);
    return is_made ? ERR_OK : ERR_MEMORY;
}

void log_end(void)
{
    if (!atomic_load(&is_started))
        return;
    /* From here on who logs writes itself, behind what the thread still has. */
    atomic_store(&until_ms, clock_monotonic_ms(&clock_system) + PATIENCE_MS);
    pthread_mutex_lock(&ring.lock);
    ring.is_ending = true;
    pthread_mutex_unlock(&ring.lock);
    pthread_cond_signal(&ring.wake);
    pthread_join(ring.thread, NULL);
    atomic_store(&is_started, false);
}

void log_flush(int patience_ms)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    uint64_t wanted = atomic_load(&given);
    for (int waited = 0;
         atomic_load(&is_started) && waited < patience_ms &&
         (atomic_load(&written) < wanted || atomic_load(&overflowed) || atomic_load(&ring.is_telling));
         waited++)
        nanosleep(&pause, NULL);
}
