/* Elements one after the other: what is left out, what is looked through, and which file of the reader knows
 * the others. The only place that knows wrappers. */
#include "reader.h"

#include <string.h>

enum { LEAF_MAX = DOCX_PART_MAX, CODES_MAX = 64 * 1024, PLACE_MAX = 120 };

void docx_refuse(struct docx_reader *reader, enum docx_fault fault)
{
    if (!reader->fault)
        reader->fault = fault;
}

const char *docx_place(const struct docx_reader *reader)
{
    const struct docx_writing *writing = reader->writing;
    if (!writing)
        return "";
    size_t size = writing->text.length < PLACE_MAX ? writing->text.length : PLACE_MAX;
    return arena_copy(reader->arena, buf_str(&writing->text), size);
}

void docx_warn(struct docx_reader *reader, enum warning_code code, const char *text)
{
    const char *shown = text ? text : docx_place(reader);
    warnings_add(reader->warnings, code, 0, shown, strlen(shown));
}

void docx_warn_counted(struct docx_reader *reader, enum warning_code code, const char *text)
{
    const char *shown = text ? text : docx_place(reader);
    warnings_count(reader->warnings, code, 0, shown, strlen(shown));
}

/* Marks of changes: of a paragraph's end, of a row. */
static void docx_change_mark(struct docx_reader *reader, enum docx_tag tag, enum docx_tag parent)
{
    bool is_out = tag == TAG_W_DEL || tag == TAG_W_MOVE_FROM;
    bool is_paragraph = parent == TAG_W_RPR && reader->writing && reader->target == &reader->writing->mark;
    if (is_paragraph && is_out)
        reader->writing->is_mark_gone = true;
    if (parent == TAG_W_TRPR && is_out && reader->tabling && reader->tabling->row)
        reader->tabling->row->is_deleted = true;
    /* The end of a new paragraph is counted where its words are. */
    if (parent == TAG_W_RPR && !(is_paragraph && is_out))
        return;
    if (is_out)
        reader->deleted++;
    else
        reader->inserted++;
}

/* What words are in, or stand for them. */
static void docx_begin_words(struct docx_reader *reader, const struct docx_element *element,
                             enum docx_tag parent, struct docx_frame *frame)
{
    switch (element->tag) {
    case TAG_W_T:
    case TAG_M_T:
    case TAG_W_FIELD_CODE:
        reader->collects = true;
        reader->keeps_blanks = element->tag != TAG_W_T;
        for (const char **pair = element->attributes; *pair; pair += 2)
            if (strstr(*pair, "XML/1998/namespace") && strcmp(pair[1], "preserve") == 0)
                reader->keeps_blanks = true;
        buf_cut(&reader->leaf, 0);
        break;
    case TAG_W_TAB:
    case TAG_W_PTAB:
        if (parent != TAG_W_TABS)
            docx_emit_tab(reader);
        break;
    case TAG_W_BR:
        if (strcmp(docx_attribute(element, SPACE_W, "type"), "page") == 0 ||
            strcmp(docx_attribute(element, SPACE_W, "type"), "column") == 0)
            docx_emit(reader, " ", 1);
        else
            docx_emit_break(reader);
        break;
    case TAG_W_CR:
        docx_emit_break(reader);
        break;
    case TAG_W_NO_BREAK_HYPHEN:
        docx_emit(reader, "-", 1);
        break;
    case TAG_W_SYM:
    case TAG_SYMEX_SYMEX:
        docx_emit_symbol(reader,
                         docx_attribute(element, element->tag == TAG_W_SYM ? SPACE_W : SPACE_SYMEX, "font"),
                         docx_attribute(element, element->tag == TAG_W_SYM ? SPACE_W : SPACE_SYMEX, "char"));
        break;
    case TAG_W_RT:
        docx_emit(reader, " (", 2);
        break;
    case TAG_W_HYPERLINK:
        frame->link = reader->story.link;
        reader->story.link = docx_link_of(reader, element);
        break;
    default:
        break;
    }
}

