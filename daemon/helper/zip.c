/* Reads the directory at the end of a ZIP (APPNOTE.TXT 4.3.12 to 4.3.16), ZIP64 included, and unpacks: piece
 * by piece by zlib, whole by libdeflate, which is given just the room that the directory says. Every place
 * and length of the file is compared with its size before it is followed. It runs in a child of the helper,
 * and in its tests. */
#include "zip.h"

#include <libdeflate.h>
#include <string.h>
#include <zlib.h>

enum {
    LOCAL_SIZE = 30,   /* before the name of an entry */
    CENTRAL_SIZE = 46, /* before the name in the directory */
    END_SIZE = 22,     /* the end record without its comment */
    COMMENT_MAX = 65535,
    LOCATOR_SIZE = 20,
    END64_SIZE = 56,
    EXTRA_64 = 1,
    FLAG_ENCRYPTED = 1,
    FLAG_LATER = 1 << 3,   /* sizes stand behind the content, for it was written as it came */
    FLAG_MASKED = 1 << 13, /* of an encrypted directory */
    PIECE = 32 * 1024,
};

static uint64_t zip_le64(const unsigned char *p)
{
    return (uint64_t)le32(p + 4) << 32 | le32(p);
}

/* The end record, looked for from the end of the file; NULL when there is none. */
static const unsigned char *zip_find_end(struct span file)
{
    size_t most = file.size < END_SIZE + COMMENT_MAX ? file.size : END_SIZE + COMMENT_MAX;
    for (size_t back = END_SIZE; back <= most; back++) {
        const unsigned char *at = file.at + file.size - back;
        /* Its comment must reach just to the end of the file, or one that holds the same bytes would count.
         */
        if (memcmp(at, "PK\5\6", 4) == 0 && le16(at + 20) == back - END_SIZE)
            return at;
    }
    return NULL;
}

/* The end record of ZIP64, which some programs write for small files too. */
static const unsigned char *find_end64(struct span file, const unsigned char *end)
{
    if (end - file.at < LOCATOR_SIZE + END64_SIZE || memcmp(end - LOCATOR_SIZE, "PK\6\7", 4) != 0)
        return NULL;
    uint64_t at = zip_le64(end - LOCATOR_SIZE + 8);
    if (at > (uint64_t)(end - file.at) - LOCATOR_SIZE - END64_SIZE)
        return NULL;
    return memcmp(file.at + at, "PK\6\6", 4) == 0 ? file.at + at : NULL;
}

bool zip_open(struct span file, struct zip *ret_zip)
{
    const unsigned char *end = zip_find_end(file);
    const unsigned char *end64 = end ? find_end64(file, end) : NULL;
    if (!end)
        return false;
    uint64_t count = end64 ? zip_le64(end64 + 32) : le16(end + 10);
    uint64_t at = end64 ? zip_le64(end64 + 48) : le32(end + 16);
    size_t stop = (size_t)((end64 ? end64 : end) - file.at);
    /* Each entry takes its bytes, so a count beyond that is a lie. */
    if (at > stop || count > (stop - at) / CENTRAL_SIZE)
        return false;
    bool is_whole = !le16(end + 4) && !le16(end + 6) && le16(end + 8) == le16(end + 10);
    *ret_zip = (struct zip){file, (size_t)at, stop, count, is_whole && !end64};
    return true;
}

/* Sizes and place of an entry that do not fit 32 bits stand in an extra field, in this order and only those
 * that are all ones. */
static bool read_extra64(struct span extra, uint64_t *const values[3])
{
    for (size_t at = 0; at + 4 <= extra.size;) {
        size_t length = le16(extra.at + at + 2);
        if (length > extra.size - at - 4)
            return false;
        const unsigned char *data = extra.at + at + 4, *stop = data + length;
        if (le16(extra.at + at) == EXTRA_64) {
            for (int i = 0; i < 3; i++) {
                if (*values[i] != UINT32_MAX)
                    continue;
                if (stop - data < 8)
                    return false;
                *values[i] = zip_le64(data);
                data += 8;
            }
            return true;
        }
        at += 4 + length;
    }
    return true;
}

/* Whether an entry's own head says of it what the directory says; of sizes it may say nothing yet. */
static bool zip_agrees(const unsigned char *local, const struct zip_entry *entry)
{
    const uint32_t own[] = {le32(local + 14), le32(local + 18), le32(local + 22)};
    const uint64_t told[] = {entry->crc, entry->packed.size, entry->size};
    bool may_be_unsaid = le16(local + 6) & FLAG_LATER, agrees = le16(local + 8) == entry->method;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        agrees = agrees && (own[i] == told[i] || (may_be_unsaid && !own[i]));
    return agrees;
}

/* The bytes of the entry at `place`, whose own head must say the same name: a file that shows two names to
 * two readers is made for harm. */
