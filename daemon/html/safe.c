/* What an address must be to stand in a page, and the few ways in which HTML and addresses become safe.
 * Judges spelling alone: whether anything answers there, or who it belongs to, is not known. */
#include "html/safe.h"

#include "html/escape.h"

#include <arpa/inet.h>
#include <assert.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Of either case, whatever the locale. */
static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* ASCII alone. */
static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* What stands behind "http://" or "https://"; NULL for another scheme. */
static const char *safe_authority(const char *url)
{
    if (strncasecmp(url, "https://", 8) == 0)
        return url + 8;
    return strncasecmp(url, "http://", 7) == 0 ? url + 7 : NULL;
}

/* The length of an IPv6 address in its brackets at `host`; 0 when there is none. */
static size_t safe_literal_length(const char *host)
{
    char text[INET6_ADDRSTRLEN];
    struct in6_addr address;
    size_t length = *host == '[' ? strcspn(host + 1, "]") : 0;
    if (!length || length >= sizeof text || !host[length + 1])
        return 0;
    memcpy(text, host + 1, length);
    text[length] = '\0';
    return inet_pton(AF_INET6, text, &address) == 1 ? length + 2 : 0;
}

/* Characters that RFC 3986 has no place for; those beyond ASCII are left to RFC 3987. Brackets have theirs
 * around an IPv6 address alone. */
static bool has_only_url_characters(const char *url)
{
    const char *authority = safe_authority(url);
    bool fragment = false;
    for (const char *p = authority ? authority + safe_literal_length(authority) : url; *p; p++) {
        /* Backslashes too: browsers read them as slashes. Brackets stand only around IPv6 addresses,
         * which are refused with them. */
        if ((unsigned char)*p <= ' ' || *p == 0x7F || strchr("\"<>\\^`{|}[]", *p))
            return false;
        if (*p == '%' && !(is_hex(p[1]) && is_hex(p[2])))
            return false;
        /* A fragment holds no second "#". */
        if (*p == '#' && fragment)
            return false;
        fragment = fragment || *p == '#';
    }
    return true;
}

/* Four numbers up to 255 in the usual spelling. */
static bool is_ipv4(const char *host, size_t length)
{
    int parts = 0;
    for (size_t at = 0; at <= length; parts++) {
        size_t digits = strspn(host + at, "0123456789");
        int number = 0;
        for (size_t i = 0; i < digits && i < 4; i++)
            number = number * 10 + (host[at + i] - '0');
        /* A leading zero means octal to some and decimal to others. */
        if (digits == 0 || number > 255 || (digits > 1 && host[at] == '0'))
            return false;
        at += digits;
        if (at < length && host[at] != '.')
            return false;
        at++;
    }
    return parts == 4;
}

/* To browsers a host whose last label looks like a number is an address, in whatever spelling. */
static bool looks_like_number(const char *host, size_t length)
{
    size_t last = length;
    while (last > 0 && host[last - 1] != '.')
        last--;
    /* A host that ends with a point has an empty last label, which counts as a number and so is refused. */
    return strspn(host + last, "0123456789") >= length - last || strncasecmp(host + last, "0x", 2) == 0;
}

/* The length of a host of letters, digits, dots and hyphens, or of an address; 0 when it is no good. */
static size_t safe_host_length(const char *authority, size_t length)
{
    size_t host = 0;
    if (authority[0] == '[')
        return safe_literal_length(authority);
    while (host < length &&
           (is_alphanumeric(authority[host]) || strchr(".-_", authority[host]) || (authority[host] & 0x80)))
        host++;
    if (host == 0 || authority[0] == '.' || authority[0] == '-')
        return 0;
    return looks_like_number(authority, host) && !is_ipv4(authority, host) ? 0 : host;
}

/* After "scheme://": a host, perhaps a port, then the rest. A user name would let an address look like
 * another's. */
static bool has_plain_host(const char *authority)
{
    size_t length = strcspn(authority, "/?#"), host = safe_host_length(authority, length);
    if (host == 0)
        return false;
    /* No port. */
    if (host == length)
        return true;
    size_t digits = strspn(authority + host + 1, "0123456789");
    return authority[host] == ':' && digits >= 1 && digits <= 5 && host + 1 + digits == length;
}

