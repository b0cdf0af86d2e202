/* Files of a form in their order: which picture is the article's, which words belong to which, and what the
 * body says of the others. What a picture or an attachment becomes, media_upload.c and picture_input.c know.
 */
#include "file_input.h"

#include "core/input.h"
#include "view/media.h"

#include <string.h>
#include <strings.h>

static const char *file_input_number(struct arena *arena, size_t number)
{
    return arena_printf(arena, "%zu", number);
}

/* Prepares every file of one field, in the order in which they came, from the one at `first` on. */
static enum err prepare_field(struct app *app, const struct request *request, struct arena *arena,
                              const struct submission *submission, const char *field, enum upload_kinds kinds,
                              struct media_upload **ret_uploads, size_t *ret_count)
{
    struct media_upload *uploads = arena_zero(arena, submission->file_count + 1, sizeof *uploads);
    size_t count = 0;
    if (!uploads)
        return ERR_MEMORY;
    for (size_t i = 0; i < submission->file_count; i++) {
        if (strcmp(submission->files[i].field, field) != 0)
            continue;
        enum err err =
            media_upload_prepare(app, request, arena, &submission->files[i], kinds, &uploads[count++]);
        if (err)
            return err;
    }
    *ret_uploads = uploads;
    *ret_count = count;
    return ERR_OK;
}

/* A field that is said once for each picture, in their order: the first stays, as the article's, when that is
 * among them; the others go to the words of the pictures behind. One value alone is the first picture's. */
static void take_words_of(const struct input *input, const char *name, const struct article_files *files,
                          size_t of_article, size_t place)
{
    json_t *value = json_object_get(input->fields, name);
    size_t pictures = of_article + files->picture_count;
    size_t count = json_is_array(value) ? json_array_size(value) : value != NULL;
    if (!json_is_array(value) && of_article && place > 0)
        return;
    if (value && count != pictures)
        input_fault(input, name, MESSAGE_PICTURE_WORDS,
                    MESSAGE_ARGS(file_input_number(input->reply->arena, pictures),
                                 file_input_number(input->reply->arena, count), name));
    for (size_t i = 0; value && count == pictures && i < files->picture_count; i++) {
        const char *words[] = {NULL};
        json_auto_t *holder = json_object();
        struct input one = *input;
        json_t *text = json_is_array(value) ? json_array_get(value, of_article + i) : value;
        if (!holder || json_object_set(holder, name, text))
            return;
        one.fields = holder;
        input_text(&one, name, TEXT_LINE, MEDIA_ALT_MAX, words);
        const char **const slots[] = {&files->words[i].alt, &files->words[i].caption,
                                      &files->words[i].credit};
        *slots[place] = words[0];
    }
    if (of_article && json_array_size(value) > 0)
        json_object_set(input->fields, name, json_array_get(value, 0));
    else if (value)
        json_object_del(input->fields, name);
}

/* Markdown's own characters stand for themselves. */
static void markdown_escape(struct buf *out, const char *text)
{
    for (const char *p = text ? text : ""; *p; p++) {
        if (strchr("\\`*_{}[]<>()#+-.!|\"'~&$", *p))
            buf_char(out, '\\');
        buf_char(out, *p);
    }
}

/* One picture as Markdown shows it, with its caption for a title. */
static enum err add_picture(struct app *app, struct arena *arena, const struct media_upload *upload,
                            const struct media *words, struct buf *body)
{
    const char *path;
    enum err err = media_upload_path(app, arena, upload, &path);
    if (err)
        return err;
    buf_text(body, "\n\n![");
    markdown_escape(body, words->alt);
    buf_printf(body, "](%s", path);
    if (words->caption) {
        buf_text(body, " \"");
        markdown_escape(body, words->caption);
        buf_char(body, '"');
    }
    buf_text(body, ")");
    return ERR_OK;
}

/* Puts the pictures behind the first at the end of the body. */
static enum err extend_body(struct app *app, const struct request *request, const struct input *input,
                            const struct article_files *files)
{
    json_t *fields = input->fields, *format = json_object_get(fields, "body_format");
    json_t *text = json_object_get(fields, "body");
    bool is_markdown =
        !format || strcmp(json_is_string(format) ? json_string_value(format) : "", "markdown") == 0;
    auto_buf struct buf body = BUF(ARTICLE_BODY_MAX + 1);
    if (!is_markdown || (!text && request->method == METHOD_PATCH)) {
        input_fault(input, "images", MESSAGE_IMAGES_MARKDOWN, NULL);
        return ERR_OK;
    }
    buf_text(&body, json_is_string(text) ? json_string_value(text) : "");
    for (size_t i = 0; i < files->picture_count; i++) {
        /* What is wrong with one is told in the transaction, with all else. */
        enum err err = files->pictures[i].err ? ERR_OK
                                              : add_picture(app, input->reply->arena, &files->pictures[i],
                                                            &files->words[i], &body);
        if (err)
            return err;
    }
    if (buf_failed(&body))
        return ERR_TOO_LARGE;
    return json_object_set_new(fields, "body", json_string(buf_str(&body))) ? ERR_MEMORY : ERR_OK;
}

/* The first of several is the article's, when none is given as such. */
static void choose_image(const struct submission *submission, struct article_files *files)
{
    files->image_name = "image";
    if (files->image.file || json_object_get(submission->fields, "image") || !files->picture_count)
        return;
    files->image = files->pictures[0];
    files->image_name = "images";
    files->pictures++;
    files->picture_count--;
}

enum err article_files_prepare(struct app *app, const struct request *request, struct reply *reply,
                               struct submission *submission, struct article_files *ret_files)
{
    static const char *const words[] = {"alt", "caption", "credit"};
    struct arena *arena = reply->arena;
    struct article_files files = {.image_name = "image"};
    struct input input = input_of(submission, reply);
    enum err err = media_upload_prepare(app, request, arena, file_part_named(submission, "image"),
                                        UPLOAD_PICTURE, &files.image);
    if (!err)
        err = prepare_field(app, request, arena, submission, "images", UPLOAD_PICTURE, &files.pictures,
                            &files.picture_count);
    if (!err)
        err = prepare_field(app, request, arena, submission, "attachments", UPLOAD_ANY, &files.attachments,
                            &files.attachment_count);
    if (err)
        return err;
    choose_image(submission, &files);
    files.words = arena_zero(arena, files.picture_count + 1, sizeof *files.words);
    if (!files.words)
        return ERR_MEMORY;
    size_t of_article = files.image.file || json_object_get(submission->fields, "image") ? 1 : 0;
    for (size_t i = 0; files.picture_count && i < sizeof words / sizeof *words; i++)
        take_words_of(&input, words[i], &files, of_article, i);
    if (files.picture_count)
        err = extend_body(app, request, &input, &files);
    *ret_files = files;
    /* Told by themselves: what the other members are is judged in the transaction, which is not begun for
     * these. */
    return err ? err : input_end(&input);
}

enum err article_files_keep(struct conn *conn, const struct input *input, const struct article_files *files)
{
    struct input images = input_inside(input, "images", -1, NULL);
    size_t before = strcmp(files->image_name, "images") == 0;
    for (size_t i = 0; i < files->picture_count; i++) {
        struct media media;
        bool known;
        const char *place = file_input_number(input->reply->arena, before + i);
        enum err err =
            media_upload_keep(conn, &images, place, &files->pictures[i], &files->words[i], &media, &known);
        if (err && !files->pictures[i].err)
            return err;
    }
    return ERR_OK;
}
