/* Bytes of pictures are handed on as they are, once for each part, however often it is shown. Nothing of them
 * is decoded here. */
#include "picture.h"

#include "helper/picture.h"

#include <stdlib.h>
#include <string.h>

/* A part that was looked at. */
struct docx_seen {
    const char *name;
    enum warning_code problem; /* WARNING_COUNT: none */
    uint32_t number;
};

struct docx_taking {
    struct docx_package *package;
    const struct docx_sink *sink;
    struct docx *docx;
    struct docx_seen seen[2 * DOCX_PICTURES_MAX]; /* each picture may have a twin */
    size_t seen_count;
    size_t bytes; /* that were handed on */
};

/* Unpacks a part and hands it on; what is wrong with it. */
static enum warning_code docx_take_part(struct docx_taking *taking, const struct docx_entry *entry)
{
    struct picture_facts facts;
    unsigned char *bytes = NULL;
    enum docx_fault fault = docx_package_unpack(entry, DOCX_PICTURE_MAX, &bytes);
    if (fault)
        return fault == DOCX_EXPANDS ? WARNING_WORD_PICTURE_LARGE : WARNING_WORD_PICTURE_MISSING;
    enum err err = picture_measure(bytes, (size_t)entry->zip.size, &facts);
    enum warning_code problem = err == ERR_MEDIA_TYPE ? WARNING_WORD_PICTURE_FORM
                                : err                 ? WARNING_WORD_PICTURE_MISSING
                                                      : WARNING_COUNT;
    if (!err && entry->zip.size > DOCX_PICTURE_BYTES_MAX - taking->bytes)
        problem = WARNING_WORD_PICTURE_LARGE;
    else if (!err && !taking->sink->picture(taking->sink->context, bytes, (size_t)entry->zip.size))
        problem = WARNING_WORD_PICTURE_MISSING;
    free(bytes);
    if (problem == WARNING_COUNT)
        taking->bytes += (size_t)entry->zip.size;
    return problem;
}

/* The part of this name, looked at once. */
static const struct docx_seen *docx_see(struct docx_taking *taking, const char *name)
{
    static const struct docx_seen missing = {"", WARNING_WORD_PICTURE_MISSING, 0};
    for (size_t i = 0; name && i < taking->seen_count; i++)
        if (strcmp(taking->seen[i].name, name) == 0)
            return &taking->seen[i];
    const struct docx_entry *entry = name ? docx_package_find(taking->package, name) : NULL;
    if (!entry || taking->seen_count == sizeof taking->seen / sizeof *taking->seen)
        return &missing;
    struct docx_seen *seen = &taking->seen[taking->seen_count++];
    *seen = (struct docx_seen){name, docx_take_part(taking, entry), (uint32_t)taking->docx->part_count};
    taking->docx->part_count += seen->problem == WARNING_COUNT;
    return seen;
}

/* What could not be taken is told by its words, or by those before it. */
static void docx_leave_picture(struct docx_taking *taking, struct docx_picture *picture,
                               enum warning_code problem)
{
    picture->is_left_out = true;
    warnings_add(&taking->docx->warnings, problem, 0, picture->name, strlen(picture->name));
}

static void docx_take_one(struct docx_taking *taking, struct docx_use *uses, struct docx_picture *picture)
{
    struct docx *docx = taking->docx;
    if (picture->is_outside) {
        docx_leave_picture(taking, picture, WARNING_WORD_PICTURE_OUTSIDE);
        return;
    }
    const struct docx_seen *seen = docx_see(taking, picture->part);
    if (seen->problem != WARNING_COUNT && picture->twin) {
        const struct docx_seen *twin = docx_see(taking, picture->twin);
        seen = twin->problem == WARNING_COUNT ? twin : seen;
    }
    const struct docx_cut *cut = &picture->cut;
    enum { WHOLE = 100000 };
    bool is_gone = cut->left + cut->right >= WHOLE || cut->top + cut->bottom >= WHOLE;
    if (seen->problem != WARNING_COUNT || is_gone) {
        docx_leave_picture(taking, picture, is_gone ? WARNING_WORD_PICTURE_MISSING : seen->problem);
        return;
    }
    picture->use = (unsigned)docx->use_count;
    uses[docx->use_count++] = (struct docx_use){seen->number, picture->cut};
    if (!picture->is_decorative && !picture->alt)
        warnings_add(&docx->warnings, WARNING_WORD_ALT, 0, picture->name, strlen(picture->name));
}

void docx_take_pictures(struct docx_model *model, struct docx_package *package, const struct docx_sink *sink,
                        struct docx *docx)
{
    struct docx_taking *taking = arena_zero(package->arena, 1, sizeof *taking);
    struct docx_use *uses = arena_zero(package->arena, model->picture_count + 1, sizeof *uses);
    if (!taking || !uses)
        return;
    *taking = (struct docx_taking){.package = package, .sink = sink, .docx = docx};
    docx->uses = uses;
    for (struct docx_picture *picture = model->pictures; picture; picture = picture->next)
        docx_take_one(taking, uses, picture);
}
