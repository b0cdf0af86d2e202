/* Documents and archives in a ZIP. Every entry is unpacked once, into a window of some KiB: so a size that
 * lies is found out, and what the parts say is read on the way. What an entry means, its name and first bytes
 * say. */
#include "document.h"
#include "document_part.h"
#include "zip.h"

#include <stdlib.h>
#include <string.h>

/* So much of an entry is kept aside while it is unpacked: what a photograph says of itself stands there. */
enum { HEAD_MAX = 64 * 1024 };

/* An entry being unpacked. */
struct unpacking {
    struct package *package;
    struct part *part;
    unsigned char *head;
    size_t head_size;
};

/* For zip_read(). */
static void take_piece(void *context, struct span piece)
{
    struct unpacking *unpacking = context;
    size_t room = HEAD_MAX - unpacking->head_size;
    size_t size = piece.size < room ? piece.size : room;
    memcpy(unpacking->head + unpacking->head_size, piece.at, size);
    unpacking->head_size += size;
    part_feed(unpacking->part, piece);
}

/* A whole entry in memory, for what has to be looked into as a document of its own. */
struct whole {
    unsigned char *bytes;
    size_t size;
};

static void take_whole(void *context, struct span piece)
{
    struct whole *whole = context;
    memcpy(whole->bytes + whole->size, piece.at, piece.size);
    whole->size += piece.size;
}

/* A document within a document: it is looked into as the outer one was, within the same limit. What is no
 * document of ours does no harm there, but an archive in an archive is none that anybody would look through.
 */
static void inspect_inner(struct package *package, const struct zip_entry *entry)
{
    struct document *outer = package->document;
    struct document_facts facts = {.kind = DOCUMENT_KINDS};
    struct document inner = {
        .facts = &facts, .expanded = outer->expanded, .most = outer->most, .depth = outer->depth + 1};
    if (inner.depth > DOCUMENT_DEPTH_MAX) {
        document_blame(outer, DOCUMENT_NESTED);
        return;
    }
    /* zip_read() gives no more than one byte beyond what is said, in a piece that it then refuses. */
    struct whole whole = {.bytes = malloc((size_t)entry->size + 1)};
    if (!whole.bytes || !zip_read(entry, take_whole, &whole)) {
        document_blame(outer, DOCUMENT_DAMAGED);
    } else {
        struct span file = {whole.bytes, whole.size};
        if (whole.bytes[0] == 'P')
            document_read_zip(&inner, file);
        else
            document_read_compound(&inner, file);
    }
    free(whole.bytes);
    outer->expanded = inner.expanded;
    for (int i = 0; i < HIDDEN_KINDS; i++)
        outer->facts->hidden[i] += facts.hidden[i];
    if (facts.author[0] && !outer->facts->author[0])
        memcpy(outer->facts->author, facts.author, sizeof facts.author);
    bool is_archive = facts.kind == DOCUMENT_ZIP;
    if (facts.fault != DOCUMENT_UNKNOWN)
        document_blame(outer, is_archive ? DOCUMENT_NESTED : facts.fault);
}

/* What the first bytes of an unpacked entry call for. */
static void look_at_head(const struct unpacking *unpacking, const struct zip_entry *entry)
{
    struct package *package = unpacking->package;
    const unsigned char *head = unpacking->head;
    struct span start = {head, unpacking->head_size};
    if (start.size >= 6 &&
        (memcmp(head, "Rar!\x1A\x07", 6) == 0 || memcmp(head, "7z\xBC\xAF\x27\x1C", 6) == 0))
        document_blame(package->document, DOCUMENT_NESTED);
    else if (start.size >= 4 && (memcmp(head, "PK\3\4", 4) == 0 || memcmp(head, "\xD0\xCF\x11\xE0", 4) == 0))
        inspect_inner(package, entry);
    else
        part_look_at_picture(package, start);
}

/* The type of an OpenDocument stands alone in this entry. */
static void read_mimetype(struct package *package, const struct unpacking *unpacking)
{
    package_type(package, (const char *)unpacking->head, unpacking->head_size);
}

/* Unpacks one entry and reads what it says. */
static void unpack_entry(struct package *package, const struct zip_entry *entry, unsigned char *head)
{
    struct document *document = package->document;
    struct part part;
    part_begin(package, entry->name, &part);
    struct unpacking unpacking = {package, &part, head, 0};
    if (zip_is_encrypted(entry)) {
        document_blame(document, DOCUMENT_ENCRYPTED);
        return;
    }
    document->expanded += entry->size;
    if (entry->size > document->most || document->expanded > document->most) {
        document_blame(document, DOCUMENT_EXPANDS);
        return;
    }
    /* Packed in a way that no document uses: taken by its word, and nobody here unpacks it. */
    if (entry->method != ZIP_STORED && entry->method != ZIP_DEFLATED) {
        package->has_unread = true;
        return;
    }
    if (!zip_read(entry, take_piece, &unpacking)) {
        document_blame(document, DOCUMENT_DAMAGED);
        return;
    }
    if (part.is_mimetype)
        read_mimetype(package, &unpacking);
    look_at_head(&unpacking, entry);
}

void document_read_zip(struct document *document, struct span file)
{
    struct package package = {.document = document, .kind = DOCUMENT_KINDS};
    struct zip zip;
    struct zip_entry entry;
    uint64_t packed = 0;
    /* What precedes the first head of an archive for several disks is no entry. */
    if (!zip_open(file, &zip)) {
        document_blame(document, DOCUMENT_DAMAGED);
        return;
    }
    if (zip.count > DOCUMENT_ENTRIES_MAX) {
        document_blame(document, DOCUMENT_ENTRIES);
        return;
    }
    unsigned char *head = malloc(HEAD_MAX);
    while (head && zip.count && !document->facts->fault) {
        if (!zip_next(&zip, &entry)) {
            document_blame(document, DOCUMENT_DAMAGED);
            break;
        }
        /* Entries that share their bytes are how a small file becomes a large one. */
        packed += entry.packed.size;
        if (packed > file.size)
            document_blame(document, DOCUMENT_EXPANDS);
        else
            unpack_entry(&package, &entry, head);
    }
    if (!head)
        document_blame(document, DOCUMENT_DAMAGED);
    free(head);
    package_end(&package);
}
