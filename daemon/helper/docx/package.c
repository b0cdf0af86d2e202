/* From bytes to named parts. A file whose directory says two things of one place is made for harm, and is
 * refused before anything of it is unpacked. */
#include "package.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NAME_MAX_BYTES = 1000 };

void *docx_array_add(struct arena *arena, void *items, size_t *count, size_t size, size_t most)
{
    enum { FIRST = 8 };
    char *array;
    /* A pointer of whichever type; all look alike here. */
    memcpy(&array, items, sizeof array);
    bool is_full = !*count || (*count >= FIRST && !(*count & (*count - 1)));
    if (*count == most)
        return NULL;
    if (is_full) {
        char *larger = arena_zero(arena, *count ? 2 * *count : FIRST, size);
        if (!larger)
            return NULL;
        if (*count)
            memcpy(larger, array, *count * size);
        array = larger;
        memcpy(items, &array, sizeof array);
    }
    return array + (*count)++ * size;
}

static int docx_hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* As names are compared: %XX read, \ as /, small letters (A to Z alone, which parts are named with). NULL
 * when it is too long, or holds a NUL. */
static const char *docx_name(struct arena *arena, const char *text, size_t size)
{
    char name[NAME_MAX_BYTES + 1];
    size_t length = 0;
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        if (c == '%' && i + 2 < size && docx_hex(text[i + 1]) >= 0 && docx_hex(text[i + 2]) >= 0) {
            c = (char)(docx_hex(text[i + 1]) * 16 + docx_hex(text[i + 2]));
            i += 2;
        }
        if (c == '\\')
            c = '/';
        if (!c || length == NAME_MAX_BYTES)
            return NULL;
        if (c != '/' || length)
            name[length++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    return arena_copy(arena, name, length);
}

static int docx_by_name(const void *a, const void *b)
{
    return strcmp(((const struct docx_entry *)a)->name, ((const struct docx_entry *)b)->name);
}

static int docx_by_place(const void *a, const void *b)
{
    const struct docx_entry *one = a, *two = b;
    return (one->zip.from > two->zip.from) - (one->zip.from < two->zip.from);
}

/* Whether bytes of two entries are the same bytes. Leaves the entries in the order of their places. */
static bool docx_overlaps(struct docx_entry *entries, size_t count)
{
    qsort(entries, count, sizeof *entries, docx_by_place);
    for (size_t i = 1; i < count; i++)
        if (entries[i].zip.from < entries[i - 1].zip.stop)
            return true;
    return false;
}

/* What the directory says of one entry is judged by itself. */
static enum docx_fault docx_judge_entry(const struct zip_entry *entry)
{
    if (zip_is_encrypted(entry))
        return DOCX_ENCRYPTED;
    if ((entry->method != ZIP_STORED && entry->method != ZIP_DEFLATED) || !entry->agrees)
        return DOCX_DAMAGED;
    bool is_large = entry->size > DOCX_RATIO_FROM;
    return is_large && entry->size / DOCX_RATIO_MAX > entry->packed.size ? DOCX_EXPANDS : DOCX_FINE;
}

static enum docx_fault docx_read_directory(struct span file, struct docx_package *package)
{
    struct zip zip;
    uint64_t told = 0;
    if (!zip_open(file, &zip) || !zip.is_plain)
        return DOCX_DAMAGED;
    if (zip.count > DOCX_ENTRIES_MAX)
        return DOCX_ENTRIES;
    package->entries = arena_zero(package->arena, (size_t)zip.count + 1, sizeof *package->entries);
    while (package->entries && zip.count) {
        struct docx_entry *entry = &package->entries[package->count];
        if (!zip_next(&zip, &entry->zip))
            return DOCX_DAMAGED;
        enum docx_fault fault = docx_judge_entry(&entry->zip);
        if (fault)
            return fault;
        told += entry->zip.size;
        if (entry->zip.size > DOCX_TOLD_MAX || told > DOCX_TOLD_MAX)
            return DOCX_EXPANDS;
        entry->name = docx_name(package->arena, (const char *)entry->zip.name.at, entry->zip.name.size);
        if (!entry->name)
            return DOCX_DAMAGED;
        package->count++;
    }
    if (told > DOCX_RATIO_FROM && told / DOCX_RATIO_MAX > file.size)
        return DOCX_EXPANDS;
    return !package->entries || docx_overlaps(package->entries, package->count) ? DOCX_DAMAGED : DOCX_FINE;
}

/* Content types of what is in the package. */
static void docx_hear_type(void *context, const struct docx_element *element)
{
    struct docx_package *package = context;
    if (element->tag != TAG_TYPES_DEFAULT && element->tag != TAG_TYPES_OVERRIDE)
        return;
    const char *type = docx_attribute(element, SPACE_OTHER, "ContentType");
    if (strcasestr(type, "macroEnabled") || strcasestr(type, "vbaProject"))
        package->has_programs = true;
    /* Of a document, a template, a sheet or a show. */
    if (!*package->main_type && strcasestr(type, ".main+xml"))
        package->main_type = arena_text(package->arena, type);
}

/* Programs by where they lie. */
static bool docx_has_program(const struct docx_package *package)
{
    static const char end[] = "vbaproject.bin";
    for (size_t i = 0; i < package->count; i++) {
        size_t length = strlen(package->entries[i].name);
        if (length >= sizeof end - 1 &&
            strcmp(package->entries[i].name + length - (sizeof end - 1), end) == 0)
            return true;
    }
    return false;
}

enum docx_fault docx_package_open(struct span file, struct arena *arena, struct docx_package *ret_package)
{
    static const struct docx_hearer types = {.begin = docx_hear_type};
    *ret_package = (struct docx_package){.arena = arena, .main_type = ""};
    enum docx_fault fault = docx_read_directory(file, ret_package);
    if (fault)
        return fault;
    struct docx_entry *entries = ret_package->entries;
    qsort(entries, ret_package->count, sizeof *entries, docx_by_name);
    for (size_t i = 1; i < ret_package->count; i++)
        if (strcmp(entries[i].name, entries[i - 1].name) == 0)
            return DOCX_DAMAGED;
    ret_package->has_programs = docx_has_program(ret_package);
    const struct docx_entry *entry = docx_package_find(ret_package, "[content_types].xml");
    if (entry)
        fault = docx_package_hear(ret_package, entry, &types, ret_package, &ret_package->broken);
    /* Without types the relationships still say which part is the document. */
    return fault == DOCX_DAMAGED ? DOCX_FINE : fault;
}

const struct docx_entry *docx_package_find(const struct docx_package *package, const char *name)
{
    const char *wanted = docx_name(package->arena, name, strlen(name));
    const struct docx_entry key = {.name = wanted};
    return wanted && package->count
               ? bsearch(&key, package->entries, package->count, sizeof key, docx_by_name)
               : NULL;
}

enum docx_fault docx_package_unpack(const struct docx_entry *entry, size_t most, unsigned char **ret_bytes)
{
    if (entry->zip.size > most)
        return DOCX_EXPANDS;
    unsigned char *bytes = malloc((size_t)entry->zip.size + 1);
    if (!bytes)
        return DOCX_XML_LARGE;
    if (!zip_unpack(&entry->zip, bytes)) {
        free(bytes);
        return DOCX_DAMAGED;
    }
    *ret_bytes = bytes;
    return DOCX_FINE;
}

enum docx_fault docx_package_hear(struct docx_package *package, const struct docx_entry *entry,
                                  const struct docx_hearer *hearer, void *context,
                                  const enum docx_fault *stop)
{
    unsigned char *bytes = NULL;
    package->xml += entry->zip.size;
    if (entry->zip.size > DOCX_PART_MAX || package->xml > DOCX_PARTS_MAX)
        return DOCX_XML_LARGE;
    enum docx_fault fault = docx_package_unpack(entry, DOCX_PART_MAX, &bytes);
    if (!fault)
        fault = docx_parse((struct span){bytes, (size_t)entry->zip.size}, &package->budget, hearer, context,
                           stop);
    free(bytes);
    return fault;
}
