/* The rules of a sheet, as sheet.c reads them and sheet_match.c asks them. */
#ifndef HTML_SHEET_INNER_H
#define HTML_SHEET_INNER_H

#include "sheet.h"

#include <stdint.h>

enum {
    COMPOUNDS_MAX = 8,           /* of a selector; one with more is passed over */
    CLASSES_MAX = 4,             /* of a compound, likewise */
    RULES_MAX = 16 * 1024,       /* of all sheets that say something */
    RULE_HEADS = 1024,           /* a power of two */
    MATCHES_MAX = 128,           /* rules that one element may have */
    STEPS_MAX = 20 * 1000 * 1000 /* comparisons for a whole body: a fifth of a second */
};

/* A name within the copy of the CSS. */
struct css_name {
    const char *text;
    size_t length; /* 0: there is none */
};

/* "p.a.b#c": what one element has to be. */
struct compound {
    GumboTag tag; /* GUMBO_TAG_LAST: any */
    struct css_name id, classes[CLASSES_MAX];
    size_t class_count;
    bool is_child; /* of the one before it, and not just within it */
};

struct rule {
    struct compound *compounds; /* the last one is the element's */
    size_t compound_count;
    unsigned weight;                        /* ids, classes and elements it names, as CSS weighs them */
    struct css_name selector, declarations; /* as they were written */
    struct style normal, important;         /* what they say */
    uint32_t hash;                          /* of what an element must have at least */
    unsigned next;                          /* the rule behind it with such a hash, plus one; 0: none */
};

struct sheet {
    struct arena *arena;
    struct rule *rules; /* in the order of the document */
    size_t count, capacity;
    unsigned heads[RULE_HEADS]; /* the newest rule plus one */
    size_t steps;
    bool is_exhausted;
    bool has_important;
};

/* The hash of a class ('.'), an id ('#'), an element ('<', its name as the parser gives it) or of anything
 * ('*'). */
uint32_t sheet_hash(char kind, const char *name, size_t length);

#endif
