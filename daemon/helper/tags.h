/* The tags of an XML text that comes in pieces: enough to count what a document hides, and no parser. Private
 * to this floor. */
#ifndef HELPER_TAGS_H
#define HELPER_TAGS_H

#include "bytes.h"

#include <stdbool.h>

enum { TAG_MAX = 512, TAG_TEXT_MAX = 120 };

/* Who listens: a tag's inside, "w:comment w:id=…" or "/w:comment", with the text that stood before it. Longer
 * ones are cut. */
typedef void tag_heard(void *context, const char *tag, const char *before);

struct tags {
    tag_heard *heard;
    void *context;
    char tag[TAG_MAX + 1];
    char text[TAG_TEXT_MAX + 1]; /* since the last tag */
    size_t tag_size, text_size;
    bool is_inside;
    char quote; /* within which a > ends nothing; 0 none */
};

/* The next bytes. NULs are left out, which makes ASCII of the tags of UTF-16. */
void tags_feed(struct tags *tags, struct span piece);

/* Whether the element has this name, whatever its prefix; not for its end. */
bool element_is(const char *tag, const char *name);

/* The value of the attribute of this name, whatever its prefix, cut to the room there is; false without it.
 */
bool tag_attribute(const char *tag, const char *name, char *to, size_t room);

#endif
