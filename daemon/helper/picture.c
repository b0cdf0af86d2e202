/* Reads sizes and orientation from headers, in the daemon itself: so it looks at numbers at fixed
 * places, steps over lengths with bounds, and decodes nothing. */
#include "helper/picture.h"

#include "exif.h"
#include "heif.h"

#include <stdbool.h>
#include <string.h>

/* SOF0 to SOF15 without the three in between that are tables (DHT, JPG, DAC). */
static bool is_frame_marker(unsigned char marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/* Walks from segment to segment up to the frame header, which comes before any pixels. */
static enum err measure_jpeg(struct span file, struct picture_facts *facts)
{
    size_t at = 2;
    while (at + 4 <= file.size) {
        unsigned char marker = file.at[at + 1];
        /* Bytes that belong to nothing, which some phones write; decoders pass them over as well. A byte 0
         * makes no marker of what is before it. */
        if (file.at[at] != 0xFF || marker == 0) {
            facts->has_stray = true;
            at++;
            continue;
        }
        /* Any number of fill bytes may stand before a marker (T.81 B.1.1.2). */
        if (marker == 0xFF) {
            at++;
            continue;
        }
        size_t length = be16(file.at + at + 2);
        /* The end, or the pixels, without a frame before them. */
        if (marker == 0xD9 || marker == 0xDA || length < 2 || at + 2 + length > file.size)
            return ERR_INPUT;
        struct span segment = {file.at + at + 4, length - 2};
        /* The first orientation that says something counts. */
        if (marker == 0xE1 && facts->orientation == 1)
            facts->orientation = exif_orientation_behind_mark(segment);
        if (marker == 0xE1)
            facts->has_place = facts->has_place || exif_has_place_behind_mark(segment);
        /* Precision, height and width. A height of 0 would come with a later marker, which nobody
         * writes; it is refused as no size. */
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

/* Size from IHDR, orientation from eXIf. */
static enum err measure_png(struct span file, struct picture_facts *facts)
{
    enum { FIRST = 8, AROUND = 12 };
    /* Signature, and the first chunk, which must be IHDR. */
    if (file.size < 33 || be32(file.at + FIRST) != 13 || memcmp(file.at + 12, "IHDR", 4) != 0)
        return ERR_INPUT;
    uint32_t width = be32(file.at + 16), height = be32(file.at + 20);
    /* Both sides are set to the most, so that their product is beyond the limit of pixels; a side of 0
     * stays 0 and is refused as such. */
    bool is_beyond = width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX;
    facts->width = is_beyond && width ? PICTURE_SIDE_MAX : side_of(width);
    facts->height = is_beyond && height ? PICTURE_SIDE_MAX : side_of(height);
    /* eXIf may stand behind the pixels; the walk over chunks costs little. */
    for (size_t at = FIRST; at + AROUND <= file.size;) {
        size_t length = be32(file.at + at);
        if (length > file.size - at - AROUND)
            break;
        if (memcmp(file.at + at + 4, "eXIf", 4) == 0) {
            facts->orientation = exif_orientation((struct span){file.at + at + 8, length});
            facts->has_place = exif_has_place((struct span){file.at + at + 8, length});
        }
        at += AROUND + length;
    }
    return ERR_OK;
}

/* From the EXIF chunk of an extended file, wherever it stands; 1 without one. */
static int webp_orientation(struct span file, bool *ret_has_place)
{
    for (size_t at = 12; at + 8 <= file.size;) {
        size_t length = le32(file.at + at + 4);
        if (length > file.size - at - 8)
            break;
        struct span data = {file.at + at + 8, length};
        if (memcmp(file.at + at, "EXIF", 4) == 0) {
            /* RFC 9649 wants no mark there, and some tools write one. */
            bool is_marked = length >= 6 && memcmp(data.at, "Exif\0\0", 6) == 0;
            *ret_has_place = is_marked ? exif_has_place_behind_mark(data) : exif_has_place(data);
            return is_marked ? exif_orientation_behind_mark(data) : exif_orientation(data);
        }
        /* Chunks are padded to even sizes. */
        at += 8 + length + (length & 1);
    }
    return 1;
}

/* Three kinds of first chunk: extended, lossless, lossy. */
static enum err measure_webp(struct span file, struct picture_facts *facts)
{
    if (file.size < 30)
        return ERR_INPUT;
    const unsigned char *chunk = file.at + 12, *data = file.at + 20;
    /* 24 bits for each side less one; both to the most, as for PNG. */
    if (memcmp(chunk, "VP8X", 4) == 0) {
        uint32_t width = le24(data + 4) + 1, height = le24(data + 7) + 1;
        bool is_beyond = width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX;
        facts->width = is_beyond ? PICTURE_SIDE_MAX : (int)width;
        facts->height = is_beyond ? PICTURE_SIDE_MAX : (int)height;
        facts->orientation = webp_orientation(file, &facts->has_place);
        /* Lossless: 14 bits each, less one. */
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

/* The logical screen; decode_gif() puts the first picture on it. */
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

/* SOI and the next marker, which may stand some bytes further on (measure_jpeg()). */
static bool is_jpeg(struct span file)
{
    enum { WITHIN = 512 };
    if (!picture_begins(file, "\xFF\xD8", 2))
        return false;
    size_t size = file.size < WITHIN ? file.size : WITHIN;
    return picture_begins(file, "\xFF\xD8\xFF", 3) || memmem(file.at, size, "\xFF\xDB", 2) ||
           memmem(file.at, size, "\xFF\xE0", 2) || memmem(file.at, size, "\xFF\xE1", 2);
}

/* By the first bytes alone; what a client calls it is not asked. */
static bool picture_kind_of(struct span file, enum picture_kind *ret_kind)
{
    bool is_avif;
    if (is_jpeg(file))
        *ret_kind = PICTURE_JPEG;
    else if (picture_begins(file, "\x89PNG\r\n\x1A\n", 8))
        *ret_kind = PICTURE_PNG;
    else if (file.size >= 12 && picture_begins(file, "RIFF", 4) && memcmp(file.at + 8, "WEBP", 4) == 0)
        *ret_kind = PICTURE_WEBP;
    else if (picture_begins(file, "GIF87a", 6) || picture_begins(file, "GIF89a", 6))
        *ret_kind = PICTURE_GIF;
    else if (heif_begins(file, &is_avif))
        *ret_kind = is_avif ? PICTURE_AVIF : PICTURE_HEIC;
    else
        return false;
    return true;
}

/* A row for each kind. */
static const struct {
    const char *type, *extension;
    enum err (*measure)(struct span file, struct picture_facts *facts);
} picture_kinds[PICTURE_KINDS] = {
    [PICTURE_JPEG] = {"image/jpeg", "jpg", measure_jpeg},
    [PICTURE_PNG] = {"image/png", "png", measure_png},
    [PICTURE_WEBP] = {"image/webp", "webp", measure_webp},
    [PICTURE_GIF] = {"image/gif", "gif", measure_gif},
    [PICTURE_HEIC] = {"image/heic", "heic", heif_measure},
    [PICTURE_AVIF] = {"image/avif", "avif", heif_measure},
};

/* *ret_facts is touched on success only. */
enum err picture_measure(const void *bytes, size_t size, struct picture_facts *ret_facts)
{
    struct span file = {bytes, size};
    struct picture_facts facts = {.orientation = 1};
    /* None of these: another error than a damaged one, for the caller may take it as an
     * attachment. */
    if (!picture_kind_of(file, &facts.kind))
        return ERR_MEDIA_TYPE;
    facts.type = picture_kinds[facts.kind].type;
    facts.extension = picture_kinds[facts.kind].extension;
    enum err err = picture_kinds[facts.kind].measure(file, &facts);
    if (!err && (facts.width < 1 || facts.height < 1))
        err = ERR_INPUT;
    if (err)
        return err;
    /* From here on the size is as shown. */
    exif_turn(facts.orientation, &facts.width, &facts.height);
    *ret_facts = facts;
    return ERR_OK;
}

const char *picture_type(enum picture_kind kind)
{
    return picture_kinds[kind].type;
}

int64_t picture_pixels_max(enum picture_kind kind)
{
    return kind == PICTURE_JPEG ? PICTURE_PIXELS_MAX_SCALED : PICTURE_PIXELS_MAX;
}

bool picture_needs_converter(enum picture_kind kind)
{
    return kind == PICTURE_HEIC || kind == PICTURE_AVIF;
}
