/* Reads CSS declarations as far as words and their being seen depend on them. Knows no element and no
 * selector. */
#include "style_length.h"

#include <string.h>
#include <strings.h>

static struct css_piece piece_trimmed(const char *begin, const char *end)
{
    while (begin < end && strchr(" \t\n\r\f", *begin))
        begin++;
    while (end > begin && strchr(" \t\n\r\f", end[-1]))
        end--;
    return (struct css_piece){begin, (size_t)(end - begin)};
}

static bool piece_is(struct css_piece piece, const char *word)
{
    return strlen(word) == piece.length && strncasecmp(piece.text, word, piece.length) == 0;
}

/* Whether the word stands among those of the value. */
static bool piece_has(struct css_piece piece, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= piece.length; i++) {
        bool begins = i == 0 || strchr(" \t\n\r\f,", piece.text[i - 1]);
        bool ends = i + length == piece.length || strchr(" \t\n\r\f,!", piece.text[i + length]);
        if (begins && ends && strncasecmp(piece.text + i, word, length) == 0)
            return true;
    }
    return false;
}

/* A weight by its name or number; the numbers of CSS are three digits. */
static enum said style_weight_of(struct css_piece value)
{
    if (piece_has(value, "bold") || piece_has(value, "bolder"))
        return SAID_YES;
    if (piece_has(value, "normal") || piece_has(value, "lighter"))
        return SAID_NO;
    /* Hundreds up to nine; "1000" is as bold as can be. */
    bool is_number = value.length >= 3 && value.text[0] >= '1' && value.text[0] <= '9';
    if (!is_number)
        return SAID_NOTHING;
    return value.text[0] >= '6' || (value.length > 3 && value.text[3] == '0') ? SAID_YES : SAID_NO;
}

/* Whether it is what the element around has; of properties that go on inside. */
static bool is_inherited(struct css_piece value)
{
    return piece_is(value, "inherit") || piece_is(value, "unset");
}

static void read_weight(struct style *style, struct css_piece value)
{
    enum said weight = is_inherited(value)          ? SAID_INHERIT
                       : piece_is(value, "initial") ? SAID_NO
                                                    : style_weight_of(value);
    style->bold = weight ? weight : style->bold;
}

static void read_slant(struct style *style, struct css_piece value)
{
    if (is_inherited(value))
        style->italic = SAID_INHERIT;
    else if (piece_has(value, "italic") || piece_has(value, "oblique"))
        style->italic = SAID_YES;
    else if (piece_has(value, "normal") || piece_is(value, "initial"))
        style->italic = SAID_NO;
}

/* The shorthand sets back what it does not name. Word writes it for the blanks behind bullets and numbers
 * alone, and always of this size. */
static void read_font(struct style *style, struct css_piece value)
{
    static const char gap[] = "7.0pt ";
    /* Sheets set everything back so, to dress it elsewhere. */
    if (is_inherited(value))
        return;
    style->is_list_gap = value.length >= sizeof gap - 1 && memcmp(value.text, gap, sizeof gap - 1) == 0;
    bool is_bold = piece_has(value, "bold") || piece_has(value, "bolder");
    for (int weight = 600; weight <= 900; weight += 100) {
        const char word[] = {(char)('0' + weight / 100), '0', '0', '\0'};
        is_bold = is_bold || piece_has(value, word);
    }
    style->bold = is_bold ? SAID_YES : SAID_NO;
    style->italic = piece_has(value, "italic") || piece_has(value, "oblique") ? SAID_YES : SAID_NO;
}

static void read_decoration(struct style *style, struct css_piece value)
{
    if (piece_is(value, "inherit"))
        return;
    style->underline = piece_has(value, "underline") ? SAID_YES : SAID_NO;
    style->strike = piece_has(value, "line-through") ? SAID_YES : SAID_NO;
}

static void read_vertical(struct style *style, struct css_piece value)
{
    style->raised = piece_has(value, "super")      ? RAISED_SUPER
                    : piece_has(value, "sub")      ? RAISED_SUB
                    : piece_has(value, "baseline") ? RAISED_NOT
                                                   : style_raised_by(value);
}

/* Word's raised and lowered letters. */
static void read_raise(struct style *style, struct css_piece value)
{
    style->raised = style_raised_by(value);
}

/* Values of other browsers are none. */
static void read_display(struct style *style, struct css_piece value)
{
    if (!value.length || strncasecmp(value.text, "-ms-", 4) == 0 ||
        strncasecmp(value.text, "-moz-", 5) == 0 || piece_is(value, "inherit"))
        return;
    style->hidden = piece_has(value, "none") ? SAID_YES : SAID_NO;
    if (piece_has(value, "block") || piece_has(value, "flex") || piece_has(value, "grid") ||
        piece_has(value, "list-item") || piece_has(value, "table") || piece_has(value, "table-row") ||
        piece_has(value, "flow-root"))
        style->apart = SAID_YES;
    else if (piece_has(value, "inline") || piece_has(value, "contents") || piece_is(value, "initial") ||
             piece_is(value, "unset"))
        style->apart = SAID_NO;
}

