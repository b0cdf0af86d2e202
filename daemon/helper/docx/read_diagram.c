/* Diagrams (SmartArt): their words as a list behind the paragraph that each is anchored in; the drawing
 * itself is left out, and said. The words are in a part of their own, as points and what lies below what. */
#include "reader.h"

#include <stdlib.h>
#include <string.h>

enum { POINTS_MAX = 2000, TEXT_MAX = 4096, LEVELS_DEEP = 8 };

/* A point with words, or one that only holds others together. */
struct docx_point {
    const char *id;
    const char *text; /* "" none */
    bool is_root, is_taken;
};

/* That a point lies below another, as which of several. */
struct docx_below {
    const char *above, *point;
    int order;
};

struct docx_diagram {
    struct arena *arena;
    struct docx_point *points;
    size_t point_count;
    struct docx_below *belows;
    size_t below_count;
    struct buf text; /* of the point that is open */
    bool is_open, in_text;
    enum docx_fault fault;
};

static void docx_hear_point(struct docx_diagram *diagram, const struct docx_element *element)
{
    const char *type = docx_attribute(element, SPACE_OTHER, "type");
    bool is_root = strcmp(type, "doc") == 0;
    /* The others say how it is drawn. */
    diagram->is_open = is_root || !*type || strcmp(type, "node") == 0 || strcmp(type, "asst") == 0;
    struct docx_point *point = diagram->is_open
                                   ? docx_array_add(diagram->arena, &diagram->points, &diagram->point_count,
                                                    sizeof *point, POINTS_MAX)
                                   : NULL;
    diagram->is_open = point != NULL;
    buf_cut(&diagram->text, 0);
    if (point)
        *point = (struct docx_point){
            .id = arena_text(diagram->arena, docx_attribute(element, SPACE_OTHER, "modelId")),
            .text = "",
            .is_root = is_root};
}

static void docx_hear_below(struct docx_diagram *diagram, const struct docx_element *element)
{
    const char *type = docx_attribute(element, SPACE_OTHER, "type");
    bool is_order = !*type || strcmp(type, "parOf") == 0;
    struct docx_below *below = is_order ? docx_array_add(diagram->arena, &diagram->belows,
                                                         &diagram->below_count, sizeof *below, POINTS_MAX)
                                        : NULL;
    if (below)
        *below = (struct docx_below){
            .above = arena_text(diagram->arena, docx_attribute(element, SPACE_OTHER, "srcId")),
            .point = arena_text(diagram->arena, docx_attribute(element, SPACE_OTHER, "destId")),
            .order = docx_integer(docx_attribute(element, SPACE_OTHER, "srcOrd"), 0)};
}

static void docx_diagram_begin(void *context, const struct docx_element *element)
{
    struct docx_diagram *diagram = context;
    if (element->tag == TAG_DGM_PT)
        docx_hear_point(diagram, element);
    else if (element->tag == TAG_DGM_CXN)
        docx_hear_below(diagram, element);
    /* A line of its own is one blank apart from the line before. */
    else if (diagram->is_open && element->tag == TAG_A_P && diagram->text.length)
        buf_char(&diagram->text, ' ');
    diagram->in_text = diagram->is_open && element->tag == TAG_A_T;
}

static void docx_diagram_end(void *context, enum docx_tag tag)
{
    struct docx_diagram *diagram = context;
    diagram->in_text = false;
    if (tag != TAG_DGM_PT || !diagram->is_open)
        return;
    diagram->points[diagram->point_count - 1].text =
        arena_copy(diagram->arena, buf_str(&diagram->text), diagram->text.length);
    diagram->is_open = false;
}

static void docx_diagram_text(void *context, const char *text, size_t size)
{
    struct docx_diagram *diagram = context;
    if (diagram->in_text && diagram->text.length + size <= TEXT_MAX)
        buf_add(&diagram->text, text, size);
}

