/* Dead links in the API's shape. Thread: one worker. */
#ifndef VIEW_LINK_H
#define VIEW_LINK_H

#include "store/link.h"
#include "view/view.h"

void view_dead_link(struct view view, const struct dead_link *link);

#endif
