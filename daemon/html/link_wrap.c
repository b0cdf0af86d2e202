/* A table of the pages that count who follows a link and lead on. What they lead to stands in their address,
 * so nothing is asked of anybody. */
#include "link_wrap.h"

#include "text/number.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* What the address begins with behind its scheme, a "*" standing for any one part of the host's name or
 * several, and the parameters of which the first that is there is the target. */
static const struct {
    const char *page;
    const char *parameters[2];
} wraps[] = {
    {"www.google.com/url", {"q", "url"}},
    {"www.google.com.vn/url", {"q", "url"}},
    {"google.com/url", {"q", "url"}},
    {"l.facebook.com/l.php", {"u"}},
    {"lm.facebook.com/l.php", {"u"}},
    {"l.messenger.com/l.php", {"u"}},
    {"l.instagram.com/", {"u"}},
    {"l.threads.net/", {"u"}},
    {"*.safelinks.protection.outlook.com/", {"url"}},
    {"statics.teams.cdn.office.net/evergreen-assets/safelinks", {"url"}},
    {"www.youtube.com/redirect", {"q"}},
    {"www.bing.com/newtabredir", {"url"}},
    {"slack-redir.net/link", {"url"}},
    {"steamcommunity.com/linkfilter/", {"url", "u"}},
    {"link.zhihu.com/", {"target"}},
};

/* The number of the percent sign's byte at `at`, 1 to 255; 0 when it stands for itself. */
static int percent_byte(const char *at)
{
    int high = *at == '%' ? number_hex_digit(at[1]) : -1, low = high >= 0 ? number_hex_digit(at[2]) : -1;
    return low >= 0 ? high * 16 + low : 0;
}

const char *link_parameter(const char *address, const char *name, struct arena *arena)
{
    size_t name_length = strlen(name);
    const char *at = strchr(address, '?');
    do {
        at = at ? at + 1 : NULL;
        /* Twice escaped, as some paste it. */
        if (at && strncmp(at, "amp;", 4) == 0)
            at += 4;
        if (at && strncmp(at, name, name_length) == 0 && at[name_length] == '=')
            break;
        at = at ? strchr(at, '&') : NULL;
    } while (at);
    char *value = at ? arena_alloc(arena, strlen(at) + 1) : NULL;
    size_t length = 0;
    if (!value)
        return NULL;
    for (at += name_length + 1; *at && *at != '&' && *at != '#'; at++) {
        int byte = percent_byte(at);
        value[length++] = byte ? (char)byte : *at;
        at += byte ? 2 : 0;
    }
    value[length] = '\0';
    return value;
}

/* Whether what stands behind the scheme is that page. */
static bool wraps_by(const char *behind, const char *page)
{
    if (*page == '*') {
        const char *end = strpbrk(behind, "/?#"), *host = strstr(behind, ".safelinks.");
        if (!end || !host || host > end)
            return false;
        behind = host;
        page++;
    }
    size_t length = strlen(page);
    return strncasecmp(behind, page, length) == 0 &&
           (page[length - 1] == '/' || strchr("?/", behind[length]));
}

static const char *behind_scheme(const char *address)
{
    if (strncasecmp(address, "https://", 8) == 0)
        return address + 8;
    return strncasecmp(address, "http://", 7) == 0 ? address + 7 : NULL;
}

const char *link_unwrapped(const char *address, struct arena *arena)
{
    enum { TIMES = 3, PARAMETERS = 2 };
    const char *target = NULL;
    address += strspn(address, " \t\n\r\f");
    for (int times = 0; address && times < TIMES; times++) {
        const char *behind = behind_scheme(address), *next = NULL;
        for (size_t i = 0; behind && !next && i < sizeof wraps / sizeof *wraps; i++)
            for (size_t k = 0; k < PARAMETERS && !next && wraps_by(behind, wraps[i].page); k++)
                next = wraps[i].parameters[k] ? link_parameter(address, wraps[i].parameters[k], arena) : NULL;
        /* What leads to no page of the web is left as it is. */
        if (!next || !behind_scheme(next))
            break;
        target = address = next;
    }
    return target;
}
