/* Working copies: what somebody writes and has not saved, kept for whoever writes it alone. What they hold is
 * members of an article as they were typed, right or wrong; the save of the article judges them. */
#include "store/working_copy.h"

#include "article_input.h"
#include "base/json_text.h"
#include "core/access.h"
#include "core/input.h"
#include "core/list.h"
#include "core/query.h"
#include "core/write.h"
#include "handler/handler.h"
#include "store/idempotency.h"
#include "text/number.h"

#include <stdlib.h>
#include <string.h>

enum { COPIES_SHOWN = 100 };

static const char copies_path[] = "/api/working-copies";

/* What was sent of one. */
struct copy_sent {
    int64_t article_version; /* 0: not said */
    const char *writing;     /* NULL: not said */
    const char *title, *fields;
};

/* The object as a text, which is what is kept; its bytes are counted as they are kept. */
static void api_copy_fields_read(const struct input *input, struct copy_sent *sent)
{
    json_t *fields = input_object(input, "fields");
    if (!fields) {
        if (!input->reply->fault_count)
            input_fault(input, "fields", MESSAGE_FIELD_MISSING, NULL);
        return;
    }
    struct input inside = input_inside(input, "fields", -1, fields);
    input_only(&inside, article_members());
    struct arena *arena = input->reply->arena;
    auto_free char *text = json_text_write(fields, JSON_COMPACT);
    size_t size = text ? strlen(text) : 0;
    if (size > WORKING_COPY_MAX) {
        input_fault(
            input, "fields", MESSAGE_FIELD_TOO_LONG,
            MESSAGE_ARGS(arena_printf(arena, "%d", WORKING_COPY_MAX), arena_printf(arena, "%zu", size)));
        return;
    }
    if (!text)
        arena_fail(arena);
    sent->fields = arena_text(arena, text);
    sent->title = json_string_value(json_object_get(fields, "title"));
    sent->title = sent->title ? arena_text(arena, sent->title) : NULL;
}

static enum err api_copy_read(const struct request *request, struct reply *reply, bool of_article,
                              struct copy_sent *sent)
{
    static const char *const members[] = {"fields", NULL};
    static const char *const members_of_article[] = {"fields", "article_version", NULL};
    auto_submission struct submission submission = {0};
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    input_only(&input, of_article ? members_of_article : members);
    if (of_article)
        input_integer(&input, "article_version", 1, INT64_MAX, &sent->article_version);
    api_copy_fields_read(&input, sent);
    return input_end(&input);
}

/* Without the fields: a save's answer says none of the words again. */
static void api_copy_view(struct view view, const struct working_copy *copy)
{
    view_integer(view, "id", copy->id);
    view_text(view, "title", copy->title);
    if (copy->article_id)
        view_integer(view, "article_id", copy->article_id);
    else
        view_null(view, "article_id");
    if (copy->article_id)
        view_integer(view, "article_version", copy->article_version);
    else
        view_null(view, "article_version");
    if (copy->article_id)
        view_integer(view, "present_version", copy->present_version);
    else
        view_null(view, "present_version");
    view_text(view, "writing", copy->article_id ? copy->writing : NULL);
    view_integer(view, "version", copy->version);
    view_time(view, "saved_at", copy->saved_ms);
}

static enum err api_copy_answer(struct conn **conn, const struct request *request, struct reply *reply,
                                const struct working_copy *copy)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->version = copy->version;
    if (copy->version == 1) {
        reply->status = 201;
        reply->location = arena_printf(reply->arena, "%s/%lld", copies_path, (long long)copy->id);
    }
    /* Its title is in the answer, which may be kept under a key. */
    reply->words_of = WORDS_OF_SEVERAL;
    api_copy_view(view, copy);
    return write_commit(conn, request, reply);
}

/* The one that is there, before it is exchanged: another tab or device may have saved it since. */
static enum err api_copy_check(const struct request *request, struct reply *reply, enum err err,
                               const struct working_copy *former)
{
    if (err && err != ERR_NOT_FOUND)
        return err;
    return version_check(request, reply, err ? 0 : former->version, err ? 0 : former->saved_ms,
                         PRECONDITION_OPTIONAL);
}

