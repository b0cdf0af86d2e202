/* What the settings say of the portal's address, and nothing that a request says. */
#include "public_address.h"

#include "base/log.h"
#include "html/safe.h"
#include "server/server.h"
#include "text/number.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PORT_HTTPS = 443, PORT_MAX = 65535, ADDRESS_MAX = 300 };

/* Of "ADDR:PORT"; 0 when the system shall choose one. */
static unsigned port_of(const char *address)
{
    /* The last one, since an IPv6 address has others. */
    const char *colon = strrchr(address, ':');
    int64_t port;
    return colon && !number_parse(colon + 1, 0, PORT_MAX, &port) ? (unsigned)port : 0;
}

/* Whether it stands for all addresses of the machine. */
static bool is_wildcard(const char *address)
{
    char host[64];
    struct in_addr v4;
    struct in6_addr v6;
    const char *colon = strrchr(address, ':');
    bool is_bracketed = *address == '[';
    /* The text within the brackets. */
    int length = colon ? (int)(colon - address) - 2 * is_bracketed : 0;
    if (length <= 0)
        return false;
    /* What is longer than any address is cut and is none. */
    snprintf(host, sizeof host, "%.*s", length, address + is_bracketed);
    if (is_bracketed)
        return inet_pton(AF_INET6, host, &v6) == 1 && IN6_IS_ADDR_UNSPECIFIED(&v6);
    return inet_pton(AF_INET, host, &v4) == 1 && v4.s_addr == htonl(INADDR_ANY);
}

/* Whether addresses are systemd's, and the settings say nothing of them. */
static bool public_address_is_elsewhere(const struct settings *settings)
{
    return settings->origins[SETTING_listen] == ORIGIN_DEFAULT && server_is_given_sockets();
}

/* "" where nothing is listened on, as in a command that runs the daemon alone, or where the settings do not
 * know it.
 */
static const char *public_address_first_of(const struct settings *settings)
{
    if (public_address_is_elsewhere(settings))
        return "";
    return settings->listen.count ? settings->listen.items[0] : "";
}

/* Paths begin with a slash, so the address shall not end with one. */
static size_t length_without_slashes(const char *address)
{
    size_t length = strlen(address);
    while (length && address[length - 1] == '/')
        length--;
    return length;
}

bool public_address_is_sound(const char *base_url)
{
    struct safe_url url;
    char address[ADDRESS_MAX + 1];
    size_t length = length_without_slashes(base_url);
    if (length > ADDRESS_MAX)
        return false;
    snprintf(address, sizeof address, "%.*s", (int)length, base_url);
    bool is_https = strncmp(address, "https://", 8) == 0, is_http = strncmp(address, "http://", 7) == 0;
    if ((!is_https && !is_http) || safe_url_from(address, URL_WEB, &url))
        return false;
    const char *authority = address + (is_https ? 8 : 7);
    const char *behind = *authority == '[' ? strchr(authority, ']') : authority;
    bool has_port = behind && strchr(behind, ':');
    return !strpbrk(authority, "/?#") && (!has_port || port_of(address));
}

/* The setting wins; a scheme is needed because feeds and sitemaps want whole addresses. */
const char *public_address(const struct settings *settings, struct arena *arena)
{
    const char *text = settings->base_url, *first = public_address_first_of(settings);
    if (*text)
        return arena_copy(arena, text, length_without_slashes(text));
    /* An address that only this machine may know; it still serves who works on it. */
    if (port_of(first) && !is_wildcard(first))
        return arena_printf(arena, *settings->tls_cert ? "https://%s" : "http://%s", first);
    return "";
}

/* Where redirects lead when base_url does not say; a port that the system chooses is not known here. */
unsigned public_https_port(const struct settings *settings)
{
    unsigned port = *settings->tls_cert ? port_of(public_address_first_of(settings)) : 0;
    return port ? port : PORT_HTTPS;
}

/* A redirect without base_url must follow Host, which anybody may say. */
void public_address_warn(const struct settings *settings)
{
    bool is_missed = settings->redirect_listen.count > 0 || public_address_is_elsewhere(settings);
    for (size_t i = 0; i < settings->listen.count; i++)
        is_missed |= is_wildcard(settings->listen.items[i]);
    if (is_missed && !*settings->base_url)
        log_warning("no_base_url", LOG_SAYS("set base_url: pages name paths alone, redirects follow Host"));
}
