/* Addresses that stand bare in a text: of the web, and of mail. Private to this floor. */
#ifndef HTML_AUTOLINK_H
#define HTML_AUTOLINK_H

#include <stdbool.h>
#include <stddef.h>

struct autolink {
    size_t start, end;  /* of the address in the text, in bytes */
    const char *prefix; /* what stands before it in a link: "", "https://", "mailto:"; static */
};

/* The next address from `from` on; false when there is none. What stands behind it as punctuation, or closes
 * a bracket opened before it, is no part of it. The whole text is gone over in a time that grows with its
 * length alone. */
bool autolink_next(const char *text, size_t length, size_t from, struct autolink *ret_link);

#endif
