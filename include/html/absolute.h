/* Clean HTML for those who read it elsewhere: feeds, whose readers do not know which page it came from. */
#ifndef HTML_ABSOLUTE_H
#define HTML_ABSOLUTE_H

#include "base/arena.h"
#include "html/safe.h"

/* The same HTML, from body_render(), with whole addresses: "/path" in href, src and srcset gets `base` (such
 * as "https://a.example", escaped as HTML where it must be) before it, "#id" the page's own address `page`.
 * In `arena`; "" when that has failed. Thread: any. */
struct safe_html html_absolute(const char *html, const char *base, const char *page, struct arena *arena);

#endif
