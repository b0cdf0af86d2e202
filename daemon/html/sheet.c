/* The rules of style sheets, with what stands around them. What is not understood is passed over as a whole,
 * as browsers do, and noted where it could hide or stress words. Reads no selector itself and knows no
 * element of a body. */
#include "sheet_condition.h"

#include "base/buf.h"
#include "scratch.h"

#include <string.h>

/* Of what is put together of rules within rules. */
enum { SELECTORS_SIZE_MAX = 64 * 1024, DECLARATIONS_SIZE_MAX = 256 * 1024 };

/* Where rules stand. */
struct around {
    int level;       /* rules and conditions around */
    unsigned weight; /* what their layer adds */
    bool is_unread;  /* within a condition that is not understood */
};

static struct css css_of(const char *text)
{
    return (struct css){text, text + strlen(text)};
}

static struct css_name css_whole(struct css css)
{
    return (struct css_name){css.at, (size_t)(css.end - css.at)};
}

/* By what an element must have at least. Where that is a name alone, a class of its parent tells more: lists
 * of Google Docs have hundreds of such rules. */
static uint32_t hash_of_selector(struct sheet *sheet, const struct selector *selector)
{
    const struct compound *compound = &selector->compounds[selector->count - 1];
    const struct test *class = NULL;
    for (const struct test *test = compound->tests; test; test = test->next) {
        if (test->kind == TEST_ID)
            return sheet_hash('#', test->name.text, test->name.length);
        if (test->kind == TEST_CLASS && !class)
            class = test;
    }
    if (class)
        return sheet_hash('.', class->name.text, class->name.length);
    const struct test *parent =
        selector->count > 1 && compound->combinator == COMBINATOR_CHILD ? compound[-1].tests : NULL;
    if (parent && parent->kind == TEST_CLASS && compound->tag < GUMBO_TAG_UNKNOWN) {
        sheet->by_parent[compound->tag] = true;
        return sheet_hash('>', parent->name.text, parent->name.length);
    }
    const char *tag = compound->tag == GUMBO_TAG_LAST ? "" : gumbo_normalized_tagname(compound->tag);
    return sheet_hash(*tag ? '<' : '*', tag, strlen(tag));
}

/* Room for one more rule; NULL when there is none. */
static struct rule *sheet_new_rule(struct sheet *sheet)
{
    if (sheet->count == RULES_MAX) {
        sheet->is_exhausted = true;
        return NULL;
    }
    if (sheet->count == sheet->capacity) {
        size_t capacity = sheet->capacity ? sheet->capacity * 2 : 64;
        struct rule *rules = arena_zero(sheet->arena, capacity, sizeof *rules);
        if (!rules)
            return NULL;
        if (sheet->count)
            memcpy(rules, sheet->rules, sheet->count * sizeof *rules);
        sheet->rules = rules;
        sheet->capacity = capacity;
    }
    return &sheet->rules[sheet->count++];
}

static bool name_equal(struct css_name a, struct css_name b)
{
    return a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
}

/* Takes the rule out that a new one repeats: pages that were put together of many have their styles many
 * times. */
static void forget_same(struct sheet *sheet, const struct rule *rule)
{
    unsigned *link = &sheet->heads[rule->selector.place][rule->hash & (RULE_HEADS - 1)];
    for (; *link && sheet->steps < STEPS_MAX; link = &sheet->rules[*link - 1].next) {
        struct rule *former = &sheet->rules[*link - 1];
        sheet->steps++;
        if (former->weight == rule->weight && name_equal(former->selector.text, rule->selector.text) &&
            name_equal(former->declarations, rule->declarations)) {
            *link = former->next;
            return;
        }
    }
}

static void sheet_note_unread(struct sheet *sheet, struct css text)
{
    if (!sheet->unread++)
        sheet->first_unread = css_whole(css_trimmed(text));
}

/* Whether the words themselves would look otherwise, or not be there; and that they shall not be shown. */
static bool style_matters(const struct style *style)
{
    return style->bold || style->italic || style->underline || style->strike || style->raised ||
           style->hidden == SAID_YES || style->invisible == SAID_YES || style->content.length;
}

