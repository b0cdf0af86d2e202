/* Follows the HTML of a template, not of a reader: what it does not know (CDATA, foreign elements) our
 * own templates do not have, and where it is in doubt it refuses a variable. */
#include "template_place.h"

#include "base/said.h"

#include <string.h>

static bool template_place_is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool template_place_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ASCII: names of elements and attributes are compared in lower case. */
static char template_place_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Appends to a short name; what does not fit is of no interest. */
static void append(char name[PLACE_NAME_SIZE], char c)
{
    size_t length = strlen(name);
    /* All names that are asked for are shorter, so a name that was cut equals none. */
    if (length < PLACE_NAME_SIZE - 1) {
        name[length] = template_place_lower(c);
        name[length + 1] = '\0';
    }
}

static bool template_place_is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

/* Content in which "<" begins nothing but the end tag. */
static bool is_raw_element(const char *element)
{
    static const char *const names[] = {"script", "style", "title", "textarea", NULL};
    return template_place_is_one_of(element, names);
}

/* All attributes that a browser may follow or load from, so that javascript: cannot come in by one
 * forgotten. */
static bool is_address(const char *attribute)
{
    static const char *const names[] = {"href",     "src",    "action",     "formaction", "poster",
                                        "cite",     "data",   "background", "ping",       "manifest",
                                        "longdesc", "usemap", "xlink:href", NULL};
    return template_place_is_one_of(attribute, names);
}

/* The tag is over: into its raw content, or back to text. */
static void end_tag(struct place *place)
{
    bool raw = !place->is_closing && is_raw_element(place->element);
    place->state = raw ? PLACE_RAW : PLACE_TEXT;
    place->matched = 0;
    place->value_is_empty = true;
    place->is_full = false;
    /* The type of a script says something of the content behind it alone. */
    if (!raw)
        place->is_jsonld = false;
}

static void end_value(struct place *place)
{
    /* Only this type is data to a browser; any other may run. */
    if (strcmp(place->element, "script") == 0 && strcmp(place->attribute, "type") == 0)
        place->is_jsonld = strcmp(place->value, "application/ld+json") == 0;
    place->state = PLACE_IN_TAG;
    place->is_full = false;
}

/* Behind "<": an end tag, a declaration, a name, or just a sign in the text. */
static void step_tag_open(struct place *place, char c)
{
    if (c == '!' || c == '?') {
        place->state = PLACE_DECLARATION;
        place->matched = 0;
        place->value[0] = '\0';
    } else if (c == '/') {
        place->is_closing = true;
    } else if (template_place_is_letter(c)) {
        place->state = PLACE_TAG_NAME;
        append(place->element, c);
    } else {
        place->state = PLACE_TEXT;
    }
}

/* Between attributes, where the tag may end, a value begin, or a name. */
static void step_in_tag(struct place *place, char c)
{
    if (c == '>') {
        end_tag(place);
    } else if (c == '=') {
        place->state = PLACE_EQUALS;
    } else if (!template_place_is_space(c) && c != '/') {
        place->state = PLACE_ATTRIBUTE;
        place->attribute[0] = '\0';
        append(place->attribute, c);
    }
}

static void step_attribute(struct place *place, char c)
{
    if (c == '=' || c == '>' || c == '/' || template_place_is_space(c)) {
        /* The character is looked at again as what stands behind the name. */
        place->state = PLACE_IN_TAG;
        step_in_tag(place, c);
    } else {
        append(place->attribute, c);
    }
}

static void step_equals(struct place *place, char c)
{
    if (template_place_is_space(c))
        return;
    place->value[0] = '\0';
    place->value_is_empty = true;
    place->state = c == '"' || c == '\'' ? PLACE_QUOTED : PLACE_UNQUOTED;
    /* Of an unquoted value it means nothing. */
    place->quote = c;
}

static bool step_quoted(struct place *place, char c)
{
    if (c == place->quote) {
        end_value(place);
        return true;
    }
    append(place->value, c);
    place->value_is_empty = false;
    /* Behind a variable that must stand alone only the quote may follow. */
    return !place->is_full;
}

