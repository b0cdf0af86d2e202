/* How staff pages show a medium of the API: a small picture, and what it is called. Thread: one worker. */
#ifndef HANDLER_FORMSET_MEDIA_H
#define HANDLER_FORMSET_MEDIA_H

#include "staff.h"

/* thumb_url, thumb_width, thumb_height of a picture, the smallest form that it has; null where there is none
 * (also of NULL). The address is one of the staff, which shows what is not public too. */
void staff_thumb(const struct request *request, struct view view, const json_t *media);

/* Its alternative text, its file's name, or its number. */
const char *staff_media_label(struct arena *arena, const json_t *media);

/* As large a picture is shown on which one presses, in CSS pixels, so that the place tells what was pressed;
 * it has room in a row of a page of 320. */
enum { STAFF_FOCUS_WIDTH = 240 };
int64_t staff_focus_height(const json_t *media);

#endif
