/* The daemon's side of the log: questions to its processes, each with an instant at which it ends. Knows
 * neither PostgreSQL nor what entries hold. */
#include "ordered/ordered.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/said.h"
#include "keeper.h"
#include "packet.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Within the half minute for which a request may wait, also when it is asked twice; and what an await may
 * take beyond its patience. */
enum { CALL_MS = 8000, READY_MS = 10000, AWAIT_MORE_MS = 12000 };

/* One process, asked by one thread at a time. */
struct ordered_line {
    int socket;
    pthread_mutex_t lock;
    uint32_t number;                   /* of the last question */
    char cluster[PACKET_CLUSTER_SIZE]; /* set before anybody asks */
};

struct ordered {
    pid_t pid;
    struct ordered_line lines[KEPT_COUNT];
    atomic_bool is_over;  /* nobody waits any more */
    pthread_mutex_t lock; /* a leaf, for the state */
    struct ordered_state state;
    int64_t refused; /* number of the entry that could last not be read, and was told; of who has the line's
                        lock */
    unsigned char unknown[REPLICATION_TXID_SIZE]; /* whose outcome is open; of who appends */
};

/* In the keeper: everything the daemon had open is let go, and root's rights with it. */
static _Noreturn void become_keeper(const int ends[KEPT_COUNT], const struct sandbox_user *user,
                                    const struct database_options *options)
{
    /* All can be read, for libraries, names of machines and certificates may lie anywhere; nothing written,
     * and no program executed. */
    static const struct sandbox_path readable[] = {{"/", SANDBOX_READ}};
    enum { FIRST = STDERR_FILENO + 1 };
    int version, nothing = open("/dev/null", O_RDWR | O_CLOEXEC), beyond[KEPT_COUNT], sockets[KEPT_COUNT];
    bool is_ready = nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 && dup2(nothing, STDOUT_FILENO) >= 0;
    /* Beyond where they are to stand, so that none is overwritten. */
    for (int i = 0; i < KEPT_COUNT; i++)
        beyond[i] = fcntl(ends[i], F_DUPFD, FIRST + KEPT_COUNT);
    for (int i = 0; i < KEPT_COUNT; i++) {
        sockets[i] = FIRST + i;
        is_ready = is_ready && beyond[i] >= 0 && dup2(beyond[i], sockets[i]) >= 0;
    }
    if (!is_ready)
        _exit(1);
    close_range(FIRST + KEPT_COUNT, ~0U, 0);
    if (!sandbox_become(user) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
        (!SANDBOX_IS_SANITIZED && !sandbox_limit_files(readable, 1, SANDBOX_FILES, &version)))
        _exit(1);
    keeper_run(sockets, options);
}

