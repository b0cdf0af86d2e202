/* GET, POST, PATCH and DELETE of things that differ by their table alone. Knows no row's members: it
 * lies in the arena as so many zeroed bytes, and only the table's functions look into it. */
#include "resource.h"
#include "list.h"

#include "access.h"
#include "base/json_text.h"
#include "input.h"
#include "query.h"
#include "store/idempotency.h"
#include "store/thing_state.h"
#include "write.h"

#include <string.h>

/* Shows the row of that id and notes its version. */
static enum err resource_show_row(struct conn *conn, const struct request *request, struct reply *reply,
                                  const struct resource *resource, int64_t id, void *row)
{
    enum err err = thing_unknown(reply, resource->load(conn, id, row), resource->thing, resource->path);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->version = resource->version(row);
    /* What is kept under an Idempotency-Key goes when the words of an article are taken back, so it must
     * be known that some are in here. */
    reply->words_of = resource->shows_articles ? WORDS_OF_SEVERAL : 0;
    /* After the version, which hiding takes away where the public's view changes without an edit. */
    if (resource->hide && resource->hide(request, reply, row))
        return thing_unknown(reply, ERR_NOT_FOUND, resource->thing, resource->path);
    resource->show(view, row);
    return ERR_OK;
}

/* Reading: a leased snapshot, no transaction. */
enum err resource_show(struct app *app, const struct request *request, struct reply *reply,
                       const struct resource *resource)
{
    auto_conn struct conn *conn = NULL;
    int64_t id;
    /* Zeroed, so a function of the table may leave members alone. */
    void *row = arena_zero(reply->arena, 1, resource->row_size);
    enum err err = row ? id_named(request, reply, &id) : ERR_MEMORY;
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    return err ? err : resource_show_row(conn, request, reply, resource, id, row);
}

/* Keeps the row as it is, for its history: as much of its view as a change could send. */
static enum err resource_remember(struct conn *conn, const struct resource *resource, int64_t id,
                                  const void *row, bool is_before)
{
    static const char *const given[] = {"id", "version", "count", "url", "page"};
    struct view view = view_new(conn_arena(conn));
    json_auto_t *owned = view.json;
    if (!resource->kind)
        return ERR_OK;
    resource->show(view, row);
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        json_object_del(view.json, given[i]);
    if (resource->bare)
        resource->bare(view.json);
    auto_free char *state = json_text_write(view.json, JSON_COMPACT);
    if (!state)
        return ERR_MEMORY;
    /* Larger than anything of these is; then there is no former state rather than a part of one. */
    if (strlen(state) > THING_STATE_SIZE_MAX)
        return ERR_OK;
    return thing_state_keep(conn, resource->kind, id, resource->version(row), state, is_before);
}

/* The body is read before the write lock is taken: nobody waits for the writer behind somebody else's
 * JSON. */
enum err resource_create(struct app *app, const struct request *request, struct reply *reply,
                         const struct resource *resource)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    int64_t id;
    void *row = arena_zero(reply->arena, 1, resource->row_size);
    enum err err = row ? submission_read(request, reply, &submission) : ERR_MEMORY;
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (err)
        return err;
    /* What a row has that nobody described. */
    resource->blank(row);
    err = resource->apply(conn, &submission, reply, row);
    if (!err)
        err = resource->explain(reply, resource->insert(conn, row, &id), row);
    if (!err)
        err = resource->load(conn, id, row);
    if (!err)
        err = resource_remember(conn, resource, id, row, false);
    if (!err)
        err = resource_show_row(conn, request, reply, resource, id, row);
    if (err)
        return err;
    /* The view was read back and not made of what was sent, so that the answer shows what is stored. */
    reply->status = 201;
    reply->location = arena_printf(reply->arena, "%s/%lld", resource->path, (long long)id);
    return write_commit(&conn, request, reply);
}

/* Begins a write on the row of the route's id: loaded, its version checked. */
static enum err resource_begin(struct app *app, const struct request *request, struct reply *reply,
                               const struct resource *resource, struct conn **ret_conn, int64_t *ret_id,
                               void *row)
{
    enum err err = row ? id_named(request, reply, ret_id) : ERR_MEMORY;
    if (!err)
        err = write_begin(app, request, reply, ret_conn);
    if (!err)
        err = thing_unknown(reply, resource->load(*ret_conn, *ret_id, row), resource->thing, resource->path);
    /* In the transaction, or the row could change between the check and the save. These rows have no
     * time of change, hence 0. */
    return err ? err : version_check(request, reply, resource->version(row), 0, PRECONDITION_OPTIONAL);
}

/* PATCH: what was sent is laid over the row as it stands, so members that were left out stay. */
enum err resource_change(struct app *app, const struct request *request, struct reply *reply,
                         const struct resource *resource)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    int64_t id;
    void *row = arena_zero(reply->arena, 1, resource->row_size);
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = resource_begin(app, request, reply, resource, &conn, &id, row);
    if (!err)
        err = resource_remember(conn, resource, id, row, true);
    if (!err)
        err = resource->apply(conn, &submission, reply, row);
    if (!err)
        err = resource->explain(reply, resource->update(conn, row), row);
    if (!err)
        err = resource->load(conn, id, row);
    if (!err)
        err = resource_remember(conn, resource, id, row, false);
    if (!err)
        err = resource_show_row(conn, request, reply, resource, id, row);
    return err ? err : write_commit(&conn, request, reply);
}

