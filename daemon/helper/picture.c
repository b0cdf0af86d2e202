#include "helper/picture.h"

#include "exif.h"

#include <stdbool.h>
#include <string.h>

static bool is_frame_marker(unsigned char marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static enum err measure_jpeg(struct span file, struct picture_facts *facts)
{
    size_t at = 2;
    while (at + 4 <= file.size) {
        if (file.at[at] != 0xFF)
            return ERR_INPUT;
        unsigned char marker = file.at[at + 1];
        if (marker == 0xFF) {
            at++;
            continue;
        }
        size_t length = be16(file.at + at + 2);
        if (marker == 0xD9 || marker == 0xDA || length < 2 || at + 2 + length > file.size)
            return ERR_INPUT;
        struct span segment = {file.at + at + 4, length - 2};
        if (marker == 0xE1 && facts->orientation == 1)
            facts->orientation = exif_orientation_behind_mark(segment);
        if (is_frame_marker(marker) && segment.size >= 5) {
            facts->height = (int)be16(segment.at + 1);
            facts->width = (int)be16(segment.at + 3);
            return ERR_OK;
        }
        at += 2 + length;
    }
    return ERR_INPUT;
}

/* Some sizes fit no int; they are over every limit of pixels, which the caller names. */
static int side_of(uint32_t side)
{
    return side > PICTURE_SIDE_MAX ? PICTURE_SIDE_MAX : (int)side;
}

static enum err measure_png(struct span file, struct picture_facts *facts)
{
    enum { FIRST = 8, AROUND = 12 };
    if (file.size < 33 || be32(file.at + FIRST) != 13 || memcmp(file.at + 12, "IHDR", 4) != 0)
        return ERR_INPUT;
    uint32_t width = be32(file.at + 16), height = be32(file.at + 20);
    bool is_beyond = width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX;
    facts->width = is_beyond && width ? PICTURE_SIDE_MAX : side_of(width);
    facts->height = is_beyond && height ? PICTURE_SIDE_MAX : side_of(height);
    for (size_t at = FIRST; at + AROUND <= file.size;) {
        size_t length = be32(file.at + at);
        if (length > file.size - at - AROUND)
            break;
        if (memcmp(file.at + at + 4, "eXIf", 4) == 0)
            facts->orientation = exif_orientation((struct span){file.at + at + 8, length});
        at += AROUND + length;
    }
    return ERR_OK;
}

static int webp_orientation(struct span file)
{
    for (size_t at = 12; at + 8 <= file.size;) {
        size_t length = le32(file.at + at + 4);
        if (length > file.size - at - 8)
            break;
        struct span data = {file.at + at + 8, length};
        if (memcmp(file.at + at, "EXIF", 4) == 0) {
            bool is_marked = length >= 6 && memcmp(data.at, "Exif\0\0", 6) == 0;
            return is_marked ? exif_orientation_behind_mark(data) : exif_orientation(data);
        }
        at += 8 + length + (length & 1);
    }
    return 1;
}

static enum err measure_webp(struct span file, struct picture_facts *facts)
{
    if (file.size < 30)
        return ERR_INPUT;
    const unsigned char *chunk = file.at + 12, *data = file.at + 20;
    if (memcmp(chunk, "VP8X", 4) == 0) {
        uint32_t width = le24(data + 4) + 1, height = le24(data + 7) + 1;
        bool is_beyond = width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX;
        facts->width = is_beyond ? PICTURE_SIDE_MAX : (int)width;
        facts->height = is_beyond ? PICTURE_SIDE_MAX : (int)height;
        facts->orientation = webp_orientation(file);
    } else if (memcmp(chunk, "VP8L", 4) == 0 && data[0] == 0x2F) {
        uint32_t bits = le32(data + 1);
        facts->width = (int)(bits & 0x3FFF) + 1;
        facts->height = (int)(bits >> 14 & 0x3FFF) + 1;
    } else if (memcmp(chunk, "VP8 ", 4) == 0 && memcmp(data + 3, "\x9D\x01\x2A", 3) == 0) {
        facts->width = (int)(le16(data + 6) & 0x3FFF);
        facts->height = (int)(le16(data + 8) & 0x3FFF);
    } else {
        return ERR_INPUT;
    }
    return ERR_OK;
}

static enum err measure_gif(struct span file, struct picture_facts *facts)
{
    if (file.size < 13)
        return ERR_INPUT;
    facts->width = (int)le16(file.at + 6);
    facts->height = (int)le16(file.at + 8);
    return ERR_OK;
}

static bool picture_begins(struct span file, const char *magic, size_t length)
{
    return file.size >= length && memcmp(file.at, magic, length) == 0;
}

static bool kind_of(struct span file, enum picture_kind *ret_kind)
{
    if (picture_begins(file, "\xFF\xD8\xFF", 3))
        *ret_kind = PICTURE_JPEG;
    else if (picture_begins(file, "\x89PNG\r\n\x1A\n", 8))
        *ret_kind = PICTURE_PNG;
    else if (file.size >= 12 && picture_begins(file, "RIFF", 4) && memcmp(file.at + 8, "WEBP", 4) == 0)
        *ret_kind = PICTURE_WEBP;
    else if (picture_begins(file, "GIF87a", 6) || picture_begins(file, "GIF89a", 6))
        *ret_kind = PICTURE_GIF;
    else
        return false;
    return true;
}

enum err picture_measure(const void *bytes, size_t size, struct picture_facts *ret_facts)
{
    static const struct {
        const char *type, *extension;
        enum err (*measure)(struct span file, struct picture_facts *facts);
    } kinds[PICTURE_KINDS] = {
        [PICTURE_JPEG] = {"image/jpeg", "jpg", measure_jpeg},
        [PICTURE_PNG] = {"image/png", "png", measure_png},
        [PICTURE_WEBP] = {"image/webp", "webp", measure_webp},
        [PICTURE_GIF] = {"image/gif", "gif", measure_gif},
    };
    struct span file = {bytes, size};
    struct picture_facts facts = {.orientation = 1};
    if (!kind_of(file, &facts.kind))
        return ERR_MEDIA_TYPE;
    facts.type = kinds[facts.kind].type;
    facts.extension = kinds[facts.kind].extension;
    enum err err = kinds[facts.kind].measure(file, &facts);
    if (!err && (facts.width < 1 || facts.height < 1))
        err = ERR_INPUT;
    if (err)
        return err;
    exif_turn(facts.orientation, &facts.width, &facts.height);
    *ret_facts = facts;
    return ERR_OK;
}
