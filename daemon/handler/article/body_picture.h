/* The address of a picture within a body. Thread: any. */
#ifndef HANDLER_BODY_PICTURE_H
#define HANDLER_BODY_PICTURE_H

#include "base/arena.h"

#include <stdbool.h>

/* Whether the address of a picture is on another site. */
bool body_picture_is_foreign(const char *source);

/* Whether the address is the picture itself ("data:image/…"). */
bool body_picture_is_inside(const char *source);

/* The address as it is named in a fault: its beginning, when it is long. */
const char *body_picture_shown(struct arena *arena, const char *source);

/* Whether HTML holds an image that says nothing of itself, neither words nor that it needs none. */
bool body_has_silent_picture(const char *html);

#endif
