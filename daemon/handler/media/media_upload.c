/* Two halves with the transaction between them: preparing takes long and needs no rows, keeping is short
 * and does nothing else. Decoding is the helper's, files and rows are the store's. */
#include "media_upload.h"

#include "attachment.h"
#include "core/write.h"
#include "file_name.h"
#include "helper/converter.h"
#include "helper/helper.h"
#include "media_render.h"
#include "view/media.h"

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
        {media_upload_number_text(arena, facts->width), media_upload_number_text(arena, facts->height),
         media_upload_number_text(arena, picture_pixels_max(facts->kind) / 1000000)}};
}

/* False when it is larger than that. */
static bool media_upload_fits(struct media_upload *upload, int64_t most, struct arena *arena)
{
    if ((int64_t)upload->content.original.size <= most)
        return true;
    media_upload_blame(upload, ERR_TOO_LARGE, MESSAGE_FILE_TOO_LARGE);
    upload->args =
        (struct message_args){{media_upload_number_text(arena, most),
                               media_upload_number_text(arena, (int64_t)upload->content.original.size)}};
    return false;
}

/* Whether the same bytes are there with their renditions; an old picture without any is rendered again.
 * An error counts as no, for then it is only made once more. */
static bool media_upload_is_kept(struct app *app, struct arena *arena, const char *name)
{
    auto_conn struct conn *conn = NULL;
    struct media media;
    return !store_lease(app->portal->store, arena, &conn) && !media_by_name(conn, name, &media) &&
           (media.file_count || media.is_due);
}

static enum err prepare_picture(struct app *app, struct arena *arena, const struct picture_facts *facts,
                                enum upload_kinds kinds, struct media_upload *upload)
{
    struct media_blob *original = &upload->content.original;
    original->type = facts->type;
    original->extension = facts->extension;
    original->width = facts->width;
    original->height = facts->height;
    if (!media_upload_fits(upload, PICTURE_SIZE_MAX, arena))
        return ERR_OK;
    if (facts->has_stray)
        warnings_add(&upload->warnings, WARNING_JPEG_STRAY, 0, NULL, 0);
    if (facts->has_place)
        warnings_add(&upload->warnings, WARNING_PICTURE_PLACE, 0, NULL, 0);
    if (picture_needs_converter(facts->kind)) {
        const char *form = facts->kind == PICTURE_AVIF ? "AVIF" : "HEIC";
        warnings_add(&upload->warnings, WARNING_PICTURE_CONVERTED, 0, form, strlen(form));
    }
    /* By the head of the file, before anybody decodes it. */
    if ((int64_t)facts->width * facts->height > picture_pixels_max(facts->kind)) {
        blame_pixels(upload, facts, arena);
        return ERR_OK;
    }
    /* The name of the original alone, by which it is looked up. */
    media_name_content(arena, &upload->content);
    upload->is_known = media_upload_is_kept(app, arena, original->name);
    return upload->is_known ? ERR_OK : media_render(app, arena, facts, kinds, upload);
}

/* Why a document cannot be taken, in words. */
static void blame_document(struct media_upload *upload, enum document_fault fault)
{
    static const enum message messages[DOCUMENT_FAULTS] = {
        [DOCUMENT_DAMAGED] = MESSAGE_FILE_DAMAGED, [DOCUMENT_UNKNOWN] = MESSAGE_FILE_TYPE,
        [DOCUMENT_MACROS] = MESSAGE_FILE_MACROS,   [DOCUMENT_ENCRYPTED] = MESSAGE_FILE_ENCRYPTED,
        [DOCUMENT_EXPANDS] = MESSAGE_FILE_EXPANDS, [DOCUMENT_NESTED] = MESSAGE_FILE_NESTED,
        [DOCUMENT_ENTRIES] = MESSAGE_FILE_ENTRIES,
    };
    media_upload_blame(upload, fault == DOCUMENT_UNKNOWN ? ERR_MEDIA_TYPE : ERR_INPUT, messages[fault]);
}

/* What whoever loads the file down will find, so that the editor knows before. */
static void warn_of_hidden(struct media_upload *upload, const struct document_facts *facts)
{
    static const enum warning_code codes[HIDDEN_KINDS] = {
        [HIDDEN_COMMENTS] = WARNING_HIDES_COMMENTS, [HIDDEN_CHANGES] = WARNING_HIDES_CHANGES,
        [HIDDEN_TEXT] = WARNING_HIDES_TEXT,         [HIDDEN_SHEETS] = WARNING_HIDES_SHEETS,
        [HIDDEN_AUTHORS] = WARNING_HIDES_AUTHORS,   [HIDDEN_PLACES] = WARNING_HIDES_PLACES,
        [HIDDEN_FILES] = WARNING_HIDES_FILES,       [HIDDEN_SCRIPTS] = WARNING_HIDES_SCRIPTS,
    };
    for (int i = 0; i < HIDDEN_KINDS; i++) {
        if (!facts->hidden[i])
            continue;
        const char *shown = i == HIDDEN_AUTHORS ? facts->author : NULL;
        warnings_add(&upload->warnings, codes[i], 0, shown, shown ? strlen(shown) : 0);
        if (upload->warnings.count)
            upload->warnings.items[upload->warnings.count - 1].count = facts->hidden[i];
    }
}

