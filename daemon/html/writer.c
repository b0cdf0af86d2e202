/* Blocks: opening and ending them, taking back empty ones, headings, table cells, the gaps of the plain
 * text. What fits where is asked of writer_fit.c, lines are written by writer_text.c. */
#include "writer.h"

#include "html/escape.h"
#include "writer_private.h"

#include <assert.h>
#include <string.h>

/* The stack's lowest block is not written, holds anything and is never ended. */
static const struct element bottom = {"", PLACE_DIVISION, CONTEXT_FLOW, 0};

/* No block is open but the bottom; the struct is large, so it is cleared once and not for each body
 * anew. */
void writer_init(struct writer *writer, struct arena *arena)
{
    *writer =
        (struct writer){.html = BUF(BODY_HTML_SIZE_MAX), .plain = BUF(BODY_HTML_SIZE_MAX), .arena = arena};
    writer->stack[0].element = &bottom;
}

void writer_done(struct writer *writer)
{
    buf_done(&writer->html);
    buf_done(&writer->plain);
}

/* Blocks from the innermost on; inline elements that still hold are simply forgotten. */
void writer_finish(struct writer *writer)
{
    while (writer->depth)
        writer_pop(writer);
    writer_end_inlines(writer, 0);
}

/* A third of all that is written are tags, so not by buf_printf(). */
void writer_start_tag(struct writer *writer, const char *name, const char *attributes)
{
    buf_char(&writer->html, '<');
    buf_text(&writer->html, name);
    buf_text(&writer->html, attributes);
    buf_char(&writer->html, '>');
}

void writer_end_tag(struct writer *writer, const char *name)
{
    buf_char(&writer->html, '<');
    buf_char(&writer->html, '/');
    buf_text(&writer->html, name);
    buf_char(&writer->html, '>');
}

/* Never NULL: the bottom is always there. */
struct open_block *writer_top(struct writer *writer)
{
    return &writer->stack[writer->depth];
}

/* Divisions count although they are not written, or a page of nested divs would take the stack. */
static bool counts_depth(const struct element *element)
{
    return element->place == PLACE_CONTAINER || element->place == PLACE_DIVISION;
}

void writer_gap(struct writer *writer, enum gap gap)
{
    /* Within a cell a line break would look like the next row. */
    if (writer->cells && gap > GAP_TAB)
        gap = GAP_SPACE;
    if (gap > writer->gap)
        writer->gap = gap;
}

/* What stands between this and its neighbours in the plain text. */
static enum gap gap_around(enum place place)
{
    switch (place) {
    case PLACE_CELL:
        return GAP_TAB;
    case PLACE_GROUP:
    case PLACE_ROW:
    case PLACE_ITEM:
    case PLACE_TERM:
        return GAP_LINE;
    default:
        return GAP_PARAGRAPH;
    }
}

/* Inline elements are closed here and written again with the next words, in the block that these come
 * into. */
static void run_ends(struct writer *writer)
{
    writer_end_inlines(writer, 0);
    writer->in_run = false;
    writer->space = writer->runs_on = false;
    writer->blanks = writer->hard = 0;
    writer->breaks = 0;
}

/* A list of terms begins with a term; an empty one stands before a description that comes alone. */
static void begin_term(struct writer *writer, const struct element *element)
{
    bool describes = element == element_of(GUMBO_TAG_DD);
    /* HTML wants a dt before the first dd. */
    if (describes && !writer_top(writer)->termed) {
        writer_push(writer, element_of(GUMBO_TAG_DT), "", true);
        writer_pop(writer);
    }
    writer_top(writer)->termed = true;
    writer_top(writer)->undescribed = !describes;
}

/* And it ends with a description. */
static void end_terms(struct writer *writer)
{
    const struct open_block *top = writer_top(writer);
    /* Not when the list has no content: it is about to be taken back. */
    if (top->undescribed && top->content != writer->content) {
        writer_push(writer, element_of(GUMBO_TAG_DD), "", true);
        writer_pop(writer);
    }
}

