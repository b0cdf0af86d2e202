#include "picture.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct span {
    const unsigned char *at;
    size_t size;
};

static unsigned be16(const unsigned char *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)be16(p) << 16 | be16(p + 2);
}

static unsigned le16(const unsigned char *p)
{
    return (unsigned)p[1] << 8 | p[0];
}

static uint32_t le24(const unsigned char *p)
{
    return (uint32_t)p[2] << 16 | le16(p);
}

static uint32_t le32(const unsigned char *p)
{
    return (uint32_t)le16(p + 2) << 16 | le16(p);
}

/* Whether the orientation tag (TIFF 6.0 tag 274, in the Exif segment's first directory) turns the
 * picture by a quarter: values 5 to 8. */
static bool exif_is_turned(struct span exif)
{
    enum { HEADER = 6, TAG_ORIENTATION = 0x112, ENTRY = 12 };
    if (exif.size < HEADER + 8 || memcmp(exif.at, "Exif\0\0", HEADER) != 0)
        return false;
    struct span tiff = {exif.at + HEADER, exif.size - HEADER};
    bool big = tiff.at[0] == 'M';
    uint32_t directory = big ? be32(tiff.at + 4) : le32(tiff.at + 4);
    if (directory > tiff.size - 2 || tiff.size < 2)
        return false;
    unsigned count = big ? be16(tiff.at + directory) : le16(tiff.at + directory);
    for (unsigned i = 0; i < count; i++) {
        size_t at = (size_t)directory + 2 + (size_t)i * ENTRY;
        if (at + ENTRY > tiff.size)
            return false;
        const unsigned char *entry = tiff.at + at;
        if ((big ? be16(entry) : le16(entry)) == TAG_ORIENTATION) {
            unsigned value = big ? be16(entry + 8) : le16(entry + 8);
            return value >= 5 && value <= 8;
        }
    }
    return false;
}

static bool is_frame_marker(unsigned char marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static enum err measure_jpeg(struct span file, struct picture_facts *facts)
{
    bool turned = false;
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
        if (marker == 0xE1)
            turned = turned || exif_is_turned(segment);
        if (is_frame_marker(marker) && segment.size >= 5) {
            int height = (int)be16(segment.at + 1), width = (int)be16(segment.at + 3);
            facts->width = turned ? height : width;
            facts->height = turned ? width : height;
            return ERR_OK;
        }
        at += 2 + length;
    }
    return ERR_INPUT;
}

static enum err measure_png(struct span file, struct picture_facts *facts)
{
    if (file.size < 33 || be32(file.at + 8) != 13 || memcmp(file.at + 12, "IHDR", 4) != 0)
        return ERR_INPUT;
    uint32_t width = be32(file.at + 16), height = be32(file.at + 20);
    if (width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX)
        width = height = PICTURE_SIDE_MAX; /* over the limit of pixels, which the caller names */
    facts->width = (int)width;
    facts->height = (int)height;
    return ERR_OK;
}

static enum err measure_webp(struct span file, struct picture_facts *facts)
{
    if (file.size < 30)
        return ERR_INPUT;
    const unsigned char *chunk = file.at + 12, *data = file.at + 20;
    if (memcmp(chunk, "VP8X", 4) == 0) {
        facts->width = (int)le24(data + 4) + 1;
        facts->height = (int)le24(data + 7) + 1;
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

enum err picture_measure(const void *bytes, size_t size, struct picture_facts *ret_facts)
{
    struct span file = {bytes, size};
    struct picture_facts facts = {0};
    enum err err;
    if (size >= 3 && memcmp(bytes, "\xFF\xD8\xFF", 3) == 0) {
        facts = (struct picture_facts){"image/jpeg", "jpg", 0, 0};
        err = measure_jpeg(file, &facts);
    } else if (size >= 8 && memcmp(bytes, "\x89PNG\r\n\x1A\n", 8) == 0) {
        facts = (struct picture_facts){"image/png", "png", 0, 0};
        err = measure_png(file, &facts);
    } else if (size >= 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(file.at + 8, "WEBP", 4) == 0) {
        facts = (struct picture_facts){"image/webp", "webp", 0, 0};
        err = measure_webp(file, &facts);
    } else {
        return ERR_MEDIA_TYPE;
    }
    if (!err && (facts.width < 1 || facts.height < 1))
        err = ERR_INPUT;
    if (!err)
        *ret_facts = facts;
    return err;
}
