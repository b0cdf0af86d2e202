/* Counters by the rules of CSS Lists 3, content by those of CSS Content 3. Pictures and quotation marks are
 * passed over. */
#include "generated.h"

#include "base/buf.h"
#include "scratch.h"
#include "sheet_inner.h"
#include "tree.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { GENERATED_SIZE_MAX = 4096, COUNTERS_MAX = 256 };

static bool piece_equal(struct css_piece a, struct css_piece b)
{
    return a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
}

/* The innermost of that name; NULL when there is none. */
static struct counter *counter_of(const struct counters *counters, struct css_piece name)
{
    for (size_t i = counters->count; i > 0; i--)
        if (piece_equal(counters->items[i - 1].name, name))
            return &counters->items[i - 1];
    return NULL;
}

/* A new one; NULL when there are too many, or no memory. */
static struct counter *counter_add(struct counters *counters, struct css_piece name, const GumboNode *scope)
{
    if (!counters->items)
        counters->items = arena_zero(counters->arena, COUNTERS_MAX, sizeof *counters->items);
    if (!counters->items || counters->count == COUNTERS_MAX)
        return NULL;
    struct counter *counter = &counters->items[counters->count++];
    *counter = (struct counter){.name = name, .scope = scope};
    return counter;
}

/* The next name and number of "a 1 b"; false at the end. */
static bool next_counter(struct css *css, int usual, struct css_piece *ret_name, int *ret_number)
{
    *css = css_trimmed(*css);
    const char *begin = css->at;
    while (css->at < css->end && !css_is_white(*css->at))
        css->at++;
    *ret_name = (struct css_piece){begin, (size_t)(css->at - begin)};
    *css = css_trimmed(*css);
    *ret_number = usual;
    if (css->at < css->end && strchr("-+0123456789", *css->at)) {
        /* In a copy or an attribute, which end with a NUL. */
        *ret_number = (int)strtol(css->at, NULL, 10);
        while (css->at < css->end && !css_is_white(*css->at))
            css->at++;
    }
    return ret_name->length && !(ret_name->length == 4 && strncasecmp(ret_name->text, "none", 4) == 0);
}

static struct css css_of_piece(struct css_piece piece)
{
    return (struct css){piece.text, piece.text + piece.length};
}

void counters_enter(struct counters *counters, const struct style *style, const GumboNode *parent)
{
    enum { MOST = 1000 * 1000 };
    struct css_piece name;
    int number;
    if (!style->resets.length && !style->steps.length && !style->sets.length)
        return;
    for (struct css css = css_of_piece(style->resets); next_counter(&css, 0, &name, &number);) {
        struct counter *counter = counter_of(counters, name);
        if (!counter || counter->scope != parent)
            counter = counter_add(counters, name, parent);
        if (counter)
            counter->value = number;
    }
    for (struct css css = css_of_piece(style->steps); next_counter(&css, 1, &name, &number);) {
        struct counter *counter = counter_of(counters, name);
        counter = counter ? counter : counter_add(counters, name, parent);
        if (counter && abs(number) < MOST && abs(counter->value) < MOST)
            counter->value += number;
    }
    for (struct css css = css_of_piece(style->sets); next_counter(&css, 0, &name, &number);) {
        struct counter *counter = counter_of(counters, name);
        counter = counter ? counter : counter_add(counters, name, parent);
        if (counter)
            counter->value = number;
    }
}

void counters_leave(struct counters *counters, const GumboNode *node)
{
    while (counters->count && counters->items[counters->count - 1].scope == node)
        counters->count--;
}