/* Schemes in any case of letters, as browsers take them. */
static bool is_web(const char *url)
{
    const char *authority = safe_authority(url);
    return authority && has_plain_host(authority);
}

/* "//host" leads to another site. */
static bool is_of_site(const char *url)
{
    return url[0] == '#' || (url[0] == '/' && url[1] != '/');
}

/* With something behind the colon; what mail programs, telephones and maps make of it is theirs. */
static bool is_message(const char *url)
{
    static const char *const schemes[] = {"mailto:", "tel:", "sms:", "geo:"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t length = strlen(schemes[i]);
        if (strncasecmp(url, schemes[i], length) == 0 && url[length])
            return true;
    }
    return false;
}

/* A file that a program of the reader's fetches. */
static bool is_file_server(const char *url)
{
    return strncasecmp(url, "ftp://", 6) == 0 && has_plain_host(url + 6);
}

/* The path may not climb out of /media/. */
static bool is_media(const char *url)
{
    return strncmp(url, "/media/", 7) == 0 && url[7] && !strstr(url, "..");
}

enum err safe_url_from(const char *text, enum url_use use, struct safe_url *ret_url)
{
    /* The characters are judged for every use, the form by use. */
    if (strnlen(text, URL_SIZE_MAX + 1) > URL_SIZE_MAX || !has_only_url_characters(text))
        return ERR_INPUT;
    bool fits = false;
    switch (use) {
    case URL_LINK:
        fits = is_web(text) || is_of_site(text) || is_message(text) || is_file_server(text);
        break;
    case URL_SITE:
        fits = is_of_site(text);
        break;
    case URL_MEDIA:
        fits = is_media(text);
        break;
    default: /* URL_WEB */
        fits = is_web(text);
    }
    if (!fits)
        return ERR_INPUT;
    *ret_url = (struct safe_url){text};
    return ERR_OK;
}

struct safe_url safe_url_trusted(const char *text)
{
    struct safe_url url = {NULL};
    enum err err = safe_url_from(text, URL_LINK, &url);
    assert(!err);
    /* Asserts are kept in release, so an unsafe address ends the program rather than reaching a page. */
    (void)err;
    return url;
}

struct safe_url safe_url_picture(struct arena *arena, const char *type, const void *bytes, size_t size)
{
    size_t room = sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL);
    size_t prefix = strlen(type) + sizeof "data:;base64," - 1;
    assert(strncmp(type, "image/", 6) == 0);
    char *url = arena_alloc(arena, prefix + room);
    if (!url)
        return (struct safe_url){NULL};
    /* The NUL of this is written over by the base64, which brings its own. */
    snprintf(url, prefix + 1, "data:%s;base64,", type);
    sodium_bin2base64(url + prefix, room, bytes, size, sodium_base64_VARIANT_ORIGINAL);
    return (struct safe_url){url};
}

/* Trusted because only the cleaner's output is ever written into that column. */
struct safe_html safe_html_stored(const char *html)
{
    return (struct safe_html){html, strlen(html)};
}

/* Written in pieces since markup stands in assets alone (a lint test); this one has no template. */
static void safe_write_tag(struct buf *out, const char *slash)
{
    buf_char(out, '<');
    buf_text(out, slash);
    buf_text(out, "mark");
    buf_char(out, '>');
}

struct safe_html safe_html_marked(struct arena *arena, const char *text, char begin, char end)
{
    enum { MARKED_MAX = 64 * 1024 };
    /* Control characters cannot occur in normalised text, so they mark without ambiguity. */
    const char marks[] = {begin, end, '\0'};
    auto_buf struct buf out = BUF(MARKED_MAX);
    bool is_marked = false;
    while (*text) {
        size_t length = strcspn(text, marks);
        html_escape(&out, text, length);
        text += length;
        /* A beginning within a beginning, or an end without one, is passed over. */
        if (*text && (*text == begin) != is_marked) {
            safe_write_tag(&out, is_marked ? "/" : "");
            is_marked = !is_marked;
        }
        text += *text != '\0';
    }
    if (is_marked)
        safe_write_tag(&out, "/");
    if (buf_failed(&out))
        arena_fail(arena);
    const char *html = arena_copy(arena, buf_str(&out), buf_failed(&out) ? 0 : out.length);
    return (struct safe_html){html, strlen(html)};
}
