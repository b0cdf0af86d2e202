/* /api/home. What the home page is composed of, as a resource with its history and a preview. The blocks are
 * read in home_input.c; how they look is for the page (page_home.c). */
#include "store/home.h"
#include "core/access.h"
#include "core/list.h"
#include "core/query.h"
#include "core/write.h"
#include "handler/handler.h"
#include "home_input.h"
#include "page/page.h"
#include "store/article.h"
#include "store/category.h"
#include "text/number.h"
#include "view/home.h"

/* "version" and "warnings" are read by nobody: a client sends back what it was given. */
static const char *const home_members[] = {"version", "warnings", "blocks", NULL};

/* What is there for the staff alone, or not there any more: neither is the public's. */
static enum err home_hide_names(struct conn *conn, struct home_block *block, bool *ret_hidden)
{
    struct category category;
    struct article article;
    enum err err = ERR_OK;
    *ret_hidden = false;
    if (block->category_id) {
        err = category_by_id(conn, block->category_id, &category);
        *ret_hidden = err || category.is_hidden;
    }
    if (block->article_id && (!err || err == ERR_NOT_FOUND)) {
        err = article_by_id(conn, block->article_id, &article);
        bool is_public = !err && article_is_public(&article);
        *ret_hidden |= !is_public && block_kind_flags(block->kind) & BLOCK_NEEDS_ARTICLE;
        if (!is_public)
            block->article_id = 0;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What shows now, as the public sees it; *until_ms is when that changes by itself. */
static enum err home_keep_due(struct conn *conn, struct home *home, int64_t now_ms, int64_t *until_ms)
{
    size_t kept = 0;
    for (size_t i = 0; i < home->block_count; i++) {
        struct home_block block = home->blocks[i];
        bool is_hidden;
        if (!home_block_is_due(&block, now_ms, until_ms))
            continue;
        enum err err = home_hide_names(conn, &block, &is_hidden);
        if (err)
            return err;
        if (!is_hidden)
            home->blocks[kept++] = block;
    }
    home->block_count = kept;
    return ERR_OK;
}

static void home_api_view(struct reply *reply, const struct home *home)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_home(view, home);
}

/* Also the answer to a change, read back in its transaction. */
static enum err home_api_show(struct conn *conn, struct reply *reply)
{
    struct home home;
    enum err err = home_get(conn, &home);
    if (err)
        return err;
    reply->version = home.version;
    home_api_view(reply, &home);
    return ERR_OK;
}

/* Editors see all of it, with what does not show and why. */
enum err api_home_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct home home;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = home_get(conn, &home);
    if (!err && sees_drafts(request))
        err = home_warn(conn, reply, &home);
    else if (!err)
        /* What shows changes without an edit: its bytes are the validator, and no version. */
        err = home_keep_due(conn, &home, request->now_ms, &reply->until_ms);
    if (err)
        return err;
    reply->version = sees_drafts(request) ? home.version : 0;
    home_api_view(reply, &home);
    if (reply->warning_count)
        write_warnings((struct view){reply->arena, reply->view}, reply);
    return ERR_OK;
}

/* The blocks that were sent, laid over `home`, with all faults and warnings. */
static enum err home_api_apply(struct app *app, struct conn *conn, const struct submission *submission,
                               struct reply *reply, struct home *home)
{
    struct input input = input_of(submission, reply);
    input_only(&input, home_members);
    enum err err = home_input_blocks(app, conn, &input, home);
    if (err)
        return err;
    home_input_twice(&input, home);
    err = input_end(&input);
    return err ? err : home_warn(conn, reply, home);
}

/* PUT begins with nothing, PATCH with what there is. */
static enum err home_api_save(struct app *app, const struct request *request, struct reply *reply,
                              bool replaces)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct home home;
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = home_get(conn, &home);
    if (!err)
        err = version_check(request, reply, home.version, 0,
                            replaces ? PRECONDITION_REQUIRED : PRECONDITION_OPTIONAL);
    if (!err && replaces)
        home.block_count = 0;
    if (!err)
        err = home_api_apply(app, conn, &submission, reply, &home);
    if (!err)
        err = home_update(conn, &home, HOME_EDIT);
    if (!err)
        err = home_api_show(conn, reply);
    return err ? err : write_commit(&conn, request, reply);
}

