/* What styles generate in an element, on its way to the writer. An ordered list that numbers its items as
 * lists do by themselves stays one; one whose numbers say more ("Điều 1.", "1.2.") becomes paragraphs that
 * say it. */
#include "cleaning.h"

#include <stdlib.h>
#include <string.h>

static const GumboNode *first_item(const GumboNode *list)
{
    const GumboVector *children = &list->v.element.children;
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *child = children->data[i];
        if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_LI)
            return child;
    }
    return NULL;
}

/* The content generated before the first item of a list. */
static struct css_piece content_of_items(struct cleaning *cleaning, const GumboNode *list)
{
    const GumboNode *item = sheet_generates(cleaning->scratch->sheet, SHEET_BEFORE) ? first_item(list) : NULL;
    struct css_piece none = {"", 0};
    return item ? sheet_generated(cleaning->scratch->sheet, item, SHEET_BEFORE).content : none;
}

char cleaning_list_type(struct cleaning *cleaning, const struct visit *visit, const struct style *style)
{
    if (visit->number_type)
        return visit->number_type;
    /* Google Docs says it at the items. */
    const GumboNode *item = style->list_type ? NULL : first_item(visit->node);
    return item ? sheet_style(cleaning->scratch->sheet, item).list_type : style->list_type;
}

/* The number that an attribute says, `usual` when it says none. */
static int number_said(const GumboNode *node, const char *name, int usual)
{
    enum { MOST = 99999 };
    const GumboVector *attributes = &node->v.element.attributes;
    const GumboAttribute *attribute = attributes->length ? gumbo_get_attribute(attributes, name) : NULL;
    char *end;
    long number = attribute ? strtol(attribute->value, &end, 10) : 0;
    return !attribute || end == attribute->value || labs(number) > MOST ? usual : (int)number;
}

static bool is_list(const GumboNode *node)
{
    return node->v.element.tag == GUMBO_TAG_OL || node->v.element.tag == GUMBO_TAG_UL;
}

/* The counter that every list has of itself. */
static void count_item(struct cleaning *cleaning, const GumboNode *node)
{
    static const char name[] = "list-item";
    bool is_item = node->v.element.tag == GUMBO_TAG_LI;
    struct style style = {0};
    if (!is_item && !is_list(node))
        return;
    const char *said = NULL;
    if (is_list(node))
        said = arena_printf(cleaning->counters.arena, "%s %d", name, number_said(node, "start", 1) - 1);
    else if (gumbo_get_attribute(&node->v.element.attributes, "value"))
        said = arena_printf(cleaning->counters.arena, "%s %d", name, number_said(node, "value", 1));
    if (is_list(node))
        style.resets = (struct css_piece){said, strlen(said)};
    else if (said)
        style.sets = (struct css_piece){said, strlen(said)};
    else
        style.steps = (struct css_piece){name, sizeof name - 1};
    counters_enter(&cleaning->counters, &style, node->parent);
}

/* Where the number that is generated is that of a list, the item is told when another one would be shown. */
static bool take_number(struct cleaning *cleaning, struct visit *list, struct css_piece content)
{
    enum { MOST = 99999 };
    char type;
    int value;
    bool is_numbered = list->node->v.element.tag == GUMBO_TAG_OL && !list->is_spelled &&
                       generated_number(&cleaning->counters, content, &type, &value);
    if (is_numbered && value > 0 && value <= MOST) {
        cleaning->writer.number = value == list->number ? 0 : value;
        list->number = value;
    }
    list->number++;
    return is_numbered;
}

void cleaning_count_page(struct cleaning *cleaning, const GumboNode *body)
{
    /* The page's element and the body; where there is none, the document and the page's element. */
    enum { AROUND = 2 };
    const GumboNode *const around[AROUND] = {body->parent, body};
    for (int i = 0; i < AROUND; i++) {
        if (around[i]->type != GUMBO_NODE_ELEMENT)
            continue;
        struct style style = sheet_style(cleaning->scratch->sheet, around[i]);
        counters_enter(&cleaning->counters, &style, around[i]->parent);
    }
}

void cleaning_count(struct cleaning *cleaning, struct visit *visit, struct visit *parent,
                    const struct style *style, struct generated *ret_before)
{
    const GumboNode *node = visit->node;
    struct counters *counters = &cleaning->counters;
    ret_before->text = "";
    count_item(cleaning, node);
    counters_enter(counters, style, node->parent);
    if (is_list(node)) {
        struct css_piece content = content_of_items(cleaning, node);
        int value;
        bool is_number = node->v.element.tag == GUMBO_TAG_OL && content.length &&
                         generated_number(counters, content, &visit->number_type, &value);
        visit->number = number_said(node, "start", 1);
        visit->is_spelled =
            !is_number && content.length && memmem(content.text, content.length, "counter", 7);
    }
    if (!sheet_generates(cleaning->scratch->sheet, SHEET_BEFORE) || node->v.element.tag == GUMBO_TAG_Q)
        return;
    ret_before->style = sheet_generated(cleaning->scratch->sheet, node, SHEET_BEFORE);
    counters_enter(counters, &ret_before->style, node);
    bool is_item = node->v.element.tag == GUMBO_TAG_LI && is_list(parent->node);
    bool is_number = is_item && take_number(cleaning, parent, ret_before->style.content);
    if (!is_number && ret_before->style.content.length)
        ret_before->text = generated_text(counters, node, ret_before->style.content);
}

void cleaning_generate(struct cleaning *cleaning, const struct visit *visit, const struct generated *text)
{
    const struct style *style = &text->style;
    bool is_seen = style->hidden != SAID_YES && style->invisible != SAID_YES && !visit->is_invisible;
    if (!is_seen || !*text->text)
        return;
    struct visit inside = {.node = visit->node};
    const GumboVector none = {.length = 0};
    unsigned serial =
        style->apart == SAID_YES ? writer_open(&cleaning->writer, element_of(GUMBO_TAG_DIV), &none) : 0;
    cleaning_enter_style(cleaning, &inside, style);
    const char *clean = clean_text(text->text, cleaning->writer.arena);
    writer_text(&cleaning->writer, clean ? clean : "");
    for (unsigned i = 0; i < inside.inlines; i++)
        writer_close_inline(&cleaning->writer);
    if (style->apart == SAID_YES)
        writer_close(&cleaning->writer, serial);
}

void cleaning_generate_end(struct cleaning *cleaning, const struct visit *visit)
{
    const GumboNode *node = visit->node;
    if (sheet_generates(cleaning->scratch->sheet, SHEET_AFTER) && node->v.element.tag != GUMBO_TAG_Q) {
        struct generated behind = {.style = sheet_generated(cleaning->scratch->sheet, node, SHEET_AFTER)};
        counters_enter(&cleaning->counters, &behind.style, node);
        behind.text = behind.style.content.length
                          ? generated_text(&cleaning->counters, node, behind.style.content)
                          : "";
        cleaning_generate(cleaning, visit, &behind);
    }
    counters_leave(&cleaning->counters, node);
}
