/* Films of known sites: where they are embedded in a page, as addresses that people can open; and these
 * addresses.
 *
 * Private to this floor. Thread: any. */
#ifndef HTML_EMBED_H
#define HTML_EMBED_H

#include "base/arena.h"

/* The page of the film that `source` (an iframe's or embed's address) shows, in the arena; NULL when it is
 * none of a site that is known. */
const char *embed_page(const char *source, struct arena *arena);

/* The name of the site whose page of a film this address is ("YouTube"); NULL when it is none that is known.
 */
const char *embed_site(const char *address);

#endif
