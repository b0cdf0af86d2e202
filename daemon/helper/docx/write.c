/* Blocks: which element each becomes, how lists nest, where captions belong. */
#include "write.h"

#include "shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char PARAGRAPH[] = "p", ITEM[] = "li", NUMBERED[] = "ol", BULLETED[] = "ul", LINK[] = "a",
                  FIGURE[] = "figure", FIGURE_CAPTION[] = "figcaption";

static void docx_write_label(struct docx_writer *writer, const struct docx_label *label)
{
    if (label->mark == MARK_LABEL)
        docx_line_text(writer, label->text, 0, NULL);
}

/* The way back from a note, behind its last words. */
static void docx_write_back(struct docx_writer *writer)
{
    docx_line_end(writer);
    buf_printf(&writer->html, " <%s href=\"#fnref-%d\">↩</%s>", LINK, writer->note, LINK);
}

/* A paragraph's words within an element. */
static void docx_write_words(struct docx_writer *writer, const struct docx_block *block, unsigned mask)
{
    docx_line_begin(writer, mask);
    docx_write_label(writer, &block->paragraph->label);
    docx_write_line(writer, block->paragraph);
    if (block == writer->ends_note)
        docx_write_back(writer);
    docx_line_end(writer);
}

void docx_close_lists(struct docx_writer *writer, size_t left)
{
    while (writer->list_count > left) {
        const struct docx_open_list *list = &writer->lists[--writer->list_count];
        docx_close(writer, ITEM);
        docx_close(writer, list->is_numbered ? NUMBERED : BULLETED);
    }
}

/* How many of the open lists are above this level, and of the same list. */
static size_t docx_lists_above(const struct docx_writer *writer, const struct docx_label *label)
{
    size_t count = writer->list_count;
    while (count && writer->lists[count - 1].level >= label->level)
        count--;
    return count;
}

/* A list on a level of its own. */
static void docx_open_list(struct docx_writer *writer, const struct docx_label *label)
{
    char start[32] = "";
    bool is_numbered = label->mark == MARK_NUMBER;
    if (is_numbered && label->number != 1)
        snprintf(start, sizeof start, " start=\"%d\"", label->number);
    docx_open(writer, is_numbered ? NUMBERED : BULLETED, start);
    writer->lists[writer->list_count++] =
        (struct docx_open_list){is_numbered, label->list, label->level, label->number};
}

/* An item: of the list that is open on its level when that goes on so, else of a new one. */
static void docx_write_item(struct docx_writer *writer, const struct docx_block *block)
{
    const struct docx_label *label = &block->paragraph->label;
    size_t above = docx_lists_above(writer, label);
    const struct docx_open_list *open = writer->list_count > above ? &writer->lists[above] : NULL;
    bool is_numbered = label->mark == MARK_NUMBER;
    bool goes_on = open && open->level == label->level && open->is_numbered == is_numbered &&
                   (is_numbered ? open->next == label->number && open->list == label->list : true);
    docx_close_lists(writer, goes_on ? above + 1 : above);
    if (goes_on)
        docx_close(writer, ITEM);
    else
        docx_open_list(writer, label);
    writer->lists[above].next = label->number + 1;
    docx_open(writer, ITEM, "");
    docx_open(writer, PARAGRAPH, "");
    docx_write_words(writer, block, 0);
    docx_close(writer, PARAGRAPH);
}

/* A paragraph with a label that no list has: below the item of its list that is open, else by itself. */
static void docx_write_labelled(struct docx_writer *writer, const struct docx_block *block)
{
    const struct docx_label *label = &block->paragraph->label;
    size_t above = label->mark == MARK_LABEL ? docx_lists_above(writer, label) : 0;
    if (above && writer->lists[above - 1].list != label->list)
        above = 0;
    docx_close_lists(writer, above);
    docx_open(writer, PARAGRAPH, "");
    docx_write_words(writer, block, 0);
    docx_close(writer, PARAGRAPH);
}

/* Pictures of a paragraph that are to stand by themselves: all, when it has nothing else, else those that
 * float. */
static size_t docx_pictures_apart(const struct docx_paragraph *paragraph, bool *ret_is_all)
{
    size_t inside = 0, floating = 0;
    bool has_words = false;
    for (const struct docx_piece *piece = paragraph->first; piece; piece = piece->next) {
        bool is_picture = piece->kind == PIECE_PICTURE && !piece->picture->is_left_out;
        inside += is_picture && !piece->picture->floats;
        floating += is_picture && piece->picture->floats;
        has_words = has_words || piece->kind == PIECE_NOTE ||
                    (piece->kind == PIECE_TEXT && strspn(piece->text, " \t\xC2\xA0") != strlen(piece->text));
    }
    *ret_is_all = !has_words && paragraph->label.mark == MARK_NONE;
    return floating + (*ret_is_all ? inside : 0);
}

/* One figure; the last of a paragraph has the caption. */
static void docx_write_figures(struct docx_writer *writer, const struct docx_paragraph *paragraph, bool all,
                               size_t count, const struct docx_block *caption)
{
    for (const struct docx_piece *piece = paragraph->first; piece; piece = piece->next) {
        if (piece->kind != PIECE_PICTURE || piece->picture->is_left_out || (!all && !piece->picture->floats))
            continue;
        docx_open(writer, FIGURE, "");
        docx_write_picture(writer, piece->picture);
        if (!--count && caption) {
            docx_open(writer, FIGURE_CAPTION, "");
            docx_write_words(writer, caption, 0);
            docx_close(writer, FIGURE_CAPTION);
        }
        docx_close(writer, FIGURE);
    }
}

