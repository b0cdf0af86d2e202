/* The attributes of a picture in all its forms. */
#include "element.h"

#include "element_write.h"
#include "scratch.h"

#include <stdint.h>
#include <string.h>

/* Two srcsets of a few files each stay far below. */
enum { ATTRIBUTES_SIZE_MAX = 64 * 1024, PIXELS_MAX = 20000 };

/* How wide a picture of a body is shown: as wide as the text beside the boxes, or as the screen. On phones a
 * tenth less is said: nobody sees the difference, and slow lines feel it.
 */
static const char sizes[] =
    "(min-width:74rem) 48.5rem, (min-width:60rem) calc(100vw - 23.5rem), calc(90vw - 2rem)";

const char *picture_find(const GumboVector *attributes, const struct body_pictures *pictures,
                         struct arena *arena, struct body_picture *ret_picture)
{
    const char *source = attribute_line(attributes, "src", arena);
    /* Missing and empty are told apart: whoever knows the pictures decides whether an empty one was
     * meant, and says in *ret_picture what stands in its place. */
    const char *alt =
        gumbo_get_attribute(attributes, "alt") ? attribute_line(attributes, "alt", arena) : NULL;
    if (!pictures->find(pictures->context, source, alt, ret_picture))
        return NULL;
    return alt && *alt ? alt : ret_picture->alt;
}

/* Of the source element: WebP, which browsers take when they can. */
const char *picture_source_attributes(const struct body_picture *picture, struct arena *arena)
{
    auto_buf struct buf out = BUF(ATTRIBUTES_SIZE_MAX);
    write_attribute(&out, "type", "image/webp");
    write_attribute(&out, "srcset", picture->webp_srcset);
    write_attribute(&out, "sizes", sizes);
    return scratch_text(&out, arena);
}

/* An editor may show a picture smaller than it is. */
static void write_size(struct buf *out, const GumboVector *attributes, const struct body_picture *picture)
{
    int width = attribute_number(attributes, "width", 1, PIXELS_MAX), height = picture->height;
    /* Larger than it is would only blur it. */
    if (!width || width >= picture->width)
        width = picture->width;
    else
        height = (int)(((long)picture->height * width + picture->width / 2) / picture->width);
    buf_printf(out, " width=\"%d\" height=\"%d\"", width, height > 0 ? height : 1);
}

/* Of the img within: JPEG for every browser, with the size, so that the page does not jump when it
 * arrives. */
const char *picture_image_attributes(const GumboVector *attributes, const struct body_picture *picture,
                                     const char *alt, struct arena *arena)
{
    auto_buf struct buf out = BUF(ATTRIBUTES_SIZE_MAX);
    write_attribute(&out, "src", picture->url);
    write_attribute(&out, "srcset", picture->jpeg_srcset);
    write_attribute(&out, "sizes", sizes);
    write_attribute(&out, "alt", alt);
    write_size(&out, attributes, picture);
    /* Pictures of a body are mostly below the first screen. */
    write_attribute(&out, "loading", "lazy");
    write_attribute(&out, "decoding", "async");
    return scratch_text(&out, arena);
}

/* The code point at `text`, which is valid UTF-8, and its bytes. */
static uint32_t emoji_code(const unsigned char *text, size_t *ret_size)
{
    size_t size = *text < 0x80 ? 1 : *text < 0xE0 ? 2 : *text < 0xF0 ? 3 : 4;
    uint32_t code = size == 1 ? *text : *text & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++)
        code = code << 6 | (text[i] & 0x3Fu);
    *ret_size = size;
    return code;
}

bool picture_is_emoji(const char *alt)
{
    enum { BYTES_MAX = 64 };
    bool has_one = false;
    size_t length = strlen(alt), size;
    if (length == 0 || length > BYTES_MAX)
        return false;
    for (size_t at = 0; at < length; at += size) {
        uint32_t code = emoji_code((const unsigned char *)alt + at, &size);
        bool is_emoji = (code >= 0x2190 && code <= 0x2BFF) || code == 0x3030 || code == 0x303D ||
                        (code >= 0x1F000 && code <= 0x1FAFF) || code == 0x203C || code == 0x2049;
        /* Joiners, selectors, the keycap and flags' tags stand between and behind them; digits and signs
         * before the keycap. */
        bool is_part = code == 0x200D || code == 0xFE0F || code == 0xFE0E || code == 0x20E3 ||
                       (code >= 0xE0000 && code <= 0xE007F);
        bool is_key = code < 0x80 && strchr("0123456789#*", (int)code) && strstr(alt, "\xE2\x83\xA3");
        if (!is_emoji && !is_part && !is_key)
            return false;
        has_one = has_one || is_emoji || is_key;
    }
    return has_one;
}
