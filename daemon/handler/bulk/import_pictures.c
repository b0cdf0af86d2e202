/* A list in the order of the lines, which are as many as a transaction has. Must not know what is done with a
 * line. */
#include "import_pictures.h"

#include "base/memory.h"

#include <stdlib.h>

struct line_pictures {
    struct line_pictures *next;
    int64_t number;
    struct picture_import import;
};

/* A place at the end of the list; NULL without memory. */
static struct line_pictures *pictures_new_line(struct import_pictures *pictures, int64_t number)
{
    struct line_pictures *line = memory_new(1, sizeof *line);
    if (!line)
        return NULL;
    line->number = number;
    /* One import runs at a time. */
    line->import.is_single = true;
    if (pictures->last)
        pictures->last->next = line;
    else
        pictures->first = line;
    pictures->last = line;
    return line;
}

enum err import_pictures_prepare(struct import_pictures *pictures, struct app *app,
                                 const struct request *request, struct reply *reply, int64_t number,
                                 struct submission *submission, struct picture_import **ret_import)
{
    *ret_import = NULL;
    if (!picture_import_concerns(submission))
        return ERR_OK;
    struct line_pictures *line = pictures_new_line(pictures, number);
    if (!line)
        return ERR_MEMORY;
    *ret_import = &line->import;
    if (pictures->bytes >= IMPORT_BYTES_MAX) {
        line->import.is_too_much = true;
        return ERR_OK;
    }
    enum err err = picture_import_prepare(app, request, reply, submission, &line->import);
    for (size_t i = 0; i < line->import.count; i++)
        pictures->bytes += line->import.items[i].file.size;
    return err;
}

struct picture_import *import_pictures_of(const struct import_pictures *pictures, int64_t number)
{
    struct line_pictures *line = pictures->first;
    while (line && line->number != number)
        line = line->next;
    return line ? &line->import : NULL;
}

void import_pictures_done(struct import_pictures *pictures)
{
    while (pictures->first) {
        struct line_pictures *line = pictures->first;
        pictures->first = line->next;
        picture_import_done(&line->import);
        free(line);
    }
    *pictures = (struct import_pictures){.first = NULL};
}
