/* Which rules an element has, and what they say of it in the order of the cascade (CSS Cascading 4): by
 * weight, then by place, the attribute after them, what is important after all. Reads no CSS itself. */
#include "sheet_inner.h"

#include <string.h>
#include <strings.h>

enum { WORDS_MAX = 64 }; /* classes of an element that are asked for */

/* Rules of one element, the lightest first. */
struct matches {
    const struct rule *rules[MATCHES_MAX];
    size_t count;
};

static const char *sheet_value(const GumboNode *node, const char *name)
{
    const GumboVector *attributes = &node->v.element.attributes;
    const GumboAttribute *attribute = attributes->length ? gumbo_get_attribute(attributes, name) : NULL;
    return attribute ? attribute->value : "";
}

/* The next word of a class attribute from *at on; its length is 0 at the end. */
static struct css_name class_next(const char **at)
{
    static const char white[] = " \t\n\r\f";
    *at += strspn(*at, white);
    struct css_name word = {*at, strcspn(*at, white)};
    *at += word.length;
    return word;
}

static bool has_class(const char *value, const struct css_name *wanted)
{
    for (struct css_name word = class_next(&value); word.length; word = class_next(&value))
        if (word.length == wanted->length && memcmp(word.text, wanted->text, word.length) == 0)
            return true;
    return false;
}

static bool is_element(const GumboNode *node)
{
    return node && (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE);
}

static bool compound_fits(struct sheet *sheet, const struct compound *compound, const GumboNode *node)
{
    sheet->steps++;
    if (compound->tag != GUMBO_TAG_LAST && compound->tag != node->v.element.tag)
        return false;
    const char *id = compound->id.length ? sheet_value(node, "id") : "";
    if (compound->id.length &&
        (strlen(id) != compound->id.length || memcmp(id, compound->id.text, compound->id.length) != 0))
        return false;
    const char *value = compound->class_count ? sheet_value(node, "class") : "";
    for (size_t i = 0; i < compound->class_count; i++)
        if (!has_class(value, &compound->classes[i]))
            return false;
    return true;
}

/* From the element up. The nearest that fits is taken for each compound, which is right for all but odd
 * selectors of several ">". */
static bool rule_fits(struct sheet *sheet, const struct rule *rule, const GumboNode *node)
{
    size_t at = rule->compound_count - 1;
    if (!compound_fits(sheet, &rule->compounds[at], node))
        return false;
    for (; at > 0; at--) {
        bool is_child = rule->compounds[at].is_child;
        node = node->parent;
        while (is_element(node) && !compound_fits(sheet, &rule->compounds[at - 1], node))
            node = is_child ? NULL : node->parent;
        if (!is_element(node))
            return false;
    }
    return true;
}

/* Puts a rule where its weight and place say, once. */
static void matches_add(struct sheet *sheet, struct matches *matches, const struct rule *rule)
{
    size_t at = matches->count;
    while (at > 0 && (matches->rules[at - 1]->weight > rule->weight ||
                      (matches->rules[at - 1]->weight == rule->weight && matches->rules[at - 1] > rule)))
        at--;
    if (at > 0 && matches->rules[at - 1] == rule)
        return;
    if (matches->count == MATCHES_MAX) {
        sheet->is_exhausted = true;
        return;
    }
    for (size_t i = matches->count; i > at; i--)
        matches->rules[i] = matches->rules[i - 1];
    matches->rules[at] = rule;
    matches->count++;
}

/* The rules whose last compound names this. */
static void matches_of(struct sheet *sheet, struct matches *matches, const GumboNode *node, uint32_t hash)
{
    for (unsigned next = sheet->heads[hash & (RULE_HEADS - 1)]; next && !sheet->is_exhausted;) {
        const struct rule *rule = &sheet->rules[next - 1];
        if (rule->hash == hash && rule_fits(sheet, rule, node))
            matches_add(sheet, matches, rule);
        sheet->is_exhausted = sheet->is_exhausted || ++sheet->steps > STEPS_MAX;
        next = rule->next;
    }
}

static void sheet_find(struct sheet *sheet, struct matches *matches, const GumboNode *node)
{
    const char *id = sheet_value(node, "id"), *classes = sheet_value(node, "class");
    const char *tag = gumbo_normalized_tagname(node->v.element.tag);
    matches_of(sheet, matches, node, sheet_hash('*', "", 0));
    if (*tag)
        matches_of(sheet, matches, node, sheet_hash('<', tag, strlen(tag)));
    if (*id)
        matches_of(sheet, matches, node, sheet_hash('#', id, strlen(id)));
    struct css_name word = class_next(&classes);
    for (size_t i = 0; word.length && i < WORDS_MAX; i++, word = class_next(&classes))
        matches_of(sheet, matches, node, sheet_hash('.', word.text, word.length));
}

/* What sheets say for the looks alone: how links and insertions are drawn, and where browsers put raised
 * signs, which many sheets set back to draw them themselves. */
static void leave_looks(struct style *style, const GumboNode *node)
{
    const char *classes = sheet_value(node, "class");
    GumboTag tag = node->v.element.tag;
    if (strcasestr(classes, "MsoHyperlink") || strcasestr(classes, "msoIns"))
        style->underline = SAID_NOTHING;
    if ((tag == GUMBO_TAG_SUP || tag == GUMBO_TAG_SUB) && style->raised == RAISED_NOT)
        style->raised = RAISED_UNSAID;
}

struct style sheet_style(struct sheet *sheet, const GumboNode *node)
{
    if (!sheet || !sheet->count)
        return style_of(&node->v.element.attributes);
    struct style style = {0};
    struct matches matches;
    matches.count = 0;
    sheet_find(sheet, &matches, node);
    for (size_t i = 0; i < matches.count; i++)
        style_over(&style, &matches.rules[i]->normal);
    leave_looks(&style, node);
    style_lay_own(&style, &node->v.element.attributes, false);
    for (size_t i = 0; sheet->has_important && i < matches.count; i++)
        style_over(&style, &matches.rules[i]->important);
    style_lay_own(&style, &node->v.element.attributes, true);
    return style;
}
