/* The picture of an article with its words, and attachments. A new picture brings its medium's words
 * along, which the article may then change for itself; the medium keeps its own. */
#include "picture_input.h"

#include <string.h>

static const char *const attachment_members[] = {"id", "title", NULL};

static const char *picture_input_number_text(struct arena *arena, int64_t number)
{
    return arena_printf(arena, "%lld", (long long)number);
}

/* The medium that member `name` refers to by id; an unknown one is a fault and leaves *media alone. */
static enum err find_media(struct conn *conn, const struct input *input, const char *name,
                           struct media *media, bool *ret_found)
{
    int64_t id = 0;
    *ret_found = false;
    input_integer(input, name, 1, INT64_MAX, &id);
    /* Also after a fault of the number, which is noted already. */
    if (!id)
        return ERR_OK;
    enum err err = media_by_id(conn, id, media);
    if (err == ERR_NOT_FOUND) {
        input_fault(input, name, MESSAGE_MEDIA_UNKNOWN,
                    MESSAGE_ARGS(picture_input_number_text(input->reply->arena, id)));
        return ERR_OK;
    }
    *ret_found = !err;
    return err;
}

/* A new picture, from a file part or by id, with the words that its medium brings along. */
static enum err new_picture(struct conn *conn, const struct input *input, const struct article_files *files,
                            struct picture *picture, bool *ret_found)
{
    const struct media_upload *upload = files ? &files->image : NULL;
    enum err err;
    bool known;
    if (upload) {
        /* A picture that comes with an article is described there; the medium gets the file's name and
         * nothing else. */
        const struct media words = {.id = 0};
        err = media_upload_keep(conn, input, files->image_name, upload, &words, &picture->media, &known);
        *ret_found = !err;
        if (upload->err)
            err = ERR_OK; /* noted, so that the other faults are named as well */
    } else {
        err = find_media(conn, input, "image", &picture->media, ret_found);
        /* An attachment's id. */
        if (!err && *ret_found && !picture->media.width) {
            input_fault(input, "image", MESSAGE_IMAGE_NOT_ONE, NULL);
            *ret_found = false;
        }
    }
    if (!err && *ret_found) {
        picture->alt = picture->media.alt;
        picture->caption = picture->media.caption;
        picture->credit = picture->media.credit;
        picture->decorative = false;
    }
    return err;
}

static void picture_input_read_words(const struct input *input, struct picture *picture)
{
    input_text(input, "alt", TEXT_LINE, MEDIA_ALT_MAX, &picture->alt);
    input_text(input, "caption", TEXT_BLOCK, MEDIA_CAPTION_MAX, &picture->caption);
    input_text(input, "credit", TEXT_LINE, MEDIA_CREDIT_MAX, &picture->credit);
    input_flag(input, "decorative", &picture->decorative);
    /* "" in HTML is what tells a reader's program to pass it by; whatever was sent as alt beside it is
     * dropped. */
    if (picture->decorative) {
        const char *sent = json_string_value(json_object_get(input->fields, "alt"));
        if (sent && *sent)
            input_unused(input, "alt");
        picture->alt = "";
    } else if (!picture->alt || !*picture->alt)
        input_fault(input, "alt", MESSAGE_ALT_MISSING, NULL);
}

/* Words for a picture that is not there: most likely the picture was forgotten. Empty ones say nothing
 * and pass. */
static void refuse_words(const struct input *input)
{
    static const char *const words[] = {"alt", "caption", "credit"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const json_t *value = json_object_get(input->fields, words[i]);
        if (value && !json_is_null(value) && !(json_is_string(value) && !json_string_length(value)))
            input_fault(input, words[i], MESSAGE_IMAGE_MISSING, NULL);
    }
}

enum err picture_input(struct conn *conn, const struct input *input, const struct article_files *files,
                       struct article *article)
{
    const struct article_files *file = files && files->image.file ? files : NULL;
    struct picture *picture = arena_zero(input->reply->arena, 1, sizeof *picture);
    /* `named` is whether this request speaks of a picture at all; null speaks of none and takes it away. */
    bool found = false, named = file || input_has(input, "image");
    if (!picture)
        return ERR_MEMORY;
    /* A copy, as the present article may still be compared with. */
    if (article->image)
        *picture = *article->image;
    enum err err = named ? new_picture(conn, input, file, picture, &found) : ERR_OK;
    if (err)
        return err;
    /* Taken away, or at fault; either way no picture is saved. */
    if (named && !found) {
        article->image = NULL;
        return ERR_OK;
    }
    /* "decorative" alone is no fault, as a form's box may be ticked without a picture. */
    if (!named && !article->image) {
        refuse_words(input);
        return ERR_OK;
    }
    picture_input_read_words(input, picture);
    article->image = picture;
    return ERR_OK;
}