static void sheet_add_rule(struct sheet *sheet, const struct selector *selector, struct css declarations,
                           unsigned more_weight)
{
    struct rule *rule = sheet_new_rule(sheet);
    if (!rule)
        return;
    *rule = (struct rule){.selector = *selector,
                          .weight = selector->weight + more_weight,
                          .declarations = css_whole(declarations),
                          .hash = hash_of_selector(sheet, selector)};
    bool has_important = style_lay(&rule->important, declarations.at, rule->declarations.length, true);
    style_lay(&rule->normal, declarations.at, rule->declarations.length, false);
    sheet->has_important = sheet->has_important || has_important;
    const struct style *normal = &rule->normal;
    sheet->has_counters = sheet->has_counters || normal->resets.length || normal->steps.length;
    sheet->generating[selector->place][selector->compounds[selector->count - 1].tag] = true;
    if (selector->place != SHEET_ELEMENT && (normal->content.length || rule->important.content.length))
        sheet->has_generated[selector->place] = true;
    forget_same(sheet, rule);
    unsigned *head = &sheet->heads[rule->selector.place][rule->hash & (RULE_HEADS - 1)];
    rule->next = *head;
    *head = (unsigned)sheet->count;
}

/* Every selector of a rule, when what it declares says something. One that is no selector takes the others
 * with it. */
static void sheet_add_rules(struct sheet *sheet, struct css selectors, struct css declarations,
                            const struct around *around)
{
    struct style probe = {0};
    size_t length = (size_t)(declarations.end - declarations.at);
    bool says = style_lay(&probe, declarations.at, length, true);
    says = style_lay(&probe, declarations.at, length, false) || says;
    if (!says)
        return;
    if (around->is_unread) {
        if (style_matters(&probe))
            sheet_note_unread(sheet, selectors);
        return;
    }
    struct selector *read;
    size_t count;
    enum reading worst = css_read_selectors(selectors, sheet->arena, around->level, &read, &count, NULL);
    if (worst == READING_INVALID)
        return;
    if (worst == READING_UNKNOWN && style_matters(&probe))
        sheet_note_unread(sheet, selectors);
    for (size_t i = 0; i < count; i++)
        sheet_add_rule(sheet, &read[i], declarations, around->weight);
}

static void sheet_read_rule(struct sheet *sheet, struct css selectors, struct css inside,
                            const struct around *around);

/* A selector that stands within others (CSS Nesting 1): "&" is what they fit. */
static struct css nested_selectors(struct sheet *sheet, struct css selectors, struct css parent)
{
    auto_buf struct buf out = BUF(SELECTORS_SIZE_MAX);
    while (selectors.at < selectors.end) {
        struct css one = css_trimmed(css_take_until(&selectors, ","));
        bool has_place = css_find(one.at, one.end, "&") < one.end;
        buf_text(&out, out.length ? "," : "");
        if (!has_place)
            buf_printf(&out, ":is(%.*s) ", (int)(parent.end - parent.at), parent.at);
        while (one.at < one.end) {
            const char *place = css_find(one.at, one.end, "&");
            buf_printf(&out, "%.*s", (int)(place - one.at), one.at);
            if (place < one.end)
                buf_printf(&out, ":is(%.*s)", (int)(parent.end - parent.at), parent.at);
            one.at = place + (place < one.end);
        }
    }
    return css_of(scratch_text(&out, sheet->arena));
}

/* Whether the rules within hold, and what is around them. False: they do not. */
static bool enter_condition(struct css prelude, const struct around *around, struct around *ret_inside)
{
    struct css condition = prelude;
    struct css_name name = {prelude.at, strcspn(prelude.at, " \t\n\r\f(\"'{;")};
    condition.at +=
        name.length < (size_t)(prelude.end - prelude.at) ? name.length : (size_t)(prelude.end - prelude.at);
    enum holds holds = css_name_is(name, "@media")      ? sheet_media_holds(condition)
                       : css_name_is(name, "@supports") ? sheet_support_holds(condition)
                       : css_name_is(name, "@layer")    ? HOLDS_YES
                       : css_name_is(name, "@container") || css_name_is(name, "@scope") ? HOLDS_UNKNOWN
                                                                                        : HOLDS_NO;
    *ret_inside = *around;
    ret_inside->level++;
    ret_inside->is_unread = around->is_unread || holds == HOLDS_UNKNOWN;
    if (css_name_is(name, "@layer"))
        ret_inside->weight = 0;
    return holds != HOLDS_NO && around->level < SHEET_LEVELS_MAX;
}

