/* The documents of Office before 2007, and locked ones of later, which lie in a compound file too: by the
 * streams at its top (MS-DOC 2.1, MS-XLS 2.1, MS-PPT 2.1, MS-OFFCRYPTO 2.1), and what these say of
 * themselves. */
#include "cfb.h"
#include "document.h"

#include <stdlib.h>
#include <string.h>

enum {
    STREAM_MOST = 32 * 1024 * 1024,
    FIB_FLAGS = 0x0A,
    FIB_IS_ENCRYPTED = 0x0100,
    FIB_COMMENTS = 0xBE, /* size of the table of comments, fcLcb of index 4 */
    COMMENT_SIZE = 30,   /* an ATRDPre10, with four bytes of place */
    XLS_FILEPASS = 0x2F,
    XLS_BOUNDSHEET = 0x85,
    XLS_NOTE = 0x1C,
    PROPERTY_TEXT = 0x1E,
    AUTHOR = 4,
    LAST_AUTHOR = 8,
};

static void read_doc(struct document *document, struct span stream)
{
    if (stream.size < FIB_COMMENTS + 4)
        return;
    if (le16(stream.at + FIB_FLAGS) & FIB_IS_ENCRYPTED) {
        document_blame(document, DOCUMENT_ENCRYPTED);
        return;
    }
    /* n places and one more, then n comments. */
    uint32_t size = le32(stream.at + FIB_COMMENTS);
    if (size > 4 && size < STREAM_MOST)
        document->facts->hidden[HIDDEN_COMMENTS] += (size - 4) / (4 + COMMENT_SIZE);
}

/* Records from the first on: how a sheet is shown and of what kind it is, and the comments in the cells. */
static void read_xls(struct document *document, struct span stream)
{
    for (size_t at = 0; at + 4 <= stream.size;) {
        unsigned type = le16(stream.at + at);
        size_t length = le16(stream.at + at + 2);
        const unsigned char *data = stream.at + at + 4;
        if (length > stream.size - at - 4)
            return;
        if (type == XLS_FILEPASS) {
            document_blame(document, DOCUMENT_ENCRYPTED);
            return;
        }
        if (type == XLS_NOTE)
            document_hides(document, HIDDEN_COMMENTS);
        if (type == XLS_BOUNDSHEET && length >= 6) {
            if (data[4] & 3)
                document_hides(document, HIDDEN_SHEETS);
            /* A sheet of macros, as before there was Visual Basic, or a module of that. */
            if (data[5] == 1 || data[5] == 6)
                document_blame(document, DOCUMENT_MACROS);
        }
        at += 4 + length;
    }
}

/* Comments, and the atom that says that there are macros; both are found without following records, which lie
 * in containers of many kinds. */
static void read_ppt(struct document *document, struct span stream)
{
    static const unsigned char macros[] = {2, 0, 0, 4, 12, 0, 0, 0}, comment[] = {0x0F, 0, 0xE0, 0x2E};
    const unsigned char *end = stream.at + stream.size;
    for (const unsigned char *at = stream.at; (at = memmem(at, (size_t)(end - at), macros, sizeof macros));
         at++)
        if (end - at >= 16 && le32(at + 12) == 1)
            document_blame(document, DOCUMENT_MACROS);
    for (const unsigned char *at = stream.at; (at = memmem(at, (size_t)(end - at), comment, sizeof comment));
         at++)
        document_hides(document, HIDDEN_COMMENTS);
}

/* Which words the user's record of a presentation begins with says whether it is locked. */
static void read_current_user(struct document *document, struct span stream)
{
    static const uint32_t locked = 0xF3D1C4DF;
    if (stream.size >= 16 && le32(stream.at + 12) == locked)
        document_blame(document, DOCUMENT_ENCRYPTED);
}

/* The property set (MS-OLEPS 2.21): numbers and places of properties, texts among them. */
static void read_summary(struct document *document, struct span stream)
{
    if (stream.size < 56)
        return;
    size_t section = le32(stream.at + 44);
    if (section > stream.size - 8)
        return;
    struct span set = {stream.at + section, stream.size - section};
    uint32_t count = le32(set.at + 4);
    for (size_t i = 0; i < count && 16 + 8 * i <= set.size; i++) {
        uint32_t number = le32(set.at + 8 + 8 * i), place = le32(set.at + 12 + 8 * i);
        if ((number != AUTHOR && number != LAST_AUTHOR) || set.size < 8 || place > set.size - 8 ||
            le32(set.at + place) != PROPERTY_TEXT)
            continue;
        size_t length = le32(set.at + place + 4), rest = set.size - place - 8;
        const char *text = (const char *)set.at + place + 8;
        document_hides_author(document, text, strnlen(text, length < rest ? length : rest));
    }
}

/* Reads a stream at the top, if there is one. */
static bool read_stream(struct document *document, const struct cfb *cfb, const char *name,
                        void (*read)(struct document *document, struct span stream))
{
    const struct cfb_entry *entry = cfb_find(cfb, name);
    unsigned char *bytes = NULL;
    if (!entry)
        return false;
    size_t size = cfb_read(cfb, entry, STREAM_MOST, &bytes);
    if (bytes)
        read(document, (struct span){bytes, size});
    free(bytes);
    return true;
}

/* Names of Visual Basic, and of Office's own packing of what it locks, wherever they stand. */
static void judge_names(struct document *document, struct span file)
{
    static const char *const programs[] = {"_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros"};
    static const char *const locks[] = {"EncryptedPackage", "EncryptionInfo", "EncryptedSummary",
                                        "DRMEncryptedDataSpace"};
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (cfb_names(file, programs[i]))
            document_blame(document, DOCUMENT_MACROS);
    for (size_t i = 0; i < sizeof locks / sizeof *locks; i++)
        if (cfb_names(file, locks[i]))
            document_blame(document, DOCUMENT_ENCRYPTED);
}

/* A file whose tables are damaged is told by the names it still shows; Office repairs such ones. */
static enum document_kind kind_by_names(struct span file)
{
    if (cfb_names(file, "WordDocument"))
        return DOCUMENT_DOC;
    if (cfb_names(file, "PowerPoint Document"))
        return DOCUMENT_PPT;
    return cfb_names(file, "Workbook") || cfb_names(file, "Book") ? DOCUMENT_XLS : DOCUMENT_KINDS;
}

void document_read_compound(struct document *document, struct span file)
{
    struct cfb cfb;
    judge_names(document, file);
    if (!cfb_open(file, &cfb)) {
        document->facts->kind = kind_by_names(file);
        if (document->facts->kind == DOCUMENT_KINDS)
            document_blame(document, DOCUMENT_DAMAGED);
        return;
    }
    if (read_stream(document, &cfb, "WordDocument", read_doc))
        document->facts->kind = DOCUMENT_DOC;
    else if (read_stream(document, &cfb, "PowerPoint Document", read_ppt))
        document->facts->kind = DOCUMENT_PPT;
    else if (read_stream(document, &cfb, "Workbook", read_xls) ||
             read_stream(document, &cfb, "Book", read_xls))
        document->facts->kind = DOCUMENT_XLS;
    read_stream(document, &cfb, "Current User", read_current_user);
    /* The control character before the name is shown as itself, being ASCII. */
    read_stream(document, &cfb, "\005SummaryInformation", read_summary);
    cfb_done(&cfb);
}
