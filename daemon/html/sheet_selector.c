/* Reads selectors (Selectors 4) of the element alone: what fits under a pointer or when something is chosen
 * fits nothing here. Knows no rule and no element of a body. */
#include "sheet_selecting.h"

#include <string.h>

enum { TESTS_MAX = 16 }; /* of a compound */

struct test *selecting_add(struct selecting *s, enum test_kind kind, unsigned weight)
{
    struct test *test = s->count++ < TESTS_MAX ? arena_zero(s->arena, 1, sizeof *test) : NULL;
    if (!test)
        return NULL;
    test->kind = kind;
    /* Behind the others, so that what is written first is asked first. */
    struct test **link = &s->compound->tests;
    while (*link)
        link = &(*link)->next;
    *link = test;
    s->weight += weight;
    return test;
}

static struct css_name with_nul(struct css_name name, struct arena *arena)
{
    return (struct css_name){arena_copy(arena, name.text, name.length), name.length};
}

/* ".a", "#a". */
static enum reading read_named(struct selecting *s, struct css *css)
{
    bool is_class = *css->at++ == '.';
    struct css_name name = css_take_name(css, s->arena);
    if (!name.length ||
        (*name.text >= '0' && *name.text <= '9' && is_class && name.text == css->at - name.length))
        return READING_INVALID;
    struct test *test =
        selecting_add(s, is_class ? TEST_CLASS : TEST_ID, is_class ? WEIGHT_CLASS : WEIGHT_ID);
    if (!test)
        return READING_UNKNOWN;
    test->name = name;
    return READING_FINE;
}

