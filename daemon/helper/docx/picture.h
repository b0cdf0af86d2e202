/* The pictures of a document: which of them can be taken, and where their bytes go. Private to this floor. */
#ifndef HELPER_DOCX_PICTURE_H
#define HELPER_DOCX_PICTURE_H

#include "convert.h"
#include "model.h"

/* Looks at all pictures of the model in their order: each is given its number, or left out with a warning.
 * Faults: none of theirs costs the document. */
void docx_take_pictures(struct docx_model *model, struct docx_package *package, const struct docx_sink *sink,
                        struct docx *docx);

#endif
