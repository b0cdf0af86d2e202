/* From the helper's renditions to what is kept of a picture, now or later. */
#include "media_render.h"

#include "helper/helper.h"
#include "work/crop.h"

/* Keeps what is wrong with the file; not an error of the request yet. */
static void render_blame(struct media_upload *upload, enum err err, enum message fault)
{
    upload->err = err;
    upload->fault = fault;
}

/* Errors that are the picture's own become faults of the upload; others stay. */
static enum err blame_rendering(struct media_upload *upload, enum err err)
{
    /* The program that converts went between the look at it and its start. */
    if (err == ERR_MEDIA_TYPE)
        render_blame(upload, ERR_MEDIA_TYPE, MESSAGE_IMAGE_HEIC);
    else if (err == ERR_INPUT || err == ERR_TOO_LARGE)
        render_blame(upload, ERR_INPUT,
                     err == ERR_INPUT ? MESSAGE_IMAGE_UNREADABLE : MESSAGE_IMAGE_TOO_HEAVY);
    else
        return err;
    return ERR_OK;
}

/* What an editor is told of a picture that could be rendered. */
static void warn_of_rendering(struct media_upload *upload, const struct renditions *renditions)
{
    if (renditions->is_cut)
        warnings_add(&upload->warnings, WARNING_JPEG_CUT, 0, NULL, 0);
    if (renditions->is_patchy)
        warnings_add(&upload->warnings, WARNING_JPEG_PATCHY, 0, NULL, 0);
    if (renditions->has_place)
        warnings_add(&upload->warnings, WARNING_PICTURE_PLACE, 0, NULL, 0);
}

/* WebP and JPEG of each width stand side by side and the widest JPEG is last, which is what picture_import.c
 * relies on. */
enum err media_take_renditions(struct arena *arena, const struct renditions *renditions,
                               struct media_content *content)
{
    content->renditions = crop_blobs(arena, renditions->items, renditions->count);
    content->rendition_count = 2 * renditions->count;
    content->crops = crop_blobs(arena, renditions->crops, renditions->crop_count);
    content->crop_count = 2 * renditions->crop_count;
    content->is_cropped = true;
    return content->renditions && content->crops ? ERR_OK : ERR_MEMORY;
}

/* The one JPEG of a picture whose other forms are made later. */
static enum err take_quick(struct arena *arena, const struct renditions *renditions,
                           struct media_content *content)
{
    const struct rendition *only = &renditions->items[0];
    content->renditions = arena_zero(arena, 1, sizeof *content->renditions);
    if (!content->renditions)
        return ERR_MEMORY;
    content->renditions[0] = (struct media_blob){.extension = "jpg",
                                                 .type = "image/jpeg",
                                                 .bytes = only->jpeg,
                                                 .size = only->jpeg_size,
                                                 .width = only->width,
                                                 .height = only->height};
    content->rendition_count = 1;
    return ERR_OK;
}

enum err media_render(struct app *app, struct arena *arena, const struct picture_facts *facts,
                      enum upload_kinds kinds, struct media_upload *upload)
{
    const struct media_blob *original = &upload->content.original;
    struct renditions renditions = {.count = 0};
    enum err err = ERR_OK;
    bool is_quick = kinds == UPLOAD_PICTURE_QUICK;
    /* Its crops come with the rest, so that nobody cuts it before. */
    upload->content.is_due = is_quick || kinds == UPLOAD_PICTURE_LATER;
    upload->content.is_cropped = true;
    if (is_quick)
        err = helper_render_quick(app->helper, facts, original->bytes, original->size, arena, &renditions);
    else if (!upload->content.is_due)
        err = helper_render(app->helper, facts, original->bytes, original->size, arena, &renditions);
    if (err)
        return blame_rendering(upload, err);
    warn_of_rendering(upload, &renditions);
    if (is_quick)
        return take_quick(arena, &renditions, &upload->content);
    return upload->content.is_due ? ERR_OK : media_take_renditions(arena, &renditions, &upload->content);
}
