/* Lists as Google Docs saves them: each level of a list is a list of its own beside the others.
 *
 * Private to this floor. */
#ifndef HTML_DOCS_LIST_H
#define HTML_DOCS_LIST_H

#include "base/arena.h"

#include <gumbo.h>

/* Puts deeper lists into those before them, and goes on with a list behind what stood within it. The tree is
 * changed; without memory the arena fails, and it is not to be used. */
void docs_lists_join(GumboNode *root, struct arena *arena);

#endif
