/* The order in which an address is fetched: what needs files, what needs the network, then confinement,
 * and only then the first byte of the other side. */
#include "fetch_child.h"

#include "child_answer.h"
#include "confine.h"
#include "fetch_answer.h"
#include "fetch_judge.h"
#include "fetch_line.h"
#include "post_head.h"

#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

/* Far more than a system's own list has. Three seconds for each of a name's addresses, for the first may
 * be an IPv6 one that leads nowhere. */
enum {
    AUTHORITIES_SIZE_MAX = 4 * 1024 * 1024,
    CONNECT_S = 3,
    REQUEST_SIZE = FETCH_TARGET_MAX + PROBE_AGENT_MAX + 1024
};

/* `http` is the status over there, 0 when there was none. */
static void answer_fault(enum fetch_fault fault, int http)
{
    child_answer(&(struct frame){.kind = FRAME_UNFETCHED, .status = (int32_t)fault, .http = http}, NULL);
}

/* -1 when it is not there, or somebody else is. */
static int connect_to(const struct addrinfo *address)
{
    /* Limits connect(2) as well (socket(7)). */
    const struct timeval patience = {.tv_sec = CONNECT_S};
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    /* The kernel is asked whom we are connected to, should anything on the way have put another in place
     * of the address that was judged. */
    if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
        connect(fd, address->ai_addr, address->ai_addrlen) == 0 &&
        getpeername(fd, (struct sockaddr *)&peer, &size) == 0 &&
        fetch_same_end((struct sockaddr *)&peer, address->ai_addr))
        return fd;
    close(fd);
    return -1;
}

/* The first of the name's addresses that may be reached and answers. */
static enum fetch_fault connect_judged(const struct fetch_rules *rules, const struct addrinfo *addresses,
                                       int *ret_socket)
{
    enum fetch_fault fault = FETCH_FORBIDDEN;
    for (; addresses; addresses = addresses->ai_next) {
        /* Left out and not refused, since a name may have public addresses besides. */
        if (!fetch_may_reach(rules, addresses->ai_addr))
            continue;
        *ret_socket = connect_to(addresses);
        if (*ret_socket >= 0)
            return FETCH_OK;
        /* One that might be reached and did not answer says more than a forbidden one. */
        fault = FETCH_UNREACHABLE;
    }
    return fault;
}

/* The name is looked up here and nowhere else. Without a name getaddrinfo() gives the loopback addresses,
 * which need no resolver and no file; without an address in use yet, AI_ADDRCONFIG would leave them out. */
static enum fetch_fault reach(const struct fetch_order *order, int *ret_socket)
{
    const bool is_own = fetch_is_own_name(order->url.host);
    /* AI_ADDRCONFIG leaves out IPv6 addresses on machines without IPv6. */
    const struct addrinfo wish = {.ai_family = AF_UNSPEC,
                                  .ai_socktype = SOCK_STREAM,
                                  .ai_flags = AI_NUMERICSERV | (is_own ? 0 : AI_ADDRCONFIG)};
    struct addrinfo *addresses = NULL;
    char port[8];
    snprintf(port, sizeof port, "%u", order->url.port);
    if (getaddrinfo(is_own ? NULL : order->url.host, port, &wish, &addresses) || !addresses)
        return FETCH_NAME;
    return connect_judged(&order->rules, addresses, ret_socket); /* they go with the process */
}

/* Sends the request. No cookies and no referrer; of who fetches a picture the other side learns no more than
 * that, and who checks links says whom to complain to. */
