/* Drawings: pictures in both of Word's forms, and what of drawings cannot be kept. */
#include "alt.h"
#include "reader.h"

#include <stdlib.h>
#include <string.h>

enum { TURN = 90 * 60000, FULL = 100000, VML_ONE = 65536 };

static void docx_begin_drawing(struct docx_reader *reader, const struct docx_element *element)
{
    struct docx_drawing *drawing = arena_zero(reader->arena, 1, sizeof *drawing);
    if (!drawing)
        return;
    *drawing = (struct docx_drawing){.outer = reader->drawing,
                                     .alt = "",
                                     .name = "",
                                     .part_alt = "",
                                     .embedded = "",
                                     .linked = "",
                                     .cut = {.orientation = 1},
                                     .program = element->tag == TAG_W_OBJECT ? "" : NULL};
    reader->drawing = drawing;
}

/* As shown by its own words, else by its name. */
static const char *docx_drawing_name(const struct docx_drawing *drawing)
{
    return *drawing->alt ? drawing->alt : *drawing->part_alt ? drawing->part_alt : drawing->name;
}

/* In 1/100,000: "50000", or "50%" as the strict form has it. */
static int docx_share(const char *text)
{
    int number = docx_integer(text, 0);
    return strchr(text, '%') ? number * 1000 : number;
}

/* "32768f" of 65,536, or ".5". */
static int docx_vml_share(const char *text)
{
    char *end;
    double number = strtod(text, &end);
    if (*end == 'f')
        number /= VML_ONE;
    return number > 0 && number < 1 ? (int)(number * FULL) : 0;
}

/* What is taken off a side; less than nothing is a margin, which is none. */
static int32_t docx_side(int share)
{
    return share < 0 ? 0 : share > FULL ? FULL : share;
}

/* How it is turned and mirrored, as one of the eight orientations (TIFF 6.0, tag 274): mirrored first, then
 * turned clockwise. */
static int32_t docx_orientation(const struct docx_drawing *drawing)
{
    static const int plain[] = {1, 6, 3, 8}, mirrored[] = {2, 7, 4, 5};
    int turns = drawing->turns;
    bool is_mirrored = drawing->flips_across != drawing->flips_down;
    /* Upside down and mirrored is mirrored and half a turn. */
    if (drawing->flips_down)
        turns += 2;
    return is_mirrored ? mirrored[turns & 3] : plain[turns & 3];
}

/* The name of the part that holds the picture, and whether it is none of the file's. */
static const char *docx_picture_part(const struct docx_reader *reader, const char *id, bool *ret_is_outside)
{
    const struct docx_relation *relation = docx_relation_find(reader->relations, id);
    *ret_is_outside = relation && relation->is_outside;
    return relation && !relation->is_outside ? relation->target : NULL;
}

/* One picture of the drawing that is open, at this place of the text. */
static void docx_take_picture(struct docx_reader *reader)
{
    struct docx_drawing *drawing = reader->drawing;
    struct docx_model *model = reader->model;
    bool is_outside;
    const char *id = *drawing->embedded ? drawing->embedded : drawing->linked;
    drawing->has_any = true;
    struct docx_piece *piece = *id ? docx_emit_piece(reader, PIECE_PICTURE) : NULL;
    struct docx_picture *picture = piece ? arena_zero(reader->arena, 1, sizeof *picture) : NULL;
    if (!picture)
        return;
    if (++model->picture_count > DOCX_PICTURES_MAX)
        docx_refuse(reader, DOCX_PICTURES);
    picture->part = docx_picture_part(reader, id, &is_outside);
    picture->is_outside = is_outside || !*drawing->embedded;
    const char *alt = *drawing->alt ? drawing->alt : drawing->part_alt;
    picture->alt = docx_alt(alt);
    picture->name = picture->alt ? picture->alt : docx_place(reader);
    if (!*picture->name)
        picture->name = drawing->name;
    picture->is_decorative = drawing->is_decorative;
    picture->floats = drawing->floats;
    picture->cut = drawing->cut;
    picture->cut.orientation = docx_orientation(drawing);
    if (model->last_picture)
        model->last_picture->next = picture;
    else
        model->pictures = picture;
    model->last_picture = picture;
    piece->picture = picture;
    /* The words of the whole belong to its first picture. */
    drawing->embedded = drawing->linked = drawing->part_alt = "";
    if (drawing->in_picture)
        drawing->alt = "";
}