/* Formulas are read as lines: what was above and below a line is kept apart. */
static void docx_begin_formula(struct docx_reader *reader, const struct docx_element *element)
{
    switch (element->tag) {
    case TAG_M_MATH:
        docx_warn_counted(reader, WARNING_WORD_EQUATION, NULL);
        break;
    case TAG_M_SUP:
        reader->raised++;
        break;
    case TAG_M_SUB:
        reader->lowered++;
        break;
    case TAG_M_DEN:
        docx_emit(reader, "/", 1);
        break;
    case TAG_M_RAD:
        docx_emit(reader, "√", strlen("√"));
        break;
    case TAG_M_D:
        docx_emit(reader, "(", 1);
        break;
    default:
        break;
    }
}

/* Everything else, by what it is. */
static void docx_begin_other(struct docx_reader *reader, const struct docx_element *element,
                             struct docx_frame *frame)
{
    struct docx_frame *control = NULL;
    switch (element->tag) {
    case TAG_W_SDTPR:
    case TAG_W_PLACEHOLDER:
    case TAG_W_GALLERY:
        control = docx_control(reader);
        if (control && element->tag == TAG_W_PLACEHOLDER)
            control->is_placeholder = docx_is_on(element);
        if (control && element->tag == TAG_W_GALLERY)
            control->is_contents = strcmp(docx_attribute(element, SPACE_W, "val"), "Table of Contents") == 0;
        break;
    case TAG_MC_ALTERNATE:
        frame->before = reader->model->last_picture;
        break;
    case TAG_W_BOOKMARK:
        docx_bookmark(reader, docx_attribute(element, SPACE_W, "name"));
        break;
    case TAG_W_COMMENT_REFERENCE:
        reader->comments++;
        break;
    case TAG_W_HEADER_REFERENCE:
        reader->margins++;
        break;
    case TAG_W_ALT_CHUNK:
    case TAG_W_SUB_DOCUMENT:
        docx_warn(reader, WARNING_WORD_CHUNK,
                  docx_relation_name(reader, docx_attribute(element, SPACE_R, "id")));
        break;
    case TAG_W_FOOTNOTE_REFERENCE:
    case TAG_W_ENDNOTE_REFERENCE:
        docx_note_reference(reader, element, element->tag == TAG_W_ENDNOTE_REFERENCE);
        break;
    case TAG_W_CONTROL:
        docx_warn_counted(reader, WARNING_WORD_OBJECT, docx_attribute(element, SPACE_W, "name"));
        break;
    case TAG_W_TEXT_BOX:
        docx_box_begin(reader);
        break;
    default:
        break;
    }
}

static void docx_begin_known(struct docx_reader *reader, const struct docx_element *element,
                             enum docx_tag parent, struct docx_frame *frame)
{
    switch (element->tag) {
    case TAG_OTHER:
        return;
    case TAG_W_P:
        docx_begin_paragraph(reader);
        return;
    case TAG_W_R:
        docx_begin_run(reader);
        return;
    case TAG_W_INS:
    case TAG_W_MOVE_TO:
    case TAG_W_DEL:
    case TAG_W_MOVE_FROM:
        docx_change_mark(reader, element->tag, parent);
        return;
    case TAG_W_FIELD_CHAR:
    case TAG_W_FIELD_SIMPLE:
    case TAG_W_CHECK_BOX:
    case TAG_W_CHECKED:
    case TAG_W_DEFAULT:
        docx_field_char(reader, element);
        return;
    default:
        break;
    }
    if (docx_paragraph_property(reader, element, parent) || docx_table_begin(reader, element, parent) ||
        docx_drawing_begin(reader, element))
        return;
    docx_begin_words(reader, element, parent, frame);
    docx_begin_formula(reader, element);
    docx_begin_other(reader, element, frame);
}

