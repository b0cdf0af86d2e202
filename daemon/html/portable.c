/* A body that works outside the portal. */
#include "base/buf.h"
#include "html/outline.h"

#include <string.h>

/* A body with its pictures inside, which base64 makes a third larger; addresses of media are short. */
enum { PORTABLE_MAX = 24 * 1024 * 1024, URL_ROOM = 256 };

/* The output, and whom to ask for a picture's data. */
struct copying {
    struct buf *out;
    picture_inside *inside;
    void *context;
};

/* The value of an attribute within the tag [tag, end), without its quotes; NULL when it has none. */
static const char *portable_value_of(const char *tag, const char *end, const char *name, size_t *ret_length)
{
    size_t size = strlen(name);
    for (const char *p = tag; (p = memchr(p, ' ', (size_t)(end - p))); p++) {
        /* A space, the name, an equals sign and a quote must fit. */
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

/* Behind the attribute that begins at the space `p`, when it names other forms of a picture; else NULL. */
static const char *skip_forms(const char *p, const char *end)
{
    static const char *const names[] = {" srcset=\"", " sizes=\""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = strlen(names[i]);
        const char *value = p + size;
        if ((size_t)(end - p) <= size || memcmp(p, names[i], size) != 0)
            continue;
        const char *quote = memchr(value, '"', (size_t)(end - value));
        return quote ? quote + 1 : NULL;
    }
    return NULL;
}

/* The rest of a picture's tag; a file that stands alone has it in one form. */
static void copy_attributes(struct buf *out, const char *p, const char *end)
{
    while (p < end) {
        /* Attributes begin at a space; within values of clean HTML a space and srcset=" cannot stand
         * together, for quotes are escaped there. */
        const char *behind = *p == ' ' ? skip_forms(p, end) : NULL;
        if (!behind)
            buf_char(out, *p);
        p = behind ? behind : p + 1;
    }
}

/* What stands around a picture only because it has several forms; and players, of which the link within them
 * stays. */
static bool is_choice(const char *tag)
{
    /* picture and source; the img between them is dealt with by itself. */
    const char *name = tag + 1;
    static const char *const players[] = {"video ", "/video>", "audio ", "/audio>", "track "};
    for (size_t i = 0; i < sizeof players / sizeof *players; i++)
        if (strncmp(name, players[i], strlen(players[i])) == 0)
            return true;
    return strncmp(name, "picture>", 8) == 0 || strncmp(name, "/picture>", 9) == 0 ||
           strncmp(name, "source ", 7) == 0;
}

static void copy_picture(const struct copying *copy, const char *tag, const char *end)
{
    char url[URL_ROOM];
    size_t length = 0, alt_length = 0;
    const char *src = portable_value_of(tag, end, "src", &length),
               *alt = portable_value_of(tag, end, "alt", &alt_length);
    const char *data = NULL;
    /* An address that is longer is none of a medium. */
    if (src && length < sizeof url) {
        memcpy(url, src, length);
        url[length] = '\0';
        data = copy->inside(copy->context, url);
    }
    /* From the tag's beginning to the value, the data in its place, and the rest without other forms. */
    if (data) {
        buf_add(copy->out, tag, (size_t)(src - tag));
        buf_text(copy->out, data);
        copy_attributes(copy->out, src + length, end);
    } else if (alt) {
        /* A reader of the file sees at least what would have been there. */
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
    /* Text is copied as it is; only tags are looked at. */
    for (const char *tag; (tag = strchr(p, '<')); p = strchr(tag, '>') + 1) {
        const char *close = strchr(tag, '>');
        if (!close)
            break;
        buf_add(&out, p, (size_t)(tag - p));
        if (strncmp(tag + 1, "img ", 4) == 0)
            copy_picture(&copy, tag, close + 1);
        else if (!is_choice(tag))
            buf_add(&out, tag, (size_t)(close + 1 - tag));
    }
    buf_text(&out, p);
    if (buf_failed(&out))
        arena_fail(arena);
    /* Half a document is never given: on failure it is empty. */
    const char *copied = arena_copy(arena, buf_str(&out), buf_failed(&out) ? 0 : out.length);
    return (struct safe_html){copied, strlen(copied)};
}
