/* RAR and 7z, of which nothing is unpacked: their formats are other people's, and whoever wants what is in
 * them has a program for it. Only their heads are read (RAR 5.0 archive format; RAR 4's technote;
 * 7zFormat.txt): how much they say they come to, and whether they are locked. */
#include "document.h"

#include <string.h>

enum {
    RAR4_MAIN = 0x73,
    RAR4_FILE = 0x74,
    RAR4_END = 0x7B,
    RAR4_LOCKED = 0x80,   /* of the main head: the heads themselves are encrypted */
    RAR4_PASSWORD = 0x04, /* of a file */
    RAR4_LONG = 0x8000,   /* bytes follow the head */
    RAR4_LARGE = 0x100,   /* sizes of 64 bits */
    RAR5_FILE = 2,
    RAR5_ENCRYPTION = 4,
    RAR5_END = 5,
    RAR5_HAS_EXTRA = 1,
    RAR5_HAS_DATA = 2,
    RAR5_EXTRA_ENCRYPTION = 1,
};

/* One more file of so many bytes. */
static void archive_add(struct document *document, uint64_t size, uint64_t *count)
{
    document->expanded += size < DOCUMENT_EXPANDED_MAX ? size : DOCUMENT_EXPANDED_MAX + 1;
    if (document->expanded > document->most)
        document_blame(document, DOCUMENT_EXPANDS);
    if (++*count > DOCUMENT_ENTRIES_MAX)
        document_blame(document, DOCUMENT_ENTRIES);
}

/* Heads of at least seven bytes: check, kind, flags, size. */
static void read_rar4(struct document *document, struct span file)
{
    uint64_t count = 0;
    for (size_t at = 7; at + 7 <= file.size && !document->facts->fault;) {
        const unsigned char *head = file.at + at;
        unsigned kind = head[2], flags = le16(head + 3);
        size_t size = le16(head + 5), rest = file.size - at;
        if (size < 7 || size > rest || (kind == RAR4_FILE && size < 32)) {
            document_blame(document, DOCUMENT_DAMAGED);
            return;
        }
        if (kind == RAR4_END)
            return;
        if ((kind == RAR4_MAIN && flags & RAR4_LOCKED) || (kind == RAR4_FILE && flags & RAR4_PASSWORD))
            document_blame(document, DOCUMENT_ENCRYPTED);
        if (kind == RAR4_FILE)
            archive_add(document,
                        le32(head + 11) |
                            (flags & RAR4_LARGE && size >= 40 ? (uint64_t)le32(head + 36) << 32 : 0),
                        &count);
        uint64_t data = kind == RAR4_FILE || flags & RAR4_LONG ? (size >= 11 ? le32(head + 7) : 0) : 0;
        if (data > rest - size) {
            document_blame(document, DOCUMENT_DAMAGED);
            return;
        }
        at += size + (size_t)data;
    }
}

/* Seven bits a byte, the lowest first; false when it does not end. */
static bool rar_number(struct span *rest, uint64_t *ret_number)
{
    *ret_number = 0;
    for (unsigned shift = 0; rest->size && shift < 63; shift += 7) {
        unsigned char c = *rest->at++;
        rest->size--;
        *ret_number |= (uint64_t)(c & 0x7F) << shift;
        if (!(c & 0x80))
            return true;
    }
    return false;
}

/* Whether one of the records says that the file has a password. */
static bool rar5_is_locked(struct span extra)
{
    uint64_t size, kind;
    while (rar_number(&extra, &size) && size <= extra.size && size) {
        struct span record = {extra.at, (size_t)size};
        if (rar_number(&record, &kind) && kind == RAR5_EXTRA_ENCRYPTION)
            return true;
        extra.at += size;
        extra.size -= (size_t)size;
    }
    return false;
}

/* A file's head behind kind, flags and sizes: its own flags, the size unpacked, and more. */
static void rar5_read_file(struct document *document, struct span head, uint64_t extra, uint64_t *count)
{
    uint64_t flags, size;
    if (!rar_number(&head, &flags) || !rar_number(&head, &size) || extra > head.size) {
        document_blame(document, DOCUMENT_DAMAGED);
        return;
    }
    if (rar5_is_locked((struct span){head.at + head.size - extra, (size_t)extra}))
        document_blame(document, DOCUMENT_ENCRYPTED);
    archive_add(document, size, count);
}

static void read_rar5(struct document *document, struct span file)
{
    struct span rest = {file.at + 8, file.size - 8};
    uint64_t count = 0, size, kind, flags, extra, data;
    while (rest.size > 4 && !document->facts->fault) {
        rest.at += 4; /* a checksum */
        rest.size -= 4;
        bool is_good = rar_number(&rest, &size) && size <= rest.size;
        struct span head = {rest.at, is_good ? (size_t)size : 0};
        extra = data = 0;
        is_good = is_good && rar_number(&head, &kind) && rar_number(&head, &flags) &&
                  (!(flags & RAR5_HAS_EXTRA) || rar_number(&head, &extra)) &&
                  (!(flags & RAR5_HAS_DATA) || rar_number(&head, &data)) && data <= rest.size - size;
        if (!is_good) {
            document_blame(document, DOCUMENT_DAMAGED);
            return;
        }
        if (kind == RAR5_END)
            return;
        if (kind == RAR5_ENCRYPTION)
            document_blame(document, DOCUMENT_ENCRYPTED);
        if (kind == RAR5_FILE)
            rar5_read_file(document, head, extra, &count);
        rest.at += size + data;
        rest.size -= (size_t)(size + data);
    }
}

void document_read_rar(struct document *document, struct span file)
{
    document->facts->kind = DOCUMENT_RAR;
    if (file.size >= 8 && memcmp(file.at + 6, "\1\0", 2) == 0)
        read_rar5(document, file);
    else if (file.size >= 7 && file.at[6] == 0)
        read_rar4(document, file);
    else
        document_blame(document, DOCUMENT_DAMAGED);
}

/* The list of files is packed too; where it stands is said in front, and by which methods it is packed,
 * within what stands there. */
void document_read_7z(struct document *document, struct span file)
{
    static const unsigned char aes[] = {0x06, 0xF1, 0x07, 0x01};
    document->facts->kind = DOCUMENT_7Z;
    if (file.size < 32) {
        document_blame(document, DOCUMENT_DAMAGED);
        return;
    }
    uint64_t place = le32(file.at + 12) | (uint64_t)le32(file.at + 16) << 32;
    uint64_t size = le32(file.at + 20) | (uint64_t)le32(file.at + 24) << 32;
    if (place > file.size - 32 || size > file.size - 32 - place)
        document_blame(document, DOCUMENT_DAMAGED);
    else if (memmem(file.at + 32 + place, (size_t)size, aes, sizeof aes))
        document_blame(document, DOCUMENT_ENCRYPTED);
}
