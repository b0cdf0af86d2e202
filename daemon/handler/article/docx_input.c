/* From the answer of the helper to the fields of an article. It comes from a process that read somebody's
 * file: it goes through the cleaner and the picture path as if that person had typed it. */
#include "docx_input.h"

#include "docx_picture.h"
#include "handler/docx_turn.h"
#include "helper/docx.h"

#include <string.h>

/* The bytes of the pictures, and what is made of them. */
enum { DOCX_ARENA = 160 * 1024 * 1024, BUSY_S = 5 };

/* What is wrong with the file, in words; of another kind of document also by the status. */
static enum err docx_refuse_file(struct reply *reply, enum docx_fault fault)
{
    static const enum message messages[DOCX_FAULTS] = {
        [DOCX_NOT_ONE] = MESSAGE_DOCX_NOT_ONE,
        [DOCX_DAMAGED] = MESSAGE_DOCX_DAMAGED,
        [DOCX_ENCRYPTED] = MESSAGE_DOCX_ENCRYPTED,
        [DOCX_OLD] = MESSAGE_DOCX_OLD,
        [DOCX_ODT] = MESSAGE_DOCX_ODT,
        [DOCX_RTF] = MESSAGE_DOCX_RTF,
        [DOCX_PDF] = MESSAGE_DOCX_PDF,
        [DOCX_OTHER] = MESSAGE_DOCX_OTHER,
        [DOCX_MACROS] = MESSAGE_DOCX_MACROS,
        [DOCX_DOCTYPE] = MESSAGE_DOCX_DOCTYPE,
        [DOCX_EXPANDS] = MESSAGE_DOCX_EXPANDS,
        [DOCX_XML_LARGE] = MESSAGE_DOCX_XML_LARGE,
        [DOCX_ENTRIES] = MESSAGE_DOCX_ENTRIES,
        [DOCX_RELATIONS] = MESSAGE_DOCX_RELATIONS,
        [DOCX_DEPTH] = MESSAGE_DOCX_DEPTH,
        [DOCX_ELEMENTS] = MESSAGE_DOCX_ELEMENTS,
        [DOCX_PARAGRAPHS] = MESSAGE_DOCX_PARAGRAPHS,
        [DOCX_COLUMNS] = MESSAGE_DOCX_COLUMNS,
        [DOCX_CELLS] = MESSAGE_DOCX_CELLS,
        [DOCX_PICTURES] = MESSAGE_DOCX_PICTURES,
        [DOCX_LONG] = MESSAGE_DOCX_LONG,
    };
    bool is_other = fault == DOCX_NOT_ONE || (fault >= DOCX_OLD && fault <= DOCX_OTHER);
    reply_fault(reply, "/body", messages[fault], NULL);
    return reply_problem(reply, is_other ? ERR_MEDIA_TYPE : ERR_INPUT, messages[fault], NULL);
}

/* A file that is larger than a Word file may be. */
static enum err docx_refuse_size(struct reply *reply, size_t size)
{
    enum { MEGABYTE = 1024 * 1024 };
    const char *most = arena_printf(reply->arena, "%d", DOCX_FILE_MAX / MEGABYTE);
    const char *sent = arena_printf(reply->arena, "%zu", (size + MEGABYTE - 1) / MEGABYTE);
    return reply_problem(reply, ERR_TOO_LARGE, MESSAGE_DOCX_TOO_LARGE, MESSAGE_ARGS(most, sent));
}

/* The submission without the file that was its body. */
static enum err docx_drop_file(struct submission *submission, const struct file_part *file,
                               struct arena *arena)
{
    struct file_part *files = arena_zero(arena, submission->file_count + 1, sizeof *files);
    size_t count = 0;
    if (!files)
        return ERR_MEMORY;
    for (size_t i = 0; i < submission->file_count; i++)
        if (&submission->files[i] != file)
            files[count++] = submission->files[i];
    submission->files = files;
    submission->file_count = count;
    return ERR_OK;
}

