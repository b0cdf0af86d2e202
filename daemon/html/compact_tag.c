/* The attributes of a tag, as a parser parts them (WHATWG HTML 13.2.5.32 and on). The names are those for
 * which element.c, fate.c, style.c and part.c ask. */
#include "compact_tag.h"

#include "html/body.h"

#include <string.h>
#include <strings.h>

/* An attribute from its name to behind its value. */
struct span_of {
    char *name, *name_end, *value, *value_end, *end;
};

static bool compact_is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r';
}

static char *skip_white(char *at, char *end)
{
    while (at < end && compact_is_white(*at))
        at++;
    return at;
}

/* The value behind an equals sign; `end` when it has no end. */
static char *compact_read_value(char *at, char *end, struct span_of *attribute)
{
    at = skip_white(at, end);
    if (at < end && (*at == '"' || *at == '\'')) {
        char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
        attribute->value = at + 1;
        attribute->value_end = close ? close : end;
        return close ? close + 1 : end;
    }
    attribute->value = at;
    while (at < end && !compact_is_white(*at) && *at != '>')
        at++;
    attribute->value_end = at;
    return at;
}

/* The attribute at `at`, where its name begins. */
static void read_attribute(char *at, char *end, struct span_of *attribute)
{
    attribute->name = at;
    /* An equals sign that stands first is part of the name. */
    for (at++; at < end && !compact_is_white(*at) && !strchr("/>=", *at);)
        at++;
    attribute->name_end = attribute->value = attribute->value_end = attribute->end = at;
    char *equals = skip_white(at, end);
    if (equals < end && *equals == '=')
        attribute->end = compact_read_value(equals + 1, end, attribute);
}

static bool compact_is_name(const char *name, size_t length, const char *wanted)
{
    return strlen(wanted) == length && strncasecmp(name, wanted, length) == 0;
}

static bool is_asked_for(const struct span_of *attribute, enum keeps keeps)
{
    /* By their length, for most have none of these. */
    enum { ONE_LENGTH = 10 };
    static const char *const names[][ONE_LENGTH] = {
        [2] = {"id"},
        [3] = {"src", "alt"},
        [4] = {"href", "name", "type", "lang", "cite", "open", "data", "code", "kind"},
        [5] = {"title", "start", "value", "scope", "width", "label"},
        [6] = {"hidden", "height", "srcdoc", "poster"},
        [7] = {"colspan", "rowspan", "checked", "srclang"},
        [8] = {"reversed", "datetime", "data-src"},
        [10] = {"aria-label"},
    };
    size_t length = (size_t)(attribute->name_end - attribute->name);
    if (length < sizeof names / sizeof *names)
        for (size_t i = 0; i < ONE_LENGTH && names[length][i]; i++)
            if (strncasecmp(attribute->name, names[length][i], length) == 0)
                return true;
    if (!compact_is_name(attribute->name, length, "class") || keeps == KEEPS_CLASSES)
        return compact_is_name(attribute->name, length, "class");
    /* Without styles Word's own classes alone mean something, and those that Google Docs gives its lists. */
    for (const char *at = attribute->value; at + 3 <= attribute->value_end; at++)
        if (strncasecmp(at, "mso", 3) == 0 || strncmp(at, "lst", 3) == 0)
            return true;
    return false;
}

