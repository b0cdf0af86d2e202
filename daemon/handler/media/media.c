/* /api/media. A medium has words, its file's name among them,
 * and files. The words are changed here like those of any resource; the bytes never change, so new bytes are
 * a new medium. */
#include "store/media.h"
#include "core/access.h"
#include "core/cursor.h"
#include "core/input.h"
#include "core/list.h"
#include "core/query.h"
#include "core/resource.h"
#include "core/write.h"
#include "file_name.h"
#include "handler/handler.h"
#include "media_upload.h"
#include "store/media_text.h"
#include "view/media.h"
#include "work/crop.h"

#include <string.h>

static const char *const members[] = {"alt", "caption", "credit", "file_name", "focus", "slug", NULL};
/* A form may call its file "image" too, as the form of an article does. */
static const char *const form_members[] = {"alt", "caption", "credit", "file", "image", "file_name", NULL};

enum { LIMIT_DEFAULT = 20, LIMIT_MOST = 100 };

/* What is looked for; whether anything is. */
static bool media_read_query(const struct request *request, struct reply *reply, struct media_query *query)
{
    const char *kind = request_parameter(request, "kind");
    query->words = request_parameter(request, "q");
    query_flag(request, reply, "unused", &query->is_unused);
    query_flag(request, reply, "without_alt", &query->is_nameless);
    while (kind && media_kind_names[query->kind] && strcmp(media_kind_names[query->kind], kind) != 0)
        query->kind++;
    if (kind && !media_kind_names[query->kind])
        query_choice_fault(request, reply, "kind", "picture, document, sound, film");
    /* The names begin with the first kind. */
    query->kind = kind ? query->kind + 1 : MEDIA_ANY;
    return query->words || query->kind || query->is_unused || query->is_nameless;
}

/* Beside the medium itself: how much shows it, and how far the words of its file are. */
static enum err media_show_around(struct conn *conn, struct view view, int64_t id)
{
    struct media_uses uses;
    struct media_text text;
    enum err err = media_uses(conn, id, &uses);
    if (err)
        return err;
    view_media_uses(view, &uses);
    err = media_text_read(conn, id, &text);
    view_media_text(view, err ? NULL : &text);
    /* A kind of file that has none. */
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err api_media_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct media *items;
    size_t count;
    bool after;
    int64_t limit = LIMIT_DEFAULT, unused_ms, before_id = 0;
    struct media_query query = {.kind = MEDIA_ANY};
    bool is_sought = media_read_query(request, reply, &query);
    query_number(request, reply, "limit", 1, LIMIT_MOST, &limit);
    /* Only the id of the cursor matters here. */
    enum err err = query_cursor(request, reply, &after, &unused_ms, &before_id);
    if (!err)
        err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    query.before_id = before_id;
    query.limit = (int)limit;
    if (!err)
        err = is_sought ? media_find(conn, &query, &items, &count)
                        : media_list(conn, before_id, (int)limit, &items, &count);
    if (err)
        return err;
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; !err && i < count; i++) {
        struct view item = view_append(list);
        view_media(item, &items[i]);
        err = media_show_around(conn, item, items[i].id);
    }
    if (err)
        return err;
    /* The next page may be empty, which costs less than counting. */
    if (count == (size_t)limit)
        reply->next =
            query_next(request, reply->arena, cursor_write(reply->arena, 0, items[count - 1].id), limit);
    view_text(view, "next", reply->next);
    return ERR_OK;
}

/* Lays alt, caption and credit over what the medium has. Empty ones are allowed here; whether a picture
 * must be described is asked where it is shown. */
static void apply_words(const struct input *input, struct media *media)
{
    input_text(input, "alt", TEXT_LINE, MEDIA_ALT_MAX, &media->alt);
    input_text(input, "caption", TEXT_BLOCK, MEDIA_CAPTION_MAX, &media->caption);
    input_text(input, "credit", TEXT_LINE, MEDIA_CREDIT_MAX, &media->credit);
}

/* The file and the words beside it. Without a file there is nothing to do, and the fault says at which
 * member it is missed. */
static enum err read_upload(const struct submission *submission, const struct input *input,
                            struct media *words, const struct file_part **ret_file)
{
    const struct file_part *file = file_part_named(submission, "file");
    if (!file)
        file = file_part_named(submission, "image");
    else if (file_part_named(submission, "image"))
        input_fault(input, "image", MESSAGE_FIELD_ONCE, MESSAGE_ARGS("file"));
    input_only(input, form_members);
    apply_words(input, words);
    input_text(input, "file_name", TEXT_LINE, MEDIA_FILE_NAME_MAX, &words->file_name);
    if (!file)
        input_fault(input, "file", MESSAGE_FIELD_MISSING, NULL);
    *ret_file = file;
    return input_end(input);
}