/* Whoever may not write the article needs no copy of it. */
enum err api_working_copy_keep(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct copy_sent sent = {0};
    struct article article;
    struct working_copy former;
    int64_t owner = actor_number(&request->actor);
    sent.writing = query_mark(request, reply, "writing");
    enum err err = query_check(reply);
    if (!err)
        err = api_copy_read(request, reply, true, &sent);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = article_to_write(conn, request, reply, &article);
    if (!err)
        err = api_copy_check(request, reply, working_copy_of(conn, owner, article.id, sent.writing, &former),
                             &former);
    if (err)
        return err;
    if (sent.article_version > article.version)
        return reply_fault(reply, "/article_version", MESSAGE_FIELD_RANGE,
                           MESSAGE_ARGS("1", arena_printf(reply->arena, "%lld", (long long)article.version),
                                        arena_printf(reply->arena, "%lld", (long long)sent.article_version)));
    struct working_copy copy = {.article_id = article.id,
                                .article_version =
                                    sent.article_version ? sent.article_version : article.version,
                                .present_version = article.version,
                                .writing = sent.writing,
                                .title = sent.title,
                                .fields = sent.fields};
    err = working_copy_save(conn, &copy);
    if (err == ERR_TOO_MANY)
        return reply_problem(reply, ERR_CONFLICT, MESSAGE_WORKING_COPIES_OF_MANY,
                             MESSAGE_ARGS(arena_printf(reply->arena, "%d", WORKING_COPIES_OF_MAX)));
    return err ? err : api_copy_answer(&conn, request, reply, &copy);
}

/* Of what is no article yet: a new one, or that of the id. */
static enum err api_copy_keep_new(struct app *app, const struct request *request, struct reply *reply,
                                  int64_t id)
{
    auto_conn struct conn *conn = NULL;
    struct copy_sent sent = {0};
    struct working_copy former;
    enum err err = api_copy_read(request, reply, false, &sent);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err && id)
        err = thing_unknown(reply, working_copy_by_id(conn, actor_number(&request->actor), id, &former),
                            MESSAGE_THING_WORKING_COPY, copies_path);
    if (!err && id)
        err = api_copy_check(request, reply, ERR_OK, &former);
    if (err)
        return err;
    struct working_copy copy = {.id = id, .title = sent.title, .fields = sent.fields};
    err = working_copy_save(conn, &copy);
    /* It is an article's, which has an address of its own. */
    if (err == ERR_NOT_FOUND)
        return thing_unknown(reply, err, MESSAGE_THING_WORKING_COPY, copies_path);
    if (err == ERR_TOO_MANY)
        return reply_problem(reply, ERR_CONFLICT, MESSAGE_WORKING_COPIES_MANY,
                             MESSAGE_ARGS(arena_printf(reply->arena, "%d", WORKING_COPIES_NEW_MAX)));
    return err ? err : api_copy_answer(&conn, request, reply, &copy);
}

enum err api_working_copy_create(struct app *app, const struct request *request, struct reply *reply)
{
    return api_copy_keep_new(app, request, reply, 0);
}

enum err api_working_copy_replace(struct app *app, const struct request *request, struct reply *reply)
{
    int64_t id;
    enum err err = id_named(request, reply, &id);
    return err ? err : api_copy_keep_new(app, request, reply, id);
}

/* With its fields. */
static enum err api_copy_show(struct reply *reply, enum err err, const struct working_copy *copy)
{
    if (err)
        return thing_unknown(reply, err, MESSAGE_THING_WORKING_COPY, copies_path);
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->version = copy->version;
    api_copy_view(view, copy);
    json_t *fields = json_text_read(copy->fields, strlen(copy->fields), 0, NULL);
    if (!fields)
        return ERR_MEMORY;
    view_json(view, "fields", fields);
    return ERR_OK;
}

enum err api_working_copy_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct working_copy copy = {.id = 0};
    int64_t id;
    enum err err = id_named(request, reply, &id);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (err)
        return err;
    err = working_copy_by_id(conn, actor_number(&request->actor), id, &copy);
    return api_copy_show(reply, err, &copy);
}

enum err api_working_copy_of(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    struct working_copy copy = {.id = 0};
    const char *writing = query_mark(request, reply, "writing");
    enum err err = query_check(reply);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = article_named(conn, request, reply, &article);
    if (err)
        return err;
    err = working_copy_of(conn, actor_number(&request->actor), article.id, writing, &copy);
    return api_copy_show(reply, err, &copy);
}

/* All of them: nobody has many. */
enum err api_working_copy_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct working_copy *items;
    size_t count;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = working_copy_list(conn, actor_number(&request->actor), COPIES_SHOWN, &items, &count);
    if (err)
        return err;
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++)
        api_copy_view(view_append(list), &items[i]);
    view_null(view, "next");
    return ERR_OK;
}

enum err api_working_copy_remove(struct app *app, const struct request *request, struct reply *reply)
{
    return write_removal(app, request, reply, working_copy_delete, MESSAGE_THING_WORKING_COPY, copies_path);
}

/* Those of an article: that of a writing, or all that are this person's. */
enum err api_working_copy_drop(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    struct working_copy copy;
    const char *writing = query_mark(request, reply, "writing");
    enum err err = query_check(reply);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = article_named(conn, request, reply, &article);
    if (err)
        return err;
    err = working_copy_of(conn, actor_number(&request->actor), article.id, writing, &copy);
    if (!err)
        err = working_copy_drop(conn, article.id, writing);
    if (err)
        return thing_unknown(reply, err, MESSAGE_THING_WORKING_COPY, copies_path);
    reply->status = 204;
    return write_commit(&conn, request, reply);
}
