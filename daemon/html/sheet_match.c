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
    enum sheet_place place;
};

static const char *sheet_value(const GumboNode *node, const char *name)
{
    const GumboVector *attributes = &node->v.element.attributes;
    const GumboAttribute *attribute = attributes->length ? gumbo_get_attribute(attributes, name) : NULL;
    return attribute ? attribute->value : "";
}

static bool css_is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* The next word of a class attribute from *at on; its length is 0 at the end. */
static struct css_name class_next(const char **at)
{
    while (css_is_blank(**at))
        ++*at;
    struct css_name word = {*at, 0};
    while (**at && !css_is_blank(**at))
        ++*at;
    word.length = (size_t)(*at - word.text);
    return word;
}

/* By hand, as it is asked for each rule of each element. */
static bool has_class(const char *value, const struct css_name *wanted)
{
    while (*value) {
        size_t same = 0;
        while (same < wanted->length && value[same] == wanted->text[same])
            same++;
        value += same;
        if (same == wanted->length && (!*value || css_is_blank(*value)))
            return true;
        while (*value && !css_is_blank(*value))
            value++;
        while (css_is_blank(*value))
            value++;
    }
    return false;
}

static bool is_element(const GumboNode *node)
{
    return node && (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE);
}

/* The element before (-1) or behind (1) it, of the same parent; NULL when there is none. */
static const GumboNode *sibling_of(struct sheet *sheet, const GumboNode *node, int way)
{
    if (!is_element(node->parent))
        return NULL;
    const GumboVector *children = &node->parent->v.element.children;
    for (size_t at = node->index_within_parent; at + (size_t)way < children->length;) {
        at += (size_t)way;
        sheet->steps++;
        if (is_element(children->data[at]))
            return children->data[at];
    }
    return NULL;
}

static struct child_place *place_of(struct sheet *sheet, const GumboNode *parent)
{
    struct child_place *place = &sheet->places[((uintptr_t)parent >> 4) & (PLACES - 1)];
    if (place->parent != parent)
        *place = (struct child_place){.parent = parent};
    return place;
}

/* Which element it is among those of its parent, from 1. Whoever goes on from one to the next pays for what
 * is between them alone. */
static unsigned child_index(struct sheet *sheet, const GumboNode *node)
{
    struct child_place *place = place_of(sheet, node->parent);
    const GumboNode *at = node, *before;
    unsigned count = 0;
    for (; at != place->node && (before = sibling_of(sheet, at, -1)); at = before)
        count++;
    unsigned index = count + (at == place->node ? place->index : 1);
    place->node = node;
    place->index = index;
    return index;
}

/* The same from the end. */
static unsigned child_index_from_end(struct sheet *sheet, const GumboNode *node)
{
    struct child_place *place = place_of(sheet, node->parent);
    const GumboVector *children = &node->parent->v.element.children;
    bool is_counted = place->count > 0;
    for (unsigned i = 0; !is_counted && i < children->length; i++)
        place->count += is_element(children->data[i]);
    return place->count + 1 - child_index(sheet, node);
}

static bool is_same_type(const GumboNode *a, const GumboNode *b)
{
    return a->v.element.tag == b->v.element.tag;
}

static bool place_fits(struct sheet *sheet, const struct test *test, const GumboNode *node)
{
    unsigned index = 1;
    /* The element of the page itself stands alone. */
    bool is_page = !is_element(node->parent);
    if (!is_page && test->is_of_type) {
        const GumboNode *at = node;
        while ((at = sibling_of(sheet, at, test->is_from_end ? 1 : -1)))
            index += is_same_type(at, node);
    } else if (!is_page) {
        index = test->is_from_end ? child_index_from_end(sheet, node) : child_index(sheet, node);
    }
    int rest = (int)index - test->first;
    return test->step == 0 ? rest == 0 : rest % test->step == 0 && rest / test->step >= 0;
}

/* Whether `part` stands at `at` of the value. */
static bool stands_at(const char *at, struct css_name part, bool ignores_case)
{
    return ignores_case ? strncasecmp(at, part.text, part.length) == 0
                        : strncmp(at, part.text, part.length) == 0;
}

