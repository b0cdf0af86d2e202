/* From the parser's names to tags, and the limits of what is parsed. Must not know what a tag means. */
#include "xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

/* A sign that no address holds, between it and the name. */
#define BETWEEN '\n'

/* A power of two, several times the tags; and so many prefixes at once. */
enum { SLOTS = 1024, PREFIXES_MAX = 512 };

static const struct {
    enum docx_space space;
    bool is_known;
    const char *address;
} spaces[] = {
#define SPACE(code, is_known, address) {SPACE_##code, is_known, address},
#include "space.def"
#undef SPACE
};

static const struct {
    enum docx_space space;
    const char *name;
} tags[TAG_COUNT] = {
#define TAG(space, code, name) [TAG_##space##_##code] = {SPACE_##space, name},
#include "tag.def"
#undef TAG
};

/* A prefix in force. */
struct docx_prefix {
    char name[32];
    bool is_known;
};

struct docx_xml {
    XML_Parser parser;
    struct docx_budget *budget;
    const struct docx_hearer *hearer;
    void *context;
    const enum docx_fault *stop;
    enum docx_fault fault;
    int depth;
    struct docx_prefix prefixes[PREFIXES_MAX];
    size_t prefix_count;
    uint16_t slots[SLOTS]; /* tags by their hash; 0 free */
};

/* The row of an address in spaces[], or -1. */
static int docx_space_row(const char *address, size_t size)
{
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (strlen(spaces[i].address) == size && memcmp(spaces[i].address, address, size) == 0)
            return (int)i;
    return -1;
}

/* Divides the parser's "address\nname". */
static const char *docx_divide(const char *name, enum docx_space *ret_space)
{
    const char *between = strrchr(name, BETWEEN);
    *ret_space = SPACE_OTHER;
    if (!between)
        return name;
    int row = docx_space_row(name, (size_t)(between - name));
    if (row >= 0)
        *ret_space = spaces[row].space;
    return between + 1;
}

/* FNV-1a over the name and its namespace. */
static unsigned docx_hash(enum docx_space space, const char *name)
{
    uint32_t hash = 2166136261U ^ (uint32_t)space;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619U;
    return hash % SLOTS;
}

static void docx_fill_slots(struct docx_xml *xml)
{
    for (int tag = TAG_OTHER + 1; tag < TAG_COUNT; tag++) {
        unsigned slot = docx_hash(tags[tag].space, tags[tag].name);
        while (xml->slots[slot])
            slot = (slot + 1) % SLOTS;
        xml->slots[slot] = (uint16_t)tag;
    }
}

static enum docx_tag docx_tag_of(const struct docx_xml *xml, const char *full)
{
    enum docx_space space;
    const char *name = docx_divide(full, &space);
    if (space == SPACE_OTHER)
        return TAG_OTHER;
    for (unsigned slot = docx_hash(space, name); xml->slots[slot]; slot = (slot + 1) % SLOTS) {
        enum docx_tag tag = (enum docx_tag)xml->slots[slot];
        if (tags[tag].space == space && strcmp(tags[tag].name, name) == 0)
            return tag;
    }
    return TAG_OTHER;
}

static void docx_halt(struct docx_xml *xml, enum docx_fault fault)
{
    if (!xml->fault)
        xml->fault = fault;
    XML_StopParser(xml->parser, XML_FALSE);
}

/* Whether nobody listens any more; the parser may still call after it was stopped. */
static bool docx_is_over(struct docx_xml *xml)
{
    if (!xml->fault && *xml->stop)
        docx_halt(xml, *xml->stop);
    return xml->fault != DOCX_FINE;
}

static void XMLCALL docx_begin(void *context, const char *name, const char **attributes)
{
    struct docx_xml *xml = context;
    size_t count = 0;
    while (attributes[count])
        count += 2;
    if (++xml->depth > DOCX_DEPTH_MAX)
        docx_halt(xml, DOCX_DEPTH);
    else if (++xml->budget->elements > DOCX_ELEMENTS_MAX || count > 2 * DOCX_ATTRIBUTES_MAX)
        docx_halt(xml, DOCX_ELEMENTS);
    if (docx_is_over(xml))
        return;
    const struct docx_element element = {docx_tag_of(xml, name), attributes, xml};
    if (xml->hearer->begin)
        xml->hearer->begin(xml->context, &element);
}

static void XMLCALL docx_end(void *context, const char *name)
{
    struct docx_xml *xml = context;
    xml->depth--;
    if (!docx_is_over(xml) && xml->hearer->end)
        xml->hearer->end(xml->context, docx_tag_of(xml, name));
}

static void XMLCALL docx_text(void *context, const char *text, int size)
{
    struct docx_xml *xml = context;
    if (!docx_is_over(xml) && xml->hearer->text)
        xml->hearer->text(xml->context, text, (size_t)size);
}

