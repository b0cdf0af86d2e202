/* Open addressing; nothing is ever taken out. */
#include "map.h"

#include <string.h>

enum { MAP_LEAST = 64 };

/* FNV-1a. */
static uint64_t map_hash(const char *key)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * UINT64_C(1099511628211);
    return hash;
}

/* The slot of the key, or the free one where it belongs. */
static struct coming_map_slot *map_slot(const struct coming_map *map, const char *key)
{
    size_t at = (size_t)map_hash(key) & (map->room - 1);
    while (map->slots[at].key && strcmp(map->slots[at].key, key) != 0)
        at = (at + 1) & (map->room - 1);
    return &map->slots[at];
}

bool coming_map_find(const struct coming_map *map, const char *key, int64_t *ret_value)
{
    const struct coming_map_slot *slot = map->room ? map_slot(map, key) : NULL;
    if (!slot || !slot->key)
        return false;
    *ret_value = slot->value;
    return true;
}

/* Twice the room. The former slots stay in the arena, which they at most double. */
static bool map_grow(struct coming_map *map, struct arena *arena)
{
    struct coming_map larger = {.room = map->room ? 2 * map->room : MAP_LEAST, .count = map->count};
    larger.slots = arena_zero(arena, larger.room, sizeof *larger.slots);
    if (!larger.slots)
        return false;
    for (size_t i = 0; i < map->room; i++)
        if (map->slots[i].key)
            *map_slot(&larger, map->slots[i].key) = map->slots[i];
    *map = larger;
    return true;
}

bool coming_map_put(struct coming_map *map, struct arena *arena, const char *key, int64_t value)
{
    /* At most half full, so that a search is short and ends. */
    if (2 * map->count >= map->room && !map_grow(map, arena))
        return false;
    struct coming_map_slot *slot = map_slot(map, key);
    if (!slot->key) {
        slot->key = arena_text(arena, key);
        map->count++;
    }
    slot->value = value;
    return !arena_failed(arena);
}
