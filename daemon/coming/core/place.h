/* Categories, boxes, tags, addresses and the ledger of the portal, by its API: what is there is found again
 * by its slug or note, so that nothing is made twice. Of this floor alone. */
#ifndef COMING_PLACE_H
#define COMING_PLACE_H

#include "session.h"

struct coming_category {
    const char *name, *slug, *lang;
    int64_t parent_id, position; /* 0 none */
};

/* What is in the portal already: slugs of categories and boxes. */
struct coming_places {
    json_t *categories, *boxes; /* owned */
};
enum err coming_places_read(struct coming *coming, struct coming_places *ret_places);
void coming_places_done(struct coming_places *places);

/* The category of that slug and language, made when there is none; *ret_slug is it, NULL when it could not be
 * made, which is told. In a trial *ret_id is 0 for one that would be made. */
enum err coming_category(struct coming *coming, struct coming_places *places,
                         const struct coming_category *category, const char *label, int64_t *ret_id,
                         const char **ret_slug);

/* Makes addresses lead to a thing, which `member` names ("category_id"); takes the list. What leads elsewhere
 * already is told. */
enum err coming_addresses(struct coming *coming, const char *member, int64_t id, json_t *addresses,
                          const char *label);

/* Ids of all tags by their slugs, in the coming's arena. */
enum err coming_tag_ids(struct coming *coming, struct coming_map *ret_ids);

/* A box with items (a list of JSON, taken), unless one of its slug is there. */
enum err coming_box(struct coming *coming, struct coming_places *places, const char *slug, const char *title,
                    const char *lang, json_t *items, const char *label);

/* An entry of the ledger, unless there is one of that note, or nothing to note. */
enum err coming_ledger(struct coming *coming, int64_t visits, const char *note);

#endif
