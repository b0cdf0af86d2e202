/* Text that styles generate before and behind what an element holds, and the counters that stand in it:
 * Google Docs numbers its lists so, pages their articles ("Điều 1. ").
 *
 * Private to this floor. Thread: one body's. */
#ifndef HTML_GENERATED_H
#define HTML_GENERATED_H

#include "base/arena.h"
#include "sheet.h"

/* A counter, which holds within `scope`. */
struct counter {
    struct css_piece name;
    const GumboNode *scope;
    int value;
};

/* What content says of a list's number. */
struct read_number {
    struct css_piece content, name; /* the name is the counter's */
    char type;                      /* '\0': it is no number alone */
};

struct counters {
    struct read_number read; /* the last that was asked for */
    struct counter *items;   /* those further in behind those around them */
    size_t count, capacity;
    struct arena *arena;
};

/* What the element's style says of counters, which hold within its parent; and ends those that held within
 * the element. */
void counters_enter(struct counters *counters, const struct style *style, const GumboNode *parent);
void counters_leave(struct counters *counters, const GumboNode *node);

/* The text that `content` generates for an element; "" when there are no letters or digits in it, which is
 * dress. */
const char *generated_text(struct counters *counters, const GumboNode *node, struct css_piece content);

/* Whether the content is a number alone, as lists have them by themselves ("1. ", "a) "): the kind of the
 * number in *ret_type, its present value in *ret_value, which is 0 where nothing counts. */
bool generated_number(struct counters *counters, struct css_piece content, char *ret_type, int *ret_value);

#endif
