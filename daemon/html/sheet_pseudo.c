/* What begins with a colon: which child it is, what it is not, what is generated in it. Conditions that only
 * hold while somebody uses a page never fit. */
#include "sheet_selecting.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* "2n+1", "odd", "-n + 3", "4". */
static enum reading read_nth(struct css css, struct test *test)
{
    char text[32];
    size_t length = 0;
    for (; css.at < css.end; css.at++) {
        if (css_is_white(*css.at))
            continue;
        if (length + 1 == sizeof text)
            return READING_UNKNOWN;
        text[length++] = (char)(*css.at >= 'A' && *css.at <= 'Z' ? *css.at | 0x20 : *css.at);
    }
    text[length] = '\0';
    if (strcmp(text, "odd") == 0 || strcmp(text, "even") == 0) {
        test->step = 2;
        test->first = *text == 'o';
        return READING_FINE;
    }
    char *n = strchr(text, 'n'), *end;
    const char *number = n ? n + 1 : text;
    if (n) {
        *n = '\0';
        bool is_sign = strcmp(text, "-") == 0 || strcmp(text, "+") == 0 || !*text;
        test->step = is_sign ? (*text == '-' ? -1 : 1) : (int)strtol(text, &end, 10);
        if (!is_sign && *end)
            return READING_UNKNOWN;
    }
    test->first = (int)strtol(number, &end, 10);
    return *end || (!n && !*number) ? READING_UNKNOWN : READING_FINE;
}

/* The names that say which child it is. */
static enum reading read_child(struct selecting *s, struct css_name name, const struct css *inside)
{
    static const struct {
        const char *name;
        bool is_from_end, is_of_type, has_inside;
    } places[] = {{"first-child", false, false, false},  {"last-child", true, false, false},
                  {"first-of-type", false, true, false}, {"last-of-type", true, true, false},
                  {"nth-child", false, false, true},     {"nth-last-child", true, false, true},
                  {"nth-of-type", false, true, true},    {"nth-last-of-type", true, true, true},
                  {"only-child", false, false, false},   {"only-of-type", false, true, false}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (!css_name_is(name, places[i].name) || places[i].has_inside != (inside != NULL))
            continue;
        struct test *test = selecting_add(s, TEST_PLACE, WEIGHT_CLASS);
        if (!test)
            return READING_UNKNOWN;
        *test = (struct test){.kind = TEST_PLACE,
                              .first = 1,
                              .is_from_end = places[i].is_from_end,
                              .is_of_type = places[i].is_of_type};
        if (inside)
            return read_nth(*inside, test);
        /* The only one is the first from both ends. */
        if (strncmp(places[i].name, "only", 4) != 0)
            return READING_FINE;
        struct test *last = selecting_add(s, TEST_PLACE, 0);
        if (!last)
            return READING_UNKNOWN;
        last->first = 1;
        last->is_from_end = true;
        last->is_of_type = places[i].is_of_type;
        return READING_FINE;
    }
    return READING_UNKNOWN;
}

/* ":not(…)", ":is(…)", ":where(…)", ":lang(vi)". */
static enum reading read_function(struct selecting *s, struct css_name name, struct css inside)
{
    static const char *const among[] = {"is", "where", "matches", "-webkit-any"};
    bool is_not = css_name_is(name, "not"), is_among = false;
    for (size_t i = 0; i < sizeof among / sizeof *among; i++)
        is_among = is_among || css_name_is(name, among[i]);
    if (css_name_is(name, "lang")) {
        struct test *test = selecting_add(s, TEST_LANGUAGE, WEIGHT_CLASS);
        struct css_name language = inside.at < inside.end && (*inside.at == '"' || *inside.at == '\'')
                                       ? css_take_string(&inside, s->arena)
                                       : css_take_name(&inside, s->arena);
        if (!test || !language.length || css_trimmed(inside).at < inside.end)
            return READING_UNKNOWN;
        test->name = language;
        return READING_FINE;
    }
    if (!is_not && !is_among)
        return read_child(s, name, &inside);
    struct selector *selectors;
    size_t count;
    unsigned weight;
    enum reading reading = css_read_selectors(inside, s->arena, s->level + 1, &selectors, &count, &weight);
    if (reading == READING_UNKNOWN || (reading == READING_INVALID && is_not))
        return reading;
    struct test *test = selecting_add(s, is_not ? TEST_NOT : TEST_AMONG, 0);
    if (!test)
        return READING_UNKNOWN;
    test->selectors = selectors;
    test->selector_count = count;
    s->weight += css_name_is(name, "where") ? 0 : weight;
    return READING_FINE;
}