/* Without quotes no variable is allowed, so only the end of the value matters. */
static void step_unquoted(struct place *place, char c)
{
    if (!template_place_is_space(c) && c != '>')
        return;
    end_value(place);
    step_in_tag(place, c);
}

/* "<!--" makes a comment of a declaration. */
static void step_declaration(struct place *place, char c)
{
    /* The value is free here and serves to tell "--" from other beginnings. */
    append(place->value, c);
    if (strcmp(place->value, "--") == 0) {
        place->state = PLACE_COMMENT;
        place->matched = 0;
    } else if (c == '>') {
        place->state = PLACE_TEXT;
    }
}

static void step_comment(struct place *place, char c)
{
    /* Two dashes or more before ">" end it. */
    if (c == '-')
        place->matched = place->matched < 2 ? place->matched + 1 : 2;
    else if (c == '>' && place->matched == 2)
        place->state = PLACE_TEXT;
    else
        place->matched = 0;
}

/* Waits for "</element". */
static bool step_raw(struct place *place, char c)
{
    /* The element's name as the start tag had it. */
    size_t length = strlen(place->element);
    /* Character by character along "</name". */
    char wanted = place->matched == 0 ? '<' : place->matched == 1 ? '/' : place->element[place->matched - 2];
    if (template_place_lower(c) != wanted) {
        /* What broke off may begin anew with this very character. */
        place->matched = c == '<';
        place->value_is_empty = place->value_is_empty && place->matched;
        return !place->is_full || place->matched;
    }
    place->matched++;
    /* An end tag like any other from here on, up to its ">". */
    if (place->matched == length + 2) {
        place->state = PLACE_IN_TAG;
        place->is_closing = true;
        place->is_full = false;
    }
    return true;
}

/* One character of the literal text. The states are those of the HTML standard that matter here, see the
 * header. */
bool place_step(struct place *place, char c)
{
    switch (place->state) {
    case PLACE_TEXT:
        if (c == '<') {
            place->state = PLACE_TAG_OPEN;
            place->element[0] = '\0';
            place->is_closing = place->is_jsonld = false;
        }
        return true;
    case PLACE_TAG_OPEN:
        step_tag_open(place, c);
        return true;
    case PLACE_TAG_NAME:
        if (template_place_is_space(c) || c == '>' || c == '/') {
            place->state = PLACE_IN_TAG;
            step_in_tag(place, c);
        } else {
            append(place->element, c);
        }
        return true;
    case PLACE_IN_TAG:
        step_in_tag(place, c);
        return true;
    case PLACE_ATTRIBUTE:
        step_attribute(place, c);
        return true;
    case PLACE_EQUALS:
        step_equals(place, c);
        return true;
    case PLACE_QUOTED:
        return step_quoted(place, c);
    case PLACE_UNQUOTED:
        step_unquoted(place, c);
        return true;
    case PLACE_COMMENT:
        step_comment(place, c);
        return true;
    case PLACE_DECLARATION:
        step_declaration(place, c);
        return true;
    case PLACE_RAW:
        break;
    }
    return step_raw(place, c);
}

static bool template_place_ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name), size = strlen(ending);
    return length >= size && strcmp(name + length - size, ending) == 0;
}

/* By the attribute: escaping keeps a value within its quotes, but cannot make a script or an address
 * harmless. */
static const char *quoted_refuses(const struct place *place, const char *name)
{
    /* All event handlers, those of the future among them. */
    if (strncmp(place->attribute, "on", 2) == 0)
        return SAID("biến trong một thuộc tính sự kiện", "a variable in an event handler");
    if (strcmp(place->attribute, "style") == 0 || strcmp(place->attribute, "srcdoc") == 0)
        return SAID("biến trong thuộc tính này", "a variable in this attribute");
    /* The name promises that the view made the value with view_url(). */
    if (is_address(place->attribute)) {
        if (strcmp(name, "url") != 0 && !template_place_ends_with(name, "_url"))
            return SAID("địa chỉ phải là một biến …_url", "an address must be one …_url");
        return place->value_is_empty
                   ? NULL
                   : SAID("địa chỉ phải là một biến đứng một mình", "an address must be one variable alone");
    }
    if (strcmp(place->attribute, "srcset") == 0)
        return template_place_ends_with(name, "_srcset") && place->value_is_empty
                   ? NULL
                   : SAID("srcset phải là một biến …_srcset đứng một mình",
                          "srcset must be one …_srcset alone");
    return NULL;
}