/* The format forbids it (ISO 29500-2, 8.1.4), and everything that entities can do begins here. */
static void XMLCALL docx_doctype(void *context, const char *name, const char *system, const char *public,
                                 int has_subset)
{
    (void)name, (void)system, (void)public, (void)has_subset;
    docx_halt(context, DOCX_DOCTYPE);
}

/* Prefixes matter to mc:Requires alone, which names them. */
static void XMLCALL docx_prefix_begin(void *context, const char *prefix, const char *address)
{
    struct docx_xml *xml = context;
    if (xml->prefix_count == PREFIXES_MAX) {
        docx_halt(xml, DOCX_ELEMENTS);
        return;
    }
    struct docx_prefix *row = &xml->prefixes[xml->prefix_count++];
    size_t size = prefix ? strlen(prefix) : 0;
    int space = address ? docx_space_row(address, strlen(address)) : -1;
    *row = (struct docx_prefix){.is_known = space >= 0 && spaces[space].is_known};
    if (size < sizeof row->name)
        memcpy(row->name, prefix ? prefix : "", size);
}

static void XMLCALL docx_prefix_end(void *context, const char *prefix)
{
    struct docx_xml *xml = context;
    (void)prefix;
    /* They end in the order in which they began, the last first. */
    if (xml->prefix_count)
        xml->prefix_count--;
}

enum docx_fault docx_parse(struct span part, struct docx_budget *budget, const struct docx_hearer *hearer,
                           void *context, const enum docx_fault *stop)
{
    struct docx_xml *xml = calloc(1, sizeof *xml);
    enum docx_fault fault = DOCX_XML_LARGE;
    if (!xml)
        return fault;
    *xml = (struct docx_xml){.budget = budget, .hearer = hearer, .context = context, .stop = stop};
    xml->parser = XML_ParserCreateNS(NULL, BETWEEN);
    if (xml->parser) {
        docx_fill_slots(xml);
        XML_SetUserData(xml->parser, xml);
        XML_SetElementHandler(xml->parser, docx_begin, docx_end);
        XML_SetCharacterDataHandler(xml->parser, docx_text);
        XML_SetStartDoctypeDeclHandler(xml->parser, docx_doctype);
        XML_SetNamespaceDeclHandler(xml->parser, docx_prefix_begin, docx_prefix_end);
        /* In one call: what is parsed anew when a token is long, and what goes on after a stop, is where this
         * parser had its faults. */
        bool is_read =
            XML_Parse(xml->parser, (const char *)part.at, (int)part.size, XML_TRUE) == XML_STATUS_OK;
        bool is_short = XML_GetErrorCode(xml->parser) == XML_ERROR_NO_MEMORY;
        fault = xml->fault ? xml->fault : is_read ? DOCX_FINE : is_short ? DOCX_XML_LARGE : DOCX_DAMAGED;
        XML_ParserFree(xml->parser);
    }
    free(xml);
    return fault;
}

const char *docx_attribute(const struct docx_element *element, enum docx_space space, const char *name)
{
    const char *bare = NULL;
    for (const char **pair = element->attributes; *pair; pair += 2) {
        const char *between = strrchr(*pair, BETWEEN);
        enum docx_space found;
        if (strcmp(between ? between + 1 : *pair, name) != 0)
            continue;
        docx_divide(*pair, &found);
        if (found == space && (between || space == SPACE_OTHER))
            return pair[1];
        if (!between && space == SPACE_W)
            bare = pair[1];
    }
    return bare ? bare : "";
}

bool docx_is_on(const struct docx_element *element)
{
    const char *value = docx_attribute(element, SPACE_W, "val");
    return strcmp(value, "0") != 0 && strcmp(value, "false") != 0 && strcmp(value, "off") != 0;
}

int docx_integer(const char *text, int otherwise)
{
    char *end;
    /* Nine digits fit, whatever they are. */
    size_t digits = strspn(text + (*text == '-'), "0123456789");
    if (!digits || digits > 9)
        return otherwise;
    long number = strtol(text, &end, 10);
    return *end && !strchr(" \t%", *end) ? otherwise : (int)number;
}

int docx_number(const struct docx_element *element, int otherwise)
{
    return docx_integer(docx_attribute(element, SPACE_W, "val"), otherwise);
}

/* Whether the prefix stands for a namespace that is understood; the innermost counts. */
static bool docx_knows_prefix(const struct docx_xml *xml, const char *prefix, size_t size)
{
    for (size_t i = xml->prefix_count; i--;)
        if (strlen(xml->prefixes[i].name) == size && memcmp(xml->prefixes[i].name, prefix, size) == 0)
            return xml->prefixes[i].is_known;
    return false;
}

bool docx_is_understood(const struct docx_element *choice)
{
    static const char blanks[] = " \t\r\n";
    const char *at = docx_attribute(choice, SPACE_OTHER, "Requires");
    bool has_any = false;
    for (;;) {
        at += strspn(at, blanks);
        size_t size = strcspn(at, blanks);
        if (!size)
            return has_any;
        if (!docx_knows_prefix(choice->xml, at, size))
            return false;
        has_any = true;
        at += size;
    }
}
