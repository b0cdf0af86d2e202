#include "access.h"

#include "http/etag.h"
#include "http/privacy.h"
#include "text/date.h"
#include "text/number.h"

bool sees_drafts(const struct request *request)
{
    return privacy_of(request) == PRIVACY_STAFF;
}

struct actor actor_of(const struct request *request)
{
    struct actor actor = request->actor;
    actor.address = request->console ? NULL : request_address(request);
    actor.request_id = request->id[0] ? request->id : NULL;
    return actor;
}

bool article_was_public(const struct article *article)
{
    bool is_over =
        article->status == STATUS_WITHDRAWN || (article->status == STATUS_TRASHED && article->published_ms &&
                                                article->published_ms <= article->deleted_ms);
    /* What staff alone ever saw was never heard of. */
    if (article->audience == AUDIENCE_STAFF)
        return article->once_public && (is_over || article->status == STATUS_PUBLISHED);
    return is_over;
}

enum err slug_unknown(struct conn *conn, struct reply *reply, enum tombstone_kind kind, const char *slug,
                      enum message message)
{
    bool gone = false;
    enum err err = tombstone_slug(conn, kind, slug, &gone);
    if (err)
        return err;
    if (!gone)
        return reply_problem(reply, ERR_NOT_FOUND, message, MESSAGE_ARGS(slug));
    return reply_problem(reply, ERR_GONE,
                         kind == TOMBSTONE_ARTICLE ? MESSAGE_ARTICLE_GONE : MESSAGE_TERM_GONE, NULL);
}

enum err tag_named(struct conn *conn, const struct request *request, const char *slug, struct tag *ret_tag)
{
    enum err err = tag_by_slug(conn, slug, ret_tag);
    return !err && ret_tag->is_hidden && !sees_drafts(request) ? ERR_NOT_FOUND : err;
}

/* The article that the route's first argument names, in whatever status. */
static enum err access_find(struct conn *conn, const struct request *request, struct reply *reply,
                            struct article *ret_article)
{
    int64_t id;
    bool is_id = number_parse(request->args[0], 1, INT64_MAX, &id) == ERR_OK;
    enum err err =
        is_id ? article_by_id(conn, id, ret_article) : article_by_slug(conn, request->args[0], ret_article);
    return err == ERR_NOT_FOUND
               ? slug_unknown(conn, reply, TOMBSTONE_ARTICLE, request->args[0], MESSAGE_ARTICLE_UNKNOWN)
               : err;
}

enum err article_named(struct conn *conn, const struct request *request, struct reply *reply,
                       struct article *ret_article)
{
    struct article article;
    enum err err = access_find(conn, request, reply, &article);
    if (err)
        return err;
    if (!article_is_public(&article) && !sees_drafts(request)) {
        return article_was_public(&article)
                   ? reply_problem(reply, ERR_GONE, MESSAGE_ARTICLE_GONE, NULL)
                   : reply_problem(reply, ERR_NOT_FOUND, MESSAGE_ARTICLE_UNKNOWN, NULL);
    }
    *ret_article = article;
    return ERR_OK;
}

enum err article_to_write(struct conn *conn, const struct request *request, struct reply *reply,
                          struct article *ret_article)
{
    struct article article;
    enum err err = access_find(conn, request, reply, &article);
    if (err)
        return err;
    bool own_draft = article.created_by == request->actor.token_id &&
                     (article.status == STATUS_DRAFT || article.status == STATUS_REVIEW);
    if (request->actor.role < ROLE_EDITOR && !own_draft)
        return reply_problem(reply, ERR_FORBIDDEN, MESSAGE_NOT_YOURS, NULL);
    *ret_article = article;
    return ERR_OK;
}

enum err version_check(const struct request *request, struct reply *reply, int64_t version, int64_t since_ms,
                       enum precondition need)
{
    int64_t sent;
    char since[DATE_TEXT_SIZE];
    const char *current = arena_printf(reply->arena, "%lld", (long long)version);
    switch (etag_if_match(request->if_match, &sent)) {
    case IF_MATCH_ABSENT:
        if (need == PRECONDITION_OPTIONAL)
            return ERR_OK;
        return reply_problem(reply, ERR_PRECONDITION_REQUIRED, MESSAGE_VERSION_NEEDED, MESSAGE_ARGS(current));
    case IF_MATCH_ANY:
        return ERR_OK;
    case IF_MATCH_VERSION:
        if (sent == version)
            return ERR_OK;
        reply->current_version = version;
        return reply_problem(reply, ERR_PRECONDITION_FAILED, MESSAGE_VERSION_STALE,
                             MESSAGE_ARGS(arena_printf(reply->arena, "%lld", (long long)sent), current,
                                          date_rfc3339(since_ms, since)));
    case IF_MATCH_UNREADABLE:
        break;
    }
    reply_fault_parameter(reply, "If-Match", MESSAGE_VERSION_UNREADABLE, NULL);
    return ERR_BAD_REQUEST;
}

enum err id_named(const struct request *request, struct reply *reply, int64_t *ret_id)
{
    if (number_parse(request->args[0], 1, INT64_MAX, ret_id) == ERR_OK)
        return ERR_OK;
    return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
}

enum err thing_unknown(struct reply *reply, enum err err, const char *thing)
{
    return err == ERR_NOT_FOUND ? reply_problem(reply, err, MESSAGE_THING_UNKNOWN, MESSAGE_ARGS(thing)) : err;
}
