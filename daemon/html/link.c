/* Mends and completes, and leaves the judgement to safe.c: nothing is changed in what was judged. */
#include "link.h"

#include "base/buf.h"
#include "scratch.h"
#include "text/normalize.h"

#include <string.h>
#include <strings.h>

/* HTML says that white space around an address does not count. */
static const char link_white[] = " \t\n\r\f";

const char *link_mended(const char *text, struct arena *arena)
{
    text += strspn(text, link_white);
    size_t length = strlen(text);
    while (length && strchr(link_white, text[length - 1]))
        length--;
    /* One character beyond the limit shows safe_url_from() that it is too long. */
    auto_buf struct buf out = BUF((size_t)URL_SIZE_MAX + 3);
    for (size_t i = 0, fragments = 0; i < length; i++) {
        bool hash_again = text[i] == '#' && fragments++ > 0;
        /* Not followed by two hexadecimal digits: a percent sign that stands for itself. */
        bool bare_percent = text[i] == '%' && strspn(text + i + 1, "0123456789abcdefABCDEF") < 2;
        if (hash_again || bare_percent || strchr(" \"<>^`{|}[]", text[i]))
            buf_printf(&out, "%%%02X", (unsigned)(unsigned char)text[i]);
        else
            buf_char(&out, text[i]);
    }
    return scratch_text(&out, arena);
}

const char *link_checked(const char *text, enum url_use use, struct arena *arena)
{
    const char *normal, *mended = link_mended(text, arena);
    struct safe_url url;
    /* Characters that normalising would change are no honest part of an address. */
    if (text_normalize(mended, strlen(mended), TEXT_LINE, arena, &normal, NULL) ||
        safe_url_from(normal, use, &url))
        return NULL;
    return url.url;
}

/* Whether a name of a host stands at the beginning whose last part is one that people leave the scheme away
 * from. */
static bool is_bare_host(const char *text)
{
    static const char *const ends[] = {"vn", "com", "net", "org", "gov", "edu", "info"};
    size_t length = strcspn(text, "/?#"), last = length;
    while (last > 0 && text[last - 1] != '.')
        last--;
    if (last < 2 || strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") < length)
        return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (length - last == strlen(ends[i]) && strncasecmp(text + last, ends[i], length - last) == 0)
            return true;
    return strncasecmp(text, "www.", 4) == 0;
}

/* "a@b.vn" and nothing else. */
static bool is_bare_mail(const char *text)
{
    const char *at = strchr(text, '@');
    return at && at > text && !strpbrk(text, ":/?# ") && !strchr(at + 1, '@') && strchr(at + 1, '.') &&
           is_bare_host(at + 1);
}

/* Numbers are typed with blanks, which no address has. */
static const char *without_blanks(const char *text, struct arena *arena)
{
    char *copy = arena_alloc(arena, strlen(text) + 1);
    size_t length = 0;
    if (!copy)
        return text;
    for (; *text; text++)
        if (!strchr(link_white, *text))
            copy[length++] = *text;
    copy[length] = '\0';
    return copy;
}

const char *link_address(const char *text, struct arena *arena, bool *ret_is_completed)
{
    const char *typed = link_mended(text, arena);
    *ret_is_completed = true;
    if (strncmp(typed, "//", 2) == 0 && is_bare_host(typed + 2))
        return link_checked(arena_printf(arena, "https:%s", typed), URL_LINK, arena);
    if (is_bare_mail(typed))
        return link_checked(arena_printf(arena, "mailto:%s", typed), URL_LINK, arena);
    if (is_bare_host(typed))
        return link_checked(arena_printf(arena, "https://%s", typed), URL_LINK, arena);
    *ret_is_completed = false;
    bool is_number = strncasecmp(typed, "tel:", 4) == 0 || strncasecmp(typed, "sms:", 4) == 0;
    return link_checked(is_number ? without_blanks(text, arena) : text, URL_LINK, arena);
}
