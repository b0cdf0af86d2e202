/* Looks at bytes and nothing else; a name only tells CSV from other text. What is not of a kind in the
 * table is refused, so this is also the list of what the portal passes on to citizens. Every offset that
 * comes out of the file is compared with its size before it is followed. */
#include "attachment.h"

#include "text/normalize.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

/* Sizes of the formats' own records (MS-CFB sections 2.2 and 2.6.1; APPNOTE.TXT sections 4.3.7, 4.3.12
 * and 4.3.16). A comment's length has 16 bits. */
enum {
    CFB_HEAD = 512,
    CFB_ENTRY = 128,
    ZIP_LOCAL = 30,   /* bytes before the name of an entry */
    ZIP_CENTRAL = 46, /* bytes before the name in the directory */
    ZIP_END = 22,     /* bytes of the end record without its comment */
    ZIP_COMMENT_MAX = 65535,
    ZIP_ENTRIES_MAX = 65535,
};

/* Bytes of the upload, which is not ours to change. */
struct span {
    const unsigned char *at;
    size_t size;
};

enum {
    KIND_PDF,
    KIND_DOC,
    KIND_XLS,
    KIND_DOCX,
    KIND_XLSX,
    KIND_ODT,
    KIND_ODS,
    KIND_ZIP,
    KIND_TXT,
    KIND_CSV,
    KINDS
};

