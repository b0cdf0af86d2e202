/* Sockets that systemd hands over: how many, what each is for, and which settings they take the place of.
 * Must not know what is served on them. */
#include "server/handed_over.h"

#include "listen.h"
#include "server/server.h"

#include "base/cleanup.h"
#include "text/number.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INHERITED_MAX = 16 };

/* 0 when there are none, or they are another process's. */
int listen_inherited(void)
{
    int64_t pid, count;
    const char *pid_text = getenv("LISTEN_PID"), *count_text = getenv("LISTEN_FDS");
    /* The variables may be meant for a parent of ours. */
    if (!pid_text || !count_text || number_parse(pid_text, 1, INT64_MAX, &pid) || pid != getpid())
        return 0;
    return number_parse(count_text, 0, INHERITED_MAX, &count) ? 0 : (int)count;
}

bool listen_inherited_is(int index, const char *name)
{
    const char *names = getenv("LISTEN_FDNAMES");
    /* One name a socket, with colons between. */
    for (; names && index; index--)
        names = strchr(names, ':') ? strchr(names, ':') + 1 : NULL;
    size_t length = names ? strcspn(names, ":") : 0;
    return length && length == strlen(name) && strncmp(names, name, length) == 0;
}

bool listen_inherits(const char *name)
{
    bool has_one = false;
    for (int i = 0; i < listen_inherited(); i++)
        has_one = has_one || listen_inherited_is(i, name);
    return has_one;
}

enum listener_kind listen_inherited_kind(int index, enum listener_kind usual)
{
    if (listen_inherited_is(index, "metrics"))
        return LISTENER_METRICS;
    if (listen_inherited_is(index, "https"))
        return LISTENER_TLS;
    return listen_inherits("https") || listen_inherited_is(index, "redirect") ? LISTENER_REDIRECT : usual;
}

/* Whether a socket of ours would be where those are who come to the sockets that were handed over. A service
 * with PrivateNetwork has another network than they, and one with RestrictAddressFamilies none at all. */
static bool is_on_their_network(void)
{
    uint64_t ours = 0, theirs = 0;
    socklen_t ours_size = sizeof ours, theirs_size = sizeof theirs;
    auto_close int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    /* Kernels before 5.14 do not tell; the bind then does. */
    if (getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &ours, &ours_size) ||
        getsockopt(LISTEN_FIRST_INHERITED, SOL_SOCKET, SO_NETNS_COOKIE, &theirs, &theirs_size))
        return true;
    return ours == theirs;
}

bool server_is_given_sockets(void)
{
    return listen_inherited() > 0;
}

bool server_uses(enum server_setting setting)
{
    enum listener_kind wanted = setting == SERVER_METRICS ? LISTENER_METRICS : LISTENER_REDIRECT;
    if (!server_is_given_sockets())
        return true;
    if (setting == SERVER_LISTEN)
        return false;
    for (int i = 0; i < listen_inherited(); i++)
        if (listen_inherited_kind(i, LISTENER_PLAIN) == wanted)
            return false;
    return is_on_their_network();
}
