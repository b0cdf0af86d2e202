/* Pages as another program wrote them, made into text that can be kept. Private to this floor; runs in a
 * child of the helper, and in its tests. */
#ifndef HELPER_PAGE_CLEAN_H
#define HELPER_PAGE_CLEAN_H

#include "base/arena.h"
#include "bytes.h"
#include "helper/page_text.h"

/* Bytes with a form feed behind each page, which need not be UTF-8. At most PAGE_TEXT_PAGES_MAX pages and
 * PAGE_TEXT_MAX bytes are kept, cut between characters; the rest is told by is_cut. In the arena. Errors:
 * MEMORY. */
enum err page_clean(struct span raw, struct arena *arena, struct page_text *ret_text);

#endif
