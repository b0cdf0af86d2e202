/* Every page and every element must end where the next begins and the last where the file ends: so nothing is
 * cut off, and nothing else is hung on behind. */
#include "recording_stream.h"

#include <string.h>

enum { OGG_HEAD = 27, OGG_FIRST = 2 };

/* Identifiers of elements, with their marks of length (RFC 9559 section 5). */
enum {
    EBML_HEAD = 0x1A45DFA3,
    EBML_DOCTYPE = 0x4282,
    SEGMENT = 0x18538067,
    CLUSTER = 0x1F43B675,
    TRACKS = 0x1654AE6B
};

static bool stream_begins(struct span file, const char *magic, size_t length)
{
    return file.size >= length && memcmp(file.at, magic, length) == 0;
}

bool recording_is_ogg(struct span file)
{
    return stream_begins(file, "OggS\0", 5);
}

bool recording_is_ebml(struct span file)
{
    return stream_begins(file, "\x1A\x45\xDF\xA3", 4);
}

/* One page off the beginning: its content. */
static bool ogg_page(struct span *rest, struct span *ret_content)
{
    if (rest->size < OGG_HEAD || !recording_is_ogg(*rest))
        return false;
    size_t segments = rest->at[OGG_HEAD - 1], head = OGG_HEAD + segments, size = 0;
    if (rest->size < head)
        return false;
    for (size_t i = 0; i < segments; i++)
        size += rest->at[OGG_HEAD + i];
    if (rest->size - head < size)
        return false;
    *ret_content = (struct span){rest->at + head, size};
    *rest = (struct span){rest->at + head + size, rest->size - head - size};
    return true;
}

/* What the first page of a stream of sound begins with. */
static bool is_sound(struct span content)
{
    return stream_begins(content, "\x01vorbis", 7) || stream_begins(content, "OpusHead", 8) ||
           stream_begins(content, "\x7F\x46LAC", 5) || stream_begins(content, "Speex   ", 8);
}

enum err recording_measure_ogg(struct span file)
{
    struct span content;
    size_t pages = 0;
    while (file.size) {
        bool is_first = file.size > 5 && file.at[5] & OGG_FIRST;
        if (!ogg_page(&file, &content))
            return ERR_INPUT;
        /* Streams of pictures beside it are films, which browsers no longer play so. */
        if (is_first && !is_sound(content))
            return ERR_MEDIA_TYPE;
        if (!pages++ && !is_first)
            return ERR_INPUT;
    }
    /* A head, a comment, and sound. */
    return pages > 2 ? ERR_OK : ERR_INPUT;
}

/* An element off the beginning. `is_open`: its size is not said, and it goes on to the end of what is around
 * it. */
struct ebml {
    uint32_t id;
    struct span data;
    bool is_open;
};

/* A number with its length in front (RFC 8794 section 4), at most `most` bytes long; 0 for none. */
static size_t ebml_number(struct span rest, size_t most, bool keeps_mark, uint64_t *ret_number)
{
    size_t length = 1;
    if (!rest.size || !rest.at[0])
        return 0;
    while (!(rest.at[0] & 0x80 >> (length - 1)))
        length++;
    if (length > most || length > rest.size)
        return 0;
    uint64_t number = keeps_mark ? rest.at[0] : rest.at[0] & (0x7FU >> (length - 1));
    for (size_t i = 1; i < length; i++)
        number = number << 8 | rest.at[i];
    *ret_number = number;
    return length;
}

static bool ebml_next(struct span *rest, struct ebml *ret_element)
{
    uint64_t id, size = 0;
    size_t id_length = ebml_number(*rest, 4, true, &id);
    if (!id_length)
        return false;
    struct span behind = {rest->at + id_length, rest->size - id_length};
    size_t size_length = ebml_number(behind, 8, false, &size);
    if (!size_length)
        return false;
    behind = (struct span){behind.at + size_length, behind.size - size_length};
    /* All bits set: unknown, as recorders write that cannot go back. */
    bool is_open = size == (UINT64_C(1) << 7 * size_length) - 1;
    if (!is_open && size > behind.size)
        return false;
    size_t taken = is_open ? behind.size : (size_t)size;
    *ret_element = (struct ebml){(uint32_t)id, {behind.at, taken}, is_open};
    *rest = (struct span){behind.at + taken, behind.size - taken};
    return true;
}

/* Tracks and what they play, whole to the end; a cluster of unknown size is not looked into. */
static enum err measure_segment(struct span rest)
{
    struct ebml element;
    bool has_tracks = false, has_cluster = false;
    while (rest.size) {
        if (!ebml_next(&rest, &element))
            return ERR_INPUT;
        has_tracks = has_tracks || element.id == TRACKS;
        has_cluster = has_cluster || (element.id == CLUSTER && element.data.size);
    }
    return has_tracks && has_cluster ? ERR_OK : ERR_INPUT;
}

/* Whether the head says WebM; other files of Matroska hold what browsers do not play. */
static bool is_webm(struct span head)
{
    struct ebml element;
    while (ebml_next(&head, &element))
        if (element.id == EBML_DOCTYPE)
            return element.data.size >= 4 && memcmp(element.data.at, "webm", 4) == 0;
    return false;
}

enum err recording_measure_ebml(struct span file)
{
    struct ebml head, segment;
    if (!ebml_next(&file, &head) || head.id != EBML_HEAD || head.is_open)
        return ERR_INPUT;
    if (!is_webm(head.data))
        return ERR_MEDIA_TYPE;
    if (!ebml_next(&file, &segment) || segment.id != SEGMENT || file.size)
        return ERR_INPUT;
    return measure_segment(segment.data);
}
