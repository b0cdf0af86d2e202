/* Listening sockets of our own. Must not know what is served on them. */
#include "listen.h"
#include "server/handed_over.h"
#include "server/server.h"

#include "base/cleanup.h"
#include "base/said.h"
#include "text/number.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

/* The kernel keeps so much of what a client has not even room for; all connections inherit it. */
enum { UNSENT_MAX = 64 * 1024 };
/* The kernel cuts it to net.core.somaxconn. Commands come one at a time. */
enum { BACKLOG = 4096, CONTROL_BACKLOG = 64, PORT_MAX = 65535 };

/* Splits "ADDR:PORT" into a socket address. */
static bool listen_parse(const char *text, struct sockaddr_storage *address, socklen_t *size)
{
    char host[64];
    int64_t port;
    const char *colon = strrchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : 0;
    bool is_bracketed = length > 2 && text[0] == '[' && text[length - 1] == ']';
    /* What is longer than any address is none. */
    if (!length || length >= sizeof host || number_parse(colon + 1, 0, PORT_MAX, &port))
        return false;
    snprintf(host, sizeof host, "%.*s", (int)(is_bracketed ? length - 2 : length), text + is_bracketed);
    memset(address, 0, sizeof *address);
    struct sockaddr_in *v4 = (struct sockaddr_in *)address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;
    if (!is_bracketed && inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        *size = sizeof *v4;
        return true;
    }
    /* An address without brackets has been IPv4, or the last line refuses it. */
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons((uint16_t)port);
    *size = sizeof *v6;
    return is_bracketed && inet_pton(AF_INET6, host, &v6->sin6_addr) == 1;
}

bool server_address_valid(const char *text)
{
    struct sockaddr_storage address;
    socklen_t size;
    return listen_parse(text, &address, &size);
}

/* One line with errno's text, and for who finds another program there, perhaps this one a second time, the
 * way on. */
static enum err listen_failed(struct buf *fault, const char *what)
{
    bool is_taken = errno == EADDRINUSE;
    buf_printf(fault, "%s: %s", what, said_errno(errno));
    if (is_taken)
        buf_text(fault, SAID("; --listen ĐỊA-CHỈ:CỔNG chọn nơi khác", "; --listen ADDR:PORT takes another"));
    return ERR_UNAVAILABLE;
}

/* What the connections of a listening socket inherit. */
static void set_for_connections(int fd)
{
    int unsent = UNSENT_MAX;
    setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
}

/* Options that count before bind(2) are the business of who made it. */
void listen_adopt(int fd)
{
    set_for_connections(fd);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    /* systemd leaves it open for whoever is executed. */
    fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* 0: a free one is asked for. */
static unsigned listen_port(const struct sockaddr_storage *address)
{
    return ntohs(address->ss_family == AF_INET6 ? ((const struct sockaddr_in6 *)address)->sin6_port
                                                : ((const struct sockaddr_in *)address)->sin_port);
}

/* A socket that is bound and does not listen yet; on failure nothing is left. */
enum err listen_open(const char *text, struct buf *fault, int *ret_fd)
{
    struct sockaddr_storage address;
    socklen_t size;
    int on = 1;
    if (!listen_parse(text, &address, &size)) {
        buf_printf(fault, SAID("%s không phải dạng ĐỊA-CHỈ:CỔNG", "%s is not ADDR:PORT"), text);
        return ERR_INPUT;
    }
    /* Not blocking, as the library expects it; closed for whoever is executed. */
    auto_close int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return listen_failed(fault, text);
    /* A restart must not wait for old connections to be forgotten. Of a free port this is said once it is
     * ours: before, the system would give it to two who are bound and do not listen yet. */
    if (listen_port(&address))
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    set_for_connections(fd);
    /* [::] beside 0.0.0.0 are two addresses, on every system alike. */
    if (address.ss_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind(fd, (const struct sockaddr *)&address, size))
        return listen_failed(fault, text);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    *ret_fd = fd;
    fd = -1;
    return ERR_OK;
}

/* Behind everything that can fail, so that nobody connects to a start that goes wrong. */
enum err listen_begin(int fd, const char *address, struct buf *fault)
{
    return listen(fd, BACKLOG) ? listen_failed(fault, address) : ERR_OK;
}

/* It listens at once, for nobody but its owner can connect. */
enum err listen_open_control(const char *path, struct buf *fault, int *ret_fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (snprintf(address.sun_path, sizeof address.sun_path, "%s", path) >= (int)sizeof address.sun_path) {
        buf_printf(fault, SAID("%s: đường dẫn quá dài cho một socket", "%s: too long for a socket's path"),
                   path);
        return ERR_INPUT;
    }
    auto_close int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return listen_failed(fault, path);
    /* The folder's lock is ours, so an old socket belongs to nobody. The mode is set before anyone can
     * connect. */
    unlink(path);
    /* bind(2) makes the file by it; no other thread exists yet. */
    mode_t mask = umask(0177);
    int bound = bind(fd, (const struct sockaddr *)&address, sizeof address);
    umask(mask);
    if (bound || listen(fd, CONTROL_BACKLOG))
        return listen_failed(fault, path);
    *ret_fd = fd;
    fd = -1;
    return ERR_OK;
}

/* "SCHEME://unknown" where the kernel does not tell. */
void listen_address(int fd, const char *scheme, char *text, size_t size)
{
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    char host[64], port[8];
    /* The port is the real one, where 0 asked for any. */
    if (getsockname(fd, (struct sockaddr *)&address, &length) ||
        getnameinfo((struct sockaddr *)&address, length, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV)) {
        snprintf(text, size, "%s://unknown", scheme);
        return;
    }
    snprintf(text, size, address.ss_family == AF_INET6 ? "%s://[%s]:%s" : "%s://%s:%s", scheme, host, port);
}
