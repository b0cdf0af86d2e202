/* A Word file in a child of the helper. Private to this floor. */
#ifndef HELPER_DOCX_CHILD_H
#define HELPER_DOCX_CHILD_H

#include "bytes.h"

/* Reads it and answers. */
void child_docx(struct span file);

#endif
