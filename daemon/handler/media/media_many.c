/* PATCH /api/media: what is said of several media, in one transaction: an editor who describes thirty
 * pictures saves them together, or none of them. */
#include "core/access.h"
#include "core/input.h"
#include "core/list.h"
#include "core/write.h"
#include "handler/handler.h"
#include "store/media.h"
#include "view/media.h"

enum { MANY_MAX = 100 };

static const char *const many_members[] = {"items", NULL};
static const char *const many_item_members[] = {"id", "version", "alt", "caption", "credit", NULL};

/* Somebody was faster: the fault is at the item, and the problem is that of a version. */
static void many_check_version(const struct input *item, int64_t version)
{
    struct arena *arena = item->reply->arena;
    int64_t sent = version;
    input_integer(item, "version", 1, INT64_MAX, &sent);
    if (sent == version)
        return;
    item->reply->current_version = version;
    input_fault(item, "version", MESSAGE_VERSION_BEHIND,
                MESSAGE_ARGS(arena_printf(arena, "%lld", (long long)sent),
                             arena_printf(arena, "%lld", (long long)version)));
}

/* One item: read, laid over the medium, saved. A fault leaves the medium as it is. */
static enum err many_change(struct conn *conn, const struct input *item, struct media *media)
{
    struct arena *arena = item->reply->arena;
    size_t faults = item->reply->fault_count;
    int64_t id = 0;
    input_only(item, many_item_members);
    input_integer(item, "id", 1, INT64_MAX, &id);
    if (!id) {
        input_fault(item, "id", MESSAGE_FIELD_MISSING, NULL);
        return ERR_OK;
    }
    enum err err = media_by_id(conn, id, media);
    if (err == ERR_NOT_FOUND) {
        input_fault(item, "id", MESSAGE_MEDIA_UNKNOWN,
                    MESSAGE_ARGS(arena_printf(arena, "%lld", (long long)id)));
        return ERR_OK;
    }
    if (err)
        return err;
    many_check_version(item, media->version);
    input_text(item, "alt", TEXT_LINE, MEDIA_ALT_MAX, &media->alt);
    input_text(item, "caption", TEXT_BLOCK, MEDIA_CAPTION_MAX, &media->caption);
    input_text(item, "credit", TEXT_LINE, MEDIA_CREDIT_MAX, &media->credit);
    if (item->reply->fault_count == faults)
        err = media_update(conn, media);
    return err ? err : media_by_id(conn, id, media);
}

static enum err many_change_all(struct conn *conn, const struct input *input)
{
    json_t *list = input_list(input, "items", MANY_MAX), *value;
    struct view view, items = list_begin(input->reply, &view);
    size_t index;
    input_only(input, many_members);
    if (!json_array_size(list) && !input->reply->fault_count)
        input_fault(input, "items", MESSAGE_FIELD_MISSING, NULL);
    json_array_foreach(list, index, value)
    {
        struct media media = {.id = 0};
        if (!json_is_object(value)) {
            input_fault(input, "items", MESSAGE_FIELD_NOT_OBJECT,
                        MESSAGE_ARGS(input_shown(input->reply, value)));
            continue;
        }
        struct input item = input_inside(input, "items", (int)index, value);
        enum err err = many_change(conn, &item, &media);
        if (err)
            return err;
        if (media.id)
            view_media(view_append(items), &media);
    }
    view_null(view, "next");
    /* A version that was passed is a refusal of its own, whatever else is wrong. */
    return input->reply->current_version ? ERR_PRECONDITION_FAILED : input_end(input);
}

enum err api_media_change_many(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    err = many_change_all(conn, &input);
    return err ? err : write_commit(&conn, request, reply);
}
