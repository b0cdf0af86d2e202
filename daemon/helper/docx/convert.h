/* A Word file from bytes to what helper/docx.h says. Private to this floor; runs in a child of the helper,
 * and in its tests. */
#ifndef HELPER_DOCX_CONVERT_H
#define HELPER_DOCX_CONVERT_H

#include "bytes.h"
#include "helper/docx.h"

/* Where the bytes of pictures go, one after the other; false: nobody takes them. */
struct docx_sink {
    void *context;
    bool (*picture)(void *context, const void *bytes, size_t size);
};

/* Everything but ret_docx->parts, which went to the sink, is in the arena. What is wrong with the file is in
 * ret_docx->fault. */
void docx_convert(struct span file, struct arena *arena, const struct docx_sink *sink, struct docx *ret_docx);

#endif
