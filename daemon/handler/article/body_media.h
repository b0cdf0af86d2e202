/* Pictures within a body: those that are kept here, in all their forms.
 *
 * Thread: one worker. */
#ifndef HANDLER_BODY_MEDIA_H
#define HANDLER_BODY_MEDIA_H

#include "core/input.h"
#include "html/body.h"
#include "media/picture_import.h"
#include "store/media.h"

struct body_media {
    struct conn *conn;   /* NULL: a reader of `store` for each picture */
    struct store *store; /* not looked at when there is a connection */
    struct arena *arena;
    const struct input *input;           /* where faults and warnings are noted; NULL: nobody is told */
    bool says_no_alt;                    /* in this format an empty alt is none (Markdown) */
    const struct picture_import *import; /* what was fetched from other sites, or NULL */
    const char *known_body;              /* see struct article_draft; NULL where nothing is let pass */
    bool is_told;                        /* of those that are let pass somebody was told already */
    enum err err;                        /* of the store */
};

/* How html/body.h asks for them; `media` must outlive its use. Pictures of other sites, pictures that are not
 * kept here, and such without a description are faults at /body. */
struct body_pictures body_media_pictures(struct body_media *media);

#endif