static void take_type(struct media_upload *upload, const struct attachment_facts *facts)
{
    upload->content.original.type = facts->type;
    upload->content.original.extension = facts->extension;
}

/* What is of a kind's class and no larger than that may be. */
static bool take_kind(struct app *app, struct arena *arena, struct media_upload *upload,
                      const struct attachment_facts *facts)
{
    const struct file_limits *limits = &app->file_limits;
    const int64_t most[ATTACHMENT_CLASSES] = {limits->document, limits->archive, limits->sound, limits->film};
    take_type(upload, facts);
    return media_upload_fits(upload, most[facts->class], arena);
}

/* A document or an archive, into which the helper looks. */
static enum err prepare_document(struct app *app, struct arena *arena, struct media_upload *upload)
{
    const struct media_blob *original = &upload->content.original;
    const struct file_limits *limits = &app->file_limits;
    struct document_facts facts;
    /* Which of the two it is, nobody knows before. */
    int64_t most = limits->archive > limits->document ? limits->archive : limits->document;
    if (!media_upload_fits(upload, most, arena))
        return ERR_OK;
    enum err err = helper_inspect(app->helper, original->bytes, original->size, &facts);
    if (err)
        return err;
    if (facts.fault) {
        blame_document(upload, facts.fault);
        return ERR_OK;
    }
    const struct attachment_facts kind = attachment_of_document(facts.kind);
    take_kind(app, arena, upload, &kind);
    upload->content.pages = (int)facts.pages;
    warn_of_hidden(upload, &facts);
    return ERR_OK;
}

/* Makes nothing of the boxes that say where a film was taken: players pass over what is "free". */
static enum err forget_places(struct arena *arena, struct media_upload *upload,
                              const struct recording_facts *facts)
{
    struct media_patch *patches = arena_zero(arena, facts->place_count + 1, sizeof *patches);
    for (size_t i = 0; patches && i < facts->place_count; i++) {
        char *bytes = arena_zero(arena, facts->places[i].size, 1);
        if (!bytes)
            return ERR_MEMORY;
        memcpy(bytes, (const char[4]){'f', 'r', 'e', 'e'}, 4);
        patches[i] = (struct media_patch){facts->places[i].at, facts->places[i].size, bytes};
        warnings_count(&upload->warnings, WARNING_FILM_PLACE, 0, NULL, 0);
    }
    upload->content.original.patches = patches;
    upload->content.original.patch_count = facts->place_count;
    return patches ? ERR_OK : ERR_MEMORY;
}

static enum err prepare_recording(struct app *app, struct arena *arena, const struct recording_facts *facts,
                                  struct media_upload *upload)
{
    const struct attachment_facts kind = attachment_of_recording(facts->kind);
    return take_kind(app, arena, upload, &kind) ? forget_places(arena, upload, facts) : ERR_OK;
}

static enum err prepare_text(struct app *app, struct arena *arena, const char *file_name,
                             struct media_upload *upload)
{
    const struct media_blob *original = &upload->content.original;
    struct attachment_facts facts;
    /* First, for every byte of a text is looked at. */
    if (!media_upload_fits(upload, app->file_limits.document, arena))
        return ERR_OK;
    enum err err = attachment_of_text(original->bytes, original->size, file_name, &facts);
    if (err == ERR_UTF8)
        media_upload_blame(upload, ERR_INPUT, MESSAGE_FILE_NOT_UTF8);
    else if (err == ERR_INPUT)
        media_upload_blame(upload, ERR_INPUT, MESSAGE_FILE_DAMAGED);
    else if (err)
        media_upload_blame(upload, ERR_MEDIA_TYPE, MESSAGE_FILE_TYPE);
    else
        take_type(upload, &facts);
    return ERR_OK;
}

/* It is kept as it came, but for the places of a film. */
static enum err prepare_attachment(struct app *app, struct arena *arena, const char *file_name,
                                   struct media_upload *upload)
{
    const struct media_blob *original = &upload->content.original;
    struct recording_facts recording;
    enum err err = recording_measure(original->bytes, original->size, &recording);
    if (!err)
        return prepare_recording(app, arena, &recording, upload);
    if (err == ERR_INPUT) {
        media_upload_blame(upload, ERR_INPUT, MESSAGE_FILE_DAMAGED);
        return ERR_OK;
    }
    if (document_begins(original->bytes, original->size))
        return prepare_document(app, arena, upload);
    return prepare_text(app, arena, file_name, upload);
}