static void read_visibility(struct style *style, struct css_piece value)
{
    if (piece_has(value, "hidden") || piece_has(value, "collapse"))
        style->invisible = SAID_YES;
    else if (is_inherited(value))
        style->invisible = SAID_INHERIT;
    else if (piece_has(value, "visible") || piece_is(value, "initial"))
        style->invisible = SAID_NO;
}

static void read_hide(struct style *style, struct css_piece value)
{
    if (piece_has(value, "all"))
        style->hidden = SAID_YES;
}

static void read_white_space(struct style *style, struct css_piece value)
{
    if (is_inherited(value)) {
        style->lines = SAID_INHERIT;
        return;
    }
    bool keeps = value.length >= 3 && strncasecmp(value.text, "pre", 3) == 0;
    style->lines = keeps || piece_has(value, "break-spaces") ? SAID_YES : SAID_NO;
}

static void read_element(struct style *style, struct css_piece value)
{
    if (piece_is(value, "comment"))
        style->part = MSO_COMMENT;
    else if (piece_is(value, "comment-list"))
        style->part = MSO_COMMENT_LIST;
    else if (piece_is(value, "header") || piece_is(value, "footer"))
        style->part = MSO_MARGIN;
}

static void read_special(struct style *style, struct css_piece value)
{
    style->is_comment_mark = style->is_comment_mark || piece_has(value, "comment");
}

/* "l0 level1 lfo1", or "Ignore" around the mark. */
static void style_read_list(struct style *style, struct css_piece value)
{
    style->is_list_mark = piece_has(value, "ignore");
    for (size_t i = 0; i + 6 <= value.length; i++) {
        if (strncasecmp(value.text + i, "level", 5) == 0)
            style->list_level = value.text[i + 5] - '0';
    }
    /* Word has nine. */
    if (style->list_level < 1 || style->list_level > 9)
        style->list_level = 0;
}

static void read_list_type(struct style *style, struct css_piece value)
{
    static const struct {
        const char *word;
        char type;
    } types[] = {{"decimal", '1'},     {"lower-alpha", 'a'}, {"lower-latin", 'a'}, {"upper-alpha", 'A'},
                 {"upper-latin", 'A'}, {"lower-roman", 'i'}, {"upper-roman", 'I'}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (piece_has(value, types[i].word))
            style->list_type = types[i].type;
}

/* How far a paragraph is moved in, by which Word's lists have levels where nothing else says them. */
static void read_margin(struct style *style, struct css_piece value)
{
    style->margin = style_points_of(value);
}

/* "1pt 2pt 3pt 4pt": the left one is the last of four, else the second, else the only one. */
static void read_margins(struct style *style, struct css_piece value)
{
    struct css_piece left = value;
    const char *at = value.text, *end = value.text + value.length;
    for (size_t count = 1; at < end; count++) {
        const char *stop = at;
        while (stop < end && !strchr(" \t\n\r\f", *stop))
            stop++;
        if (count == 1 || count == 2 || count == 4)
            left = piece_trimmed(at, stop);
        for (at = stop; at < end && strchr(" \t\n\r\f", *at);)
            at++;
    }
    style->margin = style_points_of(left);
}

static void read_lettering(struct style *style, struct css_piece value)
{
    style->lettering = piece_has(value, "uppercase")    ? LETTERS_UPPER
                       : piece_has(value, "lowercase")  ? LETTERS_LOWER
                       : piece_has(value, "capitalize") ? LETTERS_CAPITALIZED
                       : is_inherited(value)            ? LETTERS_UNSAID
                                                        : LETTERS_AS_TYPED;
}

static void read_content(struct style *style, struct css_piece value)
{
    style->content = value;
}

static void read_resets(struct style *style, struct css_piece value)
{
    style->resets = value;
}

static void read_sets(struct style *style, struct css_piece value)
{
    style->sets = value;
}

static void read_steps(struct style *style, struct css_piece value)
{
    style->steps = value;
}

static const struct {
    const char *name;
    void (*read)(struct style *style, struct css_piece value);
    bool is_place; /* says where words stand, and nothing of them */
} properties[] = {
    {"font-weight", read_weight, false},
    {"font-style", read_slant, false},
    {"font", read_font, false},
    {"text-decoration", read_decoration, false},
    {"text-decoration-line", read_decoration, false},
    {"vertical-align", read_vertical, false},
    {"display", read_display, false},
    {"visibility", read_visibility, false},
    {"white-space", read_white_space, false},
    {"list-style-type", read_list_type, false},
    {"list-style", read_list_type, false},
    {"mso-hide", read_hide, false},
    {"mso-element", read_element, false},
    {"mso-special-character", read_special, false},
    {"mso-list", style_read_list, false},
    {"mso-text-raise", read_raise, false},
    {"text-transform", read_lettering, false},
    {"content", read_content, false},
    {"counter-reset", read_resets, false},
    {"counter-set", read_sets, false},
    {"counter-increment", read_steps, false},
    {"margin-left", read_margin, true},
    {"margin", read_margins, true},
};

/* Takes "!important" off the end of a value; false when it was not there. */
static bool take_important(struct css_piece *value)
{
    static const char word[] = "important";
    size_t length = sizeof word - 1;
    if (value->length <= length || strncasecmp(value->text + value->length - length, word, length) != 0)
        return false;
    struct css_piece rest = piece_trimmed(value->text, value->text + value->length - length);
    if (!rest.length || rest.text[rest.length - 1] != '!')
        return false;
    *value = piece_trimmed(rest.text, rest.text + rest.length - 1);
    return true;
}

/* Whether the property says something of the words. */
static bool style_declare(struct style *style, struct css_piece name, struct css_piece value, bool important)
{
    /* Most properties of an office's styles begin with other letters. */
    if (!name.length || !strchr("fFtTvVdDwWlLmMcC", name.text[0]))
        return false;
    bool is_important = take_important(&value);
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
        if (*properties[i].name != (*name.text | 0x20) || !piece_is(name, properties[i].name))
            continue;
        if (is_important == important)
            properties[i].read(style, value);
        return is_important == important && !properties[i].is_place;
    }
    return false;
}

