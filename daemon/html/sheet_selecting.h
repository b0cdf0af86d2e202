/* What sheet_selector.c and sheet_pseudo.c share while they read one selector. */
#ifndef HTML_SHEET_SELECTING_H
#define HTML_SHEET_SELECTING_H

#include "sheet_inner.h"

enum { WEIGHT_ID = 10000, WEIGHT_CLASS = 100, WEIGHT_ELEMENT = 1 };

struct selecting {
    struct arena *arena;
    struct compound *compound; /* what is being read into */
    size_t count;              /* its tests */
    unsigned weight;
    int level; /* selectors around this one */
    enum sheet_place place;
    bool never; /* it fits nothing that is read */
};

/* A test of the compound, for the caller to fill in; NULL when there are too many, or no memory. */
struct test *selecting_add(struct selecting *s, enum test_kind kind, unsigned weight);

/* Reads what begins with a colon at css->at, which moves behind it. */
enum reading selecting_read_colon(struct selecting *s, struct css *css);

#endif
