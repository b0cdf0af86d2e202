/* Paragraphs and runs: what is said of them, and what becomes of one at its end. */
#include "reader.h"

#include "text/letter.h"

#include <string.h>

enum { TEXT_MAX = DOCX_PART_MAX };

void docx_begin_paragraph(struct docx_reader *reader)
{
    struct docx_writing *writing = arena_zero(reader->arena, 1, sizeof *writing);
    struct docx_paragraph *paragraph = arena_zero(reader->arena, 1, sizeof *paragraph);
    if (!writing || !paragraph)
        return;
    if (++reader->model->paragraph_count > DOCX_PARAGRAPHS_MAX)
        docx_refuse(reader, DOCX_PARAGRAPHS);
    *writing = (struct docx_writing){.outer = reader->writing,
                                     .paragraph = paragraph,
                                     .style = reader->styles->usual,
                                     .text = BUF(TEXT_MAX)};
    paragraph->style = "";
    reader->writing = writing;
    for (size_t i = 0; i < reader->pending_count; i++) {
        const char *name = reader->pending[i];
        struct docx_piece *piece = docx_emit_piece(reader, PIECE_BOOKMARK);
        if (piece)
            piece->text = name;
    }
    reader->pending_count = 0;
}

void docx_bookmark(struct docx_reader *reader, const char *name)
{
    const char *kept = arena_text(reader->arena, name);
    struct docx_piece *piece = reader->writing ? docx_emit_piece(reader, PIECE_BOOKMARK) : NULL;
    if (piece)
        piece->text = kept;
    else if (!reader->writing && reader->pending_count < PENDING_MAX)
        reader->pending[reader->pending_count++] = kept;
}

void docx_begin_run(struct docx_reader *reader)
{
    struct docx_writing *writing = reader->writing;
    if (!writing)
        return;
    writing->run = (struct docx_run_format){.size = 0};
    writing->run_style = NULL;
    writing->has_look = writing->is_counted = false;
}

/* Properties of words: of a run, or of the mark at the end of its paragraph. */
static bool docx_run_property(struct docx_reader *reader, const struct docx_element *element)
{
    struct docx_writing *writing = reader->writing;
    if (element->tag == TAG_W_R_STYLE) {
        const struct docx_style *style =
            docx_style_find(reader->styles, docx_attribute(element, SPACE_W, "val"));
        if (reader->target == &writing->mark)
            writing->mark_style = style;
        else
            writing->run_style = style;
        return true;
    }
    return docx_take_run(element, reader->target);
}

bool docx_paragraph_property(struct docx_reader *reader, const struct docx_element *element,
                             enum docx_tag parent)
{
    struct docx_writing *writing = reader->writing;
    if (!writing)
        return false;
    if (reader->target)
        return docx_run_property(reader, element);
    if (element->tag == TAG_W_RPR) {
        reader->target = parent == TAG_W_R ? &writing->run : parent == TAG_W_PPR ? &writing->mark : NULL;
        return true;
    }
    if (element->tag == TAG_W_PPR) {
        writing->in_properties = parent == TAG_W_P;
        return true;
    }
    if (!writing->in_properties)
        return false;
    if (element->tag == TAG_W_P_STYLE) {
        const char *id = docx_attribute(element, SPACE_W, "val");
        const struct docx_style *style = docx_style_find(reader->styles, id);
        writing->style = style ? style : writing->style;
        writing->paragraph->style = arena_text(reader->arena, id);
        return true;
    }
    /* A tab in w:tabs is a stop; any other is text, and stands in no properties. */
    return docx_take_paragraph(element, &writing->direct);
}

/* What its style says, and over that what it says itself. */
static struct docx_paragraph_format docx_format(struct docx_reader *reader, struct docx_writing *writing)
{
    struct docx_paragraph *paragraph = writing->paragraph;
    const struct docx_paragraph_format *direct = &writing->direct;
    struct docx_paragraph_format format =
        docx_style_paragraph(reader->styles, writing->style, &paragraph->role, &paragraph->level);
    if (direct->outline)
        format.outline = direct->outline;
    if (direct->has_list) {
        format.has_list = true;
        format.list = direct->list;
        /* A list of its own begins at its first level unless it says another. */
        format.has_level = direct->has_level;
        format.level = 0;
    }
    if (direct->has_level) {
        format.has_level = true;
        format.level = direct->level;
    }
    if (direct->alignment)
        format.alignment = direct->alignment;
    paragraph->is_centred = format.alignment == ALIGN_CENTRE;
    bool is_heading = format.outline >= 1 && format.outline <= 9;
    if (paragraph->role == ROLE_PLAIN && is_heading) {
        paragraph->role = ROLE_HEADING;
        paragraph->level = format.outline;
    }
    return format;
}

