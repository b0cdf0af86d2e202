/* The questions that many handlers ask before they do anything. Knows articles, slugs and versions, and
 * nothing of what is done with them; privacy_of() alone says who may see drafts. */
#include "access.h"

#include "http/etag.h"
#include "http/privacy.h"
#include "text/date.h"
#include "text/number.h"

/* Every token of the staff, readers included; who asks from the outside without one is the public. */
bool sees_drafts(const struct request *request)
{
    return privacy_of(request) == PRIVACY_STAFF;
}

/* The request's actor as the audit wants it. Over the control socket there is no address to keep; the
 * texts are borrowed from the request, which outlives the transaction. */
struct actor actor_of(const struct request *request)
{
    struct actor actor = request->actor;
    actor.address = request->console ? NULL : request_address(request);
    actor.request_id = request->id[0] ? request->id : NULL;
    return actor;
}

/* A trashed article counts only when it had been published before it went. One scheduled or dated for
 * later and then deleted was never seen, and its address must go on answering 404. */
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
    /* Only a tombstone tells 410 from 404. Without one it would be said of any word that somebody tries
     * that it had never been here. */
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

enum err category_named(struct conn *conn, const struct request *request, const char *slug,
                        struct category *ret_category)
{
    enum err err = category_by_slug(conn, slug, ret_category);
    return !err && ret_category->is_hidden && !sees_drafts(request) ? ERR_NOT_FOUND : err;
}

/* The article that the route's first argument names, in whatever status. */
static enum err access_find(struct conn *conn, const struct request *request, struct reply *reply,
                            struct article *ret_article)
{
    int64_t id;
    /* A slug of digits alone cannot be reached this way, for what can be read as an id is one. */
    bool is_id = number_parse(request->args[0], 1, INT64_MAX, &id) == ERR_OK;
    enum err err =
        is_id ? article_by_id(conn, id, ret_article) : article_by_slug(conn, request->args[0], ret_article);
    return err == ERR_NOT_FOUND
               ? slug_unknown(conn, reply, TOMBSTONE_ARTICLE, request->args[0], MESSAGE_ARTICLE_UNKNOWN)
               : err;
}

/* The reading side. `ret_article` is filled only when the request may see it, so that a caller who
 * forgets the error shows nothing. */
enum err article_named(struct conn *conn, const struct request *request, struct reply *reply,
                       struct article *ret_article)
{
    struct article article;
    enum err err = access_find(conn, request, reply, &article);
    if (err)
        return err;
    /* 404 for what was never public, so that nobody learns from the answer that a draft is there; nor does a
     * draft take the 410 away from an address whose former article is gone. */
    if (!article_is_public(&article) && !sees_drafts(request)) {
        return article_was_public(&article)
                   ? reply_problem(reply, ERR_GONE, MESSAGE_ARTICLE_GONE, NULL)
                   : slug_unknown(conn, reply, TOMBSTONE_ARTICLE, request->args[0], MESSAGE_ARTICLE_UNKNOWN);
    }
    *ret_article = article;
    return ERR_OK;
}

bool category_may_be_written(const struct request *request, const struct term *category)
{
    const struct actor *actor = &request->actor;
    for (size_t i = 0; actor->is_limited && category && i < actor->category_count; i++)
        if (actor->categories[i] == category->id)
            return true;
    return !actor->is_limited;
}

/* The writing side, inside the transaction, or somebody could publish between the look and the save.
 * Authors keep their drafts until these are public or scheduled; from then on it takes an editor. */
enum err article_to_write(struct conn *conn, const struct request *request, struct reply *reply,
                          struct article *ret_article)
{
    struct article article;
    enum err err = access_find(conn, request, reply, &article);
    if (err)
        return err;
    bool own_draft = article.created_by == actor_number(&request->actor) &&
                     (article.status == STATUS_DRAFT || article.status == STATUS_REVIEW);
    if (request->actor.role < ROLE_EDITOR && !own_draft)
        return reply_problem(reply, ERR_FORBIDDEN, MESSAGE_NOT_YOURS, NULL);
    /* One's own that is in none yet is taken further by giving it one. */
    bool is_begun = own_draft && !article.category;
    if (!is_begun && !category_may_be_written(request, article.category))
        return reply_problem(reply, ERR_FORBIDDEN, MESSAGE_CATEGORY_NOT_YOURS, NULL);
    *ret_article = article;
    return ERR_OK;
}