static bool word_fits(const char *value, const struct test *test)
{
    for (struct css_name word = class_next(&value); word.length; word = class_next(&value))
        if (word.length == test->value.length && stands_at(word.text, test->value, test->ignores_case))
            return true;
    return false;
}

static bool holds_part(const char *value, const struct test *test)
{
    for (size_t left = strlen(value); left >= test->value.length; value++, left--)
        if (stands_at(value, test->value, test->ignores_case))
            return true;
    return false;
}

static bool attribute_fits(const struct test *test, const GumboNode *node)
{
    const GumboVector *attributes = &node->v.element.attributes;
    const GumboAttribute *attribute =
        attributes->length ? gumbo_get_attribute(attributes, test->name.text) : NULL;
    if (!attribute || !test->comparison)
        return attribute != NULL;
    const char *value = attribute->value;
    size_t length = strlen(value), wanted = test->value.length;
    bool begins = length >= wanted && stands_at(value, test->value, test->ignores_case);
    switch (test->comparison) {
    case '=':
        return length == wanted && begins;
    case '~':
        return word_fits(value, test);
    case '|':
        return begins && (length == wanted || value[wanted] == '-');
    case '^':
        return wanted && begins;
    case '$':
        return wanted && length >= wanted &&
               stands_at(value + length - wanted, test->value, test->ignores_case);
    default:
        return wanted && holds_part(value, test);
    }
}

/* By the nearest element that names one. */
static bool language_fits(struct sheet *sheet, const struct test *test, const GumboNode *node)
{
    const char *language = "";
    for (; is_element(node) && !*language; node = node->parent) {
        language = sheet_value(node, "lang");
        sheet->steps++;
    }
    size_t length = test->name.length;
    return strlen(language) >= length && strncasecmp(language, test->name.text, length) == 0 &&
           (!language[length] || language[length] == '-');
}

static bool is_childless(const GumboNode *node)
{
    const GumboVector *children = &node->v.element.children;
    for (unsigned i = 0; i < children->length; i++)
        if (((const GumboNode *)children->data[i])->type != GUMBO_NODE_COMMENT)
            return false;
    return true;
}

static bool compounds_fit(struct sheet *sheet, const struct compound *compounds, size_t at,
                          const GumboNode *node);

static bool any_fits(struct sheet *sheet, const struct test *test, const GumboNode *node)
{
    for (size_t i = 0; i < test->selector_count; i++)
        if (compounds_fit(sheet, test->selectors[i].compounds, test->selectors[i].count - 1, node))
            return true;
    return false;
}

static bool test_fits(struct sheet *sheet, const struct test *test, const GumboNode *node)
{
    switch (test->kind) {
    case TEST_CLASS:
        return has_class(sheet_value(node, "class"), &test->name);
    case TEST_ID: {
        const char *id = sheet_value(node, "id");
        return strlen(id) == test->name.length && memcmp(id, test->name.text, test->name.length) == 0;
    }
    case TEST_ATTRIBUTE:
        return attribute_fits(test, node);
    case TEST_LANGUAGE:
        return language_fits(sheet, test, node);
    case TEST_PLACE:
        return place_fits(sheet, test, node);
    case TEST_EMPTY:
        return is_childless(node);
    case TEST_AMONG:
        return any_fits(sheet, test, node);
    default:
        return !any_fits(sheet, test, node);
    }
}

/* Whether its name is one that the parser has no number for. */
static bool unknown_name_fits(const struct compound *compound, const GumboNode *node)
{
    GumboStringPiece name = node->v.element.original_tag;
    gumbo_tag_from_original_text(&name);
    return name.length == compound->name.length &&
           strncasecmp(name.data, compound->name.text, name.length) == 0;
}

static bool compound_fits(struct sheet *sheet, const struct compound *compound, const GumboNode *node)
{
    sheet->steps++;
    if (compound->tag != GUMBO_TAG_LAST && compound->tag != node->v.element.tag)
        return false;
    if (compound->tag == GUMBO_TAG_UNKNOWN && !unknown_name_fits(compound, node))
        return false;
    for (const struct test *test = compound->tests; test; test = test->next)
        if (!test_fits(sheet, test, node))
            return false;
    return true;
}