/* Words that styles draw as capitals become such; of headings and titles they stay as they were typed. */
static void docx_capitals(struct docx_reader *reader, struct docx_paragraph *paragraph)
{
    bool stays = paragraph->role == ROLE_HEADING || paragraph->role == ROLE_TITLE;
    for (struct docx_piece *piece = paragraph->first; piece && !stays; piece = piece->next)
        if (piece->kind == PIECE_TEXT && piece->is_capitals)
            piece->text = text_upper(piece->text, reader->arena);
}

/* Whether the paragraph's end is not seen, so that the next one goes on in its line. */
static bool docx_mark_is_gone(struct docx_reader *reader, const struct docx_writing *writing)
{
    if (writing->is_mark_gone)
        return true;
    return docx_look_of(reader->styles, NULL, writing->style, writing->mark_style, &writing->mark).hidden;
}

/* Puts the words that were carried on before those of the paragraph. */
static void docx_take_carried(struct docx_flow *flow, struct docx_paragraph *paragraph)
{
    struct docx_paragraph *carried = flow->carried;
    flow->carried = NULL;
    if (!carried || !carried->first)
        return;
    carried->last->next = paragraph->first;
    paragraph->first = carried->first;
    paragraph->last = paragraph->last ? paragraph->last : carried->last;
}

static void docx_add_paragraph(struct docx_reader *reader, struct docx_flow *flow,
                               struct docx_paragraph *paragraph)
{
    struct docx_block *block = docx_block_add(reader->arena, flow, BLOCK_PARAGRAPH);
    if (block)
        block->paragraph = paragraph;
}

/* Blocks of one flow behind those of another. */
static void docx_append_flow(struct docx_flow *to, const struct docx_flow *from)
{
    if (!from->first)
        return;
    if (to->last)
        to->last->next = from->first;
    else
        to->first = from->first;
    to->last = from->last;
}

/* A label stands before the words in the font of the paragraph's end, unless its level has one of its own. */
static void docx_end_visible(struct docx_reader *reader, struct docx_writing *writing,
                             const struct docx_paragraph_format *format)
{
    struct docx_paragraph *paragraph = writing->paragraph;
    docx_take_carried(reader->flow, paragraph);
    if (paragraph->role == ROLE_CONTENTS) {
        docx_warn_counted(reader, WARNING_WORD_CONTENTS, "");
        return;
    }
    paragraph->label = docx_count(reader->numbering, reader->styles, writing->style, format, reader->arena);
    docx_add_paragraph(reader, reader->flow, paragraph);
}

void docx_end_paragraph(struct docx_reader *reader)
{
    struct docx_writing *writing = reader->writing;
    if (!writing)
        return;
    const struct docx_paragraph_format format = docx_format(reader, writing);
    docx_settle(reader, writing);
    docx_capitals(reader, writing->paragraph);
    if (!reader->flow) {
        reader->writing = writing->outer;
        buf_done(&writing->text);
        return;
    }
    if (docx_mark_is_gone(reader, writing)) {
        docx_take_carried(reader->flow, writing->paragraph);
        reader->flow->carried = writing->paragraph;
    } else {
        docx_end_visible(reader, writing, &format);
    }
    docx_append_flow(reader->flow, &writing->boxes);
    reader->writing = writing->outer;
    buf_done(&writing->text);
}

void docx_end_flow(struct docx_reader *reader, struct docx_flow *flow)
{
    struct docx_paragraph *carried = flow->carried;
    flow->carried = NULL;
    if (carried && carried->first)
        docx_add_paragraph(reader, flow, carried);
}

void docx_reader_done(struct docx_reader *reader)
{
    /* Paragraphs that a refusal left open. */
    for (struct docx_writing *writing = reader->writing; writing; writing = writing->outer)
        buf_done(&writing->text);
    for (struct docx_boxing *boxing = reader->boxing; boxing; boxing = boxing->outer)
        for (struct docx_writing *writing = boxing->writing; writing; writing = writing->outer)
            buf_done(&writing->text);
    buf_done(&reader->codes);
    buf_done(&reader->leaf);
}
