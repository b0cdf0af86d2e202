/* What the modules of links share. */
#ifndef STORE_LINK_INNER_H
#define STORE_LINK_INNER_H

#include "engine/conn.h"
#include "store/link.h"
#include "text/hyperlink.h"

/* Addresses as they are written. */
struct addresses {
    const char **items;
    size_t count;
};

/* Those that an article shows, in the arena; at most LINKS_OF_ONE_MOST. */
enum err link_addresses_of(struct arena *arena, const struct article *article, struct addresses *addresses);
enum err link_address_add(struct arena *arena, const char *address, struct addresses *addresses);

/* What a thing leads to, each once. */
struct link_set {
    enum link_place place;
    int64_t thing_id;
    struct hyperlink *items;
    size_t count;
};

/* Those of the addresses that lead somewhere else than to the same page. */
enum err link_set_of(struct arena *arena, const struct link_rules *rules, const struct addresses *addresses,
                     struct link_set *set);

/* Whether the list has exactly this of the thing. */
enum err link_set_is_kept(struct conn *conn, const struct link_set *set, bool *ret_kept);

/* Makes it so. Writer only. */
enum err link_set_keep(struct conn *conn, const struct link_rules *rules, const struct link_set *set);

/* What a path of the portal answers now: 200, 404 or 410. */
enum err link_inside_status(struct conn *conn, const struct link_rules *rules, const char *path,
                            int *ret_status);
enum err link_inside_note(struct conn *conn, int64_t id, int status);

#endif
