/* Slugs: the part of an address that names an article, a category or a tag.
 *
 * A slug is 1 to 80 bytes of a-z, 0-9 and single hyphens, no hyphen at either end, and not digits
 * only (that would look like an id). Thread: any. */
#ifndef TEXT_SLUG_H
#define TEXT_SLUG_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { SLUG_SIZE_MAX = 80 };

/* The slug that a title suggests: folded, other runs a hyphen, at most 80 bytes cut at a hyphen. The
 * same from NFD, eth and capitals. "" when nothing usable comes out (no Latin letters, or digits
 * only): the caller then makes one of its own, such as "bai-7". The title need not be normalised, but
 * is valid UTF-8. The result lives in `arena`. */
const char *slug_from_title(const char *title, struct arena *arena);

/* `slug` with "-number" behind it, shortened so that both fit in 80 bytes; number is 0 or more. For a
 * derived slug that is taken, and for "bai" and an id. */
const char *slug_numbered(const char *slug, int64_t number, struct arena *arena);

/* Whether a given text is a slug as defined above. */
bool slug_valid(const char *slug);

#endif
