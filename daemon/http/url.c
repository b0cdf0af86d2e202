#include "http/url.h"

#include <string.h>

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

static bool stays(unsigned char c, const char *keep)
{
    return is_unreserved(c) || (c && strchr(keep, c));
}

void url_escape(struct buf *out, const char *text, const char *keep)
{
    while (*text) {
        const char *run = text;
        while (*text && stays((unsigned char)*text, keep))
            text++;
        buf_add(out, run, (size_t)(text - run));
        if (*text)
            buf_printf(out, "%%%02X", (unsigned char)*text++);
    }
}
