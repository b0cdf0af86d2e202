/* Names and tags of Office Open XML (ECMA-376) and OpenDocument 1.3: which parts there are, and what of them
 * whoever loads the document down can find. Counts, and keeps no text but a name. */
#include "document_part.h"

#include "exif.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { PART_NAME_MAX = 255 };

/* The main part's content type, without what all have in common. Others (templates, shows, drawings) are
 * documents of kinds that are not taken. */
static const struct {
    const char *type;
    enum document_kind kind;
} main_types[] = {
    {"wordprocessingml.document.main+xml", DOCUMENT_DOCX},
    {"spreadsheetml.sheet.main+xml", DOCUMENT_XLSX},
    {"presentationml.presentation.main+xml", DOCUMENT_PPTX},
    {"template.main+xml", DOCUMENT_KINDS},
    {"slideshow.main+xml", DOCUMENT_KINDS},
};

/* Whether a text holds another, whatever the case. */
static bool document_holds(const char *text, const char *what)
{
    return strcasestr(text, what) != NULL;
}

static void hear_types(void *context, const char *tag, const char *before)
{
    struct package *package = context;
    char type[200];
    (void)before;
    if (!tag_attribute(tag, "ContentType", type, sizeof type))
        return;
    if (document_holds(type, "macroEnabled") || document_holds(type, "vbaProject") ||
        document_holds(type, "macrosheet"))
        document_blame(package->document, DOCUMENT_MACROS);
    for (size_t i = 0; i < sizeof main_types / sizeof *main_types; i++) {
        if (!document_holds(type, main_types[i].type))
            continue;
        if (main_types[i].kind == DOCUMENT_KINDS)
            package->has_other = true;
        else if (package->kind == DOCUMENT_KINDS)
            package->kind = main_types[i].kind;
    }
}

/* Whether it is that element, with one of the values between the bars. */
static bool tag_says(const char *tag, const char *name, const char *attribute, const char *values)
{
    char value[40];
    if (!element_is(tag, name) || !tag_attribute(tag, attribute, value, sizeof value))
        return false;
    size_t length = strlen(value);
    for (const char *at = values; (at = strstr(at, value)); at++)
        if ((at == values || at[-1] == '|') && (!at[length] || at[length] == '|'))
            return length > 0;
    return false;
}

/* Elements that count one each. */
static void hear_counted(void *context, const char *tag, const char *before)
{
    static const struct {
        const char *name;
        const char *attribute; /* it must have, or NULL */
        enum document_hidden hidden;
    } counted[] = {
        {"comment", NULL, HIDDEN_COMMENTS},     {"cm", NULL, HIDDEN_COMMENTS},
        {"annotation", NULL, HIDDEN_COMMENTS},  {"changed-region", NULL, HIDDEN_CHANGES},
        {"ins", "author", HIDDEN_CHANGES},      {"del", "author", HIDDEN_CHANGES},
        {"moveFrom", "author", HIDDEN_CHANGES}, {"moveTo", "author", HIDDEN_CHANGES},
        {"hidden-text", NULL, HIDDEN_TEXT},     {"hidden-paragraph", NULL, HIDDEN_TEXT},
    };
    struct package *package = context;
    char value[40];
    (void)before;
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        if (element_is(tag, counted[i].name) &&
            (!counted[i].attribute || tag_attribute(tag, counted[i].attribute, value, sizeof value)))
            document_hides(package->document, counted[i].hidden);
    if (element_is(tag, "vanish") && !tag_says(tag, "vanish", "val", "0|false|off"))
        document_hides(package->document, HIDDEN_TEXT);
    if (tag_says(tag, "sheet", "state", "hidden|veryHidden") || tag_says(tag, "sld", "show", "0|false") ||
        tag_says(tag, "table-properties", "display", "false") ||
        tag_says(tag, "drawing-page-properties", "visibility", "hidden"))
        document_hides(package->document, HIDDEN_SHEETS);
}

/* Who wrote it, and who wrote in it last. */
static void hear_authors(void *context, const char *tag, const char *before)
{
    struct package *package = context;
    if (*tag != '/')
        return;
    if (element_is(tag + 1, "creator") || element_is(tag + 1, "lastModifiedBy") ||
        element_is(tag + 1, "initial-creator"))
        document_hides_author(package->document, before, strlen(before));
}

/* What of an OpenDocument is locked says its manifest. */
static void hear_manifest(void *context, const char *tag, const char *before)
{
    struct package *package = context;
    (void)before;
    if (element_is(tag, "encryption-data"))
        document_blame(package->document, DOCUMENT_ENCRYPTED);
}

/* Whether the name begins and ends so. */
static bool name_is(const char *name, const char *begin, const char *end)
{
    size_t length = strlen(name);
    return length >= strlen(begin) + strlen(end) && strncmp(name, begin, strlen(begin)) == 0 &&
           strcmp(name + length - strlen(end), end) == 0;
}

