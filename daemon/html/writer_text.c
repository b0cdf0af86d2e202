/* The writer's lines: text, breaks, pictures, and the inline elements around them. */
#include "html/escape.h"
#include "writer_private.h"

#include <string.h>

static bool writer_text_is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r';
}

void writer_end_inlines(struct writer *writer, size_t count)
{
    while (writer->inline_written > count)
        buf_printf(&writer->html, "</%s>", writer->inlines[--writer->inline_written].element->name);
}

static void begin_inlines(struct writer *writer)
{
    for (; writer->inline_written < writer->inline_count; writer->inline_written++) {
        const struct open_inline *next = &writer->inlines[writer->inline_written];
        buf_printf(&writer->html, "<%s%s>", next->element->name, next->attributes);
    }
}

bool writer_open_inline(struct writer *writer, const struct element *element, const char *attributes)
{
    if (writer->inline_count == WRITER_INLINE_MAX)
        return false;
    bool link = element->attributes & ATTRIBUTE_HREF;
    for (size_t i = 0; i < writer->inline_count; i++) {
        const struct open_inline *outer = &writer->inlines[i];
        bool same = outer->element->name == element->name || strcmp(outer->element->name, element->name) == 0;
        if (same && (link || strcmp(outer->attributes, attributes) == 0))
            return false;
    }
    writer->inlines[writer->inline_count++] = (struct open_inline){element, attributes};
    return true;
}

void writer_close_inline(struct writer *writer)
{
    writer->inline_count--;
    if (writer->inline_written > writer->inline_count)
        writer_end_inlines(writer, writer->inline_count);
}

void writer_break(struct writer *writer)
{
    if (writer_top(writer)->element->inside == CONTEXT_PRE) {
        writer_text(writer, "\n");
        return;
    }
    writer->breaks += writer->in_run;
    writer->space = false;
}

static void write_gap(struct writer *writer)
{
    static const char *const gaps[] = {"", " ", "\t", "\n", "\n\n"};
    if (writer->plain.length)
        buf_text(&writer->plain, gaps[writer->gap]);
    writer->gap = GAP_NONE;
}

static void write_breaks(struct writer *writer)
{
    const struct element *line_break = element_of(GUMBO_TAG_BR);
    bool twice = writer->breaks > 1 && writer_top(writer)->element->inside == CONTEXT_MIXED;
    buf_printf(&writer->html, "<%s>", line_break->name);
    if (twice)
        buf_printf(&writer->html, "<%s>", line_break->name);
    writer_gap(writer, twice ? GAP_PARAGRAPH : GAP_LINE);
}

/* Makes ready for a word or picture: the right block, white space or breaks, inline elements. */
static void begin_content(struct writer *writer, enum place place)
{
    writer_fit_line(writer, place);
    bool splits = writer->breaks > 1 && writer_top(writer)->element == element_of(GUMBO_TAG_P);
    if (splits) {
        writer_pop(writer);
        writer_push(writer, element_of(GUMBO_TAG_P), "", true);
    }
    if (writer->breaks)
        write_breaks(writer);
    else if (writer->space)
        buf_char(&writer->html, ' ');
    if (writer->space)
        writer_gap(writer, GAP_SPACE);
    writer->space = false;
    writer->breaks = 0;
    begin_inlines(writer);
    writer->in_run = true;
    writer->content++;
}

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
    while (*text) {
        size_t length = 0;
        while (text[length] && !writer_text_is_white(text[length]))
            length++;
        if (length)
            writer_text_write_word(writer, text, length);
        text += length;
        if (!writer_text_is_white(*text))
            continue;
        writer->space = writer->in_run && !writer->breaks;
        while (writer_text_is_white(*text))
            text++;
    }
}

static void begin_image(struct writer *writer)
{
    begin_content(writer, PLACE_IMAGE);
    /* In a figure it stands as a part of its own. */
    if (writer_top(writer)->element->inside == CONTEXT_FIGURE)
        writer_top(writer)->children++;
}

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
    buf_printf(&writer->html, "<%s%s>", element_of(GUMBO_TAG_IMG)->name, attributes);
    write_alt(writer, alt);
}

void writer_picture(struct writer *writer, const GumboVector *attributes, const struct body_picture *picture,
                    const char *alt)
{
    static const char whole[] = "picture";
    begin_image(writer);
    buf_printf(&writer->html, "<%s><%s%s><%s%s></%s>", whole, gumbo_normalized_tagname(GUMBO_TAG_SOURCE),
               picture_source_attributes(picture, writer->arena), element_of(GUMBO_TAG_IMG)->name,
               picture_image_attributes(attributes, picture, alt, writer->arena), whole);
    write_alt(writer, alt);
}
