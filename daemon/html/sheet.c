/* Reads style sheets as far as sheet.h promises, by the rules of CSS Syntax 3 where they matter for finding
 * the end of a thing. What is not understood is passed over as a whole, as browsers do. Knows no element of a
 * body; sheet_match.c does. */
#include "sheet_inner.h"

#include <string.h>
#include <strings.h>

static const char css_white[] = " \t\n\r\f";

/* A part of the copy. */
struct css {
    const char *at, *end;
};

uint32_t sheet_hash(char kind, const char *name, size_t length)
{
    uint32_t hash = (2166136261u ^ (unsigned char)kind) * 16777619u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619u;
    return hash;
}

static bool css_is_white(char c)
{
    return c && strchr(css_white, c);
}

/* Behind the quoted text at `at`; without an end it goes to the end of its line. */
static const char *css_string_end(const char *at, const char *end)
{
    char quote = *at++;
    while (at < end && *at != quote && *at != '\n')
        at += *at == '\\' && at + 1 < end ? 2 : 1;
    return at < end ? at + 1 : end;
}

/* A copy without comments and without the signs by which sheets are hidden from browsers of old. */
static struct css css_copy(const char *css, size_t length, struct arena *arena)
{
    const char *end = css + length;
    char *copy = arena_alloc(arena, length + 1), *to = copy;
    if (!copy)
        return (struct css){"", ""};
    for (const char *at = css; at < end;) {
        size_t left = (size_t)(end - at);
        if (*at == '"' || *at == '\'') {
            const char *behind = css_string_end(at, end);
            memcpy(to, at, (size_t)(behind - at));
            to += behind - at;
            at = behind;
        } else if (left >= 2 && memcmp(at, "/*", 2) == 0) {
            const char *close = memmem(at + 2, left - 2, "*/", 2);
            at = close ? close + 2 : end;
            *to++ = ' ';
        } else if (left >= 4 && *at == '<' && memcmp(at + 1, "!--", 3) == 0) {
            at += 4;
            *to++ = ' ';
        } else if (left >= 3 && *at == '-' && at[1] == '-' && at[2] == '>') {
            at += 3;
            *to++ = ' ';
        } else {
            *to++ = *at++;
        }
    }
    *to = '\0';
    return (struct css){copy, to};
}

/* The first of `signs` that stands in no quotes, brackets or braces; the end when there is none. */
static const char *css_find(const char *at, const char *end, const char *signs)
{
    int depth = 0;
    while (at < end) {
        if (depth == 0 && strchr(signs, *at))
            return at;
        if (*at == '"' || *at == '\'') {
            at = css_string_end(at, end);
            continue;
        }
        if (strchr("([{", *at))
            depth++;
        else if (strchr(")]}", *at))
            depth -= depth > 0;
        at++;
    }
    return end;
}

static bool css_is_of_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || (unsigned char)c >= 0x80;
}

/* A name at `css->at`, which moves behind it; empty when none begins there. */
static struct css_name css_take_name(struct css *css)
{
    struct css_name name = {css->at, 0};
    while (css->at < css->end && css_is_of_name(*css->at))
        css->at++;
    name.length = (size_t)(css->at - name.text);
    return name;
}

/* One compound of a selector, up to white space or a combinator. False: it names something that is not
 * understood, or nothing at all. */
static bool css_take_compound(struct css *css, struct compound *ret_compound)
{
    struct compound compound = {.tag = GUMBO_TAG_LAST};
    const char *begin = css->at;
    struct css_name name = css_take_name(css);
    if (name.length) {
        compound.tag = gumbo_tagn_enum(name.text, (unsigned)name.length);
        if (compound.tag == GUMBO_TAG_UNKNOWN)
            return false;
    } else if (css->at < css->end && *css->at == '*') {
        css->at++;
    }
    while (css->at < css->end && (*css->at == '.' || *css->at == '#')) {
        bool is_class = *css->at++ == '.';
        name = css_take_name(css);
        if (!name.length || (is_class && compound.class_count == CLASSES_MAX))
            return false;
        if (is_class)
            compound.classes[compound.class_count++] = name;
        else
            compound.id = name;
    }
    *ret_compound = compound;
    return css->at > begin && (css->at == css->end || css_is_white(*css->at) || *css->at == '>');
}

/* The compounds of a selector; 0 when it is not understood. What stands before all that a body holds ("body
 * p") is left out. */
static size_t css_compounds(struct css css, struct compound compounds[COMPOUNDS_MAX])
{
    size_t count = 0;
    bool is_child = false;
    for (;;) {
        while (css.at < css.end && (css_is_white(*css.at) || *css.at == '>'))
            is_child = *css.at++ == '>' || is_child;
        if (css.at == css.end)
            return count;
        if (count == COMPOUNDS_MAX || !css_take_compound(&css, &compounds[count]))
            return 0;
        GumboTag tag = compounds[count].tag;
        compounds[count].is_child = is_child && count > 0;
        is_child = false;
        if (count > 0 || (tag != GUMBO_TAG_HTML && tag != GUMBO_TAG_BODY))
            count++;
    }
}

static uint32_t hash_of_compound(const struct compound *compound)
{
    if (compound->id.length)
        return sheet_hash('#', compound->id.text, compound->id.length);
    if (compound->class_count)
        return sheet_hash('.', compound->classes[0].text, compound->classes[0].length);
    const char *tag = compound->tag == GUMBO_TAG_LAST ? "" : gumbo_normalized_tagname(compound->tag);
    return sheet_hash(*tag ? '<' : '*', tag, strlen(tag));
}

