/* The writer's lines: text, breaks, pictures, and the inline elements around them. */
#include "html/escape.h"
#include "writer_private.h"

#include <string.h>

/* White space of HTML, which runs together in lines. */
static bool writer_text_is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r';
}

void writer_end_inlines(struct writer *writer, size_t count)
{
    while (writer->inline_written > count) {
        struct open_inline *last = &writer->inlines[--writer->inline_written];
        if (!last->is_silent)
            writer_end_tag(writer, last->element->name);
        last->is_silent = false;
    }
}

/* Whether one that was opened later takes this one back. */
static bool is_unstressed(const struct writer *writer, size_t at)
{
    for (size_t i = at + 1; i < writer->inline_count; i++)
        if (writer->inlines[i].ends & writer->inlines[at].stress)
            return true;
    return false;
}

void writer_anchor(struct writer *writer, const char *part)
{
    if (writer->anchor_count < WRITER_ANCHORS_MAX)
        writer->anchors[writer->anchor_count++] = part;
}

/* Places that links lead to; not within a link, where no other can stand. */
static void write_anchors(struct writer *writer)
{
    const char *name = element_of(GUMBO_TAG_A)->name;
    for (size_t i = 0; writer->anchor_count && i < writer->inline_written; i++)
        if (writer->inlines[i].element && writer->inlines[i].element->attributes & ATTRIBUTE_HREF)
            writer_end_inlines(writer, i);
    for (size_t i = 0; i < writer->anchor_count; i++) {
        buf_printf(&writer->html, "<%s id=\"", name);
        html_escape(&writer->html, writer->anchors[i], strlen(writer->anchors[i]));
        buf_printf(&writer->html, "\"></%s>", name);
    }
    writer->anchor_count = 0;
}

/* Those that hold and are not written in this block yet. */
static void begin_inlines(struct writer *writer)
{
    write_anchors(writer);
    for (; writer->inline_written < writer->inline_count; writer->inline_written++) {
        struct open_inline *next = &writer->inlines[writer->inline_written];
        next->is_silent = !next->element || is_unstressed(writer, writer->inline_written);
        if (!next->is_silent)
            writer_start_tag(writer, next->element->name, next->attributes);
    }
}

/* How an element of the list stresses its words; 0: not so that a style could take it back. */
static unsigned stress_of(const struct element *element)
{
    static const struct {
        const char *name;
        enum stress stress;
    } stresses[] = {{"b", STRESS_BOLD},    {"strong", STRESS_BOLD}, {"i", STRESS_ITALIC},
                    {"em", STRESS_ITALIC}, {"u", STRESS_UNDERLINE}, {"s", STRESS_STRIKE},
                    {"sub", STRESS_SUB},   {"sup", STRESS_SUPER}};
    for (size_t i = 0; i < sizeof stresses / sizeof *stresses; i++)
        if (strcmp(element->name, stresses[i].name) == 0)
            return stresses[i].stress;
    return 0;
}

/* Whether words that come now would be stressed so. */
static bool is_stressed(const struct writer *writer, unsigned stress)
{
    for (size_t i = writer->inline_count; i > 0; i--) {
        if (writer->inlines[i - 1].ends & stress)
            return false;
        if (writer->inlines[i - 1].stress & stress)
            return true;
    }
    return false;
}

bool writer_open_inline(struct writer *writer, const struct element *element, const char *attributes)
{
    unsigned stress = stress_of(element);
    if (writer->inline_count == WRITER_INLINE_MAX || (!*attributes && is_stressed(writer, stress)))
        return false;
    bool link = element->attributes & ATTRIBUTE_HREF;
    for (size_t i = 0; i < writer->inline_count; i++) {
        const struct open_inline *outer = &writer->inlines[i];
        /* The same name with the same attributes adds nothing, and a link cannot stand in a link. */
        bool same = outer->element && strcmp(outer->element->name, element->name) == 0;
        if (same && (link || (!stress && strcmp(outer->attributes, attributes) == 0)))
            return false;
        /* What leads somewhere is underlined by the page. */
        if (stress == STRESS_UNDERLINE && outer->element && outer->element->attributes & ATTRIBUTE_HREF)
            return false;
    }
    /* Written only with the first word, so an empty one never is. */
    writer->inlines[writer->inline_count++] = (struct open_inline){element, attributes, stress, 0, false};
    return true;
}

