/* Whether the rules within @media and @supports hold: on a screen of the usual size, in a browser that knows
 * everything but the marks of other browsers. */
#include "sheet_condition.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SCREEN_WIDTH = 1280, SCREEN_HEIGHT = 900 };

/* Judges one part of a condition: what stands in brackets, or a word. */
typedef enum holds judging(struct css part, bool is_in_brackets);

static enum holds holds_not(enum holds holds)
{
    return holds == HOLDS_UNKNOWN ? HOLDS_UNKNOWN : holds == HOLDS_YES ? HOLDS_NO : HOLDS_YES;
}

static struct css_name css_as_name(struct css css)
{
    return (struct css_name){css.at, (size_t)(css.end - css.at)};
}

/* Moves behind a word and the white space around it. */
static bool take_word(struct css *css, const char *word)
{
    size_t length = strlen(word);
    *css = css_trimmed(*css);
    bool is_there = (size_t)(css->end - css->at) > length && strncasecmp(css->at, word, length) == 0 &&
                    (css_is_white(css->at[length]) || css->at[length] == '(');
    if (!is_there)
        return false;
    css->at += length;
    *css = css_trimmed(*css);
    return true;
}

static enum holds condition_read(struct css css, judging *judge, int level);

/* "(…)", "word", "name(…)". */
static enum holds read_part(struct css *css, judging *judge, int level)
{
    *css = css_trimmed(*css);
    if (css->at < css->end && *css->at == '(') {
        css->at++;
        struct css inside = css_trimmed(css_take_until(css, ")"));
        bool is_nested = inside.at < inside.end && *inside.at == '(';
        struct css rest = inside;
        return is_nested || take_word(&rest, "not") ? condition_read(inside, judge, level + 1)
                                                    : judge(inside, true);
    }
    const char *begin = css->at;
    while (css->at < css->end && !css_is_white(*css->at) && *css->at != '(')
        css->at++;
    if (css->at < css->end && *css->at == '(' && css->at > begin) {
        css->at++;
        css_take_until(css, ")");
    }
    return css->at > begin ? judge((struct css){begin, css->at}, false) : HOLDS_UNKNOWN;
}

/* "not a", "a and b", "a or b"; recursion is as deep as brackets may be within each other. */
static enum holds condition_read(struct css css, judging *judge, int level)
{
    if (level > SHEET_LEVELS_MAX)
        return HOLDS_UNKNOWN;
    bool is_not = take_word(&css, "not");
    enum holds all = read_part(&css, judge, level);
    for (css = css_trimmed(css); css.at < css.end; css = css_trimmed(css)) {
        bool is_and = take_word(&css, "and"), is_or = !is_and && take_word(&css, "or");
        if (!is_and && !is_or)
            return HOLDS_UNKNOWN;
        enum holds more = read_part(&css, judge, level);
        enum holds decides = is_and ? HOLDS_NO : HOLDS_YES;
        all = all == decides || more == decides               ? decides
              : all == HOLDS_UNKNOWN || more == HOLDS_UNKNOWN ? HOLDS_UNKNOWN
                                                              : all;
    }
    return is_not ? holds_not(all) : all;
}

/* A length in pixels, or a plain number; false for what is neither. */
static bool css_read_length(struct css css, double *ret_number)
{
    static const struct {
        const char *unit;
        double pixels;
    } units[] = {{"", 1},           {"px", 1},    {"em", 16},          {"rem", 16},
                 {"pt", 96.0 / 72}, {"in", 96.0}, {"cm", 96.0 / 2.54}, {"mm", 96.0 / 25.4},
                 {"dppx", 1},       {"x", 1},     {"dpi", 1.0 / 96}};
    char text[32];
    css = css_trimmed(css);
    size_t length = (size_t)(css.end - css.at);
    if (!length || length >= sizeof text || !strchr("+-.0123456789", *css.at))
        return false;
    memcpy(text, css.at, length);
    text[length] = '\0';
    size_t digits = strspn(text, "+-.0123456789");
    double number = 0, place = 1;
    bool is_behind = false;
    for (size_t i = 0; i < digits; i++) {
        is_behind = is_behind || text[i] == '.';
        if (!strchr("0123456789", text[i]))
            continue;
        place = is_behind ? place / 10 : 1;
        number = is_behind ? number + (text[i] - '0') * place : number * 10 + text[i] - '0';
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcasecmp(text + digits, units[i].unit) == 0) {
            *ret_number = (*text == '-' ? -number : number) * units[i].pixels;
            return true;
        }
    return false;
}

/* What the screen has of a feature; false when it is no length. */
static bool screen_has(struct css_name name, double *ret_number)
{
    static const struct {
        const char *name;
        double number;
    } features[] = {{"width", SCREEN_WIDTH},
                    {"device-width", SCREEN_WIDTH},
                    {"height", SCREEN_HEIGHT},
                    {"device-height", SCREEN_HEIGHT},
                    {"inline-size", SCREEN_WIDTH},
                    {"block-size", SCREEN_HEIGHT},
                    {"resolution", 1},
                    {"-webkit-device-pixel-ratio", 1},
                    {"color", 8},
                    {"monochrome", 0},
                    {"color-index", 0},
                    {"grid", 0}};
    for (size_t i = 0; i < sizeof features / sizeof *features; i++)
        if (css_name_is(name, features[i].name)) {
            *ret_number = features[i].number;
            return true;
        }
    return false;
}

