/* What the job that checks links (work/link_check.h) is told by those above it: which paths the portal itself
 * answers, and who it is that asks. Thread: any. */
#ifndef MAIN_LINK_SERVED_H
#define MAIN_LINK_SERVED_H

#include "base/arena.h"

#include <stdbool.h>

/* Whether the table of addresses has a row for it. */
bool link_is_served(const char *path);

/* "congd/VERSION (+https://portal)", or without the portal where its address is not known or could not stand
 * in a header. In the arena. */
const char *link_agent(struct arena *arena, const char *base_url);

#endif