void writer_push(struct writer *writer, const struct element *element, const char *attributes, bool implied)
{
    assert(writer->depth + 1 < WRITER_STACK_SIZE);
    run_ends(writer);
    /* Before the push, for it may push a term itself. */
    if (element->place == PLACE_TERM)
        begin_term(writer, element);
    /* Before what comes into it. */
    writer_gap(writer, gap_around(element->place));
    writer_top(writer)->children++;
    writer_top(writer)->grouped |= element->place == PLACE_GROUP;
    writer_top(writer)->has_item = false;
    struct open_block *block = &writer->stack[++writer->depth];
    /* Where the output stood is kept, so that the block can be taken back. */
    *block = (struct open_block){.element = element,
                                 .serial = ++writer->last_serial,
                                 .implied = implied,
                                 .levels = writer->levels,
                                 .start = writer->html.length,
                                 .plain_start = writer->plain.length,
                                 .content = writer->content};
    /* The grid belongs to the table; a group of rows begins it anew. */
    if (element->inside == CONTEXT_TABLE)
        block->grid.begins = writer->begins;
    else if (element->place == PLACE_GROUP)
        grid_group(&block[-1].grid);
    writer->containers += counts_depth(element);
    writer->cells += element->place == PLACE_CELL;
    if (*element->name) {
        writer->written++;
        writer_start_tag(writer, element->name, attributes);
    }
    block->inner = writer->html.length;
}

/* Whether it is a part of an ordered list that was asked for: without it those behind would have other
 * numbers. */
static bool is_numbered(const struct writer *writer, const struct open_block *block)
{
    const struct open_block *list = &writer->stack[writer->depth];
    return block->element->place == PLACE_ITEM && !block->implied && strcmp(list->element->name, "ol") == 0;
}

/* Whether nothing came into it. Cells, terms and numbered items stay when empty, because tables and lists
 * would shift. */
static bool writer_is_empty(const struct writer *writer, const struct open_block *block)
{
    if (is_numbered(writer, block))
        return false;
    switch (block->element->place) {
    case PLACE_CELL:
    case PLACE_TERM:
        return false;
    case PLACE_ROW:
    case PLACE_GROUP:
        return block->children == 0;
    default:
        return block->content == writer->content;
    }
}

static void take_back(struct writer *writer, const struct open_block *block)
{
    struct open_block *parent = &writer->stack[writer->depth];
    /* A failed buffer may be shorter than where the block began. */
    if (!writer->html.failed)
        buf_cut(&writer->html, block->start);
    /* At most white space of preformatted text. */
    if (!writer->plain.failed && writer->plain.length > block->plain_start) {
        buf_cut(&writer->plain, block->plain_start);
        writer_gap(writer, GAP_PARAGRAPH);
    }
    parent->children--;
    /* The figure may have another one then. */
    if (block->element->place == PLACE_FIGCAPTION)
        parent->captioned = parent->caption_last = false;
    if (block->part)
        writer_anchor(writer, block->part);
    /* A heading without words is no heading for those that follow. */
    writer->levels = block->levels;
}

void writer_pop(struct writer *writer)
{
    run_ends(writer);
    /* Before the block leaves the stack, since it may need a last description. */
    end_terms(writer);
    /* Off the stack, but its content stays valid until the next push. */
    const struct open_block *block = &writer->stack[writer->depth--];
    writer->containers -= counts_depth(block->element);
    writer->cells -= block->element->place == PLACE_CELL;
    writer_gap(writer, gap_around(block->element->place));
    bool empty = writer_is_empty(writer, block);
    /* A list of such alone stays too. */
    writer->content += is_numbered(writer, block) && block->content == writer->content;
    if (empty)
        take_back(writer, block);
    if (block->element->inside == CONTEXT_LIST || block->element->place == PLACE_ITEM)
        writer_top(writer)->has_item = !empty && block->element->place == PLACE_ITEM;
    if (!*block->element->name)
        return;
    writer->written--;
    if (!empty)
        writer_end_tag(writer, block->element->name);
    /* One line for each outermost block: easier to read and to compare. */
    if (!empty && writer->written == 0)
        buf_char(&writer->html, '\n');
}

void writer_reopen_item(struct writer *writer)
{
    /* Nothing was put on the stack since it left it. */
    writer_top(writer)->has_item = false;
    struct open_block *item = &writer->stack[++writer->depth];
    if (!writer->html.failed)
        buf_cut(&writer->html, writer->html.length - strlen(item->element->name) - 3);
    item->serial = ++writer->last_serial;
    item->implied = true;
    writer->written++;
}

/* The heading that stands one level below the nearest greater one before it; the first is an h2. */
static const struct element *heading_element(struct writer *writer, const struct element *element)
{
    unsigned level = (unsigned)(element - element_of(GUMBO_TAG_H1));
    /* Of the levels before only the greater ones still count. */
    writer->levels &= (1u << level) - 1;
    writer->levels |= 1u << level;
    unsigned rank = (unsigned)__builtin_popcount(writer->levels);
    return element_of(rank < 6 ? GUMBO_TAG_H1 + rank : GUMBO_TAG_H6);
}

