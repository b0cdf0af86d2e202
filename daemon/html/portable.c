/* A body that works outside the portal. */
#include "base/buf.h"
#include "html/outline.h"

#include <string.h>

enum { PORTABLE_MAX = 24 * 1024 * 1024, URL_ROOM = 256 };

struct copying {
    struct buf *out;
    picture_inside *inside;
    void *context;
};

/* The value of an attribute within the tag [tag, end), without its quotes; NULL when it has none. */
static const char *value_of(const char *tag, const char *end, const char *name, size_t *ret_length)
{
    size_t size = strlen(name);
    for (const char *p = tag; (p = memchr(p, ' ', (size_t)(end - p))); p++) {
        if ((size_t)(end - p) < size + 3 || memcmp(p + 1, name, size) != 0 ||
            memcmp(p + 1 + size, "=\"", 2) != 0)
            continue;
        const char *value = p + size + 3;
        const char *quote = memchr(value, '"', (size_t)(end - value));
        if (!quote)
            return NULL;
        *ret_length = (size_t)(quote - value);
        return value;
    }
    return NULL;
}

static void copy_picture(const struct copying *copy, const char *tag, const char *end)
{
    char url[URL_ROOM];
    size_t length = 0, alt_length = 0;
    const char *src = value_of(tag, end, "src", &length), *alt = value_of(tag, end, "alt", &alt_length);
    const char *data = NULL;
    if (src && length < sizeof url) {
        memcpy(url, src, length);
        url[length] = '\0';
        data = copy->inside(copy->context, url);
    }
    if (data) {
        buf_add(copy->out, tag, (size_t)(src - tag));
        buf_text(copy->out, data);
        buf_add(copy->out, src + length, (size_t)(end - src) - length);
    } else if (alt) {
        buf_char(copy->out, '[');
        buf_add(copy->out, alt, alt_length);
        buf_char(copy->out, ']');
    }
}

struct safe_html html_portable(struct safe_html html, picture_inside *inside, void *context,
                               struct arena *arena)
{
    auto_buf struct buf out = BUF(PORTABLE_MAX);
    const struct copying copy = {&out, inside, context};
    const char *p = html.html;
    for (const char *tag; (tag = strchr(p, '<')); p = strchr(tag, '>') + 1) {
        const char *close = strchr(tag, '>');
        if (!close)
            break;
        buf_add(&out, p, (size_t)(tag - p));
        if (strncmp(tag + 1, "img ", 4) == 0)
            copy_picture(&copy, tag, close + 1);
        else
            buf_add(&out, tag, (size_t)(close + 1 - tag));
    }
    buf_text(&out, p);
    if (buf_failed(&out))
        arena_fail(arena);
    const char *copied = arena_copy(arena, buf_str(&out), buf_failed(&out) ? 0 : out.length);
    return (struct safe_html){copied, strlen(copied)};
}
