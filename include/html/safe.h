/* Safe HTML and safe URLs: types of their own, so that a view cannot say unsafe ones by mistake.
 *
 * Make them only with the functions that check (body_render(), safe_url_from() …); the *_trusted
 * ones are for text that the program itself made. The pointers are borrowed: they live as long as the
 * text they came from. Thread: any. */
#ifndef HTML_SAFE_H
#define HTML_SAFE_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

/* Clean HTML, well-formed, from the allow-list serializer. NUL-terminated. */
struct safe_html {
    const char *html;
    size_t length;
};

/* An address that may stand in href or src. NUL-terminated; to be escaped like any text. */
struct safe_url {
    const char *url;
};

/* Where an address is to stand. */
enum url_use {
    URL_LINK,  /* href: http, https, ftp, mailto, tel, sms, geo, "/path" (never "//"), "#id" */
    URL_SITE,  /* an address of this site alone: "/path" (never "//"), "#id" */
    URL_MEDIA, /* img src: "/media/…" alone */
    URL_WEB,   /* http and https alone, with a host */
};

enum { URL_SIZE_MAX = 2000 };

/* Checks an address. Refused: any other scheme however it is written, control characters, spaces,
 * backslashes, quotes and brackets anywhere but around an IPv6 address ("http://[::1]/"), "//host", user
 * names ("https://a@b"), more than 2000 bytes, an empty text. Errors: INPUT. */
enum err safe_url_from(const char *text, enum url_use use, struct safe_url *ret_url);

/* An address that the program made itself; asserts that it would pass as URL_LINK. */
struct safe_url safe_url_trusted(const char *text);

/* A picture as an address that holds it ("data:image/jpeg;base64,…", RFC 2397), for documents that stand
 * alone. `type` begins with "image/" (asserted). In the arena; url is NULL when that has failed. */
struct safe_url safe_url_picture(struct arena *arena, const char *type, const void *bytes, size_t size);

/* Plain text, escaped, with <mark> and </mark> where the control characters `begin` and `end` stand; an end
 * without a beginning is left out, a beginning without an end is ended. In the arena; "" when that has
 * failed. */
struct safe_html safe_html_marked(struct arena *arena, const char *text, char begin, char end);

/* Clean HTML that was made by body_render() earlier and comes back from the store. */
struct safe_html safe_html_stored(const char *html);

#endif