/* One point's words as an item of a list. */
static void docx_put_point(struct docx_reader *reader, struct docx_flow *flow, const char *text, int level)
{
    struct docx_paragraph *paragraph = arena_zero(reader->arena, 1, sizeof *paragraph);
    struct docx_piece *piece = arena_zero(reader->arena, 1, sizeof *piece);
    struct docx_block *block =
        paragraph && piece ? docx_block_add(reader->arena, flow, BLOCK_PARAGRAPH) : NULL;
    if (!block)
        return;
    if (++reader->model->paragraph_count > DOCX_PARAGRAPHS_MAX)
        docx_refuse(reader, DOCX_PARAGRAPHS);
    piece->kind = PIECE_TEXT;
    piece->text = text;
    paragraph->style = "";
    paragraph->label = (struct docx_label){.mark = MARK_BULLET, .level = level, .list = -1, .text = ""};
    docx_piece_add(paragraph, piece);
    block->paragraph = paragraph;
}

static struct docx_point *docx_point_named(const struct docx_diagram *diagram, const char *id)
{
    for (size_t i = 0; i < diagram->point_count; i++)
        if (strcmp(diagram->points[i].id, id) == 0)
            return &diagram->points[i];
    return NULL;
}

/* A point and, below it, those below it. Each is taken once, so circles end. */
static void docx_put_below(struct docx_reader *reader, const struct docx_diagram *diagram,
                           struct docx_point *point, struct docx_flow *flow, int level)
{
    bool is_said = *point->text != '\0';
    size_t count = diagram->belows ? diagram->below_count : 0;
    point->is_taken = true;
    if (is_said)
        docx_put_point(reader, flow, point->text, level);
    if (level == LEVELS_DEEP)
        return;
    for (size_t i = 0; i < count; i++) {
        struct docx_point *next = strcmp(diagram->belows[i].above, point->id) == 0
                                      ? docx_point_named(diagram, diagram->belows[i].point)
                                      : NULL;
        if (next && !next->is_taken)
            docx_put_below(reader, diagram, next, flow, level + is_said);
    }
}

static int docx_by_order(const void *a, const void *b)
{
    const struct docx_below *first = a, *second = b;
    return first->order < second->order ? -1 : first->order > second->order;
}

/* From the root; what nothing leads to comes behind. */
static void docx_put_diagram(struct docx_reader *reader, struct docx_diagram *diagram, struct docx_flow *flow)
{
    if (diagram->belows)
        qsort(diagram->belows, diagram->below_count, sizeof *diagram->belows, docx_by_order);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < diagram->point_count; i++)
            if (!diagram->points[i].is_taken && (pass == 1 || diagram->points[i].is_root))
                docx_put_below(reader, diagram, &diagram->points[i], flow, 0);
}

bool docx_take_diagram(struct docx_reader *reader, const struct docx_element *element)
{
    static const struct docx_hearer hearer = {docx_diagram_begin, docx_diagram_end, docx_diagram_text};
    const struct docx_relation *relation =
        docx_relation_find(reader->relations, docx_attribute(element, SPACE_R, "dm"));
    const struct docx_entry *entry = relation && !relation->is_outside && relation->target
                                         ? docx_package_find(reader->package, relation->target)
                                         : NULL;
    struct docx_diagram diagram = {.arena = reader->arena, .text = BUF(2 * TEXT_MAX)};
    if (!entry || !reader->writing || !reader->flow)
        return false;
    enum docx_fault fault = docx_package_hear(reader->package, entry, &hearer, &diagram, &diagram.fault);
    buf_done(&diagram.text);
    /* A limit of the whole file is the file's; what is damaged costs itself. */
    if (fault && fault != DOCX_DAMAGED)
        docx_refuse(reader, fault);
    size_t before = reader->model->paragraph_count;
    docx_put_diagram(reader, &diagram, &reader->writing->boxes);
    return reader->model->paragraph_count > before;
}
