/* What is left out with all that is in it, and of alternatives which is taken: the one place that says so. */
#include "reader.h"

#include <string.h>

static bool docx_is_dress(enum docx_tag tag)
{
    switch (tag) {
    case TAG_W_RPR_CHANGE:
    case TAG_W_PPR_CHANGE:
    case TAG_W_TBLPR_CHANGE:
    case TAG_W_TBLPREX_CHANGE:
    case TAG_W_TRPR_CHANGE:
    case TAG_W_TCPR_CHANGE:
    case TAG_W_SECTPR_CHANGE:
    case TAG_W_GRID_CHANGE:
    case TAG_W_NUMBERING_CHANGE:
    case TAG_W_TBLPREX:
    case TAG_W_SDT_END:
    case TAG_W_SMART_TAG_PR:
    case TAG_W_CUSTOM_XML_PR:
        return true;
    default:
        return false;
    }
}

/* The innermost control that is open. */
struct docx_frame *docx_control(struct docx_reader *reader)
{
    for (size_t i = reader->depth; i--;)
        if (reader->frames[i].tag == TAG_W_SDT)
            return &reader->frames[i];
    return NULL;
}

/* Of alternatives the first that is understood; what is not taken may have a picture in a better form. */
static bool docx_skips_alternative(struct docx_reader *reader, const struct docx_element *element,
                                   struct docx_frame *around)
{
    if (around->tag != TAG_MC_ALTERNATE)
        return false;
    bool is_taken = !around->is_chosen && (element->tag == TAG_MC_FALLBACK || docx_is_understood(element));
    around->is_chosen = around->is_chosen || is_taken;
    bool has_picture = reader->model->last_picture != around->before;
    reader->twin_of = !is_taken && has_picture ? reader->model->last_picture : NULL;
    return !is_taken;
}

/* Whether an element is left out with all that is in it. */
bool docx_skips(struct docx_reader *reader, const struct docx_element *element)
{
    struct docx_frame *around = reader->depth ? &reader->frames[reader->depth - 1] : NULL;
    enum docx_tag parent = around ? around->tag : TAG_OTHER;
    bool is_mark = parent == TAG_W_RPR || parent == TAG_W_TRPR;
    struct docx_frame *control;
    switch (element->tag) {
    case TAG_W_DEL:
    case TAG_W_MOVE_FROM:
        reader->deleted += !is_mark;
        return !is_mark;
    case TAG_W_SDT_CONTENT:
        control = docx_control(reader);
        if (control && control->is_placeholder)
            docx_warn_counted(reader, WARNING_WORD_PLACEHOLDER, NULL);
        if (control && control->is_contents)
            docx_warn_counted(reader, WARNING_WORD_CONTENTS, NULL);
        return control && (control->is_placeholder || control->is_contents);
    case TAG_MC_CHOICE:
    case TAG_MC_FALLBACK:
        return around && docx_skips_alternative(reader, element, around);
    case TAG_W_FOOTNOTE:
    case TAG_W_ENDNOTE:
        return !docx_note_begin(reader, element);
    default:
        return docx_is_dress(element->tag) || docx_table_skips(reader, element->tag);
    }
}
