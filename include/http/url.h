/* Writing addresses (RFC 3986). Thread: any. */
#ifndef HTTP_URL_H
#define HTTP_URL_H

#include "base/buf.h"

/* Appends text with every byte percent-encoded but the unreserved characters of RFC 3986 section 2.3
 * and those in `keep` ("/" for a path). */
void url_escape(struct buf *out, const char *text, const char *keep);

#endif
