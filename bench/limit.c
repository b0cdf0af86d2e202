/* limit PORT FILE: the floor under any HTTP server here. Two threads answer whatever arrives on a connection
 * with the bytes of FILE, a whole response that another server sent. Nothing is parsed. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { THREADS = 2, EVENTS = 128, BACKLOG = 1024, REQUEST_SIZE = 8192 };

struct answer {
    char *bytes;
    size_t size;
    struct sockaddr_in address;
};

static int open_listener(const struct sockaddr_in *address)
{
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (bind(fd, (const struct sockaddr *)address, sizeof *address) || listen(fd, BACKLOG)) {
        perror("limit");
        exit(1);
    }
    return fd;
}

static void accept_all(int epoll, int listener)
{
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        int on = 1;
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
}

static void *serve(void *context)
{
    const struct answer *answer = context;
    char request[REQUEST_SIZE];
    struct epoll_event events[EVENTS];
    int listener = open_listener(&answer->address), epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int count = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            if (fd == listener)
                accept_all(epoll, listener);
            else if (recv(fd, request, sizeof request, 0) <= 0)
                close(fd);
            else
                send(fd, answer->bytes, answer->size, MSG_NOSIGNAL);
        }
    }
}

int main(int argc, char **argv)
{
    struct stat st;
    int fd = argc == 3 ? open(argv[2], O_RDONLY) : -1;
    if (fd < 0 || fstat(fd, &st)) {
        fprintf(stderr, "usage: limit PORT FILE\n");
        return 2;
    }
    struct answer answer = {malloc((size_t)st.st_size), (size_t)st.st_size, {.sin_family = AF_INET}};
    answer.address.sin_port = htons((uint16_t)strtol(argv[1], NULL, 10));
    answer.address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (!answer.bytes || read(fd, answer.bytes, answer.size) != st.st_size)
        return 1;
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, serve, &answer);
    pthread_join(threads[0], NULL);
    return 0;
}
