/* A line of words: stresses nested in one order, blanks outside of them, links around. */
#include "write.h"

#include <stdlib.h>
#include <string.h>

/* From the outermost to the innermost. */
static const struct {
    unsigned look;
    const char *name;
} stresses[] = {{LOOK_BOLD, "strong"}, {LOOK_ITALIC, "em"}, {LOOK_UNDERLINE, "u"},
                {LOOK_STRIKE, "s"},    {LOOK_SUB, "sub"},   {LOOK_SUPER, "sup"}};
enum { STRESSES = sizeof stresses / sizeof *stresses };

static const char LINK[] = "a", BREAK[] = "br", IMAGE[] = "img", NOTE_MARK[] = "sup";

void docx_open(struct docx_writer *writer, const char *name, const char *attributes)
{
    buf_printf(&writer->html, "<%s%s>", name, attributes);
}

void docx_close(struct docx_writer *writer, const char *name)
{
    /* Lines of their own, for whoever edits the HTML. */
    static const char *const blocks[] = {"p",     "li",     "ol", "ul", "tr", "table", "thead",
                                         "tbody", "figure", "h2", "h3", "h4", "h5",    "h6"};
    buf_printf(&writer->html, "</%s>", name);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (strcmp(name, blocks[i]) == 0)
            buf_char(&writer->html, '\n');
}

/* What means something in HTML is written as what it is. */
static void docx_escape(struct buf *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        const char *name = text[i] == '&'   ? "&amp;"
                           : text[i] == '<' ? "&lt;"
                           : text[i] == '>' ? "&gt;"
                           : text[i] == '"' ? "&quot;"
                                            : NULL;
        if (name)
            buf_text(out, name);
        else
            buf_char(out, text[i]);
    }
}

static void docx_attribute_out(struct docx_writer *writer, const char *name, const char *value)
{
    buf_printf(&writer->html, " %s=\"", name);
    docx_escape(&writer->html, value, strlen(value));
    buf_char(&writer->html, '"');
}

static int docx_compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The number of a bookmark that something leads to, from 1; 0 for another. */
static size_t docx_anchor(const struct docx_writer *writer, const char *name)
{
    const char **found = writer->anchor_count ? bsearch(&name, writer->anchors, writer->anchor_count,
                                                        sizeof name, docx_compare_texts)
                                              : NULL;
    return found ? (size_t)(found - writer->anchors) + 1 : 0;
}

static void docx_open_link(struct docx_writer *writer, const struct docx_link *link)
{
    buf_printf(&writer->html, "<%s", LINK);
    if (*link->address)
        docx_attribute_out(writer, "href", link->address);
    else
        buf_printf(&writer->html, " href=\"#w-%zu\"", docx_anchor(writer, link->anchor));
    if (*link->title)
        docx_attribute_out(writer, "title", link->title);
    buf_char(&writer->html, '>');
}

/* Ends what does not hold any more, and begins what does. */
static void docx_line_look(struct docx_writer *writer, unsigned look, const struct docx_link *link)
{
    size_t same = 0;
    look &= ~writer->mask;
    bool is_other = link != writer->link;
    while (!is_other && same < STRESSES &&
           (look & stresses[same].look) == (writer->look & stresses[same].look))
        same++;
    for (size_t i = STRESSES; i-- > same;)
        if (writer->look & stresses[i].look)
            docx_close(writer, stresses[i].name);
    if (is_other && writer->link)
        docx_close(writer, LINK);
    if (is_other && link)
        docx_open_link(writer, link);
    for (size_t i = same; i < STRESSES; i++)
        if (look & stresses[i].look)
            docx_open(writer, stresses[i].name, "");
    writer->look = look;
    writer->link = link;
}

void docx_line_begin(struct docx_writer *writer, unsigned mask)
{
    writer->link = NULL;
    writer->look = writer->breaks = 0;
    writer->has_words = writer->owes_blank = false;
    writer->mask = mask;
}

void docx_line_end(struct docx_writer *writer)
{
    docx_line_look(writer, 0, NULL);
}

/* What is owed before the next words: breaks, or a blank that both sides share in stress and link. */
static void docx_line_pay(struct docx_writer *writer, unsigned look, const struct docx_link *link)
{
    bool is_owed = writer->has_words && (writer->breaks || writer->owes_blank);
    if (is_owed)
        docx_line_look(writer, writer->look & look, link == writer->link ? link : NULL);
    if (is_owed && !writer->breaks)
        buf_char(&writer->html, ' ');
    for (; is_owed && writer->breaks; writer->breaks--)
        docx_open(writer, BREAK, "");
    writer->breaks = 0;
    writer->owes_blank = false;
    docx_line_look(writer, look, link);
    writer->has_words = true;
}

/* How many bytes of blanks stand here; one of U+00A0 alone is none, for it holds words together. */
static size_t docx_blanks(const char *text)
{
    static const char hard[] = "\xC2\xA0";
    size_t size = 0, count = 0;
    for (;; count++) {
        if (strncmp(text + size, hard, 2) == 0)
            size += 2;
        else if (text[size] && strchr(" \t\r\n", text[size]))
            size++;
        else
            break;
    }
    return count == 1 && size == 2 ? 0 : size;
}

void docx_line_text(struct docx_writer *writer, const char *text, unsigned look, const struct docx_link *link)
{
    while (*text) {
        size_t blanks = docx_blanks(text);
        if (blanks) {
            writer->owes_blank = true;
            text += blanks;
            continue;
        }
        size_t size = 1;
        while (text[size] && !docx_blanks(text + size))
            size++;
        docx_line_pay(writer, look, link);
        docx_escape(&writer->html, text, size);
        text += size;
    }
}

void docx_write_picture(struct docx_writer *writer, const struct docx_picture *picture)
{
    buf_printf(&writer->html, "<%s src=\"docx:%u\"", IMAGE, picture->use);
    if (picture->is_decorative)
        docx_attribute_out(writer, "alt", "");
    else if (picture->alt)
        docx_attribute_out(writer, "alt", picture->alt);
    buf_char(&writer->html, '>');
}

/* A mark of a note, with a way there and a place to come back to. */
static void docx_line_note(struct docx_writer *writer, const struct docx_note *note)
{
    if (!note->is_there)
        return;
    docx_line_pay(writer, 0, NULL);
    docx_open(writer, NOTE_MARK, "");
    buf_printf(&writer->html, "<%s href=\"#fn-%d\" id=\"fnref-%d\">%d</%s>", LINK, note->number, note->number,
               note->number, LINK);
    docx_close(writer, NOTE_MARK);
}

void docx_write_line(struct docx_writer *writer, const struct docx_paragraph *paragraph)
{
    for (const struct docx_piece *piece = paragraph->first; piece; piece = piece->next) {
        size_t anchor;
        switch (piece->kind) {
        case PIECE_TEXT:
            docx_line_text(writer, piece->text, piece->look, piece->link);
            break;
        case PIECE_BREAK:
            writer->breaks += writer->has_words;
            break;
        case PIECE_PICTURE:
            if (piece->picture->is_left_out || piece->picture->floats)
                break;
            docx_line_pay(writer, 0, piece->link);
            docx_write_picture(writer, piece->picture);
            break;
        case PIECE_NOTE:
            docx_line_note(writer, piece->note);
            break;
        case PIECE_BOOKMARK:
            anchor = docx_anchor(writer, piece->text);
            if (anchor) {
                buf_printf(&writer->html, "<%s id=\"w-%zu\">", LINK, anchor);
                docx_close(writer, LINK);
            }
            break;
        }
    }
}