static bool find_content(const struct zip *zip, uint64_t place, uint64_t packed, struct zip_entry *entry)
{
    if (place > zip->file.size || zip->file.size - place < LOCAL_SIZE)
        return false;
    const unsigned char *local = zip->file.at + place;
    size_t rest = zip->file.size - (size_t)place - LOCAL_SIZE;
    size_t name = le16(local + 26), extra = le16(local + 28);
    if (memcmp(local, "PK\3\4", 4) != 0 || name + extra > rest || packed > rest - name - extra)
        return false;
    if (name != entry->name.size || memcmp(local + LOCAL_SIZE, entry->name.at, name) != 0)
        return false;
    entry->flags |= le16(local + 6) & FLAG_ENCRYPTED;
    entry->packed = (struct span){local + LOCAL_SIZE + name + extra, (size_t)packed};
    entry->from = (size_t)place;
    entry->stop = (size_t)place + LOCAL_SIZE + name + extra + (size_t)packed;
    entry->agrees = zip_agrees(local, entry);
    return true;
}

bool zip_next(struct zip *zip, struct zip_entry *ret_entry)
{
    const unsigned char *head = zip->file.at + zip->at;
    if (zip->end - zip->at < CENTRAL_SIZE || memcmp(head, "PK\1\2", 4) != 0)
        return false;
    size_t name = le16(head + 28), extra = le16(head + 30), comment = le16(head + 32);
    if (name + extra + comment > zip->end - zip->at - CENTRAL_SIZE)
        return false;
    uint64_t packed = le32(head + 20), size = le32(head + 24), place = le32(head + 42);
    struct zip_entry entry = {.name = {head + CENTRAL_SIZE, name},
                              .crc = le32(head + 16),
                              .flags = le16(head + 8),
                              .method = le16(head + 10)};
    uint64_t *const values[] = {&size, &packed, &place};
    if (!read_extra64((struct span){head + CENTRAL_SIZE + name, extra}, values))
        return false;
    entry.size = size;
    if (!find_content(zip, place, packed, &entry))
        return false;
    zip->at += CENTRAL_SIZE + name + extra + comment;
    zip->count--;
    *ret_entry = entry;
    return true;
}

bool zip_is_encrypted(const struct zip_entry *entry)
{
    return entry->flags & (FLAG_ENCRYPTED | FLAG_MASKED) || entry->method == ZIP_AES;
}

/* Unpacks until the end of the stream, or one byte beyond what was said. */
static bool zip_inflate(z_stream *stream, const struct zip_entry *entry,
                        void (*take)(void *context, struct span piece), void *context)
{
    unsigned char piece[PIECE];
    uint64_t left = entry->size;
    unsigned long crc = crc32(0, NULL, 0);
    int result = Z_OK;
    while (result == Z_OK) {
        stream->next_out = piece;
        stream->avail_out = left < sizeof piece ? (unsigned)left + 1 : (unsigned)sizeof piece;
        unsigned room = stream->avail_out;
        result = inflate(stream, Z_NO_FLUSH);
        size_t got = room - stream->avail_out;
        if (got > left || (result != Z_OK && result != Z_STREAM_END))
            return false;
        left -= got;
        crc = crc32(crc, piece, (unsigned)got);
        take(context, (struct span){piece, got});
    }
    return !left && crc == entry->crc;
}

bool zip_read(const struct zip_entry *entry, void (*take)(void *context, struct span piece), void *context)
{
    if (entry->method == ZIP_STORED) {
        if (entry->packed.size != entry->size ||
            crc32(crc32(0, NULL, 0), entry->packed.at, (unsigned)entry->packed.size) != entry->crc)
            return false;
        take(context, entry->packed);
        return true;
    }
    /* The library takes no const; it does not write. */
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)entry->packed.at,
                       .avail_in = (unsigned)entry->packed.size};
    if (entry->packed.size > UINT32_MAX || inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return false;
    bool done = zip_inflate(&stream, entry, take, context);
    inflateEnd(&stream);
    return done;
}

bool zip_unpack(const struct zip_entry *entry, unsigned char *to)
{
    bool is_done = entry->method == ZIP_STORED && entry->packed.size == entry->size;
    if (is_done && entry->size)
        memcpy(to, entry->packed.at, (size_t)entry->size);
    if (entry->method == ZIP_DEFLATED) {
        struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
        /* Without a place for the count it must come to just this size. */
        is_done = decompressor &&
                  libdeflate_deflate_decompress(decompressor, entry->packed.at, entry->packed.size, to,
                                                (size_t)entry->size, NULL) == LIBDEFLATE_SUCCESS;
        libdeflate_free_decompressor(decompressor);
    }
    return is_done && libdeflate_crc32(0, to, (size_t)entry->size) == entry->crc;
}