/* Where the declaration ends: at a semicolon that stands in no quotes or brackets. */
static const char *declaration_end(const char *at, const char *end)
{
    char quote = '\0';
    int depth = 0;
    for (; at < end; at++) {
        if (quote)
            quote = *at == quote ? '\0' : quote;
        else if (*at == '"' || *at == '\'')
            quote = *at;
        else if (*at == '(')
            depth++;
        else if (*at == ')')
            depth -= depth > 0;
        else if (*at == ';' && depth == 0)
            return at;
    }
    return at;
}

bool style_lay(struct style *style, const char *declarations, size_t length, bool important)
{
    const char *end = declarations + length;
    bool has_said = false;
    for (const char *at = declarations; at < end;) {
        const char *stop = declaration_end(at, end);
        const char *colon = memchr(at, ':', (size_t)(stop - at));
        if (colon &&
            style_declare(style, piece_trimmed(at, colon), piece_trimmed(colon + 1, stop), important))
            has_said = true;
        at = stop + (stop < end);
    }
    return has_said;
}

void style_over(struct style *style, const struct style *more)
{
    enum said *const said[] = {&style->bold,   &style->italic,    &style->underline, &style->strike,
                               &style->hidden, &style->invisible, &style->lines,     &style->apart};
    const enum said with[] = {more->bold,   more->italic,    more->underline, more->strike,
                              more->hidden, more->invisible, more->lines,     more->apart};
    for (size_t i = 0; i < sizeof with / sizeof *with; i++)
        *said[i] = with[i] ? with[i] : *said[i];
    style->raised = more->raised ? more->raised : style->raised;
    style->part = more->part ? more->part : style->part;
    style->list_level = more->list_level ? more->list_level : style->list_level;
    style->list_type = more->list_type ? more->list_type : style->list_type;
    style->margin = more->margin ? more->margin : style->margin;
    style->lettering = more->lettering ? more->lettering : style->lettering;
    struct css_piece *const pieces[] = {&style->content, &style->resets, &style->sets, &style->steps};
    const struct css_piece over[] = {more->content, more->resets, more->sets, more->steps};
    for (size_t i = 0; i < sizeof over / sizeof *over; i++)
        *pieces[i] = over[i].length ? over[i] : *pieces[i];
    style->is_comment_mark = style->is_comment_mark || more->is_comment_mark;
    style->is_list_mark = style->is_list_mark || more->is_list_mark;
    style->is_list_gap = style->is_list_gap || more->is_list_gap;
}

void style_lay_own(struct style *style, const GumboVector *attributes, bool important)
{
    const GumboAttribute *attribute = attributes->length ? gumbo_get_attribute(attributes, "style") : NULL;
    /* Most have nothing important, and are not read again for it. */
    if (attribute && (!important || strchr(attribute->value, '!')))
        style_lay(style, attribute->value, strlen(attribute->value), important);
}

struct style style_of(const GumboVector *attributes)
{
    struct style style = {0};
    style_lay_own(&style, attributes, false);
    style_lay_own(&style, attributes, true);
    return style;
}
