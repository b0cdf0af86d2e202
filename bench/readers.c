/* Steady readers: connections that each ask for an address every so often, whatever the answers take, and
 * what the answers took, from the moment a request was due. Knows nothing of the portal. usage: readers [-a]
 * PORT CONNECTIONS INTERVAL_MS SECONDS PATH…   (paths in turns; prints one JSON object). With -a what was
 * asked over a connection that ended is asked again over another, as browsers do; it is counted, and its time
 * goes on. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 256, ROOM = 256 * 1024, PATIENCE_MS = 60000 };

struct reader {
    int fd;
    int64_t due_us;
    int is_waiting;
    size_t have;
    size_t wanted; /* of the whole answer, 0 while its head is not whole */
    const char *path;
    char *bytes;
};

struct result {
    uint32_t *took_us;
    size_t count, room;
    size_t errors, again;
};

static int asks_again;

static int64_t now_us(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * INT64_C(1000000) + at.tv_nsec / 1000;
}

static int open_connection(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to)) {
        perror("connect");
        exit(1);
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return fd;
}

static void send_request(struct reader *reader, const char *path)
{
    char text[1000];
    int size = snprintf(text, sizeof text,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
                        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0 Safari/537.36\r\n\r\n",
                        path);
    if (send(reader->fd, text, (size_t)size, MSG_NOSIGNAL) != size)
        shutdown(reader->fd, SHUT_RDWR); /* shows as its end at the next look */
    reader->is_waiting = 1;
    reader->wanted = 0;
    reader->path = path;
}

/* The length of the whole answer once its head is there; 0 before. */
static size_t length_of(struct reader *reader)
{
    reader->bytes[reader->have] = '\0';
    char *end = strstr(reader->bytes, "\r\n\r\n"), *field = strcasestr(reader->bytes, "\r\ncontent-length:");
    if (!end || !field || field > end)
        return 0;
    return (size_t)(end + 4 - reader->bytes) + strtoul(field + 17, NULL, 10);
}

static void note(struct result *result, int64_t took_us)
{
    if (result->count == result->room) {
        result->room = result->room ? result->room * 2 : 65536;
        result->took_us = realloc(result->took_us, result->room * sizeof *result->took_us);
        if (!result->took_us)
            exit(1);
    }
    result->took_us[result->count++] = (uint32_t)took_us;
}

/* A broken connection is an error, or a reason to ask again; the reader begins anew. */
static void fail(struct reader *reader, struct result *result, int port)
{
    close(reader->fd);
    reader->fd = open_connection(port);
    reader->is_waiting = 0;
    reader->have = 0;
    if (asks_again) {
        result->again++;
        send_request(reader, reader->path);
    } else {
        result->errors++;
    }
}

static void take(struct reader *reader, struct result *result, int port)
{
    ssize_t got = recv(reader->fd, reader->bytes + reader->have, ROOM - 1 - reader->have, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        fail(reader, result, port);
        return;
    }
    reader->have += (size_t)got;
    if (!reader->wanted)
        reader->wanted = length_of(reader);
    if (!reader->wanted || reader->have < reader->wanted)
        return;
    note(result, now_us() - reader->due_us);
    if (strncmp(reader->bytes, "HTTP/1.1 200", 12) != 0)
        result->errors++;
    reader->is_waiting = 0;
    reader->have = 0;
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void print_result(struct result *result)
{
    if (!result->count)
        exit(1);
    qsort(result->took_us, result->count, sizeof *result->took_us, by_size);
    printf("{\"count\":%zu,\"errors\":%zu,\"again\":%zu,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"worst_ms\":%.3f}\n",
           result->count, result->errors, result->again, result->took_us[result->count / 2] / 1e3,
           result->took_us[result->count * 99 / 100] / 1e3, result->took_us[result->count - 1] / 1e3);
}

int main(int argc, char **argv)
{
    static struct reader readers[MOST];
    static struct pollfd polls[MOST];
    struct result result = {0};
    if (argc > 1 && strcmp(argv[1], "-a") == 0) {
        asks_again = 1;
        argc--;
        argv++;
    }
    if (argc < 6)
        return 2;
    int port = atoi(argv[1]), count = atoi(argv[2]), turn = 0;
    int64_t interval_us = atoi(argv[3]) * INT64_C(1000), begin = now_us();
    int64_t end = begin + atoi(argv[4]) * INT64_C(1000000);
    for (int i = 0; i < count && i < MOST; i++) {
        readers[i] = (struct reader){.fd = open_connection(port), .due_us = begin + interval_us * i / count};
        readers[i].bytes = malloc(ROOM);
        if (!readers[i].bytes)
            return 1;
    }
    for (int64_t now = begin; now < end + PATIENCE_MS * INT64_C(1000); now = now_us()) {
        int waiting = 0;
        int64_t next = now + 100000;
        for (int i = 0; i < count; i++) {
            struct reader *reader = &readers[i];
            if (!reader->is_waiting && reader->due_us <= now && now < end)
                send_request(reader, argv[5 + turn++ % (argc - 5)]);
            waiting += reader->is_waiting;
            if (!reader->is_waiting && reader->due_us < next)
                next = reader->due_us;
            polls[i] = (struct pollfd){reader->is_waiting ? reader->fd : -1, POLLIN, 0};
        }
        if (now >= end && !waiting)
            break;
        int64_t left = next - now;
        struct timespec wait = {left > 0 ? left / 1000000 : 0, left > 0 ? left % 1000000 * 1000 : 0};
        ppoll(polls, (nfds_t)count, &wait, NULL);
        for (int i = 0; i < count; i++) {
            if (!readers[i].is_waiting || !(polls[i].revents & (POLLIN | POLLHUP | POLLERR)))
                continue;
            take(&readers[i], &result, port);
            if (!readers[i].is_waiting)
                readers[i].due_us += interval_us;
            if (!readers[i].is_waiting && readers[i].due_us < now_us() - interval_us)
                readers[i].due_us = now_us(); /* a reader does not ask twice for what came late */
        }
    }
    print_result(&result);
    return 0;
}
