#include "client.h"

#include "store/token.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

enum { ADDRESS_SIZE = 64 };

bool client_is_trusted(const struct sockaddr *address, const char *trusted)
{
    char text[ADDRESS_SIZE];
    if (!*trusted)
        return false;
    socklen_t size =
        address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    return getnameinfo(address, size, text, sizeof text, NULL, 0, NI_NUMERICHOST) == 0 &&
           address_in_blocks(text, trusted);
}

/* One hop: "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711". */
static const struct sockaddr *parse_hop(struct arena *arena, const char *text, size_t length)
{
    char copy[ADDRESS_SIZE];
    struct sockaddr_storage *storage = arena_zero(arena, 1, sizeof *storage);
    if (!storage || !length || length >= sizeof copy)
        return NULL;
    memcpy(copy, text, length);
    copy[length] = '\0';
    char *start = copy, *colon = strchr(copy, ':');
    if (*copy == '[') {
        start = copy + 1;
        start[strcspn(start, "]")] = '\0';
    } else if (colon && !strchr(colon + 1, ':')) {
        *colon = '\0';
    }
    struct sockaddr_in *v4 = (struct sockaddr_in *)storage;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)storage;
    if (inet_pton(AF_INET, start, &v4->sin_addr) == 1)
        v4->sin_family = AF_INET;
    else if (inet_pton(AF_INET6, start, &v6->sin6_addr) == 1)
        v6->sin6_family = AF_INET6;
    else
        return NULL;
    return (const struct sockaddr *)storage;
}

const struct sockaddr *client_address(struct arena *arena, const struct sockaddr *peer, const char *forwarded,
                                      const char *trusted)
{
    const struct sockaddr *client = peer;
    if (!peer || !forwarded || !client_is_trusted(peer, trusted))
        return peer;
    for (const char *end = forwarded + strlen(forwarded); end > forwarded;) {
        const char *start = end;
        while (start > forwarded && start[-1] != ',')
            start--;
        const char *first = start + strspn(start, " \t");
        const char *last = end;
        while (last > first && (last[-1] == ' ' || last[-1] == '\t'))
            last--;
        const struct sockaddr *hop = parse_hop(arena, first, (size_t)(last - first));
        if (!hop)
            return client;
        client = hop;
        if (!client_is_trusted(hop, trusted))
            return client;
        end = start > forwarded ? start - 1 : start;
    }
    return client;
}