/* The type is what browsers are told, whatever the client declared. */
static const struct attachment_facts kinds[KINDS] = {
    [KIND_PDF] = {"application/pdf", "pdf"},
    [KIND_DOC] = {"application/msword", "doc"},
    [KIND_XLS] = {"application/vnd.ms-excel", "xls"},
    [KIND_DOCX] = {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    [KIND_XLSX] = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    [KIND_ODT] = {"application/vnd.oasis.opendocument.text", "odt"},
    [KIND_ODS] = {"application/vnd.oasis.opendocument.spreadsheet", "ods"},
    [KIND_ZIP] = {"application/zip", "zip"},
    [KIND_TXT] = {"text/plain; charset=utf-8", "txt"},
    [KIND_CSV] = {"text/csv; charset=utf-8", "csv"},
};

/* A number in little endian order, as both formats have all of theirs; the caller has made sure that the
 * bytes are there. */
static uint32_t le(const unsigned char *p, int bytes)
{
    uint32_t value = 0;
    while (bytes--)
        value = value << 8 | p[bytes];
    return value;
}

/* Whether the file begins with these bytes, NULs included. */
static bool attachment_begins(struct span file, const char *magic, size_t length)
{
    return file.size >= length && memcmp(file.at, magic, length) == 0;
}

/* Whether a directory entry's name is this; names are UTF-16. */
static bool is_entry(const unsigned char *entry, const char *name)
{
    size_t length = strlen(name);
    /* The length counts the closing NUL, in bytes (MS-CFB section 2.6.1). */
    if (le(entry + 64, 2) != 2 * (length + 1))
        return false;
    for (size_t i = 0; i < length; i++)
        if (entry[2 * i] != (unsigned char)name[i] || entry[2 * i + 1])
            return false;
    return true;
}

/* Entries stand at multiples of their size, in sectors anywhere in the file. */
static enum err measure_compound(struct span file, int *ret_kind)
{
    if (file.size < CFB_HEAD + CFB_ENTRY)
        return ERR_INPUT;
    /* The chain of sectors is not followed, as a damaged one could lead anywhere; going through all of
     * the file finds the same names. */
    for (size_t at = CFB_HEAD; at + CFB_ENTRY <= file.size; at += CFB_ENTRY) {
        const unsigned char *entry = file.at + at;
        bool is_word = is_entry(entry, "WordDocument");
        if (is_word || is_entry(entry, "Workbook") || is_entry(entry, "Book")) {
            *ret_kind = is_word ? KIND_DOC : KIND_XLS;
            return ERR_OK;
        }
    }
    /* A compound file of another program, such as a presentation or an installer. */
    return ERR_MEDIA_TYPE;
}

/* The end record, looked for from the end of the file; NULL when there is none. */
static const unsigned char *attachment_find_end(struct span file)
{
    size_t most = file.size < ZIP_END + ZIP_COMMENT_MAX ? file.size : ZIP_END + ZIP_COMMENT_MAX;
    for (size_t back = ZIP_END; back <= most; back++) {
        const unsigned char *at = file.at + file.size - back;
        /* Its comment must reach just to the end of the file, or a comment that holds the same four
         * bytes would count. */
        if (memcmp(at, "PK\5\6", 4) == 0 && le(at + 20, 2) == back - ZIP_END)
            return at;
    }
    return NULL;
}

/* Whether an entry lies in the folder; the folder's own entry does not count. */
static bool is_below(const unsigned char *name, size_t length, const char *folder)
{
    return length > strlen(folder) && memcmp(name, folder, strlen(folder)) == 0;
}

/* The names of the directory's entries; INPUT when the directory is damaged. */
static enum err attachment_read_directory(struct span file, bool *ret_types, int *ret_kind)
{
    const unsigned char *end = attachment_find_end(file);
    if (!end)
        return ERR_INPUT;
    /* ZIP64, whose files are larger than any upload may be, has all ones here and so fails the next
     * check. */
    size_t count = le(end + 10, 2), at = le(end + 16, 4), limit = (size_t)(end - file.at);
    for (size_t i = 0; i < count; i++) {
        if (at > limit || limit - at < ZIP_CENTRAL || memcmp(file.at + at, "PK\1\2", 4) != 0)
            return ERR_INPUT;
        const unsigned char *entry = file.at + at, *name = entry + ZIP_CENTRAL;
        size_t length = le(entry + 28, 2), rest = length + le(entry + 30, 2) + le(entry + 32, 2);
        /* Name, extra field and comment of an entry may not reach behind the directory. */
        if (rest > limit - at - ZIP_CENTRAL)
            return ERR_INPUT;
        *ret_types |= length == 19 && memcmp(name, "[Content_Types].xml", 19) == 0;
        if (is_below(name, length, "word/"))
            *ret_kind = KIND_DOCX;
        else if (is_below(name, length, "xl/"))
            *ret_kind = KIND_XLSX;
        at += ZIP_CENTRAL + rest;
    }
    return ERR_OK;
}

/* OpenDocument: the first entry is "mimetype", stored as it is, and holds the type. */
static bool has_mimetype(struct span file, const char *type)
{
    static const char name[] = "mimetype";
    size_t length = sizeof name - 1, size = strlen(type);
    if (file.size < ZIP_LOCAL + length + size || le(file.at + 26, 2) != length || le(file.at + 8, 2) ||
        memcmp(file.at + ZIP_LOCAL, name, length) != 0)
        return false;
    /* Behind the extra field. */
    size_t start = ZIP_LOCAL + length + le(file.at + 28, 2);
    return start + size <= file.size && le(file.at + 18, 4) == size &&
           memcmp(file.at + start, type, size) == 0;
}

static enum err measure_zip(struct span file, int *ret_kind)
{
    bool has_types = false;
    int inside = KIND_ZIP;
    enum err err = attachment_read_directory(file, &has_types, &inside);
    if (err)
        return err;
    /* Without the list of types it is no Office document, whatever its folders are called. */
    *ret_kind = has_types ? inside : KIND_ZIP;
    /* Asked last, as a document in a document may have folders of the other kind. */
    if (has_mimetype(file, kinds[KIND_ODT].type))
        *ret_kind = KIND_ODT;
    else if (has_mimetype(file, kinds[KIND_ODS].type))
        *ret_kind = KIND_ODS;
    return ERR_OK;
}

/* Without regard to case, since names come from Windows. */
static bool attachment_ends_with(const char *text, const char *end)
{
    size_t length = text ? strlen(text) : 0;
    return length > strlen(end) && strcasecmp(text + length - strlen(end), end) == 0;
}

/* Languages of programs and pages, which shall not pass as text that people read. */
static bool is_markup(struct span file)
{
    /* Browsers and interpreters pass a byte order mark and white space over before they guess. */
    size_t at = attachment_begins(file, "\xEF\xBB\xBF", 3) ? 3 : 0;
    while (at < file.size && strchr(" \t\r\n\f", file.at[at]) && file.at[at])
        at++;
    struct span rest = {file.at + at, file.size - at};
    if (attachment_begins(rest, "{\\rtf", 5) || attachment_begins(rest, "%!", 2) ||
        attachment_begins(rest, "#!", 2))
        return true;
    /* A tag, a comment or a declaration; "< 5" is text. */
    return rest.size > 1 && rest.at[0] == '<' && (strchr("!?/", rest.at[1]) || (rest.at[1] | 0x20) >= 'a');
}

/* Text: valid UTF-8 of characters that can be written. */
static enum err measure_text(struct span file, const char *file_name, int *ret_kind)
{
    bool is_high = false;
    for (size_t i = 0; i < file.size; i++) {
        unsigned char c = file.at[i];
        /* NUL is asked for by itself, as strchr() finds it in every string. */
        if ((c < ' ' && !strchr("\t\n\r\f", c)) || c == 0 || c == 0x7F)
            return ERR_MEDIA_TYPE;
        is_high = is_high || c >= 0x80;
    }
    if (!file.size || is_markup(file))
        return ERR_MEDIA_TYPE;
    /* UTF8 is an error of its own, because the editor can mend it by saving the file anew. */
    if (is_high && !text_is_utf8((const char *)file.at, file.size))
        return ERR_UTF8;
    *ret_kind = attachment_ends_with(file_name, ".csv") ? KIND_CSV : KIND_TXT;
    return ERR_OK;
}

/* By the first bytes; whatever has no known beginning may still be text. */
enum err attachment_measure(const void *bytes, size_t size, const char *file_name,
                            struct attachment_facts *ret_facts)
{
    struct span file = {bytes, size};
    int kind = KIND_PDF;
    enum err err = ERR_OK;
    if (attachment_begins(file, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
        err = measure_compound(file, &kind);
    /* The second is an empty archive. */
    else if (attachment_begins(file, "PK\3\4", 4) || attachment_begins(file, "PK\5\6", 4))
        err = measure_zip(file, &kind);
    else if (!attachment_begins(file, "%PDF-", 5))
        err = measure_text(file, file_name, &kind);
    if (!err)
        *ret_facts = kinds[kind];
    return err;
}
