/* Percent-encoding, for all addresses that the portal writes. Decoding is target.c's, in server, and
 * strict. */
#include "http/url.h"

#include <string.h>

/* RFC 3986 section 2.3. By hand and not by isalnum(), which follows the locale. */
static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

static bool stays(unsigned char c, const char *keep)
{
    /* strchr() would find the NUL at the end of `keep`. */
    return is_unreserved(c) || (c && strchr(keep, c));
}

void url_escape(struct buf *out, const char *text, const char *keep)
{
    while (*text) {
        /* What stays goes out in runs, since most of an address does. */
        const char *run = text;
        while (*text && stays((unsigned char)*text, keep))
            text++;
        buf_add(out, run, (size_t)(text - run));
        /* Escapes have capitals, as RFC 3986 section 2.1 wants them from whoever writes an address. */
        if (*text)
            buf_printf(out, "%%%02X", (unsigned char)*text++);
    }
}
