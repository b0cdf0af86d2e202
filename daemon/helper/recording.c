/* Walks over the boxes of an MP4 and the frames of an MP3; Ogg and WebM are recording_stream.c's. Finds where
 * a place is written, and leaves it to others to take it out. */
#include "helper/recording.h"

#include "boxes.h"
#include "recording_stream.h"

#include <string.h>

enum { DEPTH_MAX = 8, MP3_FRAME = 4, ID3_HEAD = 10 };

/* Notes it; false when there is no room. */
static bool note_place(struct recording_facts *facts, const unsigned char *file, const struct box *box)
{
    if (facts->place_count == RECORDING_PLACES_MAX)
        return false;
    size_t at = (size_t)(box->type - file);
    facts->places[facts->place_count++] =
        (struct recording_place){at, (size_t)(box->data.at + box->data.size - box->type)};
    return true;
}

/* Keys of a film of a phone of Apple (QuickTime's metadata): the places of those that name a place. The
 * values stand in boxes whose type is the number of their key, from 1. */
static uint32_t keys_of_place(struct span keys)
{
    uint32_t places = 0;
    if (keys.size < 8)
        return 0;
    struct span rest = {keys.at + 8, keys.size - 8};
    struct box key;
    for (unsigned number = 1; number < 32 && box_next(&rest, &key); number++)
        if (memmem(key.data.at, key.data.size, "location", 8))
            places |= 1U << number;
    return places;
}

static bool read_items(struct span items, uint32_t places, const unsigned char *file,
                       struct recording_facts *facts)
{
    struct box item;
    while (box_next(&items, &item)) {
        uint32_t number = be32(item.type);
        if (number < 32 && places & 1U << number && !note_place(facts, file, &item))
            return false;
    }
    return true;
}

/* `meta` of ISO begins with four bytes of version, that of QuickTime does not. */
static bool read_meta(struct span meta, const unsigned char *file, struct recording_facts *facts)
{
    struct box box;
    uint32_t places = 0;
    if (meta.size >= 12 && memcmp(meta.at + 4, "hdlr", 4) != 0)
        meta = (struct span){meta.at + 4, meta.size - 4};
    struct span again = meta;
    while (box_next(&meta, &box))
        if (box_is(&box, "keys"))
            places = keys_of_place(box.data);
    while (box_next(&again, &box))
        if (box_is(&box, "ilst") && !read_items(box.data, places, file, facts))
            return false;
    return true;
}

/* Everything below `moov` that may hold a place: as text (QuickTime's ©xyz), as numbers (3GPP's loci), by
 * key. */
static bool read_boxes(struct span rest, int depth, const unsigned char *file, struct recording_facts *facts)
{
    struct box box;
    while (box_next(&rest, &box)) {
        bool is_place = box_is(&box, "\xA9xyz") || box_is(&box, "loci");
        bool is_folder = box_is(&box, "udta") || box_is(&box, "trak") || box_is(&box, "moov");
        if (is_place && !note_place(facts, file, &box))
            return false;
        if (box_is(&box, "meta") && !read_meta(box.data, file, facts))
            return false;
        if (is_folder && depth < DEPTH_MAX && !read_boxes(box.data, depth + 1, file, facts))
            return false;
    }
    return true;
}

/* Whether the head says this brand, as its own or as one it is read by. */
static bool has_brand(struct span head, const char *brand)
{
    for (size_t at = 0; at + 4 <= head.size; at += 4)
        if (at != 4 && memcmp(head.at + at, brand, 4) == 0)
            return true;
    return false;
}

static bool has_some_brand(struct span head, const char *const *brands)
{
    for (; *brands; brands++)
        if (has_brand(head, *brands))
            return true;
    return false;
}

/* The first box, which says the brands. */
static bool read_head(struct span *rest, struct span *ret_head)
{
    struct box box;
    if (!box_next(rest, &box) || !box_is(&box, "ftyp") || box.data.size < 4)
        return false;
    *ret_head = box.data;
    return true;
}

bool recording_is_photograph(const void *bytes, size_t size)
{
    static const char *const brands[] = {"heic", "heix", "hevc", "hevx", "heim", "heis",
                                         "mif1", "msf1", "avif", "avis", NULL};
    struct span rest = {bytes, size}, head;
    return read_head(&rest, &head) && has_some_brand(head, brands);
}

