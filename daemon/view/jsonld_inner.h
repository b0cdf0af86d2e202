/* What the files of JSON-LD share. Private to this floor. */
#ifndef VIEW_JSONLD_INNER_H
#define VIEW_JSONLD_INNER_H

#include "view/jsonld.h"

/* The whole address of a path; a path again when the portal does not know its public address. */
const char *jsonld_whole(const struct publisher *publisher, struct arena *arena, const char *path);

/* Members; nothing for NULL, 0 and an article without a picture. */
void jsonld_put_text(struct view view, const char *name, const char *text);
void jsonld_put_time(struct view view, const char *name, int64_t at_ms);
void jsonld_put_image(struct view parent, const struct publisher *publisher, const struct picture *image);

/* The node of a unit, person, event or procedure. False, and nothing written: the article is a text. */
bool view_jsonld_thing(struct view view, const struct publisher *publisher, const struct article *article,
                       const char *publisher_id);

#endif
