/* The words of a Word file alone, for a search. Private to this floor; runs in a child of the helper, and in
 * its tests. */
#ifndef HELPER_DOCX_PLAIN_H
#define HELPER_DOCX_PLAIN_H

#include "base/arena.h"
#include "bytes.h"
#include "helper/page_text.h"

/* What a reader of the document sees, a line a paragraph, item or cell; without deletions, comments, hidden
 * words and pictures. In the arena, set when FINE. */
enum page_text_fault docx_plain(struct span file, struct arena *arena, struct span *ret_text);

#endif
