/* Looks through trusted proxies. A header says what its sender likes, so it counts only as far as those
 * who added to it are trusted. Resolves no names. */
#include "client.h"

#include "store/token.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

enum { ADDRESS_SIZE = 64 };

bool client_is_trusted(const struct sockaddr *address, const char *trusted)
{
    char text[ADDRESS_SIZE];
    /* No proxies, which is what most portals have; nothing is written out then. */
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
    /* What is longer is no address. */
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
        /* One colon divides a port; more are an IPv6 address without brackets. */
    } else if (colon && !strchr(colon + 1, ':')) {
        *colon = '\0';
    }
    /* Zeroed, so ports and scopes are none. */
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
    /* Without a hop that can be read the peer itself is the client. */
    const struct sockaddr *client = peer;
    if (!peer || !forwarded || !client_is_trusted(peer, trusted))
        return peer;
    /* From the right, where each proxy adds; what stands left of the first stranger was written by that
     * one. */
    for (const char *end = forwarded + strlen(forwarded); end > forwarded;) {
        const char *start = end;
        while (start > forwarded && start[-1] != ',')
            start--;
        const char *first = start + strspn(start, " \t");
        const char *last = end;
        while (last > first && (last[-1] == ' ' || last[-1] == '\t'))
            last--;
        const struct sockaddr *hop = parse_hop(arena, first, (size_t)(last - first));
        /* "unknown" and the like: the last address that was sure stays. */
        if (!hop)
            return client;
        client = hop;
        if (!client_is_trusted(hop, trusted))
            return client;
        /* In front of the comma. */
        end = start > forwarded ? start - 1 : start;
    }
    return client;
}
