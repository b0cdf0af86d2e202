/* The pictures of a Word file, made into media of ours. */
#ifndef HANDLER_DOCX_PICTURE_H
#define HANDLER_DOCX_PICTURE_H

#include "helper/docx.h"
#include "media/picture_import.h"

/* Cuts what is cut, prepares each picture as an upload and puts their addresses into the HTML, which becomes
 * import->body. One that cannot be taken is left out with a warning. Errors: UNAVAILABLE, MEMORY, and the
 * store's. */
enum err docx_pictures_prepare(struct app *app, const struct request *request, struct reply *reply,
                               const struct docx *docx, struct picture_import *import);

#endif