/* The kind of a list's numbers by CSS's name for it. */
static char counter_type(struct css_name style)
{
    static const struct {
        const char *name;
        char type;
    } types[] = {{"lower-alpha", 'a'}, {"lower-latin", 'a'}, {"upper-alpha", 'A'}, {"upper-latin", 'A'},
                 {"lower-roman", 'i'}, {"upper-roman", 'I'}, {"none", '\0'},       {"disc", '\0'},
                 {"circle", '\0'},     {"square", '\0'}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (css_name_is(style, types[i].name))
            return types[i].type;
    return '1';
}

static void write_roman(struct buf *out, int number, bool is_upper)
{
    static const struct {
        int value;
        const char *small, *large;
    } signs[] = {{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"},  {400, "cd", "CD"}, {100, "c", "C"},
                 {90, "xc", "XC"}, {50, "l", "L"},    {40, "xl", "XL"}, {10, "x", "X"},    {9, "ix", "IX"},
                 {5, "v", "V"},    {4, "iv", "IV"},   {1, "i", "I"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        for (; number >= signs[i].value; number -= signs[i].value)
            buf_text(out, is_upper ? signs[i].large : signs[i].small);
}

/* A counter as its kind is written; what a kind cannot write is decimal, as in CSS. */
static void write_counter(struct buf *out, int number, struct css_name style)
{
    enum { ROMAN_MAX = 3999, LETTERS = 26 };
    char type = style.length ? counter_type(style) : '1', letters[8];
    if (!type)
        return;
    bool is_roman = (type | 0x20) == 'i' && number > 0 && number <= ROMAN_MAX;
    bool is_letter = (type | 0x20) == 'a' && number > 0;
    if (is_roman) {
        write_roman(out, number, type == 'I');
    } else if (is_letter) {
        size_t at = sizeof letters;
        for (; number > 0 && at > 0; number = (number - 1) / LETTERS)
            letters[--at] = (char)(type + (number - 1) % LETTERS);
        buf_printf(out, "%.*s", (int)(sizeof letters - at), letters + at);
    } else {
        buf_printf(out, css_name_is(style, "decimal-leading-zero") ? "%02d" : "%d", number);
    }
}

/* A piece of the content: a text, or a function with what stands in its brackets. */
struct part_of_content {
    struct css_name text;
    struct css_name function; /* empty: it is a text */
    struct css inside;
};

/* False at the end, or at the words for those who hear. */
static bool next_part(struct css *css, struct arena *arena, struct part_of_content *ret_part)
{
    *css = css_trimmed(*css);
    *ret_part = (struct part_of_content){.text = {"", 0}};
    if (css->at == css->end || *css->at == '/')
        return false;
    if (*css->at == '"' || *css->at == '\'') {
        ret_part->text = css_take_string(css, arena);
        return true;
    }
    const char *begin = css->at;
    ret_part->function = css_take_name(css, arena);
    if (css->at < css->end && *css->at == '(') {
        css->at++;
        ret_part->inside = css_take_until(css, ")");
    } else if (css->at == begin) {
        css->at++;
    }
    return true;
}

static struct css_piece as_piece(struct css css)
{
    css = css_trimmed(css);
    return (struct css_piece){css.at, (size_t)(css.end - css.at)};
}

static struct css_name style_of_counter(struct css css)
{
    struct css_piece piece = as_piece(css);
    return (struct css_name){piece.text, piece.length};
}

/* counter(a), counters(a, "."), attr(a). */
static void write_function(struct buf *out, const struct counters *counters, const GumboNode *node,
                           const struct part_of_content *part)
{
    struct css inside = part->inside;
    if (css_name_is(part->function, "attr")) {
        struct css_name name = css_take_name(&inside, counters->arena);
        buf_text(out, tree_value(node, arena_copy(counters->arena, name.text, name.length)));
        return;
    }
    bool is_all = css_name_is(part->function, "counters");
    if (!is_all && !css_name_is(part->function, "counter"))
        return;
    struct css_piece name = as_piece(css_take_until(&inside, ","));
    struct css separator = is_all ? css_trimmed(css_take_until(&inside, ",")) : inside;
    struct css_name style = style_of_counter(inside);
    struct css_name between = {"", 0};
    if (is_all && separator.at < separator.end && strchr("\"'", *separator.at))
        between = css_take_string(&separator, counters->arena);
    bool is_first = true;
    for (size_t i = 0; is_all && i < counters->count; i++) {
        if (!piece_equal(counters->items[i].name, name))
            continue;
        buf_printf(out, "%.*s", is_first ? 0 : (int)between.length, between.text);
        write_counter(out, counters->items[i].value, style);
        is_first = false;
    }
    const struct counter *one = counter_of(counters, name);
    if (!is_all || is_first)
        write_counter(out, one ? one->value : 0, style);
}

/* Letters and digits say something; all else is dress, as are signs of fonts made for it. */
static bool has_letter(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        bool is_plain = (*at >= '0' && *at <= '9') || ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z');
        /* Latin letters with marks: U+00C0 to U+024F, U+1E00 to U+1EFF. */
        bool is_marked = (*at >= 0xC3 && *at <= 0xC9) || (*at == 0xE1 && at[1] >= 0xB8 && at[1] <= 0xBB);
        if (is_plain || is_marked)
            return true;
    }
    return false;
}

const char *generated_text(struct counters *counters, const GumboNode *node, struct css_piece content)
{
    auto_buf struct buf out = BUF(GENERATED_SIZE_MAX);
    struct part_of_content part;
    for (struct css css = css_of_piece(content); next_part(&css, counters->arena, &part);) {
        if (part.function.length)
            write_function(&out, counters, node, &part);
        else
            buf_printf(&out, "%.*s", (int)part.text.length, part.text.text);
    }
    const char *text = scratch_text(&out, counters->arena);
    return has_letter(text) ? text : "";
}

/* Whether the text is among the signs that stand around a list's number. */
static bool is_around_number(struct css_name text, const char *sign)
{
    for (size_t i = 0; i < text.length; i++)
        if (!strchr(sign, text.text[i]))
            return false;
    return true;
}

/* Reads what generated_number() tells. */
static struct read_number list_number_of(struct arena *arena, struct css_piece content)
{
    struct read_number number = {.content = content};
    struct part_of_content part;
    int count = 0;
    for (struct css css = css_of_piece(content); next_part(&css, arena, &part);) {
        bool is_counter = part.function.length && css_name_is(part.function, "counter") && !count;
        if (part.function.length ? !is_counter : !is_around_number(part.text, count ? " .)\n\t" : " (\n\t"))
            return (struct read_number){.content = content};
        if (!is_counter)
            continue;
        count++;
        struct css inside = part.inside;
        number.name = as_piece(css_take_until(&inside, ","));
        struct css_name style = style_of_counter(inside);
        number.type = style.length ? counter_type(style) : '1';
    }
    return number;
}

bool generated_number(struct counters *counters, struct css_piece content, char *ret_type, int *ret_value)
{
    /* The items of a list have the same, one after the other. */
    if (counters->read.content.text != content.text || counters->read.content.length != content.length)
        counters->read = list_number_of(counters->arena, content);
    *ret_type = counters->read.type;
    const struct counter *counter = *ret_type ? counter_of(counters, counters->read.name) : NULL;
    *ret_value = counter ? counter->value : 0;
    return *ret_type != '\0';
}
