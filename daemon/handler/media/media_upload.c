/* Two halves with the transaction between them: preparing takes long and needs no rows, keeping is short
 * and does nothing else. Decoding is the helper's, files and rows are the store's. */
#include "media_upload.h"

#include "attachment.h"
#include "core/write.h"
#include "helper/helper.h"

#include <string.h>
#include <strings.h>

const struct file_part *file_part_named(const struct submission *submission, const char *field)
{
    for (size_t i = 0; i < submission->file_count; i++)
        if (strcmp(submission->files[i].field, field) == 0)
            return &submission->files[i];
    return NULL;
}

/* A number for a message, in the arena that outlives it. */
static const char *media_upload_number_text(struct arena *arena, int64_t number)
{
    return arena_printf(arena, "%lld", (long long)number);
}

/* Keeps what is wrong with the file; not an error of the request yet. */
static void media_upload_blame(struct media_upload *upload, enum err err, enum message fault)
{
    upload->err = err;
    upload->fault = fault;
}

/* Says how many pixels it has, so that an editor knows how far to scale it down. */
static void blame_pixels(struct media_upload *upload, const struct picture_facts *facts, struct arena *arena)
{
    media_upload_blame(upload, ERR_INPUT, MESSAGE_IMAGE_TOO_LARGE);
    upload->args = (struct message_args){
        {media_upload_number_text(arena, facts->width), media_upload_number_text(arena, facts->height)}};
}

/* Whether the same bytes are there with their renditions; an old picture without any is rendered again.
 * An error counts as no, for then it is only made once more. */
static bool media_upload_is_kept(struct app *app, struct arena *arena, const char *name)
{
    auto_conn struct conn *conn = NULL;
    struct media media;
    return !store_lease(app->portal->store, arena, &conn) && !media_by_name(conn, name, &media) &&
           media.file_count;
}

/* Each width in both forms. WebP and JPEG of a width stand side by side and the widest JPEG is last,
 * which is what picture_import.c relies on. */
static enum err take_renditions(struct arena *arena, const struct renditions *renditions,
                                struct media_content *content)
{
    struct media_blob *blobs = arena_zero(arena, 2 * renditions->count, sizeof *blobs);
    if (!blobs)
        return ERR_MEMORY;
    content->renditions = blobs;
    for (size_t i = 0; i < renditions->count; i++) {
        const struct rendition *from = &renditions->items[i];
        blobs[2 * i] = (struct media_blob){"webp",      "image/webp", from->webp, from->webp_size,
                                           from->width, from->height, NULL};
        blobs[2 * i + 1] = (struct media_blob){"jpg",       "image/jpeg", from->jpeg, from->jpeg_size,
                                               from->width, from->height, NULL};
    }
    content->rendition_count = 2 * renditions->count;
    return ERR_OK;
}

static enum err prepare_picture(struct app *app, struct arena *arena, const struct picture_facts *facts,
                                struct media_upload *upload)
{
    struct media_blob *original = &upload->content.original;
    struct renditions renditions;
    original->type = facts->type;
    original->extension = facts->extension;
    original->width = facts->width;
    original->height = facts->height;
    /* By the head of the file, before anybody decodes it. */
    if ((int64_t)facts->width * facts->height > PICTURE_PIXELS_MAX) {
        blame_pixels(upload, facts, arena);
        return ERR_OK;
    }
    /* The name of the original alone, by which it is looked up. */
    media_name_content(arena, &upload->content);
    upload->is_known = media_upload_is_kept(app, arena, original->name);
    if (upload->is_known)
        return ERR_OK;
    enum err err = helper_render(app->helper, facts, original->bytes, original->size, arena, &renditions);
    /* The picture's own fault; anything else is the daemon's and ends the request. */
    if (err == ERR_INPUT || err == ERR_TOO_LARGE) {
        media_upload_blame(upload, ERR_INPUT,
                           err == ERR_INPUT ? MESSAGE_IMAGE_UNREADABLE : MESSAGE_IMAGE_TOO_HEAVY);
        return ERR_OK;
    }
    return err ? err : take_renditions(arena, &renditions, &upload->content);
}

