/* Reads addresses as strictly as a request needs them: whatever this lets through can be put into a
 * request line and a Host header as it is. Resolves nothing. */
#include "fetch_url.h"

#include "text/number.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { PORT_HTTP = 80, PORT_HTTPS = 443, PORT_MAX = 65535, PORT_DIGITS = 5 };

static const char digits[] = "0123456789";
static const char name_bytes[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._";
static const char literal_bytes[] = "0123456789abcdefABCDEF:.";

/* Control characters could end the request line and begin another. */
static bool is_sendable(const char *text)
{
    size_t length = strnlen(text, FETCH_ADDRESS_MAX + 1);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7F)
            return false;
    return length && length <= FETCH_ADDRESS_MAX;
}

/* Characters that may stand in a target as they are, the percent sign of an escape among them; all
 * others are escaped, as browsers do. */
static bool fetch_url_is_kept(char c)
{
    return (unsigned char)c > ' ' && (unsigned char)c < 0x7F && !strchr("\"<>\\^`{|}", c);
}

/* Appends path and query up to the fragment; false when there is no room. */
static bool add_target(struct fetch_url *url, const char *text)
{
    size_t at = strlen(url->target);
    for (; *text && *text != '#'; text++) {
        /* Room for one escape; the array has one byte more for the NUL. */
        if (at + 3 > FETCH_TARGET_MAX)
            return false;
        /* One character, or three of an escape. */
        at += (size_t)snprintf(url->target + at, 4, fetch_url_is_kept(*text) ? "%c" : "%%%02X",
                               (unsigned char)*text);
    }
    return true;
}

/* The digits behind a colon. Whatever is not all digits is no port. */
static bool read_port(const char *text, size_t length, struct fetch_url *url)
{
    char copy[PORT_DIGITS + 1];
    int64_t port;
    if (!length || length > PORT_DIGITS || strspn(text, digits) < length)
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (number_parse(copy, 1, PORT_MAX, &port))
        return false;
    url->port = (uint16_t)port;
    return true;
}

/* Host and port; *ret_rest is what follows. */
static bool read_authority(const char *text, struct fetch_url *url, const char **ret_rest)
{
    /* Where the authority ends, whatever is in it. A user name would leave an @, which no host has. */
    size_t length = strcspn(text, "/?#");
    url->is_literal = text[0] == '[';
    const char *begin = url->is_literal ? text + 1 : text;
    size_t host = strspn(begin, url->is_literal ? literal_bytes : name_bytes);
    /* Behind the bracket of a literal. */
    const char *end = begin + host + url->is_literal;
    if (!host || host > FETCH_HOST_MAX || end > text + length || (url->is_literal && end[-1] != ']'))
        return false;
    memcpy(url->host, begin, host);
    url->host[host] = '\0';
    *ret_rest = text + length;
    /* The scheme's own port stays. */
    if (end == text + length)
        return true;
    return *end == ':' && read_port(end + 1, (size_t)(text + length - end - 1), url);
}

/* Fills the whole of *url, so nothing of a former address is left in it. */
static bool read_after_scheme(const char *text, bool is_tls, struct fetch_url *url)
{
    const char *rest;
    *url = (struct fetch_url){.is_tls = is_tls, .port = is_tls ? PORT_HTTPS : PORT_HTTP};
    if (!read_authority(text, url, &rest))
        return false;
    /* "https://host?x" has an empty path, which is sent as a slash. */
    if (*rest != '/')
        memcpy(url->target, "/", sizeof "/");
    return add_target(url, rest);
}

/* http and https, or the scheme of the page it stands in for "//host". */
static bool read_web(const char *text, bool is_tls, struct fetch_url *url)
{
    if (strncasecmp(text, "https://", 8) == 0)
        return read_after_scheme(text + 8, true, url);
    if (strncasecmp(text, "http://", 7) == 0)
        return read_after_scheme(text + 7, false, url);
    return strncmp(text, "//", 2) == 0 && read_after_scheme(text + 2, is_tls, url);
}

/* "//host" counts as https here; there is no page that it stands in. */
bool fetch_url_read(const char *text, struct fetch_url *ret_url)
{
    return is_sendable(text) && read_web(text, true, ret_url);
}

/* Whether it begins with a scheme: then it is no path. */
static bool has_scheme(const char *text)
{
    /* A colon behind a slash or a question mark is no scheme's. */
    return text[strcspn(text, ":/?#")] == ':';
}

/* `location` may be whole, without a scheme, or a path; `from` stays as it is. */
bool fetch_url_follow(const struct fetch_url *from, const char *location, struct fetch_url *ret_url)
{
    if (!is_sendable(location))
        return false;
    if (has_scheme(location) || strncmp(location, "//", 2) == 0)
        return read_web(location, from->is_tls, ret_url);
    /* Host and port stay; the path is replaced from where the new one begins (RFC 3986 section 5.2.3).
     * Dots are left to the server. */
    struct fetch_url url = *from;
    size_t kept = 0;
    if (*location != '/') {
        kept = strcspn(url.target, "?");
        /* A query alone replaces the query and keeps the whole path. */
        while (*location != '?' && kept && url.target[kept - 1] != '/')
            kept--;
    }
    url.target[kept] = '\0';
    *ret_url = url;
    return add_target(ret_url, location);
}

bool fetch_url_is_sound(const struct fetch_url *url)
{
    size_t host = strnlen(url->host, sizeof url->host), target = strnlen(url->target, sizeof url->target);
    /* Each text ends within its array, before anything reads it as a text. */
    if (!host || host > FETCH_HOST_MAX || !target || target > FETCH_TARGET_MAX || url->target[0] != '/' ||
        !url->port || strspn(url->host, url->is_literal ? literal_bytes : name_bytes) != host)
        return false;
    for (size_t i = 0; i < target; i++)
        if (!fetch_url_is_kept(url->target[i]))
            return false;
    return true;
}

bool fetch_url_write(const struct fetch_url *url, char *text, size_t size)
{
    char port[PORT_DIGITS + 2] = "";
    /* The scheme's own is left out, as it is in a request. */
    if (url->port != (url->is_tls ? PORT_HTTPS : PORT_HTTP))
        snprintf(port, sizeof port, ":%u", url->port);
    int length =
        snprintf(text, size, "%s://%s%s%s%s%s", url->is_tls ? "https" : "http", url->is_literal ? "[" : "",
                 url->host, url->is_literal ? "]" : "", port, url->target);
    return length > 0 && (size_t)length < size;
}

bool fetch_agent_is_sound(const char *agent)
{
    size_t length = strnlen(agent, PROBE_AGENT_MAX + 1);
    for (size_t i = 0; i < length; i++)
        if (agent[i] < ' ' || agent[i] > '~')
            return false;
    return length <= PROBE_AGENT_MAX;
}