static const char *raw_refuses(const struct place *place, const char *name, bool raw)
{
    /* In these a browser resolves character references, so escaping is right. */
    bool is_words = strcmp(place->element, "title") == 0 || strcmp(place->element, "textarea") == 0;
    if (is_words)
        return raw ? SAID("{{{ }}} trong title hoặc textarea", "{{{ }}} in title or textarea") : NULL;
    /* In scripts and styles escaping means nothing; only whole data may stand. */
    if (!raw || !place->value_is_empty || place->matched)
        return SAID("biến trong script hoặc style", "a variable in a script or style");
    if (strcmp(place->element, "script") == 0)
        return place->is_jsonld && template_place_ends_with(name, "_jsonld")
                   ? NULL
                   : SAID("script chỉ nhận một biến …_jsonld kiểu application/ld+json",
                          "a script takes one …_jsonld of type application/ld+json");
    return template_place_ends_with(name, "_css")
               ? NULL
               : SAID("style chỉ nhận một biến …_css", "a style takes one …_css");
}

const char *place_refuses(const struct place *place, const char *name, bool raw)
{
    /* Behind an address or data nothing may follow, whatever it is. */
    if (place->is_full)
        return SAID("có biến thứ hai ở chỗ chỉ được một biến",
                    "a second variable where one must stand alone");
    if (place->state == PLACE_RAW)
        return raw_refuses(place, name, raw);
    /* Unescaped is HTML alone, of a name that promises to be clean. */
    if (raw)
        return place->state == PLACE_TEXT && template_place_ends_with(name, "_html")
                   ? NULL
                   : SAID("{{{ }}} chỉ nhận …_html trong phần chữ", "{{{ }}} takes …_html in text alone");
    if (place->state == PLACE_TEXT)
        return NULL;
    if (place->state == PLACE_QUOTED)
        return quoted_refuses(place, name);
    /* A space in the value would begin another attribute. */
    if (place->state == PLACE_UNQUOTED || place->state == PLACE_EQUALS)
        return SAID("giá trị thuộc tính không có dấu nháy", "an attribute value without quotes");
    return place->state == PLACE_COMMENT ? SAID("biến trong chú thích", "a variable in a comment")
                                         : SAID("biến bên trong một thẻ", "a variable inside a tag");
}

void place_variable(struct place *place)
{
    /* Values that only a whole variable may fill. */
    bool alone = place->state == PLACE_QUOTED &&
                 (is_address(place->attribute) || strcmp(place->attribute, "srcset") == 0);
    bool data = place->state == PLACE_RAW &&
                (strcmp(place->element, "script") == 0 || strcmp(place->element, "style") == 0);
    place->is_full = alone || data;
    place->value_is_empty = false;
    /* A script whose type is a variable is of no type that is known. */
    if (place->state == PLACE_QUOTED)
        append(place->value, '?');
}

bool place_equal(const struct place *a, const struct place *b)
{
    if (a->state != b->state || a->is_full != b->is_full || a->is_jsonld != b->is_jsonld ||
        a->matched != b->matched)
        return false;
    /* In text nothing else is looked at by what follows. */
    if (a->state == PLACE_TEXT)
        return true;
    if (strcmp(a->element, b->element) != 0 || a->is_closing != b->is_closing)
        return false;
    /* In a quoted value the quote and the attribute decide what may follow. */
    return a->state != PLACE_QUOTED || (a->quote == b->quote && strcmp(a->attribute, b->attribute) == 0);
}
