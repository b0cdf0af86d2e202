/* The page of a draft names media at an address where whoever looks at it may see them. */
#ifndef HANDLER_PREVIEW_MEDIA_H
#define HANDLER_PREVIEW_MEDIA_H

#include "http/reply.h"

/* Exchanges /media/ for `folder` ("/quan-tri/media/") wherever the reply's view holds addresses. Out of
 * memory the arena has failed. */
void preview_media_at(struct reply *reply, const char *folder);

#endif
