/* Cleans names of files. They end in a header, on a page and on strangers' disks, so they hold no characters
 * that turn the line round or control anything, and never an extension that the bytes do not bear out. */
#include "file_name.h"

#include "attachment.h"
#include "text/normalize.h"

#include <string.h>
#include <strings.h>

/* An extension is looked for in so many bytes behind the last dot. */
enum { EXTENSION_MAX = 5, SEQUENCE_MAX = 4 };

/* Bytes of the character at `text`, 1 where there is none. */
static size_t sequence_size(const char *text)
{
    for (size_t size = 1; size <= SEQUENCE_MAX && size <= strlen(text); size++)
        if (text_is_utf8(text, size))
            return size;
    return 1;
}

/* Whether these bytes are a character that turns the direction of the line (Unicode 16, 23.2). */
static bool turns_line(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    if (at[0] != 0xE2)
        return false;
    return (at[1] == 0x80 && (at[2] == 0x8E || at[2] == 0x8F || (at[2] >= 0xAA && at[2] <= 0xAE))) ||
           (at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9);
}

/* Without controls, which the normaliser would refuse, and with "_" for what is no text. */
static const char *file_name_readable(struct arena *arena, const char *raw, bool *ret_changed)
{
    char *out = arena_alloc(arena, strlen(raw) + 1);
    size_t size = 0;
    for (size_t step; out && *raw; raw += step) {
        unsigned char c = (unsigned char)*raw;
        step = sequence_size(raw);
        bool is_broken = step == 1 && c >= 0x80;
        bool is_control = c < ' ' || c == 0x7F || (c == 0xC2 && step == 2 && (unsigned char)raw[1] < 0xA0);
        *ret_changed = *ret_changed || is_broken || is_control || turns_line(raw);
        if (is_control)
            continue;
        memcpy(out + size, is_broken ? "_" : raw, step);
        size += step;
    }
    if (out)
        out[size] = '\0';
    return out;
}

/* The last component, with either system's separator. */
static const char *file_name_base(const char *name)
{
    const char *slash = strrchr(name, '/'), *back = strrchr(name, '\\');
    const char *last = slash > back ? slash : back;
    return last ? last + 1 : name;
}

/* Of JPEG there are two. */
static bool is_same_extension(const char *one, const char *other)
{
    return strcasecmp(one, other) == 0 || (strcasecmp(one, "jpeg") == 0 && strcasecmp(other, "jpg") == 0);
}

/* Bytes of the name before its extension: the right one, or one that is known and wrong, is left out.
 * *ret_right says whether it was right, and then where it begins. */
static size_t stem_size(const char *name, size_t size, const char *extension, bool *ret_right)
{
    char last[EXTENSION_MAX + 1];
    size_t dot = size;
    while (dot > 0 && name[dot - 1] != '.')
        dot--;
    *ret_right = false;
    if (!dot || size - dot > EXTENSION_MAX || size == dot)
        return size;
    memcpy(last, name + dot, size - dot);
    last[size - dot] = '\0';
    *ret_right = is_same_extension(last, extension);
    return *ret_right || attachment_knows_extension(last) ? dot - 1 : size;
}

/* At most `most` bytes, cut behind a character with all its marks. */
static size_t file_name_cut(const char *name, size_t size, size_t most)
{
    if (size <= most)
        return size;
    for (size = most; size > 0; size--) {
        unsigned char c = (unsigned char)name[size], next = (unsigned char)name[size + 1];
        bool is_inside = (c & 0xC0) == 0x80, is_mark = c == 0xCC || (c == 0xCD && next < 0xB0);
        if (!is_inside && !is_mark)
            break;
    }
    return size;
}

const char *file_name_clean(struct arena *arena, const char *raw, const char *extension, bool *ret_changed)
{
    const char *name;
    bool is_right;
    *ret_changed = false;
    const char *readable = file_name_readable(arena, file_name_base(raw), ret_changed);
    if (!readable || text_normalize(readable, strlen(readable), TEXT_LINE, arena, &name, NULL))
        return NULL;
    /* Such as would be hidden, or nothing. */
    name += strspn(name, ". ");
    size_t length = strlen(name), stem = stem_size(name, length, extension, &is_right);
    const char *end = is_right ? name + stem + 1 : extension;
    *ret_changed = *ret_changed || !is_right;
    /* "a.pptx.zip": the right one stood there before somebody put another behind it. */
    if (!is_right && stem < length) {
        bool was_right;
        size_t inner = stem_size(name, stem, extension, &was_right);
        stem = was_right ? inner : stem;
    }
    size_t cut = file_name_cut(name, stem, FILE_NAME_SIZE_MAX - 1 - strlen(end));
    *ret_changed = *ret_changed || cut < stem;
    while (cut > 0 && strchr(". ", name[cut - 1]))
        cut--;
    return cut ? arena_printf(arena, "%.*s.%s", (int)cut, name, end) : arena_printf(arena, "tep.%s", end);
}