/* In small letters, with / between folders and without one before the first. */
static void package_part_name(struct span name, char *to)
{
    size_t size = 0;
    for (size_t i = 0; i < name.size && size < PART_NAME_MAX; i++) {
        unsigned char c = name.at[i] == '\\' ? '/' : name.at[i];
        if (c == '/' && !size)
            continue;
        to[size++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    to[size] = '\0';
}

/* Programs of Office, by where they lie. */
static bool is_program(const char *name)
{
    return name_is(name, "", "vbaproject.bin") || name_is(name, "", "vbadata.xml") ||
           name_is(name, "xl/macrosheets/", "");
}

/* Those of LibreOffice, beside the lists of them. In an archive such folders mean nothing. */
static bool is_script(const char *name)
{
    bool is_basic = name_is(name, "basic/", ".xml") && !name_is(name, "", "/script-lc.xml") &&
                    !name_is(name, "", "/script-lb.xml") && !name_is(name, "", "/dialog-lc.xml") &&
                    !name_is(name, "", "/dialog-lb.xml");
    return is_basic || (name_is(name, "scripts/", "") && !name_is(name, "", "/"));
}

/* What is read of a part. */
static tag_heard *hearer_of(const char *name)
{
    if (strcmp(name, "[content_types].xml") == 0)
        return hear_types;
    if (strcmp(name, "docprops/core.xml") == 0 || strcmp(name, "meta.xml") == 0)
        return hear_authors;
    if (strcmp(name, "meta-inf/manifest.xml") == 0)
        return hear_manifest;
    bool is_counted = name_is(name, "word/comments", ".xml") || name_is(name, "xl/comments", ".xml") ||
                      name_is(name, "ppt/comments/", ".xml") || name_is(name, "word/document", ".xml") ||
                      name_is(name, "word/header", ".xml") || name_is(name, "word/footer", ".xml") ||
                      name_is(name, "word/footnotes", ".xml") || strcmp(name, "xl/workbook.xml") == 0 ||
                      name_is(name, "ppt/slides/slide", ".xml") || strcmp(name, "content.xml") == 0;
    return is_counted ? hear_counted : NULL;
}

void part_begin(struct package *package, struct span name, struct part *ret_part)
{
    char text[PART_NAME_MAX + 1];
    package_part_name(name, text);
    package->has_types = package->has_types || strcmp(text, "[content_types].xml") == 0;
    if (name_is(text, "word/", "") && package->folder == DOCUMENT_PDF)
        package->folder = DOCUMENT_DOCX;
    else if (name_is(text, "xl/", "") && package->folder == DOCUMENT_PDF)
        package->folder = DOCUMENT_XLSX;
    else if (name_is(text, "ppt/", "") && package->folder == DOCUMENT_PDF)
        package->folder = DOCUMENT_PPTX;
    /* A program for machines that have Java or Android. */
    if (strcmp(text, "meta-inf/manifest.mf") == 0 || strcmp(text, "androidmanifest.xml") == 0)
        package->has_other = true;
    if (is_program(text))
        document_blame(package->document, DOCUMENT_MACROS);
    package->has_script = package->has_script || is_script(text);
    *ret_part = (struct part){.package = package, .is_mimetype = strcmp(text, "mimetype") == 0};
    ret_part->heard = hearer_of(text);
    ret_part->tags = (struct tags){.heard = ret_part->heard, .context = package};
}

void part_feed(struct part *part, struct span piece)
{
    if (part->heard)
        tags_feed(&part->tags, piece);
}

void part_look_at_picture(struct package *package, struct span start)
{
    if (start.size < 4 || memcmp(start.at, "\xFF\xD8\xFF", 3) != 0)
        return;
    const unsigned char *mark = memmem(start.at, start.size, "Exif\0\0", 6);
    if (!mark)
        return;
    size_t rest = start.size - (size_t)(mark - start.at) - 6;
    if (exif_has_place((struct span){mark + 6, rest}))
        document_hides(package->document, HIDDEN_PLACES);
}

void package_type(struct package *package, const char *type, size_t size)
{
    static const char common[] = "application/vnd.oasis.opendocument.";
    static const struct {
        const char *type;
        enum document_kind kind;
    } types[] = {{"text", DOCUMENT_ODT}, {"spreadsheet", DOCUMENT_ODS}, {"presentation", DOCUMENT_ODP}};
    char text[100];
    snprintf(text, sizeof text, "%.*s", (int)(size < sizeof text ? size : sizeof text - 1), type);
    text[strcspn(text, " \t\r\n;")] = '\0';
    package->has_other = true;
    if (strncmp(text, common, sizeof common - 1) != 0)
        return;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(text + sizeof common - 1, types[i].type) == 0) {
            package->kind = types[i].kind;
            package->has_other = false;
        }
}

void package_end(struct package *package)
{
    struct document_facts *facts = package->document->facts;
    if (facts->fault)
        return;
    /* Old or careless writers leave the types empty; then the folders tell. */
    if (package->kind == DOCUMENT_KINDS && package->has_types && package->folder != DOCUMENT_PDF &&
        !package->has_other)
        package->kind = package->folder;
    bool is_document = package->kind != DOCUMENT_KINDS;
    if (package->has_script && package->kind >= DOCUMENT_ODT && package->kind <= DOCUMENT_ODP)
        document_blame(package->document, DOCUMENT_MACROS);
    if (package->has_other || (!is_document && package->has_types))
        document_blame(package->document, DOCUMENT_UNKNOWN);
    /* No office program packs its own documents in another way. */
    else if (is_document && package->has_unread)
        document_blame(package->document, DOCUMENT_DAMAGED);
    else
        facts->kind = is_document ? package->kind : DOCUMENT_ZIP;
}