/* A picture within a drawing begins; nothing of the one before it holds. */
static void docx_begin_picture(struct docx_drawing *drawing)
{
    drawing->in_picture = true;
    drawing->embedded = drawing->linked = drawing->part_alt = "";
    drawing->cut = (struct docx_cut){.orientation = 1};
    drawing->turns = 0;
    drawing->flips_across = drawing->flips_down = false;
}

/* Of DrawingML. */
static void docx_in_drawing(struct docx_reader *reader, const struct docx_element *element)
{
    struct docx_drawing *drawing = reader->drawing;
    struct arena *arena = reader->arena;
    const char *value;
    switch (element->tag) {
    case TAG_WP_ANCHOR:
        drawing->floats = true;
        break;
    case TAG_WP_DOC_PR:
        drawing->alt = arena_text(arena, docx_attribute(element, SPACE_OTHER, "descr"));
        drawing->name = arena_text(arena, docx_attribute(element, SPACE_OTHER, "name"));
        break;
    case TAG_ADEC_DECORATIVE:
        value = docx_attribute(element, SPACE_OTHER, "val");
        drawing->is_decorative = strcmp(value, "0") != 0 && strcmp(value, "false") != 0;
        break;
    case TAG_PIC_PIC:
        docx_begin_picture(drawing);
        break;
    case TAG_PIC_CNV_PR:
        drawing->part_alt = arena_text(arena, docx_attribute(element, SPACE_OTHER, "descr"));
        break;
    case TAG_A_BLIP:
        drawing->embedded = arena_text(arena, docx_attribute(element, SPACE_R, "embed"));
        drawing->linked = arena_text(arena, docx_attribute(element, SPACE_R, "link"));
        break;
    case TAG_A_SRC_RECT:
        drawing->cut.left = docx_side(docx_share(docx_attribute(element, SPACE_OTHER, "l")));
        drawing->cut.top = docx_side(docx_share(docx_attribute(element, SPACE_OTHER, "t")));
        drawing->cut.right = docx_side(docx_share(docx_attribute(element, SPACE_OTHER, "r")));
        drawing->cut.bottom = docx_side(docx_share(docx_attribute(element, SPACE_OTHER, "b")));
        break;
    case TAG_A_XFRM:
        if (!drawing->in_picture)
            break;
        /* To the nearest quarter; what stands askew is shown upright. */
        drawing->turns = (docx_integer(docx_attribute(element, SPACE_OTHER, "rot"), 0) % (4 * TURN) +
                          4 * TURN + TURN / 2) /
                         TURN % 4;
        drawing->flips_across = *docx_attribute(element, SPACE_OTHER, "flipH") == '1';
        drawing->flips_down = *docx_attribute(element, SPACE_OTHER, "flipV") == '1';
        break;
    default:
        break;
    }
}

/* Of what is no picture. */
static void docx_in_shape(struct docx_reader *reader, const struct docx_element *element)
{
    struct docx_drawing *drawing = reader->drawing;
    switch (element->tag) {
    case TAG_WPS_WSP:
        drawing->in_shape = true;
        drawing->shape_has_text = drawing->is_line = false;
        break;
    case TAG_WPS_TXBX:
        drawing->shape_has_text = true;
        break;
    case TAG_WPS_CONNECTOR:
        drawing->is_line = true;
        break;
    case TAG_C_CHART:
    case TAG_CX_CHART:
        drawing->has_any = true;
        if (!docx_field_hides(reader))
            docx_warn(reader, WARNING_WORD_OBJECT, docx_drawing_name(drawing));
        break;
    case TAG_DGM_REL_IDS:
        drawing->has_any = true;
        if (!docx_field_hides(reader))
            docx_warn(reader, docx_take_diagram(reader, element) ? WARNING_WORD_DIAGRAM : WARNING_WORD_OBJECT,
                      docx_drawing_name(drawing));
        break;
    case TAG_O_OLE_OBJECT:
        drawing->program = arena_text(reader->arena, docx_attribute(element, SPACE_OTHER, "ProgID"));
        break;
    default:
        break;
    }
}

/* Words that are drawn along a line. */
static void docx_take_drawn_words(struct docx_reader *reader, const char *words)
{
    reader->drawing->has_any = true;
    docx_emit(reader, " ", 1);
    docx_emit(reader, words, strlen(words));
    docx_emit(reader, " ", 1);
}

