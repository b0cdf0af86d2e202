/* Addresses that the portal's own HTML leads to, and what kind of address each is. Of HTML that the cleaner's
 * serializer wrote, whose form is known: values stand in double quotes, without quotes or angle brackets in
 * them.
 *
 * Ownership: all in the arena given; NULL or "" when that has failed. Thread: any. */
#ifndef TEXT_HYPERLINK_H
#define TEXT_HYPERLINK_H

#include "base/arena.h"

enum hyperlink_kind {
    HYPERLINK_NONE,    /* a part of the same page, a mail, a telephone number … */
    HYPERLINK_INSIDE,  /* of this portal */
    HYPERLINK_OUTWARD, /* http or https on another host */
};

struct hyperlink {
    enum hyperlink_kind kind;
    const char *url;  /* without "#part"; of one inside the path, "/bai-viet/a?b" */
    const char *host; /* of one outward, in small letters, without a port; else "" */
};

/* The address of the next link (the href of an <a>) at or behind *html, which moves behind it; NULL: there is
 * none. */
const char *hyperlink_next(const char **html, struct arena *arena);

/* What kind an address is. `base_url` is the portal's own, without a slash at its end, or "". */
struct hyperlink hyperlink_read(const char *address, const char *base_url, struct arena *arena);

#endif