static bool docx_is_caption(const struct docx_block *block)
{
    return block && block->kind == BLOCK_PARAGRAPH && block->paragraph->role == ROLE_CAPTION &&
           docx_has_content(block->paragraph);
}

static void docx_write_heading(struct docx_writer *writer, const struct docx_block *block)
{
    char name[3] = "h6";
    int level = block->paragraph->level + 1;
    name[1] = (char)('0' + (level > 6 ? 6 : level));
    docx_close_lists(writer, 0);
    docx_open(writer, name, "");
    docx_write_words(writer, block, LOOK_BOLD);
    docx_close(writer, name);
}

/* A paragraph that has something; what stands behind it is looked at for a caption. Gives the block that was
 * written last. */
static const struct docx_block *docx_write_paragraph(struct docx_writer *writer,
                                                     const struct docx_block *block)
{
    const struct docx_paragraph *paragraph = block->paragraph;
    bool is_all;
    size_t apart = docx_pictures_apart(paragraph, &is_all);
    const struct docx_block *caption = apart && docx_is_caption(block->next) ? block->next : NULL;
    if (!is_all && paragraph->role == ROLE_HEADING)
        docx_write_heading(writer, block);
    else if (!is_all && (paragraph->label.mark == MARK_NUMBER || paragraph->label.mark == MARK_BULLET))
        docx_write_item(writer, block);
    else if (!is_all)
        docx_write_labelled(writer, block);
    if (apart) {
        docx_close_lists(writer, 0);
        docx_write_figures(writer, paragraph, is_all, apart, caption);
    }
    return caption ? caption : block;
}

/* A table without lines: its columns one after the other. */
static void docx_write_layout(struct docx_writer *writer, const struct docx_table *table)
{
    for (int column = 0; column < table->columns; column++)
        for (const struct docx_row *row = table->first; row; row = row->next)
            for (const struct docx_cell *cell = row->first; cell; cell = cell->next)
                if (cell->column == column && !cell->is_covered)
                    docx_write_flow(writer, &cell->flow);
}

/* A table of one cell is a frame around text. */
static bool docx_is_frame(const struct docx_table *table)
{
    return table->first && !table->first->next && table->first->first && !table->first->first->next;
}

static void docx_write_block_table(struct docx_writer *writer, const struct docx_table *table,
                                   const struct docx_paragraph *caption)
{
    docx_close_lists(writer, 0);
    if (!table || !table->first)
        return;
    if (docx_is_frame(table) || docx_is_layout(writer->styles, table, writer->arena))
        docx_write_layout(writer, table);
    else
        docx_write_table(writer, table, caption);
}

/* Whether a caption belongs to the table behind it. */
static bool docx_heads_table(const struct docx_block *block)
{
    const struct docx_block *next = block->next;
    return docx_is_caption(block) && next && next->kind == BLOCK_TABLE && next->table &&
           !docx_is_frame(next->table);
}

/* One block, and what belongs to it behind it; gives the last that was written. */
static const struct docx_block *docx_write_block(struct docx_writer *writer, const struct docx_block *block)
{
    if (block->kind == BLOCK_TABLE) {
        docx_write_block_table(writer, block->table, NULL);
        return block;
    }
    if (!docx_has_content(block->paragraph))
        return block;
    if (!docx_heads_table(block))
        return docx_write_paragraph(writer, block);
    docx_write_block_table(writer, block->next->table, block->paragraph);
    return block->next;
}

void docx_write_flow(struct docx_writer *writer, const struct docx_flow *flow)
{
    docx_close_lists(writer, 0);
    for (const struct docx_block *block = flow->first; block && !buf_failed(&writer->html);
         block = block->next)
        if (!block->is_title)
            block = docx_write_block(writer, block);
    docx_close_lists(writer, 0);
}

/* The last block of a note that has words: there the way back stands. */
static const struct docx_block *docx_last_words(const struct docx_flow *flow)
{
    const struct docx_block *last = NULL;
    for (const struct docx_block *block = flow->first; block; block = block->next)
        if (block->kind == BLOCK_PARAGRAPH && docx_has_content(block->paragraph))
            last = block;
    return last;
}

static void docx_write_notes(struct docx_writer *writer, const struct docx_model *model)
{
    char id[40];
    docx_open(writer, NUMBERED, "");
    for (int pass = 0; pass < 2; pass++)
        for (const struct docx_note *note = model->notes; note; note = note->next) {
            if (!note->is_there || note->is_end != (pass == 1))
                continue;
            snprintf(id, sizeof id, " id=\"fn-%d\"", note->number);
            docx_open(writer, ITEM, id);
            writer->note = note->number;
            writer->ends_note = docx_last_words(&note->flow);
            docx_write_flow(writer, &note->flow);
            if (!writer->ends_note) {
                docx_line_begin(writer, 0);
                docx_write_back(writer);
            }
            writer->ends_note = NULL;
            docx_close(writer, ITEM);
        }
    docx_close(writer, NUMBERED);
}

void docx_write(struct docx_writer *writer, const struct docx_model *model)
{
    bool has_notes = false;
    for (const struct docx_note *note = model->notes; note; note = note->next)
        has_notes = has_notes || note->is_there;
    docx_write_flow(writer, &model->body);
    if (has_notes)
        docx_write_notes(writer, model);
}