/* What stands within a rule, up to the next semicolon or block of its own: more rules are read, declarations
 * put together. */
static void read_within(struct sheet *sheet, struct css within, struct css selectors, struct buf *declared,
                        const struct around *around)
{
    while (within.at < within.end && !arena_failed(sheet->arena)) {
        const char *stop = css_find(within.at, within.end, ";{");
        struct css head = css_trimmed((struct css){within.at, stop});
        within.at = stop + (stop < within.end);
        if (stop == within.end || *stop == ';') {
            buf_printf(declared, "%.*s;", (int)(head.end - head.at), head.at);
            continue;
        }
        struct css block = {within.at, css_find(within.at, within.end, "}")};
        within.at = block.end + (block.end < within.end);
        struct around inside = *around;
        inside.level++;
        if (head.at == head.end || around->level >= SHEET_LEVELS_MAX)
            continue;
        if (*head.at != '@')
            sheet_read_rule(sheet, nested_selectors(sheet, head, selectors), block, &inside);
        else if (enter_condition(head, around, &inside))
            sheet_read_rule(sheet, selectors, block, &inside);
    }
}

/* Recursion is as deep as rules may be within each other. */
static void sheet_read_rule(struct sheet *sheet, struct css selectors, struct css inside,
                            const struct around *around)
{
    /* Hardly any has others within it. */
    if (css_find(inside.at, inside.end, "{") == inside.end) {
        sheet_add_rules(sheet, selectors, inside, around);
        return;
    }
    auto_buf struct buf declared = BUF(DECLARATIONS_SIZE_MAX);
    read_within(sheet, inside, selectors, &declared, around);
    const char *text = scratch_text(&declared, sheet->arena);
    if (*text)
        sheet_add_rules(sheet, selectors, css_of(text), around);
}

/* One after the other; recursion is as deep as conditions may be within each other. */
static void sheet_read(struct sheet *sheet, struct css css, const struct around *around)
{
    while (css.at < css.end && !arena_failed(sheet->arena)) {
        if (css_is_white(*css.at) || strchr(";}", *css.at)) {
            css.at++;
            continue;
        }
        bool is_at = *css.at == '@';
        const char *brace = css_find(css.at, css.end, is_at ? "{;" : "{");
        if (brace == css.end)
            return;
        struct css prelude = {css.at, brace};
        css.at = brace + 1;
        if (*brace == ';')
            continue;
        struct css inside = {brace + 1, css_find(brace + 1, css.end, "}")};
        css.at = inside.end;
        struct around within;
        if (!is_at)
            sheet_read_rule(sheet, prelude, inside, around);
        else if (enter_condition(prelude, around, &within))
            sheet_read(sheet, inside, &within);
    }
}

struct sheet *sheet_add(struct sheet *sheet, const char *css, size_t length, struct arena *arena)
{
    const struct around outside = {.weight = WEIGHT_OF_NO_LAYER};
    if (!sheet)
        sheet = arena_zero(arena, 1, sizeof *sheet);
    if (!sheet)
        return NULL;
    sheet->arena = arena;
    sheet_read(sheet, css_copy(css, length, arena), &outside);
    return sheet;
}

bool sheet_is_for_screen(const char *media, size_t length)
{
    return sheet_media_holds((struct css){media, media + length}) != HOLDS_NO;
}

size_t sheet_unread(const struct sheet *sheet, const char **ret_text, size_t *ret_length)
{
    *ret_text = sheet ? sheet->first_unread.text : NULL;
    *ret_length = sheet ? sheet->first_unread.length : 0;
    return sheet ? sheet->unread : 0;
}

bool sheet_generates(const struct sheet *sheet, enum sheet_place place)
{
    return sheet && sheet->has_generated[place];
}

bool sheet_counts(const struct sheet *sheet)
{
    return sheet &&
           (sheet->has_counters || sheet->has_generated[SHEET_BEFORE] || sheet->has_generated[SHEET_AFTER]);
}

bool sheet_is_exhausted(const struct sheet *sheet)
{
    return sheet && sheet->is_exhausted;
}

void sheet_ask_again(struct sheet *sheet)
{
    if (sheet)
        sheet->steps = 0;
}