static unsigned selector_weight(const struct compound *compounds, size_t count)
{
    unsigned weight = 0;
    for (size_t i = 0; i < count; i++)
        weight += (compounds[i].id.length ? 10000 : 0) + (unsigned)compounds[i].class_count * 100 +
                  (compounds[i].tag != GUMBO_TAG_LAST);
    return weight;
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
    unsigned *link = &sheet->heads[rule->hash & (RULE_HEADS - 1)];
    for (; *link && sheet->steps < STEPS_MAX; link = &sheet->rules[*link - 1].next) {
        struct rule *former = &sheet->rules[*link - 1];
        sheet->steps++;
        if (name_equal(former->selector, rule->selector) &&
            name_equal(former->declarations, rule->declarations)) {
            *link = former->next;
            return;
        }
    }
}

static struct css_name css_whole(struct css css)
{
    return (struct css_name){css.at, (size_t)(css.end - css.at)};
}

static void sheet_add_rule(struct sheet *sheet, struct css selector, struct css declarations,
                           unsigned more_weight)
{
    struct compound compounds[COMPOUNDS_MAX];
    size_t count = css_compounds(selector, compounds);
    struct compound *kept = count ? arena_alloc(sheet->arena, count * sizeof *kept) : NULL;
    struct rule *rule = kept ? sheet_new_rule(sheet) : NULL;
    if (!rule)
        return;
    memcpy(kept, compounds, count * sizeof *kept);
    *rule = (struct rule){.compounds = kept,
                          .compound_count = count,
                          .weight = selector_weight(kept, count) + more_weight,
                          .selector = css_whole(selector),
                          .declarations = css_whole(declarations),
                          .hash = hash_of_compound(&kept[count - 1])};
    style_lay(&rule->normal, declarations.at, rule->declarations.length, false);
    style_lay(&rule->important, declarations.at, rule->declarations.length, true);
    forget_same(sheet, rule);
    unsigned *head = &sheet->heads[rule->hash & (RULE_HEADS - 1)];
    rule->next = *head;
    *head = (unsigned)sheet->count;
}

/* Google Docs numbers its items itself: ".list > li:before { content: counter(x, lower-latin) '. ' }". What
 * the numbers are is said to the list then. False: it is no such selector. */
static bool sheet_add_counter(struct sheet *sheet, struct css selector, struct css declarations)
{
    static const char before[] = ":before", counter[] = "counter(";
    const char *end = selector.end,
               *mark = memmem(declarations.at, (size_t)(declarations.end - declarations.at), counter,
                              sizeof counter - 1);
    size_t length = (size_t)(end - selector.at);
    if (!mark || length <= sizeof before ||
        strncasecmp(end - sizeof before + 1, before, sizeof before - 1) != 0)
        return false;
    end -= sizeof before - 1;
    end -= end[-1] == ':';
    while (end > selector.at && css_is_white(end[-1]))
        end--;
    if (end - selector.at < 4 || strncasecmp(end - 2, "li", 2) != 0 || !strchr("> \t\n", end[-3]))
        return false;
    for (end -= 2; end > selector.at && (css_is_white(end[-1]) || end[-1] == '>');)
        end--;
    const char *close = css_find(mark + sizeof counter - 1, declarations.end, ")");
    const char *comma = memchr(mark, ',', (size_t)(close - mark));
    if (!comma)
        return false;
    const char *type =
        arena_printf(sheet->arena, "list-style-type:%.*s", (int)(close - comma - 1), comma + 1);
    /* It outweighs "list-style-type: none" of the list itself. */
    sheet_add_rule(sheet, (struct css){selector.at, end}, (struct css){type, type + strlen(type)}, 10);
    return true;
}

/* Every selector of a rule, when what it declares says something. */
static void sheet_add_rules(struct sheet *sheet, struct css selectors, struct css declarations)
{
    struct style probe = {0};
    size_t length = (size_t)(declarations.end - declarations.at);
    bool says_important = style_lay(&probe, declarations.at, length, true);
    bool says = style_lay(&probe, declarations.at, length, false) || says_important;
    sheet->has_important = sheet->has_important || says_important;
    while (selectors.at < selectors.end && !arena_failed(sheet->arena)) {
        const char *comma = css_find(selectors.at, selectors.end, ",");
        struct css one = {selectors.at, comma};
        while (one.end > one.at && css_is_white(one.end[-1]))
            one.end--;
        if (!sheet_add_counter(sheet, one, declarations) && says)
            sheet_add_rule(sheet, one, declarations, 0);
        selectors.at = comma + (comma < selectors.end);
    }
}

/* Whether an at-rule's inside holds on every screen. */
static bool css_holds(struct css prelude)
{
    static const char media[] = "@media";
    size_t length = (size_t)(prelude.end - prelude.at);
    if (length < sizeof media || strncasecmp(prelude.at, media, sizeof media - 1) != 0)
        return false;
    bool is_narrow = memchr(prelude.at, '(', length) || memmem(prelude.at, length, "not", 3);
    return !is_narrow && (memmem(prelude.at, length, "screen", 6) || memmem(prelude.at, length, "all", 3));
}

/* One after the other; of what stands in others a level, which is all that @media needs. */
static void sheet_read(struct sheet *sheet, struct css css, bool is_inside)
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
        if (!is_at)
            sheet_add_rules(sheet, prelude, inside);
        else if (!is_inside && css_holds(prelude))
            sheet_read(sheet, inside, true);
    }
}

struct sheet *sheet_add(struct sheet *sheet, const char *css, size_t length, struct arena *arena)
{
    if (!sheet)
        sheet = arena_zero(arena, 1, sizeof *sheet);
    if (!sheet)
        return NULL;
    sheet->arena = arena;
    sheet_read(sheet, css_copy(css, length, arena), false);
    return sheet;
}

bool sheet_is_exhausted(const struct sheet *sheet)
{
    return sheet && sheet->is_exhausted;
}
