/* What the allow-list says of an element, and which attributes it keeps. Every byte written of an
 * attribute is made here, checked or escaped. Where an element may stand is the writer's matter. */
#include "element.h"
#include "scratch.h"

#include "base/buf.h"
#include "element_write.h"
#include "link.h"
#include "text/normalize.h"

#include <stdlib.h>
#include <string.h>

/* Room for the attributes of one element. */
enum { ATTRIBUTES_SIZE_MAX = 64 * 1024, PIXELS_MAX = 20000 };

/* By gumbo's number of the tag. Rows that are not named are zero, which is PLACE_UNWRAP. */
static const struct element elements[GUMBO_TAG_LAST + 1] = {
#define ELEMENT(tag, name, place, inside, attributes) \
    [GUMBO_TAG_##tag] = {name, PLACE_##place, CONTEXT_##inside, attributes},
#include "element.def"
#undef ELEMENT
};

/* A row for every tag that gumbo knows, GUMBO_TAG_UNKNOWN among them. */
const struct element *element_of(GumboTag tag)
{
    return &elements[tag];
}

bool element_is_html(const GumboElement *element)
{
    return element->tag_namespace == GUMBO_NAMESPACE_HTML;
}

/* As the parser decoded it, character references resolved; NULL when it is missing. */
static const char *attribute_value(const GumboVector *attributes, const char *name)
{
    const GumboAttribute *attribute = gumbo_get_attribute(attributes, name);
    return attribute ? attribute->value : NULL;
}

/* The parser loses count of a character's number of many digits and gives bytes for it that are no UTF-8. In
 * their place is U+FFFD, as for any number that is no character; NULL without memory. */
static const char *mended_text(const char *text, struct arena *arena)
{
    static const char unknown[] = "\xEF\xBF\xBD";
    enum { LONGEST = 4 };
    size_t length = strlen(text), size = 0;
    char *out = arena_alloc(arena, length * (sizeof unknown - 1) + 1);
    for (size_t taken; out && length; text += taken, length -= taken) {
        taken = 1;
        while (taken < LONGEST && taken < length && !text_is_utf8(text, taken))
            taken++;
        bool is_good = text_is_utf8(text, taken);
        taken = is_good ? taken : 1;
        memcpy(out + size, is_good ? text : unknown, is_good ? taken : sizeof unknown - 1);
        size += is_good ? taken : sizeof unknown - 1;
    }
    if (out)
        out[size] = '\0';
    return out;
}

/* Normalised, without controls, which character references can bring in (&#7;); NULL without memory. */
static const char *normal_text(const char *text, enum text_kind kind, struct arena *arena)
{
    const char *normal, *good = text_is_utf8(text, strlen(text)) ? text : mended_text(text, arena);
    return !good || text_normalize(good, strlen(good), kind, arena, &normal, NULL) ? NULL : normal;
}

/* Bytes of a character that normalising leaves as it is, whatever stands around it: ASCII, composed Latin
 * letters (U+00C0 to U+013F, U+0180 to U+01BF, U+1E80 to U+1EFF) without those that become Đ, and the usual
 * signs. 0 for any other. */
static size_t normal_size(const unsigned char *p)
{
    /* « ° ² ³ · » and – — ‘ ’ “ ” …: their last bytes. */
    static const unsigned char latin_signs[] = {0xAB, 0xB0, 0xB2, 0xB3, 0xB7, 0xBB};
    static const unsigned char general_signs[] = {0x93, 0x94, 0x98, 0x99, 0x9C, 0x9D, 0xA6};
    if (*p < 0x80)
        return *p < 0x7F && (*p >= 0x20 || *p == '\n' || *p == '\t');
    bool is_letter =
        (*p == 0xC3 && p[1] != 0x90 && p[1] != 0xB0) || *p == 0xC4 || (*p == 0xC6 && p[1] != 0x89);
    if (is_letter || (*p == 0xC2 && memchr(latin_signs, p[1], sizeof latin_signs)))
        return 2;
    bool is_long_letter = *p == 0xE1 && (p[1] == 0xBA || p[1] == 0xBB);
    bool is_sign = *p == 0xE2 && p[1] == 0x80 && memchr(general_signs, p[2], sizeof general_signs);
    return is_long_letter || is_sign ? 3 : 0;
}

const char *clean_text(const char *text, struct arena *arena)
{
    const unsigned char *at = (const unsigned char *)text;
    /* Nearly all text is so, and needs no copy. */
    for (size_t size; *at && (size = normal_size(at)); at += size)
        ;
    return *at ? normal_text(text, TEXT_BLOCK, arena) : text;
}

/* Of what people read (alt, title): one line, without controls. */
const char *attribute_line(const GumboVector *attributes, const char *name, struct arena *arena)
{
    const char *value = attribute_value(attributes, name);
    const char *line = value ? normal_text(value, TEXT_LINE, arena) : NULL;
    return line ? line : "";
}

/* Whether there is a number within the bounds. */
static bool element_has_number(const GumboVector *attributes, const char *name, int least, int most,
                               int *ret_number)
{
    const char *value = attribute_value(attributes, name);
    char *end;
    /* "-99999" is the longest that is wanted. */
    if (!value || strlen(value) > 6 || !*value || strspn(value, "-0123456789") != strlen(value))
        return false;
    long number = strtol(value, &end, 10);
    if (*end || number < least || number > most)
        return false;
    *ret_number = (int)number;
    return true;
}

int attribute_number(const GumboVector *attributes, const char *name, int least, int most)
{
    int number = 0;
    return element_has_number(attributes, name, least, most, &number) ? number : 0;
}

/* 0 stands for missing or out of bounds, and is not written. */
static void write_number(struct buf *out, const GumboVector *attributes, const char *name, int least,
                         int most)
{
    int number;
    if (element_has_number(attributes, name, least, most, &number))
        buf_printf(out, " %s=\"%d\"", name, number);
}

/* A language tag of RFC 5646 in its usual short forms: "vi", "en-GB", "zh-Hant". */
static bool is_language(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t primary = strspn(text, letters);
    if (primary < 2 || primary > 3)
        return false;
    if (!text[primary])
        return true;
    /* A region of two letters or a script of four; longer tags are left out. */
    size_t second = strspn(text + primary + 1, letters);
    return text[primary] == '-' && (second == 2 || second == 4) && !text[primary + 1 + second];
}

const char *element_language(const GumboVector *attributes, const char *name)
{
    const char *language = attribute_value(attributes, name);
    return language && is_language(language) ? language : NULL;
}

/* Only the four words of HTML, as they are; anything else is left out. */
static void write_scope(struct buf *out, const GumboVector *attributes)
{
    static const char *const scopes[] = {"row", "col", "rowgroup", "colgroup"};
    const char *value = attribute_value(attributes, "scope");
    for (size_t i = 0; value && i < sizeof scopes / sizeof *scopes; i++) {
        if (strcmp(value, scopes[i]) == 0)
            write_attribute(out, "scope", value);
    }
}

/* One of the kinds of numbers; without it numbers are decimal. */
static void write_type(struct buf *out, const GumboVector *attributes, char styled)
{
    const char of_style[] = {styled, '\0'};
    const char *value = styled ? of_style : attribute_value(attributes, "type");
    if (value && *value && strchr("aAiI", *value) && !value[1])
        write_attribute(out, "type", value);
}

/* What every element keeps: the language of its words, which screen readers need. */
static void write_common(struct buf *out, const GumboVector *attributes)
{
    const char *language = attribute_value(attributes, "lang");
    if (language && is_language(language))
        write_attribute(out, "lang", language);
}

/* NULL also when they did not fit, so that nothing half is written. */
static const char *take_attributes(struct buf *out, struct arena *arena)
{
    const char *text = scratch_text(out, arena);
    return buf_failed(out) || arena_failed(arena) ? NULL : text;
}

const char *element_attributes(const struct element *element, const GumboVector *attributes,
                               const struct kept_attributes *own, struct arena *arena)
{
    auto_buf struct buf out = BUF(ATTRIBUTES_SIZE_MAX);
    unsigned kept = element->attributes;
    /* A link without an address is none: it is unwrapped. */
    if (kept & ATTRIBUTE_HREF) {
        if (!own->address)
            return NULL;
        write_attribute(&out, "href", own->address);
    }
    if (own->part)
        write_attribute(&out, "id", own->part);
    /* The usual case, and none of the below. */
    if (attributes->length == 0 && !own->list_type && !own->number)
        return take_attributes(&out, arena);
    if (kept & ATTRIBUTE_TITLE) {
        const char *title = attribute_line(attributes, "title", arena);
        if (*title)
            write_attribute(&out, "title", title);
    }
    if (kept & ATTRIBUTE_START)
        write_number(&out, attributes, "start", -99999, 99999);
    if (kept & ATTRIBUTE_TYPE)
        write_type(&out, attributes, own->list_type);
    if (kept & ATTRIBUTE_REVERSED && attribute_value(attributes, "reversed"))
        buf_text(&out, " reversed");
    if (kept & ATTRIBUTE_VALUE && own->number)
        buf_printf(&out, " value=\"%d\"", own->number);
    else if (kept & ATTRIBUTE_VALUE)
        write_number(&out, attributes, "value", -99999, 99999);
    /* Not the source's numbers: the grid may have cut them (grid.h). */
    if (kept & ATTRIBUTE_SPANS) {
        if (own->span.columns > 1)
            buf_printf(&out, " colspan=\"%d\"", own->span.columns);
        if (own->span.rows > 1)
            buf_printf(&out, " rowspan=\"%d\"", own->span.rows);
    }
    if (kept & ATTRIBUTE_SCOPE)
        write_scope(&out, attributes);
    write_common(&out, attributes);
    return take_attributes(&out, arena);
}

/* Alt is always written; without it screen readers would read the address. */
const char *image_attributes(const GumboVector *attributes, struct arena *arena)
{
    auto_buf struct buf out = BUF(ATTRIBUTES_SIZE_MAX);
    const char *source = attribute_value(attributes, "src");
    const char *url = source ? link_checked(source, URL_MEDIA, arena) : NULL;
    if (!url)
        return NULL;
    write_attribute(&out, "src", url);
    write_attribute(&out, "alt", attribute_line(attributes, "alt", arena));
    write_number(&out, attributes, "width", 1, PIXELS_MAX);
    write_number(&out, attributes, "height", 1, PIXELS_MAX);
    write_common(&out, attributes);
    return take_attributes(&out, arena);
}
