/* Text boxes: text beside the text, which follows the paragraph that it is anchored in. */
#include "reader.h"

void docx_box_begin(struct docx_reader *reader)
{
    struct docx_boxing *boxing = arena_zero(reader->arena, 1, sizeof *boxing);
    if (!boxing)
        return;
    *boxing = (struct docx_boxing){.outer = reader->boxing,
                                   .story = reader->story,
                                   .flow = reader->flow,
                                   .writing = reader->writing,
                                   .tabling = reader->tabling,
                                   .drawing = reader->drawing};
    struct docx_writing *anchor = reader->writing;
    if (reader->drawing)
        reader->drawing->shape_has_text = reader->drawing->has_any = true;
    reader->boxing = boxing;
    /* What is anchored in a result that is left out is left out too. */
    bool is_seen = anchor && reader->flow && !docx_field_hides(reader);
    if (is_seen)
        docx_warn_counted(reader, WARNING_WORD_TEXT_BOX, NULL);
    reader->flow = is_seen ? &anchor->boxes : NULL;
    reader->story = (struct docx_story){.depth = 0};
    reader->writing = NULL;
    reader->tabling = NULL;
    reader->drawing = NULL;
    reader->target = NULL;
}

void docx_box_end(struct docx_reader *reader)
{
    struct docx_boxing *boxing = reader->boxing;
    if (!boxing)
        return;
    if (reader->flow)
        docx_end_flow(reader, reader->flow);
    reader->story = boxing->story;
    reader->flow = boxing->flow;
    reader->writing = boxing->writing;
    reader->tabling = boxing->tabling;
    reader->drawing = boxing->drawing;
    reader->boxing = boxing->outer;
}
