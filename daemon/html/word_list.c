/* Opens real lists for Word's list paragraphs. Levels that are left out bring no empty lists; a number that
 * does not follow the one before is said with its item. What their marks say is word_mark.c's. */
#include "word_list.h"

#include "word_mark.h"

static void word_list_close(struct word_list *list, struct writer *writer)
{
    list->depth--;
    writer_close(writer, list->lists[list->depth].serial);
}

static void word_list_end(struct word_list *list, struct writer *writer)
{
    while (list->depth)
        word_list_close(list, writer);
    list->parent = NULL;
}

/* Opens a block with one or two attributes, as if the source had them. */
static unsigned word_list_open(struct writer *writer, GumboTag tag, const char *name, const char *value,
                               const char *second, const char *second_value)
{
    GumboAttribute attributes[2] = {{.name = name, .value = value}, {.name = second, .value = second_value}};
    void *items[2] = {&attributes[0], &attributes[1]};
    const GumboVector vector = {.data = items, .length = name ? second ? 2 : 1 : 0, .capacity = 2};
    return writer_open(writer, element_of(tag), &vector);
}

/* The list of this level and kind, opened where there is none. False where no list can stand. */
static bool word_list_enter(struct word_list *list, struct writer *writer, int level, const struct mark *mark)
{
    while (list->depth && list->lists[list->depth - 1].level > level)
        word_list_close(list, writer);
    size_t top = list->depth ? list->depth - 1 : 0;
    bool is_there = list->depth && list->lists[top].level == level;
    bool goes_on = is_there && list->lists[top].type == mark->type &&
                   !(mark->type && mark->number == 1 && list->lists[top].next != 1);
    if (goes_on)
        return true;
    if (is_there)
        word_list_close(list, writer);
    if (list->depth == WORD_LIST_LEVELS)
        return false;
    const char type[] = {mark->type, '\0'};
    const char *start = arena_printf(writer->arena, "%d", mark->number);
    unsigned serial =
        word_list_open(writer, mark->type ? GUMBO_TAG_OL : GUMBO_TAG_UL, mark->type ? "type" : NULL, type,
                       mark->number == 1 ? NULL : "start", start);
    if (!serial)
        return false;
    list->lists[list->depth].serial = serial;
    list->lists[list->depth].level = level;
    list->lists[list->depth].type = mark->type;
    list->lists[list->depth].next = mark->number;
    list->depth++;
    return true;
}

bool word_list_item(struct word_list *list, struct writer *writer, const GumboNode *node,
                    const struct style *style)
{
    struct mark mark;
    struct mark_place place;
    if (!style->list_level || !mark_find(node, &place))
        return false;
    if (list->parent != node->parent)
        word_list_end(list, writer);
    if (!mark_read(place.words, &mark)) {
        /* It stands in the item of a level above, if there is one. */
        while (list->depth && list->lists[list->depth - 1].level >= style->list_level)
            word_list_close(list, writer);
        return false;
    }
    for (size_t i = 0; i < list->depth; i++)
        if (list->lists[i].level == style->list_level)
            mark_settle(&mark, list->lists[i].type);
    if (list->depth == 0 || list->lists[list->depth - 1].level < style->list_level)
        mark_settle(&mark, '\0');
    if (!word_list_enter(list, writer, style->list_level, &mark))
        return false;
    size_t top = list->depth - 1;
    writer_close(writer, list->lists[top].item);
    bool is_next = !mark.type || mark.number == list->lists[top].next;
    const char *number = arena_printf(writer->arena, "%d", mark.number);
    list->lists[top].item =
        word_list_open(writer, GUMBO_TAG_LI, is_next ? NULL : "value", number, NULL, NULL);
    list->lists[top].next = mark.number + 1;
    list->parent = node->parent;
    list->mark = place.element;
    list->typed = place.text;
    list->typed_length = place.length;
    return true;
}

int word_list_level(const GumboNode *node, const struct style *style)
{
    enum { USUAL = 36, STEP = 9, NEAR = 4 };
    struct mark_place place;
    if (style->list_level || node->v.element.tag != GUMBO_TAG_P || !mark_find_typed(node, &place))
        return style->list_level;
    /* Nothing says the level but how far the paragraph is moved in. */
    int margin = style->margin ? style->margin : USUAL;
    return 1 + (margin + NEAR) / STEP;
}

void word_list_before(struct word_list *list, struct writer *writer, const GumboNode *node)
{
    if (list->depth && node->parent == list->parent)
        word_list_end(list, writer);
}

void word_list_leave(struct word_list *list, struct writer *writer, const GumboNode *node)
{
    if (list->depth && node == list->parent)
        word_list_end(list, writer);
}
