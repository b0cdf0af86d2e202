/* /api/addresses: where addresses of the former portal lead. An import brings those of its articles itself;
 * here are those of categories, tags and files, and what an editor adds by hand. */
#include "core/access.h"
#include "core/input.h"
#include "core/list.h"
#include "core/query.h"
#include "core/write.h"
#include "handler/handler.h"
#include "http/address_key.h"
#include "store/idempotency.h"
#include "store/old_address.h"
#include "view/view.h"

enum { LIMIT_DEFAULT = 100, LIMIT_MOST = 1000, ADDRESSES_MOST = 100, ADDRESS_SENT_MAX = 2000 };

static const char *const address_members[] = {"addresses", "article_id", "category_id",
                                              "tag_id",    "media_id",   NULL};

/* An id, or null. */
static void view_address_id(struct view view, const char *name, int64_t id)
{
    if (id)
        view_integer(view, name, id);
    else
        view_null(view, name);
}

static void view_old_address(struct view view, const struct old_address *address)
{
    view_integer(view, "id", address->id);
    view_text(view, "address", address->address);
    view_address_id(view, "article_id", address->article_id);
    view_address_id(view, "category_id", address->category_id);
    view_address_id(view, "tag_id", address->tag_id);
    view_address_id(view, "media_id", address->media_id);
}

/* The cursor is the id itself. */
enum err api_address_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct old_address *items, of = {.id = 0};
    size_t count;
    int64_t limit = LIMIT_DEFAULT, after = 0;
    query_number(request, reply, "limit", 1, LIMIT_MOST, &limit);
    query_number(request, reply, "after", 1, INT64_MAX, &after);
    query_number(request, reply, "article", 1, INT64_MAX, &of.article_id);
    query_number(request, reply, "category", 1, INT64_MAX, &of.category_id);
    query_number(request, reply, "tag", 1, INT64_MAX, &of.tag_id);
    query_number(request, reply, "media", 1, INT64_MAX, &of.media_id);
    enum err err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = old_address_list(conn, &of, after, (int)limit, &items, &count);
    if (err)
        return err;
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++)
        view_old_address(view_append(list), &items[i]);
    query_end_by_number(request, reply, view, count == (size_t)limit, count ? items[count - 1].id : 0, limit);
    return ERR_OK;
}

/* What the addresses are to lead to: one thing that is there. */
static void address_read_target(const struct input *input, struct old_address *target)
{
    input_integer(input, "article_id", 1, INT64_MAX, &target->article_id);
    input_integer(input, "category_id", 1, INT64_MAX, &target->category_id);
    input_integer(input, "tag_id", 1, INT64_MAX, &target->tag_id);
    input_integer(input, "media_id", 1, INT64_MAX, &target->media_id);
    int count = !!target->article_id + !!target->category_id + !!target->tag_id + !!target->media_id;
    if (count != 1 && !input->reply->fault_count)
        input_fault(input, "article_id", MESSAGE_ADDRESS_TARGET, NULL);
}

/* One address of the list, made to lead there, and its row in the answer. */
static enum err address_add_one(struct conn *conn, const struct input *input, size_t index,
                                const json_t *value, const struct old_address *target, struct view items)
{
    struct reply *reply = input->reply;
    const char *pointer = arena_printf(reply->arena, "/addresses/%zu", index);
    const char *sent = json_string_value(value);
    const char *key = sent ? address_key_of(reply->arena, sent) : NULL;
    struct old_address address = *target;
    bool known;
    if (!key)
        return reply_fault(reply, pointer, MESSAGE_ADDRESS_WRONG, MESSAGE_ARGS(input_shown(reply, value)));
    address.address = key;
    enum err err = old_address_add(conn, &address, &known);
    if (err == ERR_CONFLICT) {
        reply_fault(reply, pointer, MESSAGE_ADDRESS_TAKEN, MESSAGE_ARGS(key));
        return reply_problem(reply, ERR_CONFLICT, MESSAGE_ADDRESS_TAKEN, MESSAGE_ARGS(key));
    }
    if (err == ERR_NOT_FOUND)
        return reply_fault(reply, "", MESSAGE_ADDRESS_TARGET, NULL);
    if (!err)
        view_old_address(view_append(items), &address);
    return err;
}

static enum err address_add_all(struct conn *conn, struct reply *reply, const struct submission *submission)
{
    struct input input = input_of(submission, reply);
    struct old_address target = {.id = 0};
    input_only(&input, address_members);
    address_read_target(&input, &target);
    json_t *list = input_list(&input, "addresses", ADDRESSES_MOST), *value;
    if (!json_array_size(list) && !reply->fault_count)
        input_fault(&input, "addresses", MESSAGE_FIELD_MISSING, NULL);
    enum err err = input_end(&input);
    struct view view, items = list_begin(reply, &view);
    size_t index;
    json_array_foreach(list, index, value) if (!err) err =
        address_add_one(conn, &input, index, value, &target, items);
    view_null(view, "next");
    return err ? err : old_addresses_record(conn, &target);
}

enum err api_address_add(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = address_add_all(conn, reply, &submission);
    /* Its words may be taken back. */
    reply->words_of = WORDS_OF_SEVERAL;
    return err ? err : write_commit(&conn, request, reply);
}

enum err api_address_remove(struct app *app, const struct request *request, struct reply *reply)
{
    return write_removal(app, request, reply, old_address_delete, MESSAGE_THING_ADDRESS, "/api/addresses");
}
