/* One tag of a source, with those of its attributes that the cleaner asks for.
 *
 * Private to this floor. */
#ifndef HTML_COMPACT_TAG_H
#define HTML_COMPACT_TAG_H

#include <stdbool.h>
#include <stddef.h>

/* Which attributes are asked for beside those that the cleaner looks at by itself. */
enum keeps { KEEPS_NO_CLASSES, KEEPS_CLASSES, KEEPS_ALL };

/* Writes the start tag at `tag` to *to, which is not behind it, and moves *to; the result is what follows the
 * tag in the source. Attributes that nobody asks for are left out when `may_choose`, and those behind the
 * first BODY_ATTRIBUTES_MAX always; classes are asked for when the document says what they mean. A tag
 * without an end is copied. */
char *compact_tag(char *tag, char *end, bool may_choose, enum keeps keeps, char **to);

/* The value of an attribute of the start tag at `tag`, as it is written; "" when it has none. */
const char *compact_tag_value(char *tag, char *end, const char *name, size_t *ret_length);

#endif
