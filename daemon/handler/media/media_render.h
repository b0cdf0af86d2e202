/* What is made of an uploaded picture: all of its forms, one of them, or none yet. */
#ifndef HANDLER_MEDIA_RENDER_H
#define HANDLER_MEDIA_RENDER_H

#include "media_upload.h"

/* Makes what `kinds` asks for of a picture whose original is in the upload already. What is wrong with it is
 * kept there. Errors: those of the server alone. */
enum err media_render(struct app *app, struct arena *arena, const struct picture_facts *facts,
                      enum upload_kinds kinds, struct media_upload *upload);

#endif