/* Properties that style.c reads begin so. */
static bool is_property(const char *name, size_t length)
{
    static const char *const names[] = {"font-weight",
                                        "font-style",
                                        "font:",
                                        "font ",
                                        "text-decoration",
                                        "vertical-align",
                                        "display",
                                        "visibility",
                                        "white-space",
                                        "list-style",
                                        "mso-hide",
                                        "mso-element",
                                        "mso-special-character",
                                        "mso-list",
                                        "margin",
                                        "text-transform",
                                        "counter-",
                                        "mso-text-raise"};
    if (!length || !strchr("fFtTvVdDwWlLmMcC", *name))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (*names[i] == (*name | 0x20) && strlen(names[i]) <= length &&
            strncasecmp(name, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

/* Line breaks of what is left out. */
static void write_lines(char **to, const char *from, const char *end)
{
    for (; from < end; from++)
        if (*from == '\n')
            *(*to)++ = '\n';
}

static void write_bytes(char **to, const char *from, size_t length)
{
    /* An attribute without a value has none, not even an empty one. */
    if (from)
        memmove(*to, from, length);
    *to += length;
}

/* Writes the declarations that mean something; a reference (&quot;) is cut by its semicolon, and means
 * nothing then. */
static void write_style(const struct span_of *attribute, char **to)
{
    for (char *at = attribute->value; at < attribute->value_end;) {
        char *end = memchr(at, ';', (size_t)(attribute->value_end - at));
        end = end ? end + 1 : attribute->value_end;
        char *name = skip_white(at, end);
        bool is_kept = is_property(name, (size_t)(end - name));
        write_lines(to, at, is_kept ? name : end);
        if (is_kept)
            write_bytes(to, name, (size_t)(end - name));
        at = end;
    }
}

/* An attribute as it is. What is written never gets longer than what was read: where nothing was left out yet
 * it stands behind what parted it in the source. */
static void copy_attribute(const struct span_of *attribute, char **to)
{
    if (*to < attribute->name)
        *(*to)++ = ' ';
    write_bytes(to, attribute->name, (size_t)(attribute->end - attribute->name));
}

/* How many line breaks stand at the beginning. */
static size_t strspn_lines(const char *from, const char *end)
{
    size_t count = 0;
    while (from + count < end && from[count] == '\n')
        count++;
    return count;
}

static void keep_attribute(const struct span_of *attribute, enum keeps keeps, char **to)
{
    bool is_style =
        compact_is_name(attribute->name, (size_t)(attribute->name_end - attribute->name), "style");
    if (!is_style) {
        if (is_asked_for(attribute, keeps))
            copy_attribute(attribute, to);
        else
            write_lines(to, attribute->name, attribute->end);
        return;
    }
    char *before = *to;
    if (*to < attribute->name)
        *(*to)++ = ' ';
    size_t opening = (size_t)(attribute->value - attribute->name);
    size_t closing = (size_t)(attribute->end - attribute->value_end);
    write_bytes(to, attribute->name, opening);
    char *inside = *to;
    write_style(attribute, to);
    bool has_one = (size_t)(*to - inside) > strspn_lines(inside, *to);
    if (has_one) {
        write_bytes(to, attribute->value_end, closing);
        return;
    }
    /* Nothing but line breaks: the attribute goes, they stay. */
    size_t lines = (size_t)(*to - inside);
    *to = before;
    for (size_t i = 0; i < lines; i++)
        *(*to)++ = '\n';
}

/* Whether the tag ends at all; when not, nothing of it may be changed. */
static char *compact_tag_end(char *at, char *end)
{
    struct span_of attribute;
    while (at < end && *at != '>') {
        if (compact_is_white(*at) || *at == '/') {
            at++;
            continue;
        }
        read_attribute(at, end, &attribute);
        at = attribute.end;
    }
    return at < end ? at + 1 : NULL;
}

char *compact_tag(char *tag, char *end, bool may_choose, enum keeps keeps, char **to)
{
    char *at = tag + 1;
    while (at < end && !compact_is_white(*at) && *at != '/' && *at != '>')
        at++;
    char *behind = compact_tag_end(at, end);
    if (!behind) {
        write_bytes(to, tag, (size_t)(end - tag));
        return end;
    }
    write_bytes(to, tag, (size_t)(at - tag));
    struct span_of attribute;
    for (size_t count = 0; *at != '>';) {
        if (compact_is_white(*at) || *at == '/') {
            if (*at == '\n' || (*at == '/' && at + 2 == behind))
                *(*to)++ = *at;
            at++;
            continue;
        }
        read_attribute(at, end, &attribute);
        at = attribute.end;
        if (count++ >= BODY_ATTRIBUTES_MAX)
            continue;
        if (may_choose && keeps != KEEPS_ALL)
            keep_attribute(&attribute, keeps, to);
        else
            copy_attribute(&attribute, to);
    }
    *(*to)++ = '>';
    return behind;
}

const char *compact_tag_value(char *tag, char *end, const char *name, size_t *ret_length)
{
    struct span_of attribute;
    char *at = tag + 1;
    while (at < end && !compact_is_white(*at) && *at != '/' && *at != '>')
        at++;
    while (at < end && *at != '>') {
        if (compact_is_white(*at) || *at == '/') {
            at++;
            continue;
        }
        read_attribute(at, end, &attribute);
        at = attribute.end;
        if (compact_is_name(attribute.name, (size_t)(attribute.name_end - attribute.name), name)) {
            *ret_length = (size_t)(attribute.value_end - attribute.value);
            return attribute.value;
        }
    }
    *ret_length = 0;
    return "";
}
