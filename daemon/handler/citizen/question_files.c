/* What of a citizen's files is kept, and why one is not. Must not know who sends them, nor where they are
 * kept. */
#include "question_files.h"

#include "helper/converter.h"
#include "helper/document.h"
#include "helper/recording.h"
#include "media/attachment.h"
#include "media/file_name.h"

#include <string.h>

/* A file on its way from the form into the petition. */
struct question_file {
    const struct app *app;
    struct input *input;
    const char *member;
    const struct file_part *part;
    struct petition_file *kept;
    const char *extension;
};

/* Browsers send a part without a name and without bytes where nothing was chosen. */
static bool part_is_file(const struct file_part *part, const char *name)
{
    return strcmp(part->field, name) == 0 && (part->size || (part->file_name && *part->file_name));
}

void question_files_judge(const struct input *input, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < input->whole->file_count; i++)
        count += part_is_file(&input->whole->files[i], name);
    /* Where nothing was chosen a form may say so by an empty text. */
    const json_t *value = json_object_get(input->fields, name);
    const char *text = json_string_value(value);
    if (value && !json_is_null(value) && !(text && !*text))
        input_fault(input, name, MESSAGE_QUESTION_FILES_FORM, NULL);
    if (count > PETITION_FILES_MAX)
        input_fault(input, name, MESSAGE_QUESTION_FILES_MANY,
                    MESSAGE_ARGS(arena_printf(input->reply->arena, "%zu", count)));
}

/* A fault names the file as whoever sent it knows it. */
static enum err file_blame(const struct question_file *file, enum message why,
                           const struct message_args *args)
{
    struct arena *arena = file->input->reply->arena;
    const char *said = message_text(arena, file->input->reply->lang, why, args);
    const char *name = file->part->file_name && *file->part->file_name
                           ? reply_name(file->input->reply, file->part->file_name)
                           : "?";
    input_fault(file->input, file->member, MESSAGE_QUESTION_FILE, MESSAGE_ARGS(name, said));
    return ERR_INPUT;
}

static enum err file_fits(const struct question_file *file, size_t most)
{
    struct arena *arena = file->input->reply->arena;
    if (file->part->size <= most)
        return ERR_OK;
    return file_blame(file, MESSAGE_QUESTION_FILE_LARGE,
                      MESSAGE_ARGS(arena_printf(arena, "%zu", most / (1024 * 1024)),
                                   arena_printf(arena, "%.1f", (double)file->part->size / (1024 * 1024))));
}

/* Its pixels alone, as JPEG: what a telephone wrote of place, time and owner stays behind. */
static enum err file_take_picture(struct question_file *file, const struct picture_facts *facts)
{
    struct arena *arena = file->input->reply->arena;
    struct renditions made = {.count = 0};
    enum err err = file_fits(file, QUESTION_PICTURE_MAX);
    if (!err && (int64_t)facts->width * facts->height > picture_pixels_max(facts->kind))
        err = file_blame(file, MESSAGE_IMAGE_TOO_HEAVY, NULL);
    if (err)
        return err;
    err = helper_render_quick(file->app->helper, facts, file->part->bytes, file->part->size, arena, &made);
    if (err == ERR_MEDIA_TYPE)
        return file_blame(file, MESSAGE_IMAGE_HEIC, NULL);
    if (err == ERR_INPUT || err == ERR_TOO_LARGE)
        return file_blame(file, err == ERR_INPUT ? MESSAGE_IMAGE_UNREADABLE : MESSAGE_IMAGE_TOO_HEAVY, NULL);
    if (err)
        return err;
    const struct rendition *widest = &made.items[made.count - 1];
    if (widest->jpeg_size > PETITION_FILE_MAX)
        return file_blame(file, MESSAGE_IMAGE_TOO_HEAVY, NULL);
    *file->kept =
        (struct petition_file){.type = "image/jpeg", .bytes = widest->jpeg, .size = widest->jpeg_size};
    file->extension = "jpg";
    return ERR_OK;
}