bool writer_unstress(struct writer *writer, enum stress stress)
{
    if (writer->inline_count == WRITER_INLINE_MAX || !is_stressed(writer, stress))
        return false;
    /* Those that are written end here, and those around which they stand begin again with the next word. */
    for (size_t i = 0; i < writer->inline_written; i++)
        if (writer->inlines[i].stress & stress && !writer->inlines[i].is_silent)
            writer_end_inlines(writer, i);
    writer->inlines[writer->inline_count++] = (struct open_inline){NULL, "", 0, stress, false};
    return true;
}

/* Words that follow are no longer within it; when none were, nothing was written. */
void writer_close_inline(struct writer *writer)
{
    const struct open_inline *last = &writer->inlines[--writer->inline_count];
    /* It may hold and not have been written. */
    if (writer->inline_written > writer->inline_count)
        writer_end_inlines(writer, writer->inline_count);
    /* What it took back holds again. */
    for (size_t i = 0; last->ends && i < writer->inline_written; i++)
        if (writer->inlines[i].stress & last->ends && writer->inlines[i].is_silent)
            writer_end_inlines(writer, i);
}

/* No blank is due any more. */
static void forget_blanks(struct writer *writer)
{
    writer->space = writer->runs_on = false;
    writer->blanks = writer->hard = 0;
}

void writer_break(struct writer *writer)
{
    if (writer_top(writer)->element->inside == CONTEXT_PRE) {
        writer_text(writer, "\n");
        return;
    }
    /* A break before any text of the block does nothing. */
    writer->breaks += writer->in_run;
    forget_blanks(writer);
}

static void write_gap(struct writer *writer)
{
    static const char *const gaps[] = {"", " ", "\t", "\n", "\n\n"};
    /* Nothing stands before the first words. */
    if (writer->plain.length)
        buf_text(&writer->plain, gaps[writer->gap]);
    writer->gap = GAP_NONE;
}

static void write_breaks(struct writer *writer)
{
    const struct element *line_break = element_of(GUMBO_TAG_BR);
    /* Where text stands without paragraphs (list items, cells) two breaks part it as paragraphs would. */
    bool twice = writer->breaks > 1 && writer_top(writer)->element->inside == CONTEXT_MIXED;
    buf_printf(&writer->html, "<%s>", line_break->name);
    if (twice)
        buf_printf(&writer->html, "<%s>", line_break->name);
    /* As the plain text shows it: a line, or an empty one between. */
    writer_gap(writer, twice ? GAP_PARAGRAPH : GAP_LINE);
}

/* The white space before a word. Several hard blanks are meant, and written so that browsers show all and may
 * break the line between; a single one beside others is how typewriters part sentences. Headings have one
 * blank, since their words are used elsewhere. */
static void write_space(struct writer *writer)
{
    enum { SEEN_MAX = 64 };
    bool is_one = writer->hard < 2 || writer_top(writer)->element->place == PLACE_HEADING;
    unsigned left = is_one ? 1 : writer->blanks > SEEN_MAX ? SEEN_MAX : writer->blanks;
    /* Two of them are hard in any case, by which they are known again. */
    for (unsigned due = left; due > 0; due--)
        buf_text(&writer->html, due % 2 && (left > 3 || due == 1) && left != 2 ? " " : "&nbsp;");
    writer_gap(writer, GAP_SPACE);
    /* In plain text the gap is one of them, where it is not more. */
    for (; left > 1 && writer->gap == GAP_SPACE; left--)
        buf_char(&writer->plain, ' ');
}

/* Makes ready for a word or picture: the right block, white space or breaks, inline elements. */
static void begin_content(struct writer *writer, enum place place)
{
    writer_fit_line(writer, place);
    /* Two breaks in a paragraph are how word processors part paragraphs. */
    bool splits = writer->breaks > 1 && writer_top(writer)->element == element_of(GUMBO_TAG_P);
    if (splits) {
        writer_pop(writer);
        writer_push(writer, element_of(GUMBO_TAG_P), "", true);
    }
    /* Breaks at the end of a paragraph are never written, as nothing comes behind them. */
    if (writer->breaks)
        write_breaks(writer);
    else if (writer->space)
        write_space(writer);
    forget_blanks(writer);
    writer->breaks = 0;
    /* Behind the white space, so that no element begins with it. */
    begin_inlines(writer);
    writer->in_run = true;
    writer->content++;
}