static enum err measure_film(struct span file, struct recording_facts *facts)
{
    static const char *const sounds[] = {"M4A ", "M4B ", NULL};
    static const char *const films[] = {"isom", "iso2", "iso4", "iso5", "iso6", "mp41",
                                        "mp42", "avc1", "M4V ", "dash", NULL};
    struct span rest = file, head;
    struct box box;
    bool has_moov = false;
    if (!read_head(&rest, &head))
        return ERR_INPUT;
    bool is_sound = memcmp(head.at, sounds[0], 4) == 0 || memcmp(head.at, sounds[1], 4) == 0;
    if (!is_sound && !has_some_brand(head, films))
        return ERR_MEDIA_TYPE;
    facts->kind = is_sound ? RECORDING_M4A : RECORDING_MP4;
    while (box_next(&rest, &box)) {
        struct span one = {box.type - 4, (size_t)(box.data.at + box.data.size - box.type) + 4};
        has_moov = has_moov || box_is(&box, "moov");
        if ((box_is(&box, "moov") || box_is(&box, "meta") || box_is(&box, "udta")) &&
            !read_boxes(one, 0, file.at, facts))
            return ERR_INPUT;
    }
    /* Something is left that is no whole box: it is cut off. */
    return has_moov && !rest.size ? ERR_OK : ERR_INPUT;
}

/* Bytes of a frame of Layer III by its head (ISO 11172-3 2.4.1.3, and 13818-3 for lower rates); 0 for none.
 */
static size_t mp3_frame(struct span rest)
{
    static const unsigned short rates[2][15] = {
        {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
        {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}};
    static const unsigned samples[] = {44100, 48000, 32000};
    if (rest.size < MP3_FRAME || rest.at[0] != 0xFF || (rest.at[1] & 0xE6) != 0xE2)
        return 0;
    unsigned version = rest.at[1] >> 3 & 3, rate = rest.at[2] >> 4, sample = rest.at[2] >> 2 & 3;
    if (version == 1 || rate == 0 || rate == 15 || sample == 3)
        return 0;
    bool is_first = version == 3;
    unsigned hertz = samples[sample] >> (is_first ? 0 : version == 2 ? 1 : 2);
    return (is_first ? 144U : 72U) * 1000U * rates[!is_first][rate] / hertz + (rest.at[2] >> 1 & 1);
}

/* Behind the tag in front and what fills it up; three frames in a row are no accident. */
static bool is_mp3(struct span file)
{
    bool has_tag = file.size >= ID3_HEAD && memcmp(file.at, "ID3", 3) == 0;
    size_t at = 0;
    if (has_tag) {
        const unsigned char *size = file.at + 6;
        at = ID3_HEAD + ((size_t)(size[0] & 0x7F) << 21 | (size_t)(size[1] & 0x7F) << 14 |
                         (size_t)(size[2] & 0x7F) << 7 | (size[3] & 0x7F));
        while (at < file.size && !file.at[at])
            at++;
    }
    int frames = 0;
    while (frames < 3 && at < file.size) {
        size_t size = mp3_frame((struct span){file.at + at, file.size - at});
        if (!size)
            break;
        at += size;
        frames++;
    }
    return frames == 3 || (has_tag && frames > 0 && at >= file.size);
}

enum err recording_measure(const void *bytes, size_t size, struct recording_facts *ret_facts)
{
    struct span file = {bytes, size};
    struct recording_facts facts = {.kind = RECORDING_MP3};
    enum err err = ERR_OK;
    if (size >= 12 && memcmp(file.at + 4, "ftyp", 4) == 0)
        err = measure_film(file, &facts);
    else if (recording_is_ogg(file) || recording_is_ebml(file))
        err = recording_is_ogg(file) ? recording_measure_ogg(file) : recording_measure_ebml(file);
    else if (!is_mp3(file))
        /* A tag that nothing stands behind is a sound that was cut off. */
        err = size >= 3 && memcmp(bytes, "ID3", 3) == 0 ? ERR_INPUT : ERR_MEDIA_TYPE;
    if (recording_is_ogg(file))
        facts.kind = RECORDING_OGG;
    else if (recording_is_ebml(file))
        facts.kind = RECORDING_WEBM;
    if (!err)
        *ret_facts = facts;
    return err;
}
