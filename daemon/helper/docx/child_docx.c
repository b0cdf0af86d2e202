/* What a child sends of a Word file: its pictures as they are found, then the rest in one piece. */
#include "child_docx.h"

#include "child_answer.h"
#include "convert.h"

#include <string.h>

/* Of 256 MiB; what is left is the file's, the parser's and the parts' that are unpacked. */
enum { MODEL_MAX = 112 * 1024 * 1024 };

static bool child_docx_picture(void *context, const void *bytes, size_t size)
{
    (void)context;
    child_answer(&(struct frame){.kind = FRAME_DOCX_PART, .size = (uint32_t)size}, bytes);
    return true;
}

void child_docx(struct span file)
{
    const struct docx_sink sink = {.picture = child_docx_picture};
    struct arena *arena = arena_new(MODEL_MAX);
    struct docx docx;
    if (!arena)
        give_up(SURRENDER_MEMORY);
    docx_convert(file, arena, &sink, &docx);
    const struct docx_head head = {
        .fault = docx.fault,
        .title = docx.fault ? 0 : (uint32_t)strlen(docx.title),
        .lead = docx.fault ? 0 : (uint32_t)strlen(docx.lead),
        .html = docx.fault ? 0 : (uint32_t)strlen(docx.html),
        .uses = docx.fault ? 0 : (uint32_t)docx.use_count,
        .warnings = docx.fault ? 0 : (uint32_t)docx.warnings.count,
        .unnamed = (uint32_t)docx.warnings.unnamed,
        .is_title_guessed = docx.is_title_guessed,
    };
    const struct {
        const void *bytes;
        size_t size;
    } pieces[] = {{&head, sizeof head},
                  {docx.title, head.title},
                  {docx.lead, head.lead},
                  {docx.html, head.html},
                  {docx.uses, head.uses * sizeof *docx.uses},
                  {docx.warnings.items, head.warnings * sizeof *docx.warnings.items}};
    size_t size = 0, at = 0;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        size += pieces[i].size;
    char *whole = child_memory(size);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        if (pieces[i].size)
            memcpy(whole + at, pieces[i].bytes, pieces[i].size);
        at += pieces[i].size;
    }
    child_answer(&(struct frame){.kind = FRAME_DOCX, .size = (uint32_t)size}, whole);
}
