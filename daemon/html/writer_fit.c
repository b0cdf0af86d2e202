/* What fits where: the content model of HTML, as far as the allow-list reaches. */
#include "writer_private.h"

#include <string.h>

/* What to do about the innermost block before something is written into it. */
enum step {
    STEP_FITS,
    STEP_UNWRAP,    /* it cannot be here */
    STEP_END,       /* end the innermost block, then look again */
    STEP_PARAGRAPH, /* open this one, then look again */
    STEP_LIST,
    STEP_ITEM,
    STEP_TERMS,
    STEP_TERM,
    STEP_GROUP,
    STEP_ROW,
    STEP_CELL,
    STEP_REOPEN, /* go on with the item before */
};

/* The one block that ends as soon as something comes that does not fit into it. */
static bool is_paragraph(const struct open_block *block)
{
    return block->element == element_of(GUMBO_TAG_P);
}

/* A list or table takes only parts of its own and gets one; but a list that was made around stray items
 * ends where they do. */
static enum step into_parts(const struct open_block *top)
{
    switch (top->element->inside) {
    /* Made around stray items: what comes now stood behind them in the source. */
    case CONTEXT_LIST:
        return top->implied ? STEP_END : STEP_ITEM;
    case CONTEXT_TERMS:
        return top->implied ? STEP_END : STEP_TERM;
    case CONTEXT_TABLE:
        return STEP_GROUP;
    case CONTEXT_GROUP:
        return STEP_ROW;
    default:
        return STEP_CELL;
    }
}

static enum step step_block(const struct writer *writer, const struct open_block *top,
                            const struct element *element)
{
    /* A paragraph or heading ends where a block begins in it, as browsers do. */
    bool may_end = is_paragraph(top) || top->element->place == PLACE_HEADING;
    /* Blocks that a heading, caption or term need not be ended for: their words go on in it. */
    bool small = element->place == PLACE_HEADING || element->place == PLACE_DIVISION ||
                 element == element_of(GUMBO_TAG_P);
    bool contains = element->place == PLACE_CONTAINER || element->place == PLACE_DIVISION;
    /* Too deep: its content goes on one level up, and does not run into the paragraph before. */
    if (contains && writer->containers >= WRITER_CONTAINERS_MAX)
        return is_paragraph(top) ? STEP_END : STEP_UNWRAP;
    /* By what the innermost block may hold. */
    switch (top->element->inside) {
    case CONTEXT_FLOW:
    case CONTEXT_MIXED:
        return STEP_FITS;
    case CONTEXT_FIGURE:
        return top->caption_last ? STEP_END : STEP_FITS;
    case CONTEXT_LINE:
        if (small && !is_paragraph(top))
            return STEP_UNWRAP;
        return may_end ? STEP_END : STEP_UNWRAP;
    case CONTEXT_PRE:
        return STEP_UNWRAP;
    case CONTEXT_LIST:
        /* Google Docs writes a list's list beside its item. */
        if (top->has_item && !top->implied && element->inside == CONTEXT_LIST)
            return STEP_REOPEN;
        return into_parts(top);
    default:
        return into_parts(top);
    }
}

/* An item or term: into its list, or a list is made around it. */
static enum step step_item(const struct writer *writer, const struct open_block *top, enum context list,
                           const struct element *element)
{
    if (top->element->inside == list)
        return STEP_FITS;
    /* The item that was made around stray content ends. */
    if (top->implied && top->element->place == element->place)
        return STEP_END;
    /* Whether a list could stand here; only then one is made. */
    enum step step = step_block(writer, top, element_of(list == CONTEXT_LIST ? GUMBO_TAG_UL : GUMBO_TAG_DL));
    if (step != STEP_FITS)
        return step;
    return list == CONTEXT_LIST ? STEP_LIST : STEP_TERMS;
}

/* A part of a table: the parser sees to it that they come in a table, unless that was unwrapped. */
static enum step step_table_part(const struct open_block *top, enum context inside)
{
    if (top->element->inside == inside)
        return STEP_FITS;
    /* What was made to fit something else has no room for table parts. */
    if (top->implied || is_paragraph(top))
        return STEP_END;
    if (inside == CONTEXT_GROUP && top->element->inside == CONTEXT_TABLE)
        return STEP_GROUP;
    return STEP_UNWRAP;
}

/* What to do next so that the element comes to stand where it may. */
static enum step step_for(const struct writer *writer, const struct open_block *top,
                          const struct element *element)
{
    switch (element->place) {
    case PLACE_ITEM:
        return step_item(writer, top, CONTEXT_LIST, element);
    case PLACE_TERM:
        return step_item(writer, top, CONTEXT_TERMS, element);
    /* Only as the very first of a table. */
    case PLACE_CAPTION:
        return top->element->inside == CONTEXT_TABLE && top->children == 0 ? STEP_FITS : STEP_UNWRAP;
    case PLACE_GROUP:
        return step_table_part(top, CONTEXT_TABLE);
    case PLACE_ROW:
        return step_table_part(top, CONTEXT_GROUP);
    case PLACE_CELL:
        return step_table_part(top, CONTEXT_ROW);
    case PLACE_FIGCAPTION:
        if (top->element->inside == CONTEXT_FIGURE)
            return top->captioned ? STEP_UNWRAP : STEP_FITS;
        return is_paragraph(top) ? STEP_END : STEP_UNWRAP;
    default:
        return step_block(writer, top, element);
    }
}

/* The same for words and pictures, which fit nearly everywhere or get a paragraph. */
static enum step step_line(const struct open_block *top, enum place place)
{
    switch (top->element->inside) {
    case CONTEXT_MIXED:
    case CONTEXT_LINE:
    case CONTEXT_PRE:
        return STEP_FITS;
    case CONTEXT_FLOW:
        return STEP_PARAGRAPH;
    /* A picture is the figure's own; words beside it get a paragraph. Behind a caption at its end
     * nothing may follow. */
    case CONTEXT_FIGURE:
        if (top->caption_last)
            return STEP_END;
        return place == PLACE_IMAGE ? STEP_FITS : STEP_PARAGRAPH;
    default:
        return into_parts(top);
    }
}

static void take_step(struct writer *writer, enum step step)
{
    /* What is opened by each of the steps that open something. */
    static const GumboTag implied[] = {
        [STEP_PARAGRAPH] = GUMBO_TAG_P, [STEP_LIST] = GUMBO_TAG_UL, [STEP_ITEM] = GUMBO_TAG_LI,
        [STEP_TERMS] = GUMBO_TAG_DL,    [STEP_TERM] = GUMBO_TAG_DD, [STEP_GROUP] = GUMBO_TAG_TBODY,
        [STEP_ROW] = GUMBO_TAG_TR,      [STEP_CELL] = GUMBO_TAG_TD,
    };
    if (step == STEP_END)
        writer_pop(writer);
    else if (step == STEP_REOPEN)
        writer_reopen_item(writer);
    else
        writer_push(writer, element_of(implied[step]), "", true);
}

bool writer_fit(struct writer *writer, const struct element *element)
{
    /* Ends: every step either ends a block or opens one that is nearer to what is wanted. */
    for (;;) {
        enum step step = step_for(writer, writer_top(writer), element);
        if (step == STEP_FITS)
            return true;
        if (step == STEP_UNWRAP)
            return false;
        take_step(writer, step);
    }
}

void writer_fit_line(struct writer *writer, enum place place)
{
    for (;;) {
        enum step step = step_line(writer_top(writer), place);
        if (step == STEP_FITS)
            return;
        take_step(writer, step);
    }
}