/* A field that the sender did not give. */
static bool docx_set(json_t *fields, const char *name, const char *value)
{
    return json_object_get(fields, name) || !*value || !json_object_set_new(fields, name, json_string(value));
}

/* The file's name stands in for a title that is nowhere in it. */
static const char *docx_title(const struct docx *docx, const struct file_part *file, struct arena *arena)
{
    const char *name = file->file_name ? file->file_name : "";
    const char *dot = strrchr(name, '.');
    if (*docx->title)
        return docx->title;
    size_t size = dot ? (size_t)(dot - name) : strlen(name);
    return text_is_utf8(name, size) ? arena_copy(arena, name, size) : "";
}

static enum err docx_take_fields(struct reply *reply, struct submission *submission,
                                 const struct file_part *file, const struct docx *docx, const char *html)
{
    json_t *fields = submission->fields;
    const char *title = docx_title(docx, file, reply->arena);
    bool is_guessed = docx->is_title_guessed && *title && !json_object_get(fields, "title");
    json_object_del(fields, "body_format");
    if (is_guessed)
        reply_warn(reply, "/title", WARNING_TITLE_TAKEN, MESSAGE_ARGS(title));
    return docx_set(fields, "title", title) && docx_set(fields, "lead", docx->lead) &&
                   !json_object_set_new(fields, "body", json_string(html)) &&
                   !json_object_set_new(fields, "body_format", json_string("html"))
               ? ERR_OK
               : ERR_MEMORY;
}

/* One file from its bytes to fields and pictures. */
static enum err docx_convert_file(struct app *app, const struct request *request, struct reply *reply,
                                  struct submission *submission, const struct file_part *file,
                                  struct picture_import *import)
{
    struct docx docx;
    import->arena = arena_new(DOCX_ARENA);
    if (!import->arena)
        return ERR_MEMORY;
    enum err err = helper_docx(app->helper, file->bytes, file->size, import->arena, &docx);
    if (err)
        return err == ERR_TOO_LARGE ? docx_refuse_size(reply, file->size) : err;
    if (docx.fault)
        return docx_refuse_file(reply, docx.fault);
    reply_warnings(reply, "/body", &docx.warnings);
    import->is_document = true;
    err = docx_pictures_prepare(app, request, reply, &docx, import);
    if (!err)
        err = docx_take_fields(reply, submission, file, &docx, import->body);
    return err ? err : docx_drop_file(submission, file, reply->arena);
}

/* Bytes of a Word file under a type that says nothing of them: most likely the header was forgotten. */
static enum err docx_forgotten(const struct submission *submission, struct reply *reply)
{
    const struct file_part *file = submission->form == FORM_BYTES ? &submission->files[0] : NULL;
    if (!file || !docx_begins(file->bytes, file->size))
        return ERR_OK;
    return reply_problem(
        reply, ERR_MEDIA_TYPE, MESSAGE_DOCX_LOOKS_SO,
        MESSAGE_ARGS("application/vnd.openxmlformats-officedocument.wordprocessingml.document"));
}

enum err docx_input_prepare(struct app *app, const struct request *request, struct reply *reply,
                            struct submission *submission, struct picture_import *import)
{
    const struct file_part *file = file_part_named(submission, "body");
    if (!file)
        return docx_forgotten(submission, reply);
    if (file->size > DOCX_FILE_MAX)
        return docx_refuse_size(reply, file->size);
    if (!docx_turn_take(&app->docx_turns, actor_number(&request->actor))) {
        reply->retry_after_s = BUSY_S;
        return reply_problem(reply, ERR_UNAVAILABLE, MESSAGE_DOCX_BUSY, NULL);
    }
    enum err err = docx_convert_file(app, request, reply, submission, file, import);
    docx_turn_give(&app->docx_turns, actor_number(&request->actor));
    return err;
}
