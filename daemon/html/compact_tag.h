/* One tag of a source, with those of its attributes that the cleaner asks for.
 *
 * Private to this floor. */
#ifndef HTML_COMPACT_TAG_H
#define HTML_COMPACT_TAG_H

#include <stdbool.h>

/* Writes the start tag at `tag` to *to, which is not behind it, and moves *to; the result is what follows the
 * tag in the source. Attributes that nobody asks for are left out when `may_choose`, and those behind the
 * first BODY_ATTRIBUTES_MAX always; classes are asked for when the document says what they mean. A tag
 * without an end is copied. */
char *compact_tag(char *tag, char *end, bool may_choose, bool keeps_classes, char **to);

#endif