/* Pairs of sockets; the far ends in `ends`. */
static bool open_lines(struct ordered *ordered, int ends[KEPT_COUNT])
{
    for (int i = 0; i < KEPT_COUNT; i++) {
        int pair[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
            return false;
        ordered->lines[i].socket = pair[0];
        ends[i] = pair[1];
    }
    return true;
}

/* The keeper's first word. */
static enum err await_keeper(struct ordered *ordered, struct buf *fault)
{
    struct packet ready;
    int file;
    if (!packet_receive(ordered->lines[KEPT_TALK].socket, clock_monotonic_ms(&clock_system) + READY_MS,
                        &ready, &file)) {
        buf_text(fault, SAID("tiến trình của nhật ký chung không khởi động được",
                             "the process for the common log did not start"));
        return ERR_INTERNAL;
    }
    if (file >= 0)
        close(file);
    buf_text(fault, ready.err ? ready.text : "");
    return ready.err;
}

enum err ordered_start(const struct database_options *options, const struct sandbox_user *user,
                       struct buf *fault, struct ordered **ret_ordered)
{
    int ends[KEPT_COUNT] = {-1, -1, -1};
    assert(*options->node && strlen(options->node) <= DATABASE_NODE_MAX);
    struct ordered *ordered = calloc(1, sizeof *ordered);
    if (!ordered)
        return ERR_MEMORY;
    ordered->pid = -1;
    pthread_mutex_init(&ordered->lock, NULL);
    for (int i = 0; i < KEPT_COUNT; i++) {
        ordered->lines[i].socket = -1;
        pthread_mutex_init(&ordered->lines[i].lock, NULL);
    }
    if (open_lines(ordered, ends))
        ordered->pid = fork();
    if (ordered->pid == 0)
        become_keeper(ends, user, options);
    /* They must not stay open here, or the keeper would never see the end. */
    for (int i = 0; i < KEPT_COUNT; i++)
        if (ends[i] >= 0)
            close(ends[i]);
    enum err err = ordered->pid < 0 ? ERR_MEMORY : await_keeper(ordered, fault);
    if (err)
        ordered_stop(ordered);
    else
        *ret_ordered = ordered;
    return err;
}

void ordered_stop(struct ordered *ordered)
{
    if (!ordered)
        return;
    for (int i = 0; i < KEPT_COUNT; i++)
        if (ordered->lines[i].socket >= 0)
            close(ordered->lines[i].socket);
    while (ordered->pid > 0 && waitpid(ordered->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    for (int i = 0; i < KEPT_COUNT; i++)
        pthread_mutex_destroy(&ordered->lines[i].lock);
    pthread_mutex_destroy(&ordered->lock);
    free(ordered);
}

void ordered_know_cluster(struct ordered *ordered, const char *name)
{
    for (int i = 0; i < KEPT_COUNT; i++)
        snprintf(ordered->lines[i].cluster, sizeof ordered->lines[i].cluster, "%s", name);
}

void ordered_hang_up(struct ordered *ordered)
{
    atomic_store(&ordered->is_over, true);
    shutdown(ordered->lines[KEPT_LISTEN].socket, SHUT_RDWR);
}

/* Waits for the answer to just this question; one that was given up may still be answered before. */
static bool line_answer(struct ordered_line *line, struct packet *packet, int64_t until_ms, int *ret_file)
{
    for (;;) {
        struct packet answer;
        if (!packet_receive(line->socket, until_ms, &answer, ret_file))
            return false;
        if (answer.number == packet->number) {
            *packet = answer;
            return true;
        }
        if (*ret_file >= 0)
            close(*ret_file);
    }
}

static void sign_question(struct ordered_line *line, struct packet *packet)
{
    packet->number = ++line->number;
    memcpy(packet->cluster, line->cluster, sizeof packet->cluster);
}

static bool line_ask(struct ordered_line *line, struct packet *packet, const void *bytes, int64_t patience_ms,
                     int *ret_file)
{
    int64_t until_ms = clock_monotonic_ms(&clock_system) + patience_ms;
    sign_question(line, packet);
    *ret_file = -1;
    return packet_send(line->socket, packet, bytes) && line_answer(line, packet, until_ms, ret_file);
}

/* The same with a file beside. */
static bool line_ask_file(struct ordered_line *line, struct packet *packet, int file, int64_t patience_ms,
                          int *ret_file)
{
    int64_t until_ms = clock_monotonic_ms(&clock_system) + patience_ms;
    sign_question(line, packet);
    *ret_file = -1;
    return packet_send_file(line->socket, packet, file) && line_answer(line, packet, until_ms, ret_file);
}

/* That the log is reached is the listening process's to say; that it is not, anybody's. */
static void note_state(struct ordered *ordered, const struct packet *answer)
{
    bool is_reached = answer && answer->is_reached, was_reached, is_new;
    pthread_mutex_lock(&ordered->lock);
    struct ordered_state *state = &ordered->state;
    was_reached = state->is_reached;
    is_new = !state->heard_ms;
    state->heard_ms = clock_monotonic_ms(&clock_system);
    state->is_reached = is_reached;
    snprintf(state->fault, sizeof state->fault, "%s", !answer || is_reached ? "" : answer->text);
    if (is_reached && answer->kind == PACKET_AWAIT) {
        state->head = answer->seq;
        state->head_age_ms = answer->amount;
        snprintf(state->writer, sizeof state->writer, "%.*s", DATABASE_NODE_MAX, answer->text);
    }
    pthread_mutex_unlock(&ordered->lock);
    /* At the end nobody hears it who could do something. */
    if (atomic_load(&ordered->is_over))
        return;
    if (is_reached && !was_reached)
        log_info("replication", LOG_SAYS("the common log is reached; what is written is taken"));
    else if (!is_reached && (was_reached || is_new))
        log_error("replication",
                  LOG_SAYS("the common log is not reached: reading goes on, writing is refused until it is"),
                  LOG_TEXT("error", answer ? answer->text : ""));
}

static enum append_outcome ordered_append(void *context, int64_t seq,
                                          const unsigned char txid[REPLICATION_TXID_SIZE], const void *bytes,
                                          size_t size)
{
    struct ordered *ordered = context;
    struct ordered_line *line = &ordered->lines[KEPT_TALK];
    struct packet packet = {
        .kind = PACKET_APPEND, .seq = seq, .amount = replication_entry_schema(bytes, size), .size = size};
    int file;
    struct ordered_state state = ordered_state(ordered);
    /* Nobody holds the writer while nothing answers: who listens says when it is back. What is open is asked
     * again all the same. */
    if (state.heard_ms && !state.is_reached && memcmp(ordered->unknown, txid, sizeof ordered->unknown) != 0)
        return APPEND_AWAY;
    memcpy(packet.txid, txid, sizeof packet.txid);
    pthread_mutex_lock(&line->lock);
    bool is_answered = line_ask(line, &packet, bytes, CALL_MS, &file);
    pthread_mutex_unlock(&line->lock);
    if (file >= 0)
        close(file);
    enum append_outcome outcome = is_answered ? packet.outcome : APPEND_UNKNOWN;
    if (outcome == APPEND_UNKNOWN || outcome == APPEND_AWAY) {
        memcpy(ordered->unknown, txid, sizeof ordered->unknown);
        packet.is_reached = false;
        note_state(ordered, is_answered ? &packet : NULL);
    }
    return outcome;
}

/* What came beside an answer, into the arena. */
static enum err take_entry(const struct packet *answer, int file, struct arena *arena,
                           struct replication_entry *ret_entry)
{
    if (!answer->size || answer->size > REPLICATION_ENTRY_MAX)
        return ERR_UNAVAILABLE;
    char *bytes = arena_alloc(arena, answer->size);
    if (!bytes)
        return ERR_MEMORY;
    for (size_t done = 0; done < answer->size;) {
        ssize_t got = pread(file, bytes + done, answer->size - done, (off_t)done);
        if (got <= 0)
            return ERR_UNAVAILABLE;
        done += (size_t)got;
    }
    *ret_entry = (struct replication_entry){.bytes = bytes, .size = answer->size};
    memcpy(ret_entry->txid, answer->txid, sizeof ret_entry->txid);
    return ERR_OK;
}

/* Once for an entry, however often it is asked for. */
static void note_refused(struct ordered *ordered, int64_t seq, const struct packet *answer)
{
    if (answer->err != ERR_UNAVAILABLE || !answer->is_reached || ordered->refused == seq)
        return;
    ordered->refused = seq;
    log_error("replication", LOG_SAYS("an entry of the common log cannot be read"), LOG_NUMBER("entry", seq),
              LOG_TEXT("error", answer->text));
}

static enum err ordered_read(void *context, int64_t seq, struct arena *arena,
                             struct replication_entry *ret_entry)
{
    struct ordered *ordered = context;
    struct ordered_line *line = &ordered->lines[KEPT_TALK];
    struct packet packet = {.kind = PACKET_READ, .seq = seq};
    int file;
    pthread_mutex_lock(&line->lock);
    bool is_answered = line_ask(line, &packet, NULL, CALL_MS, &file);
    if (is_answered)
        note_refused(ordered, seq, &packet);
    pthread_mutex_unlock(&line->lock);
    enum err err = is_answered ? packet.err : ERR_UNAVAILABLE;
    if (!err)
        err = take_entry(&packet, file, arena, ret_entry);
    if (file >= 0)
        close(file);
    return err;
}

static enum err ordered_order(void *context, bool is_on)
{
    struct ordered *ordered = context;
    struct ordered_line *line = &ordered->lines[KEPT_TALK];
    struct packet packet = {.kind = PACKET_ORDER, .amount = is_on};
    int file;
    pthread_mutex_lock(&line->lock);
    bool is_answered = line_ask(line, &packet, NULL, CALL_MS, &file);
    pthread_mutex_unlock(&line->lock);
    if (file >= 0)
        close(file);
    return is_answered ? packet.err : ERR_UNAVAILABLE;
}

/* Of a file: what it takes where the line is slow, and of one whose size is not known. */
enum { FILE_LEAST_MS = 60 * 1000, FILE_BYTES_MS = 500, FILE_MOST_MS = 20 * 60 * 1000, FILE_TURN_S = 20 };

/* Nobody else waits for it but who has a file too. */
static enum err ask_of_file(struct ordered *ordered, struct packet *packet, int file, int64_t patience_ms)
{
    struct ordered_line *line = &ordered->lines[KEPT_FILES];
    int beside = -1;
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += FILE_TURN_S;
    /* Whoever has the line may have it for minutes, and a request is not to stand behind that. */
    if (pthread_mutex_timedlock(&line->lock, &until))
        return ERR_UNAVAILABLE;
    bool is_answered = line_ask_file(line, packet, file, patience_ms, &beside);
    pthread_mutex_unlock(&line->lock);
    if (beside >= 0)
        close(beside);
    return is_answered ? packet->err : ERR_UNAVAILABLE;
}

static enum err ordered_put_file(void *context, const char *name, int fd, int64_t size)
{
    struct packet packet = {.kind = PACKET_PUT, .size = (size_t)size};
    snprintf(packet.text, sizeof packet.text, "%s", name);
    /* A file without bytes is nobody's. */
    return size <= 0 ? ERR_INTERNAL : ask_of_file(context, &packet, fd, FILE_LEAST_MS + size / FILE_BYTES_MS);
}

static enum err ordered_get_file(void *context, const char *name, int fd)
{
    struct packet packet = {.kind = PACKET_GET, .size = 1};
    snprintf(packet.text, sizeof packet.text, "%s", name);
    return ask_of_file(context, &packet, fd, FILE_MOST_MS);
}

const struct replication_log ordered_log = {.append = ordered_append,
                                            .read = ordered_read,
                                            .order = ordered_order,
                                            .put_file = ordered_put_file,
                                            .get_file = ordered_get_file};

enum err ordered_await(struct ordered *ordered, int64_t seq, int64_t patience_ms)
{
    struct ordered_line *line = &ordered->lines[KEPT_LISTEN];
    struct packet packet = {.kind = PACKET_AWAIT, .seq = seq, .amount = patience_ms};
    int file;
    pthread_mutex_lock(&line->lock);
    bool is_answered = line_ask(line, &packet, NULL, patience_ms + AWAIT_MORE_MS, &file);
    pthread_mutex_unlock(&line->lock);
    if (file >= 0)
        close(file);
    note_state(ordered, is_answered ? &packet : NULL);
    return is_answered ? packet.err : ERR_UNAVAILABLE;
}

struct ordered_state ordered_state(struct ordered *ordered)
{
    pthread_mutex_lock(&ordered->lock);
    struct ordered_state state = ordered->state;
    pthread_mutex_unlock(&ordered->lock);
    return state;
}
