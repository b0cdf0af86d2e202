/* Word files: bytes as they are, or pieces between NULs as the parts of a file whose ZIP is whole, so that
 * what is found is in the reader and not in its door. */
#include "docx/convert.h"

#include "../unit/helper/docx_file.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool fuzz_docx_take(void *context, const void *bytes, size_t size)
{
    (void)context;
    assert(bytes && size);
    return true;
}

static void fuzz_docx_convert(const unsigned char *bytes, size_t size)
{
    const struct docx_sink sink = {NULL, fuzz_docx_take};
    struct arena *arena = arena_new(64 * 1024 * 1024);
    struct docx docx;
    if (!arena)
        return;
    docx_convert((struct span){bytes, size}, arena, &sink, &docx);
    assert(docx.fault < DOCX_FAULTS);
    if (!docx.fault) {
        assert(docx.html && docx.title && docx.lead && docx.warnings.count <= WARNINGS_MAX);
        for (size_t i = 0; i < docx.use_count; i++)
            assert(docx.uses[i].part < docx.part_count);
    }
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"word/document.xml",  "word/styles.xml",
                                        "word/numbering.xml", "word/footnotes.xml",
                                        "word/media/a.png",   "word/_rels/footnotes.xml.rels"};
    struct docx_file file = {.size = 0};
    if (size > 2 && data[0] == 'P' && data[1] == 'K') {
        fuzz_docx_convert(data, size);
        return 0;
    }
    docx_file_add(&file, "_rels/.rels", docx_file_top, strlen(docx_file_top));
    docx_file_add(&file, "word/_rels/document.xml.rels", docx_file_beside, strlen(docx_file_beside));
    for (size_t i = 0; i < sizeof names / sizeof *names && size; i++) {
        const uint8_t *stop = memchr(data, '\0', size);
        size_t length = stop ? (size_t)(stop - data) : size;
        docx_file_add(&file, names[i], data, length);
        size -= length + (stop != NULL);
        data = stop ? stop + 1 : data + length;
    }
    docx_file_end(&file);
    fuzz_docx_convert(file.bytes, file.size);
    free(file.bytes);
    return 0;
}
