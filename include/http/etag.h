/* Entity tags (RFC 9110 sections 8.8.3, 13.1.1, 13.1.2). A tag is a base, such as 7 or 7-t, with the
 * encoding behind it: "7-gz". Thread: any; allocates nothing. */
#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include <stdbool.h>
#include <stdint.h>

enum if_match { IF_MATCH_ABSENT, IF_MATCH_ANY, IF_MATCH_VERSION, IF_MATCH_WEAK, IF_MATCH_UNREADABLE };

/* What an If-Match header says: nothing, `*`, or one version, whatever suffix it came back with; or a weak
 * one (W/), which matches nothing. */
enum if_match etag_if_match(const char *header, int64_t *ret_version);

/* Whether an If-Match header names the base (strong comparison: W/ never does) or is `*`, which is true of
 * whatever there is; "" is the base of what has no tag. An encoding's suffix is ignored here and below. */
bool etag_match_hits(const char *header, const char *base);

/* Whether an If-None-Match header names the base (weak comparison) or is `*`. */
bool etag_none_match_hits(const char *header, const char *base);

#endif