/* What offices and citizens write; archives and presentations are not asked for. */
static bool document_is_taken(enum document_kind kind)
{
    static const enum document_kind taken[] = {DOCUMENT_PDF,  DOCUMENT_DOC, DOCUMENT_DOCX, DOCUMENT_ODT,
                                               DOCUMENT_XLSX, DOCUMENT_XLS, DOCUMENT_ODS};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (taken[i] == kind)
            return true;
    return false;
}

/* As it came, unless it does more than being read. */
static enum err file_take_document(struct question_file *file)
{
    struct document_facts facts;
    enum err err = file_fits(file, PETITION_FILE_MAX);
    if (!err)
        err = helper_inspect(file->app->helper, file->part->bytes, file->part->size, &facts);
    if (err)
        return err;
    if (facts.fault == DOCUMENT_DAMAGED)
        return file_blame(file, MESSAGE_FILE_DAMAGED, NULL);
    if (facts.fault == DOCUMENT_ENCRYPTED)
        return file_blame(file, MESSAGE_FILE_ENCRYPTED, NULL);
    if (facts.fault == DOCUMENT_MACROS || (!facts.fault && facts.hidden[HIDDEN_SCRIPTS]))
        return file_blame(file, MESSAGE_QUESTION_FILE_RUNS, NULL);
    if (facts.fault == DOCUMENT_EXPANDS)
        return file_blame(file, MESSAGE_FILE_EXPANDS, NULL);
    if (facts.fault || !document_is_taken(facts.kind))
        return file_blame(file, MESSAGE_QUESTION_FILE_TYPE, NULL);
    const struct attachment_facts kind = attachment_of_document(facts.kind);
    *file->kept =
        (struct petition_file){.type = kind.type, .bytes = file->part->bytes, .size = file->part->size};
    file->extension = kind.extension;
    return ERR_OK;
}

/* By its bytes, whatever it says that it is. */
static enum err file_take(struct question_file *file)
{
    const struct file_part *part = file->part;
    struct picture_facts facts;
    enum err err = picture_measure(part->bytes, part->size, &facts);
    if (recording_is_photograph(part->bytes, part->size) && !converter_path(file->app->picture_converter))
        err = file_blame(file, MESSAGE_IMAGE_HEIC, NULL);
    else if (!err)
        err = file_take_picture(file, &facts);
    else if (err == ERR_INPUT)
        err = file_blame(file, MESSAGE_IMAGE_DAMAGED, NULL);
    else if (document_begins(part->bytes, part->size))
        err = file_take_document(file);
    else
        err = file_blame(file, MESSAGE_QUESTION_FILE_TYPE, NULL);
    if (err)
        return err;
    bool is_changed;
    const char *name = part->file_name && *part->file_name ? part->file_name : "tep";
    file->kept->name = file_name_clean(file->input->reply->arena, name, file->extension, &is_changed);
    return file->kept->name ? ERR_OK : ERR_MEMORY;
}

enum err question_files_prepare(struct app *app, struct reply *reply, const struct submission *submission,
                                const char *name, struct petition *petition)
{
    struct input input = input_of(submission, reply);
    struct petition_file *files = arena_zero(reply->arena, PETITION_FILES_MAX, sizeof *files);
    enum err err = files ? ERR_OK : ERR_MEMORY;
    size_t count = 0;
    bool is_wrong = false;
    for (size_t i = 0; !err && i < submission->file_count && count < PETITION_FILES_MAX; i++) {
        struct question_file file = {app, &input, name, &submission->files[i], files ? &files[count] : NULL,
                                     ""};
        if (!part_is_file(file.part, name))
            continue;
        err = file_take(&file);
        count += !err;
        /* All that is wrong is told at once. */
        is_wrong = is_wrong || err == ERR_INPUT;
        err = err == ERR_INPUT ? ERR_OK : err;
    }
    petition->files = files;
    petition->file_count = count;
    return err ? err : is_wrong ? ERR_INPUT : ERR_OK;
}