/* One word into both texts: escaped, and as it is. */
static void writer_text_write_word(struct writer *writer, const char *word, size_t length)
{
    begin_content(writer, PLACE_INLINE);
    write_gap(writer);
    html_escape(&writer->html, word, length);
    buf_add(&writer->plain, word, length);
}

/* Preformatted text as it is. White space alone does not make it worth keeping. */
static void write_preformatted(struct writer *writer, const char *text)
{
    size_t length = strlen(text);
    begin_inlines(writer);
    /* A parser drops a newline that begins preformatted text; one more keeps it. */
    if (text[0] == '\n' && writer->html.length == writer_top(writer)->inner)
        buf_char(&writer->html, '\n');
    html_escape(&writer->html, text, length);
    write_gap(writer);
    buf_add(&writer->plain, text, length);
    /* Content counts for whether the block is taken back. */
    if (strspn(text, " \n\t") < length)
        writer->content++;
}

void writer_text(struct writer *writer, const char *text)
{
    if (!*text)
        return;
    if (writer_top(writer)->element->inside == CONTEXT_PRE) {
        write_preformatted(writer, text);
        return;
    }
    /* Word by word: white space becomes one space, written with the word behind it. */
    while (*text) {
        size_t length = 0;
        while (text[length] && !writer_text_is_white(text[length]))
            length++;
        if (length)
            writer_text_write_word(writer, text, length);
        text += length;
        if (!writer_text_is_white(*text))
            continue;
        /* Not behind a break, where browsers do not show it. */
        writer->space = writer->in_run && !writer->breaks;
        writer->blanks += writer->space && !writer->runs_on;
        writer->runs_on = writer->space;
        while (writer_text_is_white(*text))
            text++;
    }
}

void writer_blank(struct writer *writer, unsigned count)
{
    if (writer_top(writer)->element->inside == CONTEXT_PRE) {
        while (count--)
            writer_text(writer, " ");
        return;
    }
    /* At the beginning of a line they are dress, as an indent is. */
    if (!writer->in_run || writer->breaks)
        return;
    writer->space = true;
    writer->runs_on = false;
    writer->blanks += count;
    writer->hard += count;
}

static void begin_image(struct writer *writer)
{
    /* A picture stands in a line like a word, but in a figure. */
    begin_content(writer, PLACE_IMAGE);
    /* In a figure it stands as a part of its own. */
    if (writer_top(writer)->element->inside == CONTEXT_FIGURE)
        writer_top(writer)->children++;
}

/* A picture's alternative text stands for it in the plain text. */
static void write_alt(struct writer *writer, const char *alt)
{
    if (!*alt)
        return;
    write_gap(writer);
    buf_text(&writer->plain, alt);
}

void writer_image(struct writer *writer, const char *attributes, const char *alt)
{
    begin_image(writer);
    /* Attributes are escaped already. */
    buf_printf(&writer->html, "<%s%s>", element_of(GUMBO_TAG_IMG)->name, attributes);
    write_alt(writer, alt);
}

void writer_picture(struct writer *writer, const GumboVector *attributes, const struct body_picture *picture,
                    const char *alt)
{
    /* The parser's list has no number for this name. */
    static const char whole[] = "picture";
    begin_image(writer);
    const char *image = picture_image_attributes(attributes, picture, alt, writer->arena);
    /* One that has but a JPEG yet. */
    if (!*picture->webp_srcset)
        buf_printf(&writer->html, "<%s%s>", element_of(GUMBO_TAG_IMG)->name, image);
    else
        buf_printf(&writer->html, "<%s><%s%s><%s%s></%s>", whole, gumbo_normalized_tagname(GUMBO_TAG_SOURCE),
                   picture_source_attributes(picture, writer->arena), element_of(GUMBO_TAG_IMG)->name, image,
                   whole);
    write_alt(writer, alt);
}

bool writer_is_in_link(const struct writer *writer)
{
    for (size_t i = 0; i < writer->inline_count; i++)
        if (writer->inlines[i].element && writer->inlines[i].element->attributes & ATTRIBUTE_HREF)
            return true;
    return false;
}

void writer_player(struct writer *writer, const char *element, const char *attributes, const char *inside,
                   const char *name)
{
    begin_image(writer);
    buf_printf(&writer->html, "<%s%s>%s</%s>", element, attributes, inside, element);
    write_alt(writer, name);
}