/* Somebody was faster; `sent` is 0 of who said a time. Things whose rows have no time of change (0) say no
 * time. */
static enum err version_stale(struct reply *reply, int64_t sent, int64_t version, int64_t since_ms)
{
    char since[DATE_TEXT_SIZE];
    const char *edited = arena_printf(reply->arena, "%lld", (long long)sent);
    const char *current = arena_printf(reply->arena, "%lld", (long long)version);
    /* A member of the problem document, for programs; the sentence is for people. */
    reply->current_version = version;
    enum message message = !sent      ? MESSAGE_VERSION_SINCE
                           : since_ms ? MESSAGE_VERSION_STALE
                                      : MESSAGE_VERSION_BEHIND;
    return reply_problem(reply, ERR_PRECONDITION_FAILED, message,
                         MESSAGE_ARGS(edited, current, date_long(since_ms, reply->lang, since)));
}

/* If-Unmodified-Since, by who has no tag; of what has no time of change (0) it says nothing (RFC 9110
 * section 13.1.4). */
static bool is_newer_than_wanted(const struct request *request, int64_t since_ms)
{
    int64_t wanted_ms;
    return since_ms && request->if_unmodified_since &&
           date_parse_http(request->if_unmodified_since, &wanted_ms) == ERR_OK &&
           since_ms / 1000 > wanted_ms / 1000;
}

/* Lost updates are refused here. `current` goes into each message, so that an editor can repeat the
 * request without another GET. */
enum err version_check(const struct request *request, struct reply *reply, int64_t version, int64_t since_ms,
                       enum precondition need)
{
    int64_t sent;
    const char *current = arena_printf(reply->arena, "%lld", (long long)version);
    switch (etag_if_match(request->if_match, &sent)) {
    case IF_MATCH_ABSENT:
        if (is_newer_than_wanted(request, since_ms))
            return version_stale(reply, 0, version, since_ms);
        if (need == PRECONDITION_OPTIONAL)
            return ERR_OK;
        return reply_problem(reply, ERR_PRECONDITION_REQUIRED, MESSAGE_VERSION_NEEDED, MESSAGE_ARGS(current));
    /* An editor who says * overwrites whatever is there (RFC 9110 section 13.1.1). */
    case IF_MATCH_ANY:
        return ERR_OK;
    case IF_MATCH_VERSION:
        if (sent == version)
            return ERR_OK;
        return version_stale(reply, sent, version, since_ms);
    /* RFC 9110 section 13.1.1: what is only equivalent to the present state is not it. */
    case IF_MATCH_WEAK:
        reply->current_version = version;
        return reply_problem(reply, ERR_PRECONDITION_FAILED, MESSAGE_VERSION_WEAK, MESSAGE_ARGS(current));
    case IF_MATCH_UNREADABLE:
        break;
    }
    reply_fault_parameter(reply, "If-Match", MESSAGE_VERSION_UNREADABLE,
                          MESSAGE_ARGS(reply_name(reply, request->if_match), current));
    return ERR_BAD_REQUEST;
}

/* A path that holds no number is an unknown path and not a bad request, the same as for any other
 * address. */
enum err id_named(const struct request *request, struct reply *reply, int64_t *ret_id)
{
    if (number_parse(request->args[0], 1, INT64_MAX, ret_id) == ERR_OK)
        return ERR_OK;
    return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_PATH_UNKNOWN, MESSAGE_ARGS(request->path));
}

/* Passes every other error through, so that it can stand around a call of the store. */
enum err thing_unknown(struct reply *reply, enum err err, enum message thing, const char *path)
{
    if (err != ERR_NOT_FOUND)
        return err;
    const char *name = message_text(reply->arena, reply->lang, thing, NULL);
    return reply_problem(reply, err, MESSAGE_THING_UNKNOWN, MESSAGE_ARGS(name, path));
}
