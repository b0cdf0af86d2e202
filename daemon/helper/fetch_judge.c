/* Judges addresses, never names: a name says nothing of where it leads. Opens and resolves nothing. */
#include "fetch_judge.h"

#include "store/address.h"
#include "text/number.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { PORT_HTTP = 80, PORT_HTTPS = 443, PORT_MAX = 65535, END_TEXT_SIZE = 64 };

/* IANA's registry of special-purpose IPv4 addresses, multicast (RFC 5771), what is reserved (RFC 1112), and
 * 6to4 relays (RFC 7526). */
static const char special_v4[] =
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 "
    "192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 "
    "192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 "
    "224.0.0.0/4 240.0.0.0/4";
/* The addresses given out for the public Internet (RFC 4291), and what of them is special: protocol
 * assignments with Teredo and benchmarks, documentation, 6to4, AS112. Mapped (::ffff:0:0/96) and translated
 * ones (64:ff9b::/96, 64:ff9b:1::/48), unique local, link-local and multicast lie outside. */
static const char public_v6[] = "2000::/3";
static const char special_v6[] = "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20";

/* By text, since address_in_blocks() reads texts; this is done a few times for each picture. */
static bool is_public_v4(const struct sockaddr_in *address)
{
    char text[INET_ADDRSTRLEN];
    return inet_ntop(AF_INET, &address->sin_addr, text, sizeof text) && !address_in_blocks(text, special_v4);
}

/* Within what is given out to the public, and not within what of that is special. */
static bool is_public_v6(const struct sockaddr_in6 *address)
{
    char text[INET6_ADDRSTRLEN];
    return inet_ntop(AF_INET6, &address->sin6_addr, text, sizeof text) &&
           address_in_blocks(text, public_v6) && !address_in_blocks(text, special_v6);
}

/* False: neither IPv4 nor IPv6. */
static bool fetch_judge_end_of(const struct sockaddr *address, struct fetch_end *ret_end)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)address;
        *ret_end = (struct fetch_end){{.s6_addr = {[10] = 0xFF, [11] = 0xFF}}, ntohs(v4->sin_port)};
        memcpy(ret_end->address.s6_addr + 12, &v4->sin_addr, 4);
        return true;
    }
    const struct sockaddr_in6 *v6 = (const void *)address;
    if (address->sa_family != AF_INET6)
        return false;
    *ret_end = (struct fetch_end){v6->sin6_addr, ntohs(v6->sin6_port)};
    return true;
}

/* Field by field, for structures may have gaps. */
static bool are_equal(const struct fetch_end *a, const struct fetch_end *b)
{
    return a->port == b->port && memcmp(&a->address, &b->address, sizeof a->address) == 0;
}

bool fetch_is_named(const struct fetch_rules *rules, const struct sockaddr *address)
{
    struct fetch_end end;
    if (!fetch_judge_end_of(address, &end))
        return false;
    for (size_t i = 0; i < rules->allowed_count; i++)
        if (are_equal(&end, &rules->allowed[i]))
            return true;
    return false;
}

bool fetch_may_reach(const struct fetch_rules *rules, const struct sockaddr *address)
{
    struct fetch_end end;
    if (!fetch_judge_end_of(address, &end))
        return false;
    /* First, because what the technician allows may well be private, or on another port. */
    if (fetch_is_named(rules, address))
        return true;
    /* Other ports of public machines are not asked for pictures but for other things, such as mail. */
    if (end.port != PORT_HTTP && end.port != PORT_HTTPS)
        return false;
    /* A mapped IPv6 address lies outside of public_v6, so it cannot stand for an IPv4 one that is
     * forbidden. */
    return address->sa_family == AF_INET ? is_public_v4((const void *)address)
                                         : is_public_v6((const void *)address);
}

/* Other families are the same as nothing. */
bool fetch_same_end(const struct sockaddr *a, const struct sockaddr *b)
{
    struct fetch_end one, other;
    return fetch_judge_end_of(a, &one) && fetch_judge_end_of(b, &other) && are_equal(&one, &other);
}

bool fetch_is_own_name(const char *host)
{
    static const char own[] = "localhost";
    size_t size = strlen(host), name = sizeof own - 1;
    /* The closing dot of a whole name. */
    if (size && host[size - 1] == '.')
        size--;
    /* "mylocalhost" is no such name. */
    return size >= name && strncasecmp(host + size - name, own, name) == 0 &&
           (size == name || host[size - name - 1] == '.');
}

/* "ADDR:PORT" of a setting, an IPv6 address in brackets. */
static bool read_end(const char *text, struct fetch_end *ret_end)
{
    char host[END_TEXT_SIZE], mapped[END_TEXT_SIZE + sizeof "::ffff:"];
    struct in_addr v4;
    int64_t port;
    const char *colon = strrchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : 0;
    bool is_bracketed = length > 2 && text[0] == '[' && text[length - 1] == ']';
    if (!length || length >= sizeof host || number_parse(colon + 1, 1, PORT_MAX, &port))
        return false;
    snprintf(host, sizeof host, "%.*s", (int)(is_bracketed ? length - 2 : length), text + is_bracketed);
    /* Otherwise "::1:80" would pass as an address of its own. */
    if (!is_bracketed && inet_pton(AF_INET, host, &v4) != 1)
        return false;
    /* inet_pton() understands the mapped form of IPv4. */
    snprintf(mapped, sizeof mapped, "%s%s", is_bracketed ? "" : "::ffff:", host);
    ret_end->port = (uint16_t)port;
    return inet_pton(AF_INET6, mapped, &ret_end->address) == 1;
}

/* The setting's texts as addresses, all or none: *ret_rules is touched on success alone. */
enum err fetch_rules_read(const char *const *ends, size_t count, const char *authorities,
                          struct fetch_rules *ret_rules)
{
    struct fetch_rules rules = {.allowed_count = count};
    if (count > FETCH_ALLOWED_MAX || strlen(authorities) > FETCH_AUTHORITIES_MAX)
        return ERR_INPUT;
    for (size_t i = 0; i < count; i++)
        if (!read_end(ends[i], &rules.allowed[i]))
            return ERR_INPUT;
    snprintf(rules.authorities, sizeof rules.authorities, "%s", authorities);
    *ret_rules = rules;
    return ERR_OK;
}
