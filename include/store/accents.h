/* Words of a text that lack their accents, by what the portal's own titles and leads teach. Errors: see
 * store.h. */
#ifndef STORE_ACCENTS_H
#define STORE_ACCENTS_H

#include "store/store.h"

#include <stddef.h>

enum { ACCENTS_MOST = 10 };

/* Two words or more, bytes [start, end) of the text. */
struct accents_place {
    size_t start, end;
};

/* In a text that bears marks otherwise: neighbours without any that the portal never writes so, and often
 * with marks; at most ACCENTS_MOST places, of the first some hundred pairs. */
enum err accents_missing(struct conn *conn, const char *text, struct accents_place **ret_places,
                         size_t *ret_count);

#endif