/* From the element up and back. Recursion is as deep as selectors may be long and within each other; how long
 * it may take is counted in steps. */
static bool compounds_fit(struct sheet *sheet, const struct compound *compounds, size_t at,
                          const GumboNode *node)
{
    if (sheet->steps > STEPS_MAX || !compound_fits(sheet, &compounds[at], node))
        return false;
    if (at == 0)
        return true;
    enum combinator combinator = compounds[at].combinator;
    bool goes_up = combinator == COMBINATOR_WITHIN || combinator == COMBINATOR_CHILD;
    bool is_near = combinator == COMBINATOR_CHILD || combinator == COMBINATOR_NEXT;
    for (node = goes_up ? node->parent : sibling_of(sheet, node, -1); is_element(node);
         node = goes_up ? node->parent : sibling_of(sheet, node, -1)) {
        if (compounds_fit(sheet, compounds, at - 1, node))
            return true;
        if (is_near || sheet->steps > STEPS_MAX)
            return false;
    }
    return false;
}

static bool rule_fits(struct sheet *sheet, const struct rule *rule, const GumboNode *node)
{
    return compounds_fit(sheet, rule->selector.compounds, rule->selector.count - 1, node);
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
    for (unsigned next = sheet->heads[matches->place][hash & (RULE_HEADS - 1)];
         next && !sheet->is_exhausted;) {
        const struct rule *rule = &sheet->rules[next - 1];
        if (rule->hash == hash && rule_fits(sheet, rule, node))
            matches_add(sheet, matches, rule);
        sheet->is_exhausted = sheet->is_exhausted || ++sheet->steps > STEPS_MAX;
        next = rule->next;
    }
}

/* Those that name one of these classes, of the element or of its parent. */
static void find_by_classes(struct sheet *sheet, struct matches *matches, const GumboNode *node, char kind,
                            const char *classes)
{
    struct css_name word = class_next(&classes);
    for (size_t i = 0; word.length && i < WORDS_MAX; i++, word = class_next(&classes))
        matches_of(sheet, matches, node, sheet_hash(kind, word.text, word.length));
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
    find_by_classes(sheet, matches, node, '.', classes);
    if (sheet->by_parent[node->v.element.tag] && is_element(node->parent))
        find_by_classes(sheet, matches, node, '>', sheet_value(node->parent, "class"));
}

/* What sheets say for the looks alone: how links and insertions are drawn, and where browsers put raised
 * signs, which many sheets set back to draw them themselves. */
static void leave_looks(struct style *style, const GumboNode *node)
{
    GumboTag tag = node->v.element.tag;
    const char *classes = style->underline == SAID_YES ? sheet_value(node, "class") : "";
    if (*classes && (strcasestr(classes, "MsoHyperlink") || strcasestr(classes, "msoIns")))
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
    matches.place = SHEET_ELEMENT;
    sheet_find(sheet, &matches, node);
    for (size_t i = 0; i < matches.count; i++)
        style_over(&style, &matches.rules[i]->normal);
    leave_looks(&style, node);
    const char *own = sheet_value(node, "style");
    if (*own)
        style_lay(&style, own, strlen(own), false);
    for (size_t i = 0; sheet->has_important && i < matches.count; i++)
        style_over(&style, &matches.rules[i]->important);
    if (strchr(own, '!'))
        style_lay(&style, own, strlen(own), true);
    return style;
}

struct style sheet_generated(struct sheet *sheet, const GumboNode *node, enum sheet_place place)
{
    struct style style = {0};
    struct matches matches;
    if (!sheet_generates(sheet, place) ||
        (!sheet->generating[place][GUMBO_TAG_LAST] && !sheet->generating[place][node->v.element.tag]))
        return style;
    matches.count = 0;
    matches.place = place;
    sheet_find(sheet, &matches, node);
    for (size_t i = 0; i < matches.count; i++)
        style_over(&style, &matches.rules[i]->normal);
    for (size_t i = 0; sheet->has_important && i < matches.count; i++)
        style_over(&style, &matches.rules[i]->important);
    return style;
}