/* "min-width: 600px". */
static enum holds feature_holds(struct css_name name, struct css value)
{
    static const struct {
        const char *name, *value;
    } words[] = {{"orientation", "landscape"}, {"hover", "hover"},
                 {"any-hover", "hover"},       {"pointer", "fine"},
                 {"any-pointer", "fine"},      {"prefers-color-scheme", "light"},
                 {"scripting", "enabled"},     {"prefers-reduced-motion", "no-preference"},
                 {"update", "fast"},           {"prefers-contrast", "no-preference"},
                 {"scan", "progressive"},      {"forced-colors", "none"},
                 {"display-mode", "browser"},  {"prefers-reduced-transparency", "no-preference"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (css_name_is(name, words[i].name))
            return css_name_is(css_as_name(value), words[i].value) ? HOLDS_YES : HOLDS_NO;
    static const char webkit[] = "-webkit-";
    size_t prefix = name.length > 8 && strncasecmp(name.text, webkit, 8) == 0 ? 8 : 0;
    bool is_min = name.length > prefix + 4 && strncasecmp(name.text + prefix, "min-", 4) == 0;
    bool is_max = name.length > prefix + 4 && strncasecmp(name.text + prefix, "max-", 4) == 0;
    size_t before = prefix + (is_min || is_max ? 4 : 0);
    struct css_name plain = {name.text + before, name.length - before};
    if (prefix && css_name_is(plain, "device-pixel-ratio"))
        plain = (struct css_name){"resolution", 10};
    double has, wanted;
    if (!screen_has(plain, &has) || !css_read_length(value, &wanted))
        return HOLDS_UNKNOWN;
    bool holds = is_min ? has >= wanted : is_max ? has <= wanted : has == wanted;
    return holds ? HOLDS_YES : HOLDS_NO;
}

/* A side of "400px <= width". */
static bool read_side(struct css css, double *ret_number)
{
    css = css_trimmed(css);
    return screen_has(css_as_name(css), ret_number) || css_read_length(css, ret_number);
}

/* "width >= 600px", "400px <= width < 900px". */
static enum holds range_holds(struct css css)
{
    bool all = true;
    double left, right;
    const char *sign = css.at;
    while (sign < css.end && !strchr("<>=", *sign))
        sign++;
    if (!read_side((struct css){css.at, sign}, &left))
        return HOLDS_UNKNOWN;
    while (sign < css.end) {
        bool or_equal = sign + 1 < css.end && sign[1] == '=';
        const char *begin = sign + 1 + or_equal, *next = begin;
        while (next < css.end && !strchr("<>=", *next))
            next++;
        if (!read_side((struct css){begin, next}, &right))
            return HOLDS_UNKNOWN;
        bool is_equal = left == right;
        bool holds = *sign == '=' ? is_equal : *sign == '<' ? left < right : left > right;
        all = all && (holds || (or_equal && is_equal));
        left = right;
        sign = next;
    }
    return all ? HOLDS_YES : HOLDS_NO;
}

static enum holds judge_medium(struct css part, bool is_in_brackets)
{
    static const char *const other[] = {"-ms-", "-moz-", "-o-"};
    struct css_name word = css_as_name(part);
    if (!is_in_brackets)
        return css_name_is(word, "screen") || css_name_is(word, "all") ? HOLDS_YES : HOLDS_NO;
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        if (word.length > strlen(other[i]) && strncasecmp(word.text, other[i], strlen(other[i])) == 0)
            return HOLDS_NO;
    const char *colon = memchr(part.at, ':', word.length);
    if (colon)
        return feature_holds(css_as_name(css_trimmed((struct css){part.at, colon})),
                             css_trimmed((struct css){colon + 1, part.end}));
    for (const char *at = part.at; at < part.end; at++)
        if (strchr("<>=", *at))
            return range_holds(part);
    /* A name alone: whether there is any of it. */
    double has;
    if (screen_has(word, &has))
        return has > 0 ? HOLDS_YES : HOLDS_NO;
    return css_name_is(word, "hover") || css_name_is(word, "pointer") || css_name_is(word, "any-hover") ||
                   css_name_is(word, "scripting")
               ? HOLDS_YES
               : HOLDS_UNKNOWN;
}

enum holds sheet_media_holds(struct css css)
{
    enum holds any = HOLDS_NO;
    css = css_trimmed(css);
    /* Without any it is for all of them. */
    if (css.at == css.end)
        return HOLDS_YES;
    while (css.at < css.end) {
        struct css one = css_trimmed(css_take_until(&css, ","));
        take_word(&one, "only");
        enum holds holds = condition_read(one, judge_medium, 0);
        any = any == HOLDS_YES || holds == HOLDS_NO ? any : holds;
    }
    return any;
}

/* A declaration, or what a browser can do otherwise. */
static enum holds judge_support(struct css part, bool is_in_brackets)
{
    static const char *const other[] = {"-ms-", "-moz-", "-o-"};
    size_t length = (size_t)(part.end - part.at);
    if (!is_in_brackets)
        return length > 9 && strncasecmp(part.at, "selector(", 9) == 0 ? HOLDS_YES : HOLDS_UNKNOWN;
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        if (length > strlen(other[i]) && strncasecmp(part.at, other[i], strlen(other[i])) == 0)
            return HOLDS_NO;
    return memchr(part.at, ':', length) ? HOLDS_YES : HOLDS_UNKNOWN;
}

enum holds sheet_support_holds(struct css css)
{
    return condition_read(css, judge_support, 0);
}