/* A picture, or what else may be uploaded. What is wrong is kept in the upload, and only errors of the
 * server come back. */
static enum err media_upload_prepare_file(struct app *app, struct arena *arena, const struct file_part *file,
                                          enum upload_kinds kinds, struct media_upload *upload)
{
    struct picture_facts facts;
    upload->content.original = (struct media_blob){.bytes = file->bytes, .size = file->size};
    enum err err = picture_measure(file->bytes, file->size, &facts);
    /* First, for what is wrong with it otherwise helps nobody. */
    if (recording_is_photograph(file->bytes, file->size) && !converter_path(app->picture_converter))
        media_upload_blame(upload, ERR_MEDIA_TYPE, MESSAGE_IMAGE_HEIC);
    else if (!err)
        return prepare_picture(app, arena, &facts, kinds, upload);
    else if (err == ERR_INPUT)
        media_upload_blame(upload, ERR_INPUT, MESSAGE_IMAGE_DAMAGED);
    /* What was declared a picture shall not be kept as something else. */
    else if (kinds != UPLOAD_ANY || (file->type && strncasecmp(file->type, "image/", 6) == 0))
        media_upload_blame(upload, ERR_MEDIA_TYPE, MESSAGE_IMAGE_NOT_ONE);
    else
        return prepare_attachment(app, arena, file->file_name, upload);
    return ERR_OK;
}

/* The name as it can be saved, and a word about what was changed of it. */
static enum err take_file_name(struct arena *arena, struct media_upload *upload)
{
    bool is_changed;
    if (!upload->file->file_name || !*upload->file->file_name)
        return ERR_OK;
    upload->file_name =
        file_name_clean(arena, upload->file->file_name, upload->content.original.extension, &is_changed);
    if (!upload->file_name)
        return ERR_MEMORY;
    if (is_changed)
        warnings_add(&upload->warnings, WARNING_FILE_NAME, 0, upload->file_name, strlen(upload->file_name));
    return ERR_OK;
}

enum err media_upload_prepare(struct app *app, const struct request *request, struct arena *arena,
                              const struct file_part *file, enum upload_kinds kinds,
                              struct media_upload *ret_upload)
{
    struct media_upload upload = {.file = file, .warnings = {.arena = arena}};
    enum err err = file ? media_upload_prepare_file(app, arena, file, kinds, &upload) : ERR_OK;
    if (!err && file && !upload.err)
        err = take_file_name(arena, &upload);
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

enum err media_upload_path(struct app *app, struct arena *arena, const struct media_upload *upload,
                           const char **ret_path)
{
    const struct media_content *content = &upload->content;
    auto_conn struct conn *conn = NULL;
    struct media known;
    const char *name = NULL;
    if (upload->is_known) {
        /* A medium that has gone since it was looked up is UNAVAILABLE, as the editor only has to send
         * the request again. */
        enum err err = store_lease(app->portal->store, arena, &conn);
        if (!err)
            err = media_by_name(conn, content->original.name, &known);
        if (err)
            return err == ERR_NOT_FOUND ? ERR_UNAVAILABLE : err;
        const struct media_file *widest = media_widest(&known, "image/jpeg");
        name = widest ? widest->name : known.is_due ? known.name : NULL;
    } else if (content->rendition_count) {
        /* The widest JPEG; see media_take_renditions(). */
        name = content->renditions[content->rendition_count - 1].name;
    } else if (content->is_due) {
        name = content->original.name;
    }
    if (!name)
        return ERR_INTERNAL;
    *ret_path = media_path(arena, name);
    return ERR_OK;
}

enum err media_upload_keep(struct conn *conn, const struct input *input, const char *name,
                           const struct media_upload *upload, const struct media *words,
                           struct media *ret_media, bool *ret_known)
{
    struct media known, ours = *words;
    int64_t id;
    if (upload->err) {
        input_fault(input, name, upload->fault, &upload->args);
        return upload->err;
    }
    input_warnings(input, name, &upload->warnings);
    ours.file_name = upload->file_name;
    /* Deleted since it was looked up; it has not been rendered, so the editor has to send it again. */
    if (upload->is_known && media_by_name(conn, upload->content.original.name, &known))
        return ERR_UNAVAILABLE;
    /* Writes files that have gone since, as the collector may have taken them for strays. */
    enum err err = media_insert(conn, &ours, &upload->content, &id, ret_known);
    return err ? err : media_by_id(conn, id, ret_media);
}
