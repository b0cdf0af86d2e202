/* Notes: where the text refers to them, and their words, which another part has. */
#include "reader.h"

#include <string.h>

static struct docx_note *docx_note_find(const struct docx_model *model, int id, bool is_end)
{
    for (struct docx_note *note = model->notes; note; note = note->next)
        if (note->id == id && note->is_end == is_end)
            return note;
    return NULL;
}

void docx_note_reference(struct docx_reader *reader, const struct docx_element *element, bool is_end)
{
    struct docx_model *model = reader->model;
    int id = docx_integer(docx_attribute(element, SPACE_W, "id"), -1);
    struct docx_piece *piece = docx_emit_piece(reader, PIECE_NOTE);
    if (!piece)
        return;
    struct docx_note *note = docx_note_find(model, id, is_end);
    if (!note) {
        note = arena_zero(reader->arena, 1, sizeof *note);
        if (!note)
            return;
        note->id = id;
        note->is_end = is_end;
        if (model->last_note)
            model->last_note->next = note;
        else
            model->notes = note;
        model->last_note = note;
    }
    piece->note = note;
}

bool docx_note_begin(struct docx_reader *reader, const struct docx_element *element)
{
    /* Lines that Word draws above notes are kept among them. */
    const char *type = docx_attribute(element, SPACE_W, "type");
    int id = docx_integer(docx_attribute(element, SPACE_W, "id"), -1);
    if (*type && strcmp(type, "normal") != 0)
        return false;
    struct docx_note *note = docx_note_find(reader->model, id, element->tag == TAG_W_ENDNOTE);
    if (!note || note->is_there)
        return false;
    note->is_there = true;
    reader->flow = &note->flow;
    reader->story = (struct docx_story){.depth = 0};
    return true;
}

void docx_note_end(struct docx_reader *reader)
{
    if (reader->flow)
        docx_end_flow(reader, reader->flow);
    reader->flow = NULL;
}