/* Nothing is made of an attachment; it is kept as it came. */
static void prepare_attachment(struct media_upload *upload, const char *file_name)
{
    struct media_blob *original = &upload->content.original;
    struct attachment_facts facts = {0};
    enum err err = attachment_measure(original->bytes, original->size, file_name, &facts);
    original->type = facts.type;
    original->extension = facts.extension;
    if (err == ERR_UTF8)
        media_upload_blame(upload, ERR_INPUT, MESSAGE_FILE_NOT_UTF8);
    else if (err == ERR_INPUT)
        media_upload_blame(upload, ERR_INPUT, MESSAGE_FILE_DAMAGED);
    else if (err)
        media_upload_blame(upload, ERR_MEDIA_TYPE, MESSAGE_FILE_TYPE);
}

/* A picture, or what else may be uploaded. What is wrong is kept in the upload, and only errors of the
 * server come back. */
static enum err media_upload_prepare_file(struct app *app, struct arena *arena, const struct file_part *file,
                                          enum upload_kinds kinds, struct media_upload *upload)
{
    struct picture_facts facts;
    upload->content.original = (struct media_blob){.bytes = file->bytes, .size = file->size};
    /* Attachments too have the limit of pictures. */
    if (file->size > PICTURE_SIZE_MAX) {
        media_upload_blame(upload, ERR_TOO_LARGE, MESSAGE_BODY_TOO_LARGE);
        upload->args = (struct message_args){{media_upload_number_text(arena, PICTURE_SIZE_MAX)}};
        return ERR_OK;
    }
    enum err err = picture_measure(file->bytes, file->size, &facts);
    if (!err)
        return prepare_picture(app, arena, &facts, upload);
    if (err == ERR_INPUT)
        media_upload_blame(upload, ERR_INPUT, MESSAGE_IMAGE_DAMAGED);
    /* What was declared a picture shall not be kept as something else. */
    else if (kinds == UPLOAD_PICTURE || (file->type && strncasecmp(file->type, "image/", 6) == 0))
        media_upload_blame(upload, ERR_MEDIA_TYPE, MESSAGE_IMAGE_NOT_ONE);
    else
        prepare_attachment(upload, file->file_name);
    return ERR_OK;
}

enum err media_upload_prepare(struct app *app, const struct request *request, struct arena *arena,
                              const struct file_part *file, enum upload_kinds kinds,
                              struct media_upload *ret_upload)
{
    struct media_upload upload = {.file = file};
    enum err err = file ? media_upload_prepare_file(app, arena, file, kinds, &upload) : ERR_OK;
    if (err)
        return err;
    /* Names for all files, now that the renditions are there. */
    if (file && !upload.err && !upload.is_known) {
        media_name_content(arena, &upload.content);
        /* On the disk before their rows; what a crash leaves is a file without a row, which is
         * collected. */
        if (!write_is_trial(request))
            err = arena_failed(arena) ? ERR_MEMORY : media_write_content(app->portal->store, &upload.content);
    }
    if (!err)
        *ret_upload = upload;
    return err;
}

enum err media_upload_keep(struct conn *conn, const struct input *input, const char *name,
                           const struct media_upload *upload, const struct media *words,
                           struct media *ret_media, bool *ret_known)
{
    struct media known;
    int64_t id;
    if (upload->err) {
        input_fault(input, name, upload->fault, &upload->args);
        return upload->err;
    }
    /* Deleted since it was looked up; it has not been rendered, so the editor has to send it again. */
    if (upload->is_known && media_by_name(conn, upload->content.original.name, &known))
        return ERR_UNAVAILABLE;
    /* Writes files that have gone since, as the collector may have taken them for strays. */
    enum err err = media_insert(conn, words, &upload->content, &id, ret_known);
    return err ? err : media_by_id(conn, id, ret_media);
}
