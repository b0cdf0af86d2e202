/* Finds links by the form that the serializer gives them, and divides addresses. Judges none: what may be
 * asked for, and whether anything answers there, is known elsewhere. */
#include "text/hyperlink.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const char href[] = " href=\"";

/* The character that a reference stands for; *ret_size is how long the reference is. 0: it is none that the
 * serializer writes. */
static char hyperlink_reference(const char *text, size_t *ret_size)
{
    static const struct {
        const char *name;
        char character;
    } references[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    for (size_t i = 0; i < sizeof references / sizeof *references; i++) {
        *ret_size = strlen(references[i].name);
        if (strncmp(text, references[i].name, *ret_size) == 0)
            return references[i].character;
    }
    return '\0';
}

/* A value as it is meant, up to `length` bytes of it as they are written. */
static const char *hyperlink_value(const char *value, size_t length, struct arena *arena)
{
    char *text = arena_alloc(arena, length + 1);
    size_t count = 0;
    for (size_t i = 0; text && i < length; count++) {
        size_t size = 1;
        char character = value[i] == '&' ? hyperlink_reference(value + i, &size) : value[i];
        text[count] = character ? character : value[i];
        i += character ? size : 1;
    }
    if (text)
        text[count] = '\0';
    return text ? text : "";
}

const char *hyperlink_next(const char **html, struct arena *arena)
{
    static const char name[] = "a ";
    const char *tag = *html;
    while ((tag = strchr(tag, '<'))) {
        if (strncmp(++tag, name, sizeof name - 1) != 0)
            continue;
        /* No angle bracket stands within a tag. */
        size_t length = strcspn(tag, ">");
        const char *value = memmem(tag, length, href, sizeof href - 1);
        tag += length;
        *html = tag;
        if (!value)
            continue;
        value += sizeof href - 1;
        return hyperlink_value(value, strcspn(value, "\""), arena);
    }
    *html += strlen(*html);
    return NULL;
}

/* Where the host ends, and from where it begins, behind a user's name if there is one. */
static const char *hyperlink_host(const char *authority, struct arena *arena)
{
    size_t length = strcspn(authority, "/?#");
    const char *at = memchr(authority, '@', length);
    if (at) {
        length -= (size_t)(at + 1 - authority);
        authority = at + 1;
    }
    /* The colons of an IPv6 address are no port's. */
    size_t host = *authority == '[' ? strcspn(authority, "]/?#") + 1 : strcspn(authority, ":/?#");
    length = host < length ? host : length;
    char *text = arena_alloc(arena, length + 1);
    for (size_t i = 0; text && i < length; i++)
        text[i] = (char)(authority[i] + (authority[i] >= 'A' && authority[i] <= 'Z' ? 'a' - 'A' : 0));
    if (text)
        text[length] = '\0';
    return text ? text : "";
}

/* Whether an address is one below the base; *ret_path is what follows. */
static bool hyperlink_is_below(const char *address, const char *base_url, const char **ret_path)
{
    size_t length = strlen(base_url);
    if (!length || strncasecmp(address, base_url, length) != 0 || !strchr("/?#", address[length]))
        return false;
    *ret_path = address + length;
    return true;
}

struct hyperlink hyperlink_read(const char *address, const char *base_url, struct arena *arena)
{
    const struct hyperlink none = {HYPERLINK_NONE, "", ""};
    const char *path = address;
    if (hyperlink_is_below(address, base_url, &path) || (*address == '/' && address[1] != '/')) {
        const char *url = arena_copy(arena, path, strcspn(path, "#"));
        /* "https://host" and "https://host?x" have an empty path. */
        return (struct hyperlink){HYPERLINK_INSIDE,
                                  url && *url == '/' ? url : arena_printf(arena, "/%s", url ? url : ""), ""};
    }
    size_t scheme = strncasecmp(address, "https://", 8) == 0 ? 8 : 7;
    if (scheme == 7 && strncasecmp(address, "http://", 7) != 0)
        return none;
    const char *url = arena_copy(arena, address, strcspn(address, "#"));
    const char *host = hyperlink_host(address + scheme, arena);
    return url && *host ? (struct hyperlink){HYPERLINK_OUTWARD, url, host} : none;
}