/* A file is decoded and written before the transaction begins, which then only inserts rows. */
enum err api_media_create(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct media words = {0}, media;
    const struct file_part *file;
    struct file_part named = {.size = 0};
    struct media_upload upload;
    bool known;
    enum err err = submission_read_upload(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    err = read_upload(&submission, &input, &words, &file);
    /* A name that is said beside the file goes before that of the part. */
    if (!err)
        named = *file;
    if (words.file_name)
        named.file_name = words.file_name;
    if (!err)
        err = media_upload_prepare(app, request, reply->arena, &named, UPLOAD_ANY, &upload);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = media_upload_keep(conn, &input, "file", &upload, &words, &media, &known);
    if (!err && known)
        err = media_upload_take_words(conn, &input, &upload, &words, request->actor.role, &media);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    /* The same bytes again give the medium that is there, with what is said of it now; 200 says that nothing
     * was made. */
    reply->status = known ? 200 : 201;
    reply->version = media.version;
    reply->location = arena_printf(reply->arena, "/api/media/%lld", (long long)media.id);
    view_media(view, &media);
    view_flag(view, "existing", known);
    return write_commit(&conn, request, reply);
}

static enum err load_media(struct conn *conn, int64_t id, void *ret_row)
{
    return media_by_id(conn, id, ret_row);
}

static void show_media(struct view view, const void *row)
{
    view_media(view, row);
}

static int64_t version_media(const void *row)
{
    return ((const struct media *)row)->version;
}

static enum err update_media(struct conn *conn, const void *row)
{
    return media_update(conn, row);
}

/* A new name keeps the extension of what the file is. */
static void apply_file_name(const struct input *input, struct media *media)
{
    struct arena *arena = input->reply->arena;
    const char *name = media->file_name;
    bool is_changed;
    input_text(input, "file_name", TEXT_LINE, MEDIA_FILE_NAME_MAX, &name);
    if (name == media->file_name)
        return;
    media->file_name = name ? file_name_clean(arena, name, strrchr(media->name, '.') + 1, &is_changed) : NULL;
    if (!media->file_name || strcmp(name, media->file_name) == 0)
        return;
    struct warnings warnings = {.arena = arena};
    warnings_add(&warnings, WARNING_FILE_NAME, 0, media->file_name, strlen(media->file_name));
    input_warnings(input, "file_name", &warnings);
}

/* A part of one of a side, in thousandths. It must be there: half a point is none. */
static void media_apply_part(const struct input *focus, const char *name, int *part)
{
    const json_t *value = json_object_get(focus->fields, name);
    double number = json_number_value(value);
    if (json_is_number(value) && number >= 0 && number <= 1)
        *part = (int)(number * FOCUS_PARTS + 0.5);
    else if (json_is_number(value))
        input_fault(focus, name, MESSAGE_FIELD_RANGE, MESSAGE_ARGS("0", "1", input_sent(focus, name)));
    else
        input_fault(focus, name, MESSAGE_FOCUS_PART, MESSAGE_ARGS(input_sent(focus, name)));
}

/* Null gives the choice back to the rule; an attachment has nothing to look at. */
static void media_apply_focus(const struct input *input, struct media *media)
{
    static const char *const parts[] = {"x", "y", NULL};
    if (!input_has(input, "focus"))
        return;
    json_t *fields = input_object(input, "focus");
    media->has_focus = fields != NULL;
    if (!fields)
        return;
    if (!media->width)
        input_fault(input, "focus", MESSAGE_FOCUS_PICTURE, NULL);
    struct input focus = input_inside(input, "focus", -1, fields);
    input_only(&focus, parts);
    media_apply_part(&focus, "x", &media->focus.x);
    media_apply_part(&focus, "y", &media->focus.y);
}

/* Nothing, or null, takes the address away. */
static void media_apply_slug(const struct input *input, struct media *media)
{
    const char *present = media->slug;
    if (!input_has(input, "slug"))
        return;
    media->slug = NULL;
    input_slug(input, "slug", &media->slug);
    if (input->reply->fault_count)
        media->slug = present;
}

static enum err media_api_apply(struct conn *conn, const struct submission *submission, struct reply *reply,
                                void *row)
{
    struct input input = input_of(submission, reply);
    /* Words refer to nothing. */
    (void)conn;
    input_only(&input, members);
    apply_words(&input, row);
    apply_file_name(&input, row);
    media_apply_focus(&input, row);
    media_apply_slug(&input, row);
    return input_end(&input);
}

/* An address that leads to another file is the one thing that the store refuses. */
static enum err media_api_explain(struct reply *reply, enum err err, const void *row)
{
    return resource_slug_taken(reply, err, ((const struct media *)row)->slug);
}

/* Without blank and insert, since media are made by an upload, and without a list by language. */
static const struct resource resource = {
    .thing = MESSAGE_THING_MEDIA,
    .path = "/api/media",
    .row_size = sizeof(struct media),
    .load = load_media,
    .apply = media_api_apply,
    .update = update_media,
    .remove = media_delete,
    .explain = media_api_explain,
    .show = show_media,
    .version = version_media,
};

enum err api_media_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    enum err err = resource_show(app, request, reply, &resource);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    return err ? err
               : media_show_around(conn, (struct view){reply->arena, reply->view},
                                   json_integer_value(json_object_get(reply->view, "id")));
}

/* Cuts the picture anew where that was asked for, so that the answer has what lists show now. What comes
 * between is made up for by the keeper; the change itself is on the disk. */
static enum err media_cut_anew(struct app *app, struct reply *reply, int64_t id)
{
    auto_conn struct conn *conn = NULL;
    struct media media;
    if (crop_make(app->portal->store, app->helper, id) ||
        store_lease(app->portal->store, reply->arena, &conn) || media_by_id(conn, id, &media))
        return ERR_OK;
    struct view view = {reply->arena, reply->view};
    view_media(view, &media);
    return arena_failed(reply->arena) ? ERR_MEMORY : ERR_OK;
}

enum err api_media_change(struct app *app, const struct request *request, struct reply *reply)
{
    enum err err = resource_change(app, request, reply, &resource);
    if (err || write_is_trial(request))
        return err;
    return media_cut_anew(app, reply, json_integer_value(json_object_get(reply->view, "id")));
}

enum err api_media_remove(struct app *app, const struct request *request, struct reply *reply)
{
    return resource_remove(app, request, reply, &resource);
}