/* A cell's place in the table that its row's group is in. Rows without cells will not be written, so a
 * row counts from its first cell on. */
static struct span place_cell(struct writer *writer, const GumboVector *attributes)
{
    struct open_block *row = writer_top(writer);
    /* Cell in row, row in group, group in table: two below the row is the table. */
    struct grid *grid = &writer->stack[writer->depth - 2].grid;
    struct span span = grid_span(attributes, writer->rows_left);
    if (row->columns == 0)
        grid_row(grid);
    grid_fit(grid, &span);
    row->columns += (unsigned)span.columns;
    /* A fault and no cut: words in the columns beyond would be lost in silence. */
    if (row->columns > BODY_COLUMNS_MAX && !writer->fault)
        writer->fault = BODY_FAULT_COLUMNS;
    if (++writer->stack[writer->depth - 2].table_cells > BODY_TABLE_CELLS_MAX && !writer->fault)
        writer->fault = BODY_FAULT_CELLS;
    return span;
}

/* The attributes of a block that will stand in the innermost one. A refused one leaves the block
 * without. */
static const char *written_attributes(struct writer *writer, const struct element *element,
                                      const GumboVector *attributes, const char *part)
{
    struct element kept = *element;
    /* Only an ordered list numbers its items. */
    if (strcmp(writer_top(writer)->element->name, "ol") != 0)
        kept.attributes &= ~(unsigned)ATTRIBUTE_VALUE;
    struct span span = {1, 1};
    if (element->place == PLACE_CELL)
        span = place_cell(writer, attributes);
    const struct kept_attributes own = {
        .span = span, .part = part, .list_type = writer->list_type, .number = writer->number};
    const char *text = element_attributes(&kept, attributes, &own, writer->arena);
    return text ? text : "";
}

/* A block that was unwrapped: its words do not run into those before. */
static void stand_apart(struct writer *writer)
{
    writer->space = writer->space || writer->in_run;
}

/* The place of a block that is not written. */
static void keep_place(struct writer *writer, const struct part *part)
{
    if (part->name && part->is_linked)
        writer_anchor(writer, part->name);
}

unsigned writer_open(struct writer *writer, const struct element *element, const GumboVector *attributes)
{
    const struct part part = writer->part;
    writer->part = (struct part){NULL, false};
    /* Unwrapped: what is inside comes next, in the present block. */
    if (!writer_fit(writer, element)) {
        writer->list_type = '\0';
        writer->number = 0;
        stand_apart(writer);
        keep_place(writer, &part);
        return 0;
    }
    /* A table's head is its first part; others are written as bodies. */
    if (element->place == PLACE_GROUP && writer_top(writer)->grouped)
        element = element_of(GUMBO_TAG_TBODY);
    if (element->place == PLACE_FIGCAPTION) {
        writer_top(writer)->captioned = true;
        writer_top(writer)->caption_last = writer_top(writer)->children > 0;
    }
    /* While the parent is still the innermost, for an item asks whether that is an ol. */
    const char *kept = written_attributes(writer, element, attributes, part.name);
    writer->list_type = '\0';
    writer->number = 0;
    /* From before the heading, for taking it back. */
    unsigned levels = writer->levels;
    if (element->place == PLACE_HEADING)
        element = heading_element(writer, element);
    writer_push(writer, element, kept, false);
    writer_top(writer)->levels = levels;
    if (!*element->name)
        keep_place(writer, &part);
    else if (part.is_linked)
        writer_top(writer)->part = part.name;
    return writer_top(writer)->serial;
}

void writer_close(struct writer *writer, unsigned serial)
{
    size_t at = writer->depth;
    /* Serials rise up the stack. The block may have been ended before, when something did not fit into
     * it. */
    while (at > 0 && writer->stack[at].serial > serial)
        at--;
    if (serial == 0 || writer->stack[at].serial != serial) {
        stand_apart(writer);
        return;
    }
    while (writer->depth >= at)
        writer_pop(writer);
}

void writer_rule(struct writer *writer)
{
    const struct element *rule = element_of(GUMBO_TAG_HR);
    if (!writer_fit(writer, rule))
        return;
    run_ends(writer);
    writer_gap(writer, GAP_PARAGRAPH);
    writer_top(writer)->children++;
    /* A rule is content: a quotation that holds nothing else stays. */
    writer->content++;
    buf_printf(&writer->html, "<%s>%s", rule->name, writer->written ? "" : "\n");
}