enum err resource_preview(struct app *app, const struct request *request, struct reply *reply,
                          const struct resource *resource)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    int64_t id = 0;
    void *row = arena_zero(reply->arena, 1, resource->row_size);
    query_number(request, reply, "id", 1, INT64_MAX, &id);
    enum err err = row ? query_check(reply) : ERR_MEMORY;
    if (!err)
        err = submission_read(request, reply, &submission);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (err)
        return err;
    resource->blank(row);
    if (id)
        err = thing_unknown(reply, resource->load(conn, id, row), resource->thing, resource->path);
    if (!err)
        err = resource->apply(conn, &submission, reply, row);
    if (!err)
        err = resource->explain(reply, id ? resource->update(conn, row) : resource->insert(conn, row, &id),
                                row);
    if (!err)
        err = resource->load(conn, id, row);
    /* The transaction ends with this function; the page is made of what was read in it. */
    return err ? err : resource->page(app, conn, request, reply, row);
}

enum err resource_remove(struct app *app, const struct request *request, struct reply *reply,
                         const struct resource *resource)
{
    auto_conn struct conn *conn = NULL;
    int64_t id;
    void *row = arena_zero(reply->arena, 1, resource->row_size);
    enum err err = resource_begin(app, request, reply, resource, &conn, &id, row);
    if (!err)
        err = resource->remove(conn, id);
    /* Something else refers to it; nothing was removed and *conn is aborted on return. */
    if (err == ERR_CONFLICT)
        return reply_problem(reply, err, MESSAGE_IN_USE, NULL);
    /* Without a body, as what went has nothing to show. */
    reply->status = 204;
    return err ? err : write_commit(&conn, request, reply);
}

/* Member `into`: the one that stays, with its number in *ret_id. A slug of the past leads to the present
 * thing, so one that was merged before will do. */
static enum err resource_read_into(struct conn *conn, const struct submission *submission,
                                   struct reply *reply, const struct resource *resource, void *row,
                                   int64_t *ret_id, const char **ret_slug)
{
    static const char *const members[] = {"into", NULL};
    struct input input = input_of(submission, reply);
    *ret_slug = NULL;
    input_only(&input, members);
    input_slug(&input, "into", ret_slug);
    input_require(&input, "into", *ret_slug);
    enum err err = input_end(&input);
    if (!err)
        err = resource->by_slug(conn, *ret_slug, row, ret_id);
    if (err == ERR_NOT_FOUND)
        err = resource->unknown(conn, reply, "/into", *ret_slug);
    return err ? err : input_end(&input);
}

/* Everything of the one is the other's. */
static enum err resource_take_in(struct conn *conn, struct reply *reply, const struct resource *resource,
                                 int64_t id, int64_t into, const char *slug)
{
    enum err err = resource->merge(conn, id, into);
    /* The same one, one of another language, or (categories) one below it. */
    return err == ERR_INPUT ? reply_fault(reply, "/into", resource->cannot_merge, MESSAGE_ARGS(slug)) : err;
}

enum err resource_merge(struct app *app, const struct request *request, struct reply *reply,
                        const struct resource *resource)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    int64_t id, into = 0;
    const char *slug = NULL;
    void *row = arena_zero(reply->arena, 1, resource->row_size);
    /* The body before the writer, like everywhere. */
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = resource_begin(app, request, reply, resource, &conn, &id, row);
    if (!err)
        err = resource_read_into(conn, &submission, reply, resource, row, &into, &slug);
    if (!err)
        err = resource_take_in(conn, reply, resource, id, into, slug);
    /* As it is behind the merge, with its new version and count. The other's address leads nowhere any more.
     */
    if (!err)
        err = resource_show_row(conn, request, reply, resource, into, row);
    return err ? err : write_commit(&conn, request, reply);
}

/* Both a fault at the member, for forms, and the problem's own detail, for people. Other errors pass. */
enum err resource_slug_taken(struct reply *reply, enum err err, const char *slug)
{
    if (err != ERR_CONFLICT)
        return err;
    reply_fault(reply, "/slug", MESSAGE_FIELD_SLUG_TAKEN, MESSAGE_ARGS(slug));
    return reply_problem(reply, err, MESSAGE_FIELD_SLUG_TAKEN, MESSAGE_ARGS(slug));
}

/* These lists are short by nature (categories, boxes, abbreviations), so they come whole, and `next` is
 * null to have the form of all lists. */
enum err resource_list_show(struct app *app, const struct request *request, struct reply *reply,
                            const struct resource *resource)
{
    auto_conn struct conn *conn = NULL;
    void *rows = NULL;
    size_t count = 0;
    /* Both languages without it. */
    const char *lang = query_lang(request, reply);
    enum err err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = resource->list(conn, lang, &rows, &count);
    if (err)
        return err;
    struct view view, items = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++) {
        /* Rows are known by their size alone. */
        void *row = (char *)rows + i * resource->row_size;
        if (!resource->hide || !resource->hide(request, reply, row))
            resource->show(view_append(items), row);
    }
    view_null(view, "next");
    return ERR_OK;
}