static void docx_read_begin(void *context, const struct docx_element *element)
{
    struct docx_reader *reader = context;
    if (reader->skip) {
        reader->skip++;
        docx_drawing_peek(reader, element);
        return;
    }
    if (docx_skips(reader, element)) {
        reader->skip = 1;
        return;
    }
    enum docx_tag parent = reader->depth ? reader->frames[reader->depth - 1].tag : TAG_OTHER;
    struct docx_frame *frame = &reader->frames[reader->depth++];
    *frame = (struct docx_frame){.tag = element->tag};
    docx_begin_known(reader, element, parent, frame);
    if (arena_failed(reader->arena))
        docx_refuse(reader, DOCX_LONG);
}

/* The words of an element that held nothing else. */
static void docx_end_leaf(struct docx_reader *reader, enum docx_tag tag)
{
    const char *text = buf_str(&reader->leaf);
    size_t size = reader->leaf.length;
    reader->collects = false;
    if (!reader->keeps_blanks) {
        for (; size && strchr(" \t\r\n", *text); text++)
            size--;
        while (size && strchr(" \t\r\n", text[size - 1]))
            size--;
    }
    if (tag == TAG_W_FIELD_CODE)
        docx_field_code(reader, text, size);
    else
        docx_emit(reader, text, size);
}

static void docx_read_end(void *context, enum docx_tag tag)
{
    struct docx_reader *reader = context;
    if (reader->skip) {
        if (!--reader->skip)
            reader->twin_of = NULL;
        return;
    }
    if (!reader->depth)
        return;
    const struct docx_frame *frame = &reader->frames[--reader->depth];
    switch (tag) {
    case TAG_W_P:
        docx_end_paragraph(reader);
        break;
    case TAG_W_RPR:
        reader->target = NULL;
        break;
    case TAG_W_PPR:
        if (reader->writing)
            reader->writing->in_properties = false;
        break;
    case TAG_W_T:
    case TAG_M_T:
    case TAG_W_FIELD_CODE:
        docx_end_leaf(reader, tag);
        break;
    case TAG_W_RT:
    case TAG_M_D:
        docx_emit(reader, ")", 1);
        break;
    case TAG_W_HYPERLINK:
        reader->story.link = frame->link;
        break;
    case TAG_W_FIELD_SIMPLE:
        docx_field_end(reader);
        break;
    case TAG_M_SUP:
        reader->raised -= reader->raised > 0;
        break;
    case TAG_M_SUB:
        reader->lowered -= reader->lowered > 0;
        break;
    case TAG_W_TEXT_BOX:
        docx_box_end(reader);
        break;
    case TAG_W_FOOTNOTE:
    case TAG_W_ENDNOTE:
        docx_note_end(reader);
        break;
    default:
        docx_table_end(reader, tag);
        docx_drawing_end(reader, tag);
    }
}

static void docx_read_text(void *context, const char *text, size_t size)
{
    struct docx_reader *reader = context;
    if (reader->collects && !reader->skip)
        buf_add(&reader->leaf, text, size);
}

enum docx_fault docx_read_part(struct docx_reader *reader, const char *part)
{
    static const struct docx_hearer hearer = {docx_read_begin, docx_read_end, docx_read_text};
    const struct docx_entry *entry = docx_package_find(reader->package, part);
    struct docx_relations relations = {.count = 0};
    if (!entry)
        return DOCX_DAMAGED;
    enum docx_fault fault = docx_relations_read(reader->package, part, &relations);
    if (fault && fault != DOCX_DAMAGED)
        return fault;
    reader->relations = &relations;
    reader->part = part;
    reader->leaf.limit = LEAF_MAX;
    reader->codes.limit = CODES_MAX;
    fault = docx_package_hear(reader->package, entry, &hearer, reader, &reader->fault);
    reader->relations = NULL;
    return fault;
}
