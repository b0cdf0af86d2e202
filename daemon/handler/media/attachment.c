/* The table of what the portal passes on to citizens beside pictures, and what text is. What is not in the
 * table is refused. */
#include "attachment.h"

#include "captions.h"
#include "text/normalize.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

/* Bytes of the upload, which is not ours to change. */
struct text_span {
    const unsigned char *at;
    size_t size;
};

#define OOXML "application/vnd.openxmlformats-officedocument."
#define OASIS "application/vnd.oasis.opendocument."

/* The type is what browsers are told, whatever the client declared. */
static const struct attachment_facts documents[DOCUMENT_KINDS] = {
    [DOCUMENT_PDF] = {"application/pdf", "pdf", ATTACHMENT_DOCUMENT},
    [DOCUMENT_DOC] = {"application/msword", "doc", ATTACHMENT_DOCUMENT},
    [DOCUMENT_XLS] = {"application/vnd.ms-excel", "xls", ATTACHMENT_DOCUMENT},
    [DOCUMENT_PPT] = {"application/vnd.ms-powerpoint", "ppt", ATTACHMENT_DOCUMENT},
    [DOCUMENT_DOCX] = {OOXML "wordprocessingml.document", "docx", ATTACHMENT_DOCUMENT},
    [DOCUMENT_XLSX] = {OOXML "spreadsheetml.sheet", "xlsx", ATTACHMENT_DOCUMENT},
    [DOCUMENT_PPTX] = {OOXML "presentationml.presentation", "pptx", ATTACHMENT_DOCUMENT},
    [DOCUMENT_ODT] = {OASIS "text", "odt", ATTACHMENT_DOCUMENT},
    [DOCUMENT_ODS] = {OASIS "spreadsheet", "ods", ATTACHMENT_DOCUMENT},
    [DOCUMENT_ODP] = {OASIS "presentation", "odp", ATTACHMENT_DOCUMENT},
    [DOCUMENT_ZIP] = {"application/zip", "zip", ATTACHMENT_ARCHIVE},
    [DOCUMENT_RAR] = {"application/vnd.rar", "rar", ATTACHMENT_ARCHIVE},
    [DOCUMENT_7Z] = {"application/x-7z-compressed", "7z", ATTACHMENT_ARCHIVE},
};

static const struct attachment_facts recordings[RECORDING_KINDS] = {
    [RECORDING_MP3] = {"audio/mpeg", "mp3", ATTACHMENT_SOUND},
    [RECORDING_M4A] = {"audio/mp4", "m4a", ATTACHMENT_SOUND},
    [RECORDING_OGG] = {"audio/ogg", "ogg", ATTACHMENT_SOUND},
    [RECORDING_MP4] = {"video/mp4", "mp4", ATTACHMENT_FILM},
    [RECORDING_WEBM] = {"video/webm", "webm", ATTACHMENT_FILM},
};

static const struct attachment_facts text = {"text/plain; charset=utf-8", "txt", ATTACHMENT_DOCUMENT};
static const struct attachment_facts captions = {"text/vtt; charset=utf-8", "vtt", ATTACHMENT_DOCUMENT};
static const struct attachment_facts table = {"text/csv; charset=utf-8", "csv", ATTACHMENT_DOCUMENT};

struct attachment_facts attachment_of_document(enum document_kind kind)
{
    return documents[kind];
}

struct attachment_facts attachment_of_recording(enum recording_kind kind)
{
    return recordings[kind];
}

/* Whether the file begins with these bytes, NULs included. */
static bool attachment_begins(struct text_span file, const char *magic, size_t length)
{
    return file.size >= length && memcmp(file.at, magic, length) == 0;
}

/* Without regard to case, since names come from Windows. */
static bool attachment_ends_with(const char *name, const char *end)
{
    size_t length = name ? strlen(name) : 0;
    return length > strlen(end) && strcasecmp(name + length - strlen(end), end) == 0;
}

/* Languages of programs and pages, which shall not pass as text that people read. */
static bool is_markup(struct text_span file)
{
    /* Browsers and interpreters pass a byte order mark and white space over before they guess. */
    size_t at = attachment_begins(file, "\xEF\xBB\xBF", 3) ? 3 : 0;
    while (at < file.size && strchr(" \t\r\n\f", file.at[at]) && file.at[at])
        at++;
    struct text_span rest = {file.at + at, file.size - at};
    if (attachment_begins(rest, "{\\rtf", 5) || attachment_begins(rest, "%!", 2) ||
        attachment_begins(rest, "#!", 2))
        return true;
    /* A tag, a comment or a declaration; "< 5" is text. */
    return rest.size > 1 && rest.at[0] == '<' && (strchr("!?/", rest.at[1]) || (rest.at[1] | 0x20) >= 'a');
}

/* Text: valid UTF-8 of characters that can be written. */
enum err attachment_of_text(const void *bytes, size_t size, const char *file_name,
                            struct attachment_facts *ret_facts)
{
    struct text_span file = {bytes, size};
    bool is_high = false;
    /* UTF-16 by its mark, as Notepad saves it: full of NULs, and to be saved anew all the same. */
    if (size > 2 && size % 2 == 0 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0))
        return ERR_UTF8;
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
    if (captions_begin((const char *)file.at, file.size)) {
        *ret_facts = captions;
        return captions_are_whole((const char *)file.at, file.size) ? ERR_OK : ERR_INPUT;
    }
    *ret_facts = attachment_ends_with(file_name, ".csv") ? table : text;
    return ERR_OK;
}

/* Documents and archives, then sound and film, then text. */
const char *attachment_extension(size_t number)
{
    if (number < DOCUMENT_KINDS)
        return documents[number].extension;
    number -= DOCUMENT_KINDS;
    if (number < RECORDING_KINDS)
        return recordings[number].extension;
    number -= RECORDING_KINDS;
    return number == 0   ? text.extension
           : number == 1 ? table.extension
           : number == 2 ? captions.extension
                         : NULL;
}

/* Those that are taken are told by the tables; the others are what people's programs write. */
bool attachment_knows_extension(const char *extension)
{
    static const char *const others[] = {
        "txt", "csv",  "vtt",  "srt",  "jpg",  "jpeg", "jpe",  "png",  "webp", "gif", "heic", "heif", "avif",
        "bmp", "tif",  "tiff", "docm", "dot",  "dotx", "dotm", "xlsm", "xlsb", "xlt", "xltx", "xltm", "pptm",
        "pps", "ppsx", "ppsm", "pot",  "potx", "ott",  "ots",  "otp",  "mov",  "m4v", "3gp",  "avi",  "wav",
        "htm", "html", "xml",  "svg",  "rtf",  "exe",  "js",   "bin",  "tmp",  "md",  "json"};
    for (size_t i = 0; i < DOCUMENT_KINDS; i++)
        if (strcasecmp(extension, documents[i].extension) == 0)
            return true;
    for (size_t i = 0; i < RECORDING_KINDS; i++)
        if (strcasecmp(extension, recordings[i].extension) == 0)
            return true;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcasecmp(extension, others[i]) == 0)
            return true;
    return false;
}
