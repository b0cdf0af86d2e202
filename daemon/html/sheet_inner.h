/* The rules of a sheet, as sheet.c and sheet_selector.c read them and sheet_match.c asks them; and the few
 * functions by which these files and sheet_condition.c read CSS. */
#ifndef HTML_SHEET_INNER_H
#define HTML_SHEET_INNER_H

#include "sheet.h"

#include <stdint.h>

enum {
    COMPOUNDS_MAX = 8,            /* of a selector; one with more is not understood */
    SHEET_LEVELS_MAX = 8,         /* of rules, conditions and selectors within each other */
    RULES_MAX = 16 * 1024,        /* of all sheets that say something */
    RULE_HEADS = 1024,            /* a power of two */
    MATCHES_MAX = 128,            /* rules that one element may have */
    PLACES = 64,                  /* parents whose children are counted at a time; a power of two */
    STEPS_MAX = 20 * 1000 * 1000, /* comparisons for a whole body: a fifth of a second */
    WEIGHT_OF_NO_LAYER = 1 << 24  /* what stands in no layer outweighs all that does */
};

/* A name or text within the copy of the CSS, or made of it. */
struct css_name {
    const char *text;
    size_t length; /* 0: there is none */
};

/* A part of the copy. */
struct css {
    const char *at, *end;
};

/* What became of reading something. */
enum reading {
    READING_FINE,
    READING_NEVER,   /* fits nothing that is read: a link under the pointer, the mark of a selection */
    READING_UNKNOWN, /* may mean something, and is not understood */
    READING_INVALID, /* to browsers too, which pass over the whole rule then */
};

/* How a compound stands to the one before it. */
enum combinator { COMBINATOR_WITHIN, COMBINATOR_CHILD, COMBINATOR_NEXT, COMBINATOR_BEHIND };

enum test_kind {
    TEST_CLASS,
    TEST_ID,
    TEST_ATTRIBUTE,
    TEST_LANGUAGE,
    TEST_PLACE, /* which child of its parent it is */
    TEST_EMPTY,
    TEST_AMONG, /* fits one of the selectors */
    TEST_NOT,   /* fits none of them */
};

/* One thing that an element has to be, beside its name. */
struct test {
    enum test_kind kind;
    struct css_name name, value; /* of a class, id, language, attribute; the name ends with a NUL */
    char comparison;             /* of an attribute: "=~|^$*", '\0' when it only has to be there */
    bool ignores_case;
    int step, first; /* the children step * n + first, from 1 */
    bool is_from_end, is_of_type;
    struct selector *selectors;
    size_t selector_count;
    struct test *next;
};

/* "p.a.b#c": what one element has to be. */
struct compound {
    GumboTag tag;         /* GUMBO_TAG_LAST: any */
    struct css_name name; /* of an element that the parser has no number for */
    struct test *tests;
    enum combinator combinator; /* to the one before it */
};

struct selector {
    struct compound *compounds; /* the last one is the element's */
    size_t count;
    unsigned weight; /* ids, classes and elements it names, as CSS weighs them */
    enum sheet_place place;
    struct css_name text; /* as it was written */
};

struct rule {
    struct selector selector;
    unsigned weight;                /* the selector's and its layer's */
    struct css_name declarations;   /* as they were written */
    struct style normal, important; /* what they say */
    uint32_t hash;                  /* of what an element must have at least */
    unsigned next;                  /* the rule behind it with such a hash, plus one; 0: none */
};

/* Which child of its parent the last one asked for is, and how many there are. */
struct child_place {
    const GumboNode *parent, *node;
    unsigned index, count; /* elements before and with it; 0: not counted */
};

struct sheet {
    struct arena *arena;
    struct rule *rules; /* in the order of the document */
    size_t count, capacity;
    unsigned heads[SHEET_PLACE_COUNT][RULE_HEADS]; /* the newest rule plus one */
    struct child_place places[PLACES];
    size_t steps;
    size_t unread; /* selectors and conditions that are not understood, where it could matter */
    struct css_name first_unread;
    bool is_exhausted;
    bool has_important;
    bool has_generated[SHEET_PLACE_COUNT];                  /* text is generated there for some elements */
    bool generating[SHEET_PLACE_COUNT][GUMBO_TAG_LAST + 1]; /* ... of these; the last: of any */
    bool by_parent[GUMBO_TAG_LAST + 1]; /* rules for these are found by a class of their parent */
    bool has_counters;
};

/* The hash of a class ('.'), an id ('#'), an element ('<', its name as the parser gives it), a parent's class
 * ('>') or of anything ('*'). */
uint32_t sheet_hash(char kind, const char *name, size_t length);

/* A copy without comments and without the signs by which sheets are hidden from browsers of old. */
struct css css_copy(const char *css, size_t length, struct arena *arena);

bool css_is_white(char c);
struct css css_trimmed(struct css css);

/* The first of `signs` that stands in no quotes, brackets or braces; the end when there is none. */
const char *css_find(const char *at, const char *end, const char *signs);

/* What stands up to the next of `signs`; `css` moves behind it. */
struct css css_take_until(struct css *css, const char *signs);

/* A name at `css->at`, which moves behind it, with its escapes read; empty when none begins there. */
struct css_name css_take_name(struct css *css, struct arena *arena);

/* The same for quoted text. */
struct css_name css_take_string(struct css *css, struct arena *arena);

/* Whether it is this word, in small letters or not. */
bool css_name_is(struct css_name name, const char *word);

/* The selectors of a list that are understood, in *ret_selectors. UNKNOWN when one of them is not, INVALID
 * when one of them is none. *ret_weight (may be NULL) is the greatest of them and of those that never fit. */
enum reading css_read_selectors(struct css css, struct arena *arena, int level,
                                struct selector **ret_selectors, size_t *ret_count, unsigned *ret_weight);

/* One of them. */
enum reading css_read_selector(struct css css, struct arena *arena, int level, struct selector *ret_selector);

#endif