/* Values of these attributes are the same in small letters and capitals (WHATWG HTML 4.16.2). */
static bool ignores_case(struct css_name name)
{
    static const char *const names[] = {"align", "dir",    "lang", "type",  "rel",   "valign", "checked",
                                        "color", "method", "face", "media", "shape", "target"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (css_name_is(name, names[i]))
            return true;
    return false;
}

/* "[a]", "[a^='b' i]". */
static enum reading read_attribute_test(struct selecting *s, struct css *css)
{
    css->at++;
    struct css inside = css_trimmed(css_take_until(css, "]"));
    struct css_name name = css_take_name(&inside, s->arena);
    inside = css_trimmed(inside);
    if (!name.length)
        return READING_INVALID;
    if (inside.at < inside.end && *inside.at == '|' && inside.at + 1 < inside.end && inside.at[1] != '=')
        return READING_UNKNOWN;
    struct test *test = selecting_add(s, TEST_ATTRIBUTE, WEIGHT_CLASS);
    if (!test)
        return READING_UNKNOWN;
    test->name = with_nul(name, s->arena);
    if (inside.at == inside.end)
        return READING_FINE;
    if (!strchr("=~|^$*", *inside.at))
        return READING_INVALID;
    test->comparison = *inside.at++;
    if (test->comparison != '=' && (inside.at == inside.end || *inside.at++ != '='))
        return READING_INVALID;
    inside = css_trimmed(inside);
    if (inside.at == inside.end)
        return READING_INVALID;
    bool is_quoted = *inside.at == '"' || *inside.at == '\'';
    test->value = is_quoted ? css_take_string(&inside, s->arena) : css_take_name(&inside, s->arena);
    inside = css_trimmed(inside);
    bool has_flag = inside.end - inside.at == 1 && strchr("iIsS", *inside.at);
    if ((!is_quoted && !test->value.length) || (inside.at < inside.end && !has_flag))
        return READING_INVALID;
    test->ignores_case = has_flag ? (*inside.at | 0x20) == 'i' : ignores_case(name);
    return READING_FINE;
}

/* Up to white space or a combinator. */
static enum reading read_compound(struct selecting *s, struct css *css)
{
    const char *begin = css->at;
    struct css_name name = css_take_name(css, s->arena);
    if (name.length) {
        s->compound->tag = gumbo_tagn_enum(name.text, (unsigned)name.length);
        s->compound->name = name;
        s->weight += WEIGHT_ELEMENT;
    } else if (css->at < css->end && *css->at == '*') {
        css->at++;
    }
    if (css->at < css->end && *css->at == '|')
        return READING_UNKNOWN;
    while (css->at < css->end && strchr(".#[:", *css->at)) {
        enum reading reading = *css->at == '['   ? read_attribute_test(s, css)
                               : *css->at == ':' ? selecting_read_colon(s, css)
                                                 : read_named(s, css);
        if (reading != READING_FINE)
            return reading;
    }
    bool is_whole = css->at == css->end || css_is_white(*css->at) || strchr(">+~", *css->at);
    return css->at > begin && is_whole ? READING_FINE : READING_INVALID;
}

/* White space and a combinator before the next compound. False: two of them. */
static bool take_combinator(struct css *css, enum combinator *ret_combinator)
{
    int count = 0;
    *ret_combinator = COMBINATOR_WITHIN;
    for (; css->at < css->end && (css_is_white(*css->at) || strchr(">+~", *css->at)); css->at++) {
        if (css_is_white(*css->at))
            continue;
        *ret_combinator = *css->at == '>'   ? COMBINATOR_CHILD
                          : *css->at == '+' ? COMBINATOR_NEXT
                                            : COMBINATOR_BEHIND;
        count++;
    }
    return count <= 1;
}

enum reading css_read_selector(struct css css, struct arena *arena, int level, struct selector *ret_selector)
{
    struct compound compounds[COMPOUNDS_MAX];
    struct selecting s = {.arena = arena, .level = level};
    size_t count = 0;
    css = css_trimmed(css);
    const struct css_name whole = {css.at, (size_t)(css.end - css.at)};
    if (css.at == css.end || strchr(">+~", *css.at))
        return READING_INVALID;
    if (level > SHEET_LEVELS_MAX)
        return READING_UNKNOWN;
    for (enum combinator combinator = COMBINATOR_WITHIN; css.at < css.end;) {
        /* Nothing stands within generated text. */
        if (count == COMPOUNDS_MAX || s.place != SHEET_ELEMENT)
            return count == COMPOUNDS_MAX ? READING_UNKNOWN : READING_INVALID;
        compounds[count] = (struct compound){.tag = GUMBO_TAG_LAST, .combinator = combinator};
        s.compound = &compounds[count++];
        s.count = 0;
        enum reading reading = read_compound(&s, &css);
        if (reading != READING_FINE)
            return reading;
        if (!take_combinator(&css, &combinator) || (css.at == css.end && combinator != COMBINATOR_WITHIN))
            return READING_INVALID;
    }
    struct compound *kept = arena_alloc(arena, count * sizeof *kept);
    if (!kept)
        return READING_UNKNOWN;
    memcpy(kept, compounds, count * sizeof *kept);
    *ret_selector = (struct selector){kept, count, s.weight, s.place, whole};
    return s.never ? READING_NEVER : READING_FINE;
}

enum reading css_read_selectors(struct css css, struct arena *arena, int level,
                                struct selector **ret_selectors, size_t *ret_count, unsigned *ret_weight)
{
    size_t count = 1, kept = 0;
    unsigned most = 0;
    for (struct css rest = css; css_find(rest.at, rest.end, ",") < rest.end; count++)
        css_take_until(&rest, ",");
    struct selector *selectors = arena_alloc(arena, count * sizeof *selectors);
    enum reading worst = selectors ? READING_FINE : READING_UNKNOWN;
    while (selectors && css.at < css.end && kept < count) {
        enum reading reading = css_read_selector(css_take_until(&css, ","), arena, level, &selectors[kept]);
        bool is_read = reading == READING_FINE || reading == READING_NEVER;
        most = is_read && selectors[kept].weight > most ? selectors[kept].weight : most;
        kept += reading == READING_FINE;
        if (reading != READING_NEVER && reading > worst)
            worst = reading;
    }
    *ret_selectors = selectors;
    *ret_count = kept;
    if (ret_weight)
        *ret_weight = most;
    return worst;
}
