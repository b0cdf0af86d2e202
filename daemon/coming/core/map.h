/* Numbers by text, in an arena: which slugs were given, which files were sent. Grows by doubling. Thread:
 * one. */
#ifndef COMING_MAP_H
#define COMING_MAP_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct coming_map {
    struct coming_map_slot {
        const char *key; /* NULL: free */
        int64_t value;
    } * slots;
    size_t room, count;
};

/* False: it is not there. */
bool coming_map_find(const struct coming_map *map, const char *key, int64_t *ret_value);

/* The value under that key, which is copied, from now on. False: no memory. */
bool coming_map_put(struct coming_map *map, struct arena *arena, const char *key, int64_t value);

#endif
