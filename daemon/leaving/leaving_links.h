/* The addresses in a page, found and exchanged. Private to this floor. */
#ifndef LEAVING_LEAVING_LINKS_H
#define LEAVING_LEAVING_LINKS_H

#include "base/buf.h"

#include <stdbool.h>

/* Appends to `out` what shall stand for an address, as text without entities, or gives false where it leads
 * nowhere: the attribute is then left out. */
struct leaving_resolver {
    bool (*resolve)(void *context, const char *address, struct buf *out);
    void *context;
};

/* A page of the portal, which writes every attribute between double quotes, with the addresses of href, src
 * and srcset exchanged; forms, which nobody would answer, are not shown. A failed `out` says that memory was
 * short. */
void leaving_links(const char *html, size_t size, const struct leaving_resolver *resolver, struct buf *out);

#endif
