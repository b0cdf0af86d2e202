/* Other addresses of one thing that programs of former portals made by rule and nobody stored: its feed, its
 * further pages, its page to print, the same behind "index.php". Knows how WordPress and NukeViet write them,
 * and not what any leads to. Ownership: in the arena. Thread: any. */
#ifndef HTTP_ADDRESS_VARIANT_H
#define HTTP_ADDRESS_VARIANT_H

#include "base/arena.h"

#include <stdbool.h>

struct address_variant {
    const char *key; /* of the thing itself; "/" is the portal's first page; never NULL */
    bool is_feed;    /* the feed of it was asked for */
    bool is_home;    /* the thing is the former portal's first page, or its news as a whole */
};

/* What a key of address_key() is a variant of. False: it is the address of nothing but itself. */
bool address_variant_of(struct arena *arena, const char *key, struct address_variant *ret_variant);

#endif