static bool fetch_child_ask(const struct fetch_order *wish, const struct post_order *post,
                            struct fetch_line *line)
{
    static const char *const methods[FETCH_WAYS] = {
        [FETCH_PICTURE] = "GET", [FETCH_HEAD] = "HEAD", [FETCH_GET] = "GET", [FETCH_POST] = "POST"};
    static const char pictures[] = "image/webp, image/jpeg, image/png, image/gif";
    const struct fetch_url *url = &wish->url;
    char text[REQUEST_SIZE], own[POST_HEAD_SIZE] = "", port[8] = "";
    /* The usual port is left out, as some servers compare Host literally. */
    if (url->port != (url->is_tls ? 443 : 80))
        snprintf(port, sizeof port, ":%u", url->port);
    if (post)
        post_head_write(post, own);
    int size = snprintf(text, sizeof text,
                        "%s %s HTTP/1.1\r\nHost: %s%s%s%s\r\nUser-Agent: %s\r\nAccept: %s\r\n"
                        "Accept-Encoding: identity\r\nConnection: close\r\n%s\r\n",
                        methods[wish->way], url->target, url->is_literal ? "[" : "", url->host,
                        url->is_literal ? "]" : "", port, *wish->agent ? wish->agent : "congd",
                        wish->way == FETCH_PICTURE ? pictures : "*/*", own);
    return size > 0 && size < (int)sizeof text && fetch_line_send(line, text, (size_t)size) &&
           (!post || fetch_line_send(line, post->body, post->size));
}

/* From here on the process is confined. */
static enum fetch_fault fetch_child_fetch(const struct fetch_order *order, const struct post_order *post,
                                          struct fetch_line *line, struct answer *answer)
{
    const struct answer_source source = {fetch_line_receive, line};
    enum fetch_fault fault = fetch_line_open(line);
    if (!fault && !fetch_child_ask(order, post, line))
        fault = FETCH_GARBLED;
    return fault ? fault : answer_read(&source, order->most, answer);
}

/* Says what came of it in one frame; the daemon follows redirects. */
static void fetch_child_tell(const struct fetch_order *wish, const struct answer *answer)
{
    /* What is told is told to nobody else. */
    bool leads_on = answer_is_redirect(answer->status) && *answer->location && wish->way != FETCH_POST;
    if (wish->way != FETCH_PICTURE && !leads_on) {
        child_answer(&(struct frame){.kind = FRAME_ANSWERED, .http = answer->status}, NULL);
        return;
    }
    /* Of the others, a picture that is gone is worth another word than a server in trouble. */
    if (answer->status == 200)
        child_answer(&(struct frame){.kind = FRAME_FETCHED, .size = (uint32_t)answer->size}, answer->bytes);
    else if (leads_on)
        child_answer(&(struct frame){.kind = FRAME_MOVED,
                                     .size = (uint32_t)strlen(answer->location),
                                     .http = answer->status},
                     answer->location);
    else
        answer_fault(answer->status == 404 || answer->status == 410 ? FETCH_MISSING : FETCH_STATUS,
                     answer->status);
}

/* The file of further authorities, which may lie anywhere, so it is read first of all. One that has gone is
 * missed by who needs it. */
static struct span read_authorities(const char *path)
{
    struct stat st;
    int fd = *path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    /* Without the file the system's authorities still stand. */
    if (fd < 0 || fstat(fd, &st) || st.st_size < 1 || st.st_size > AUTHORITIES_SIZE_MAX)
        return (struct span){NULL, 0};
    void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    return bytes == MAP_FAILED ? (struct span){NULL, 0} : (struct span){bytes, (size_t)st.st_size};
}

void fetch_run(const struct order *order, const struct fetch_order *wish, const struct post_order *post,
               int socket)
{
    struct fetch_line line;
    struct answer answer;
    /* Before confine_begin(), which closes its descriptor; the mapping stays. */
    struct span authorities = read_authorities(wish->url.is_tls ? wish->rules.authorities : "");
    struct confinement confinement = {socket, -1, order->niceness, wish->time_ms, 0, 0};
    if (!confine_begin(&confinement) || !confine_to_reading())
        give_up(SURRENDER_CONFINEMENT);
    /* With files readable and the network open, but nothing heard of the other side. */
    enum fetch_fault fault = reach(wish, &confinement.peer);
    if (!fault)
        fault = fetch_line_prepare(&wish->url, authorities, confinement.peer, &line);
    /* Behind fetch_line_prepare(), which reads the system's authorities from files. */
    if (!fault && !confine_end(&confinement))
        give_up(SURRENDER_CONFINEMENT);
    if (!fault)
        fault = fetch_child_fetch(wish, post, &line, &answer);
    if (fault)
        answer_fault(fault, 0);
    else
        fetch_child_tell(wish, &answer);
}