static bool is_among_words(struct css_name name, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (css_name_is(name, words[i]))
            return true;
    return false;
}

/* States of a page that somebody uses; it is read as it stands. */
static enum reading read_state(struct selecting *s, struct css_name name)
{
    static const char *const never[] = {"hover",
                                        "active",
                                        "focus",
                                        "focus-visible",
                                        "focus-within",
                                        "visited",
                                        "target",
                                        "target-within",
                                        "autofill",
                                        "fullscreen",
                                        "modal",
                                        "popover-open",
                                        "-webkit-autofill",
                                        "host",
                                        "default",
                                        "indeterminate",
                                        "placeholder-shown",
                                        "invalid",
                                        "user-invalid",
                                        "user-valid",
                                        "out-of-range",
                                        "in-range",
                                        "required",
                                        "disabled",
                                        "enabled",
                                        "optional",
                                        "valid",
                                        "read-write"};
    if (is_among_words(name, never, sizeof never / sizeof *never)) {
        s->never = true;
        s->weight += WEIGHT_CLASS;
        return READING_FINE;
    }
    const char *attribute = css_name_is(name, "link") || css_name_is(name, "any-link") ? "href"
                            : css_name_is(name, "checked")                             ? "checked"
                                                                                       : NULL;
    if (attribute) {
        struct test *test = selecting_add(s, TEST_ATTRIBUTE, WEIGHT_CLASS);
        if (!test)
            return READING_UNKNOWN;
        test->name = (struct css_name){attribute, strlen(attribute)};
        return READING_FINE;
    }
    if (css_name_is(name, "empty"))
        return selecting_add(s, TEST_EMPTY, WEIGHT_CLASS) ? READING_FINE : READING_UNKNOWN;
    if (css_name_is(name, "root") || css_name_is(name, "scope")) {
        bool is_other = s->compound->tag != GUMBO_TAG_LAST && s->compound->tag != GUMBO_TAG_HTML;
        s->compound->tag = GUMBO_TAG_HTML;
        s->never = s->never || is_other;
        s->weight += WEIGHT_CLASS;
        return READING_FINE;
    }
    if (css_name_is(name, "defined"))
        return READING_FINE;
    return read_child(s, name, NULL);
}

/* "::before" and the like; the text that is generated stands behind a place. */
static enum reading read_pseudo_element(struct selecting *s, struct css_name name)
{
    static const char *const never[] = {"selection",   "placeholder",          "backdrop",
                                        "cue",         "spelling-error",       "grammar-error",
                                        "target-text", "file-selector-button", "details-content"};
    if (css_name_is(name, "before") || css_name_is(name, "marker"))
        s->place = SHEET_BEFORE;
    else if (css_name_is(name, "after"))
        s->place = SHEET_AFTER;
    else if (is_among_words(name, never, sizeof never / sizeof *never) ||
             (name.length > 8 && strncasecmp(name.text, "-webkit-", 8) == 0))
        s->never = true;
    else
        return READING_UNKNOWN;
    s->weight += WEIGHT_ELEMENT;
    return READING_FINE;
}

enum reading selecting_read_colon(struct selecting *s, struct css *css)
{
    static const char *const old[] = {"before", "after", "first-line", "first-letter"};
    bool is_element = ++css->at < css->end && *css->at == ':';
    css->at += is_element;
    struct css_name name = css_take_name(css, s->arena);
    /* No browser but those that are meant knows them, and passes over the rule. */
    if (!name.length || strncasecmp(name.text, "-moz-", 5) == 0 || strncasecmp(name.text, "-ms-", 4) == 0 ||
        strncasecmp(name.text, "-o-", 3) == 0)
        return READING_INVALID;
    bool has_inside = css->at < css->end && *css->at == '(';
    struct css inside = {css->at, css->at};
    if (has_inside) {
        css->at++;
        inside = css_trimmed(css_take_until(css, ")"));
    }
    if (is_element || is_among_words(name, old, sizeof old / sizeof *old))
        return read_pseudo_element(s, name);
    return has_inside ? read_function(s, name, inside) : read_state(s, name);
}