enum err api_home_replace(struct app *app, const struct request *request, struct reply *reply)
{
    return home_api_save(app, request, reply, true);
}

enum err api_home_change(struct app *app, const struct request *request, struct reply *reply)
{
    return home_api_save(app, request, reply, false);
}

/* The page that the blocks would make, by the same templates; nothing is written. */
enum err api_home_preview(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct home home;
    const char *lang = query_lang(request, reply);
    enum err err = query_check(reply);
    if (!err)
        err = submission_read(request, reply, &submission);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = home_get(conn, &home);
    if (!err)
        err = home_api_apply(app, conn, &submission, reply, &home);
    if (err)
        return err;
    reply->page_path = lang && *lang == 'e' ? "/en" : "/";
    /* The page's language and its links follow from its path. */
    struct request shown = *request;
    shown.path = reply->page_path;
    return home_page_fill(app, conn, &shown, reply, &home);
}

/* A version that is no number is unknown, not a bad request. */
static enum err home_version_named(const struct request *request, struct reply *reply, int64_t *ret_version)
{
    if (number_parse(request->args[0], 1, INT64_MAX, ret_version) == ERR_OK)
        return ERR_OK;
    return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_HOME_REVISION_UNKNOWN, NULL);
}

static enum err home_revision_unknown(struct reply *reply, enum err err)
{
    return err == ERR_NOT_FOUND ? reply_problem(reply, err, MESSAGE_HOME_REVISION_UNKNOWN, NULL) : err;
}

enum err api_home_revision_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct number_list list;
    struct home_revision *items;
    size_t count;
    enum err err = number_list_begin(app, request, reply, &conn, &list);
    if (!err)
        err = home_revisions(conn, list.after, (int)list.limit, &items, &count);
    if (err)
        return err;
    for (size_t i = 0; i < count; i++)
        view_home_revision(number_list_add(&list, items[i].version), &items[i]);
    return number_list_end(&list);
}

enum err api_home_revision_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct home_revision revision;
    struct home home;
    int64_t version;
    enum err err = home_version_named(request, reply, &version);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = home_revision_unknown(reply, home_revision_by_version(conn, version, &revision));
    if (!err)
        err = home_by_version(conn, version, &home);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_home_revision(view, &revision);
    view_home(view_object(view, "home"), &home);
    return ERR_OK;
}

/* Leaves out blocks of the past whose category, box, medium or article is gone; each is told. */
static enum err home_drop_gone(struct conn *conn, struct reply *reply, struct home *home)
{
    size_t kept = 0;
    for (size_t i = 0; i < home->block_count; i++) {
        struct home_block block = home->blocks[i];
        struct article article;
        bool is_gone = (block.category_id && !block.category_slug) || (block.box_id && !block.box_slug) ||
                       (block.media_id && !block.media.id);
        enum err err = block.article_id ? article_by_id(conn, block.article_id, &article) : ERR_OK;
        if (err && err != ERR_NOT_FOUND)
            return err;
        if (is_gone || err)
            reply_warn(reply, arena_printf(reply->arena, "/blocks/%zu", i), WARNING_BLOCK_LEFT_OUT, NULL);
        else
            home->blocks[kept++] = block;
    }
    home->block_count = kept;
    return ERR_OK;
}

enum err api_home_revert(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct home present, home;
    int64_t version;
    enum err err = home_version_named(request, reply, &version);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = home_get(conn, &present);
    if (!err)
        err = version_check(request, reply, present.version, 0, PRECONDITION_OPTIONAL);
    if (!err)
        err = home_revision_unknown(reply, home_by_version(conn, version, &home));
    if (!err)
        err = home_drop_gone(conn, reply, &home);
    if (!err)
        err = home_update(conn, &home, HOME_REVERT);
    if (!err)
        err = home_api_show(conn, reply);
    return err ? err : write_commit(&conn, request, reply);
}