/* Of VML, as Word wrote before 2010 and still writes for objects. */
static void docx_in_vml(struct docx_reader *reader, const struct docx_element *element)
{
    struct docx_drawing *drawing = reader->drawing;
    struct arena *arena = reader->arena;
    const char *hidden;
    switch (element->tag) {
    case TAG_V_SHAPE:
    case TAG_V_RECT:
        drawing->alt = arena_text(arena, docx_attribute(element, SPACE_OTHER, "alt"));
        /* A line between paragraphs. */
        hidden = docx_attribute(element, SPACE_O, "hr");
        drawing->has_any = drawing->has_any || *hidden == 't';
        break;
    case TAG_V_IMAGEDATA:
        docx_begin_picture(drawing);
        drawing->in_picture = false;
        drawing->embedded = arena_text(arena, docx_attribute(element, SPACE_R, "id"));
        drawing->name = arena_text(arena, docx_attribute(element, SPACE_O, "title"));
        drawing->cut.left = docx_vml_share(docx_attribute(element, SPACE_OTHER, "cropleft"));
        drawing->cut.top = docx_vml_share(docx_attribute(element, SPACE_OTHER, "croptop"));
        drawing->cut.right = docx_vml_share(docx_attribute(element, SPACE_OTHER, "cropright"));
        drawing->cut.bottom = docx_vml_share(docx_attribute(element, SPACE_OTHER, "cropbottom"));
        docx_take_picture(reader);
        break;
    case TAG_V_TEXTPATH:
        docx_take_drawn_words(reader, docx_attribute(element, SPACE_OTHER, "string"));
        break;
    default:
        break;
    }
}

bool docx_drawing_begin(struct docx_reader *reader, const struct docx_element *element)
{
    if (element->tag == TAG_W_DRAWING || element->tag == TAG_W_PICT || element->tag == TAG_W_OBJECT) {
        docx_begin_drawing(reader, element);
        return true;
    }
    if (!reader->drawing)
        return false;
    docx_in_drawing(reader, element);
    docx_in_shape(reader, element);
    docx_in_vml(reader, element);
    /* Formulas, boxes and alternatives stand in drawings too. */
    return false;
}

/* A shape that says nothing is named once, for all of them; lines are dress. */
static void docx_end_shape(struct docx_reader *reader)
{
    struct docx_drawing *drawing = reader->drawing;
    if (*drawing->embedded || *drawing->linked)
        docx_take_picture(reader);
    else if (!drawing->shape_has_text && !drawing->is_line && !drawing->is_decorative &&
             !docx_field_hides(reader))
        docx_warn_counted(reader, WARNING_WORD_SHAPE, docx_drawing_name(drawing));
    drawing->in_shape = false;
    drawing->has_any = true;
}

static void docx_end_drawing(struct docx_reader *reader)
{
    struct docx_drawing *drawing = reader->drawing;
    /* A picture that fills a shape, or stands there without the element around it. */
    if (!drawing->has_any && (*drawing->embedded || *drawing->linked))
        docx_take_picture(reader);
    if (drawing->program && !docx_field_hides(reader))
        docx_warn(reader, WARNING_WORD_OBJECT,
                  *drawing->program ? drawing->program : docx_drawing_name(drawing));
    reader->drawing = drawing->outer;
}

void docx_drawing_end(struct docx_reader *reader, enum docx_tag tag)
{
    if (!reader->drawing)
        return;
    switch (tag) {
    case TAG_PIC_PIC:
        docx_take_picture(reader);
        reader->drawing->in_picture = false;
        break;
    case TAG_WPS_WSP:
        docx_end_shape(reader);
        break;
    case TAG_W_DRAWING:
    case TAG_W_PICT:
    case TAG_W_OBJECT:
        docx_end_drawing(reader);
        break;
    default:
        break;
    }
}

void docx_drawing_peek(struct docx_reader *reader, const struct docx_element *element)
{
    bool is_outside;
    const char *id = element->tag == TAG_A_BLIP        ? docx_attribute(element, SPACE_R, "embed")
                     : element->tag == TAG_V_IMAGEDATA ? docx_attribute(element, SPACE_R, "id")
                                                       : "";
    if (reader->twin_of && *id && !reader->twin_of->twin)
        reader->twin_of->twin = docx_picture_part(reader, id, &is_outside);
}