/* One item: a bare id is read as an object that has only that, so both forms are judged by the same
 * lines. */
static enum err read_attachment(struct conn *conn, const struct input *list, int index, json_t *value,
                                struct article *article, struct attachment *attachments)
{
    json_auto_t *bare = json_is_object(value) ? json_incref(value) : json_pack("{s:O}", "id", value);
    if (!bare)
        return ERR_MEMORY;
    struct input one = input_inside(list, "attachments", index, bare);
    input_only(&one, attachment_members);
    struct attachment *attachment = &attachments[article->attachment_count];
    bool found;
    enum err err = find_media(conn, &one, "id", &attachment->media, &found);
    json_t *id = json_object_get(bare, "id");
    /* One that names no medium would be left out without a word. */
    if (!err && !found && (!id || json_is_null(id)))
        input_fault(&one, "id", MESSAGE_FIELD_MISSING, NULL);
    if (err || !found)
        return err;
    for (size_t i = 0; i < article->attachment_count; i++)
        if (attachments[i].media.id == attachment->media.id) {
            reply_warn(list->reply, one.pointer, WARNING_REPEATED,
                       MESSAGE_ARGS(picture_input_number_text(list->reply->arena, attachment->media.id)));
            return ERR_OK;
        }
    /* A title in any case, as the page makes a link of it. */
    attachment->title = attachment->media.file_name ? attachment->media.file_name : attachment->media.name;
    input_text(&one, "title", TEXT_LINE, MEDIA_FILE_NAME_MAX, &attachment->title);
    /* Only now, so that one at fault leaves no hole in the list. */
    article->attachment_count++;
    return ERR_OK;
}

/* One that came as a file; its name is the title. */
static enum err take_attachment(struct conn *conn, const struct input *list, size_t place,
                                const struct media_upload *upload, struct article *article,
                                struct attachment *attachments)
{
    struct attachment *attachment = &attachments[article->attachment_count];
    struct arena *arena = list->reply->arena;
    bool known;
    enum err err = media_upload_keep(conn, list, picture_input_number_text(arena, (int64_t)place), upload,
                                     &(struct media){.id = 0}, &attachment->media, &known);
    if (upload->err)
        return ERR_OK; /* noted, so that the other faults are named as well */
    attachment->title = upload->file_name ? upload->file_name : attachment->media.name;
    article->attachment_count += !err;
    return err;
}

/* The list takes the place of the whole present one, files behind what is named by its id; an empty list or
 * null leaves none. */
enum err attachment_input(struct conn *conn, const struct input *input, const struct article_files *files,
                          struct article *article)
{
    size_t file_count = files ? files->attachment_count : 0;
    if (!input_has(input, "attachments") && !file_count)
        return ERR_OK;
    json_t *list = input_list(input, "attachments", ARTICLE_ATTACHMENTS_MAX);
    struct attachment *attachments =
        arena_zero(input->reply->arena, ARTICLE_ATTACHMENTS_MAX, sizeof *attachments);
    if (!attachments)
        return ERR_MEMORY;
    article->attachments = attachments;
    article->attachment_count = 0;
    if (json_array_size(list) + file_count > ARTICLE_ATTACHMENTS_MAX) {
        input_fault(input, "attachments", MESSAGE_FIELD_TOO_MANY,
                    MESSAGE_ARGS(picture_input_number_text(input->reply->arena, ARTICLE_ATTACHMENTS_MAX)));
        return ERR_OK;
    }
    struct input inside = input_inside(input, "attachments", -1, list);
    size_t index;
    json_t *value;
    json_array_foreach(list, index, value)
    {
        enum err err = read_attachment(conn, input, (int)index, value, article, attachments);
        if (err)
            return err;
    }
    for (size_t i = 0; i < file_count; i++) {
        enum err err = take_attachment(conn, &inside, json_array_size(list) + i, &files->attachments[i],
                                       article, attachments);
        if (err)
            return err;
    }
    return ERR_OK;
}
