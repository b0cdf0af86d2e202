/* Around every write: who does it, whether it is only tried, and whether it was done before. Knows
 * requests and answers; what is written it does not. */
#include "write.h"

#include "access.h"
#include "handler/handler.h"
#include "http/problem.h"
#include "query.h"
#include "store/health.h"
#include "store/idempotency.h"

#include <sodium.h>
#include <string.h>

/* Bytes of a kept answer, of which the largest is an article with four megabytes of HTML; and the
 * seconds after which a client may try again when too many waited for the writer. */
enum { ANSWER_MAX = 8 * 1024 * 1024, RETRY_S = 5 };

static bool has_key(const struct request *request)
{
    /* Lines of an import have keys of their own: external_id. */
    return request->idempotency_key && request->method == METHOD_POST && !request->body_file;
}

/* What makes two requests the same: method, address, type and body. */
static void hash_request(const struct request *request, unsigned char hash[IDEMPOTENCY_HASH_SIZE])
{
    const char *parts[] = {method_name(request->method), request->own,
                           request->content_type ? request->content_type : ""};
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, IDEMPOTENCY_HASH_SIZE);
    /* With the NUL of each part, or "/a" + "bc" and "/ab" + "c" would be the same. */
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        crypto_generichash_update(&state, (const unsigned char *)parts[i], strlen(parts[i]) + 1);
    if (request->body_size)
        crypto_generichash_update(&state, (const unsigned char *)request->body, request->body_size);
    crypto_generichash_final(&state, hash, IDEMPOTENCY_HASH_SIZE);
}

/* By token and key. Two tokens with the same key do not know of each other. */
static enum err find_kept(struct conn *conn, const struct request *request, struct kept_answer *ret_kept)
{
    unsigned char hash[IDEMPOTENCY_HASH_SIZE];
    hash_request(request, hash);
    return idempotency_find(conn, actor_number(&request->actor), request->idempotency_key, hash, ret_kept);
}

/* The work was not done yet; or it was, and its answer is not to be had again. */
static enum err kept_refused(struct reply *reply, enum err err)
{
    /* Mostly NOT_FOUND, when nobody has used this key, and the handler goes on. */
    switch (err) {
    case ERR_NOT_FOUND:
        return ERR_OK;
    case ERR_SECRET_SHOWN:
        return reply_problem(reply, err, MESSAGE_KEY_SECRET_SHOWN, NULL);
    case ERR_ANSWER_GONE:
        return reply_problem(reply, err, MESSAGE_KEY_ANSWER_GONE, NULL);
    default:
        return err;
    }
}

/* Called before the handler, on a snapshot: most repetitions are answered here without the write lock. */
enum err replay(struct app *app, const struct request *request, struct reply *reply, bool *ret_replayed)
{
    auto_conn struct conn *conn = NULL;
    struct kept_answer kept;
    *ret_replayed = false;
    if (!has_key(request))
        return ERR_OK;
    /* An empty key would make all requests of a token the same. */
    size_t length = strlen(request->idempotency_key);
    if (!length || length > IDEMPOTENCY_KEY_MAX) {
        reply_fault_parameter(reply, "Idempotency-Key", MESSAGE_KEY_LENGTH, NULL);
        return ERR_BAD_REQUEST;
    }
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = find_kept(conn, request, &kept);
    if (err)
        return kept_refused(reply, err);
    reply->status = kept.status;
    reply->location = kept.location;
    reply->etag = kept.etag;
    /* The bytes of then and not a rendering of now, as the client must not be able to tell. */
    reply->text = kept.body;
    reply->text_type = "application/json";
    reply->is_replayed = true;
    *ret_replayed = true;
    return ERR_OK;
}

/* What the reserve gave back is for who makes room: administrators, and deletions. */
static bool must_leave_room(struct app *app, const struct request *request)
{
    struct store_health health;
    store_health(app->portal->store, &health);
    bool may_use_reserve = request->actor.role == ROLE_ADMIN || request->method == METHOD_DELETE;
    return health.is_full && health.ballast == BALLAST_RELEASED && !may_use_reserve;
}

/* The key is looked for once more under the write lock: of two equal requests at the same time both
 * found nothing in replay(), and the second must not do the work again. */
enum err write_begin(struct app *app, const struct request *request, struct reply *reply,
                     struct conn **ret_conn)
{
    struct actor actor = actor_of(request);
    struct kept_answer kept;
    /* The flag goes to the store with the actor, so that files too stay untouched in a trial. */
    query_flag(request, reply, "dry_run", &actor.is_trying);
    bool is_strict;
    query_flag(request, reply, "strict", &is_strict); /* write_judge() reads it again */
    enum err err = query_check(reply);
    if (!err && must_leave_room(app, request))
        err = ERR_STORAGE_FULL;
    if (!err)
        err = store_begin(app->portal->store, reply->arena, &actor, ret_conn);
    if (err == ERR_UNAVAILABLE)
        reply->retry_after_s = RETRY_S;
    if (err)
        return err;
    /* The transaction may rest on writes of others that share its commit. When these are lost, so is
     * whatever this handler decides, refusals included. */
    store_watch(*ret_conn, &reply->unsure);
    if (!has_key(request))
        return ERR_OK;
    err = find_kept(*ret_conn, request, &kept);
    /* Whatever else was found there, its work is done, and the client gets it by asking again. */
    return err == ERR_NOT_FOUND ? ERR_OK : err ? err : ERR_IDEMPOTENCY_RUNNING;
}

/* The answer under its key, in the transaction that did the work: both are there or neither. Of a secret
 * only the fact goes into the database. */
static enum err write_keep(struct conn *conn, const struct request *request, struct reply *reply)
{
    auto_buf struct buf body = BUF(ANSWER_MAX);
    unsigned char hash[IDEMPOTENCY_HASH_SIZE];
    if (reply->view && !reply->is_secret && view_write(reply->view, &body))
        return ERR_MEMORY;
    hash_request(request, hash);
    /* Of its ETag the version alone, as a write's answer is never widened. */
    const struct kept_answer answer = {
        .status = reply->status ? reply->status : 200,
        .location = reply->location,
        .etag = reply->version ? arena_printf(reply->arena, "%lld", (long long)reply->version) : NULL,
        .body = buf_str(&body),
        .is_secret = reply->is_secret,
        .words_of = reply->words_of,
    };
    return idempotency_keep(conn, request->idempotency_key, hash, &answer);
}

/* By the actor too, for those that try without a parameter: a preview, and an import's dry run. */
bool write_is_trial(const struct request *request)
{
    const char *dry_run = request_parameter(request, "dry_run");
    return request->actor.is_trying || (dry_run && strcmp(dry_run, "true") == 0);
}

/* Only what would be kept as it was sent (?strict=true). */
static bool write_is_strict(const struct request *request)
{
    const char *strict = request_parameter(request, "strict");
    return strict && strcmp(strict, "true") == 0;
}

enum err write_judge(const struct request *request, struct reply *reply)
{
    return write_is_strict(request) ? reply_refuse_warnings(reply) : ERR_OK;
}

/* In a trial always, so that a client can tell "none" from "not looked for". */
void write_warnings(struct view view, struct reply *reply)
{
    struct view warnings = view_list(view, "warnings");
    for (size_t i = 0; i < reply->warning_count; i++)
        view_append_json(warnings, fault_document(&reply->warnings[i]));
    if (!reply->warnings_unnamed)
        return;
    const char *number = arena_printf(reply->arena, "%zu", reply->warnings_unnamed);
    const struct fault more = {
        .code = warning_name(WARNING_MORE),
        .detail =
            message_fill(reply->arena, warning_sentence(WARNING_MORE, reply->lang), MESSAGE_ARGS("", number)),
    };
    view_append_json(warnings, fault_document(&more));
}

/* What it would have been, with what an editor should know; nothing stays. */
static enum err end_trial(struct conn **conn, struct reply *reply)
{
    /* Waits for what the trial saw of others; were that lost, the answer would be about nothing. What
     * the view holds is in the arena, so it outlives the transaction. */
    enum err err = store_abort(conn);
    /* The address would be of something that is not there. */
    reply->location = NULL;
    if (err || !reply->view)
        return err;
    struct view view = {reply->arena, reply->view};
    view_flag(view, "dry_run", true);
    write_warnings(view, reply);
    return ERR_OK;
}

/* The last thing a write does; an error after it would tell of a failure that was none. */
enum err write_commit(struct conn **conn, const struct request *request, struct reply *reply)
{
    enum err err = write_judge(request, reply);
    if (err)
        return err;
    if (write_is_trial(request))
        return end_trial(conn, reply);
    /* Otherwise only when there are any, as most clients do not look. */
    if (reply->warning_count && reply->view)
        write_warnings((struct view){reply->arena, reply->view}, reply);
    if (has_key(request))
        err = write_keep(*conn, request, reply);
    return err ? err : store_commit(conn);
}

enum err write_removal(struct app *app, const struct request *request, struct reply *reply,
                       enum err (*remove)(struct conn *conn, int64_t id), enum message thing,
                       const char *path)
{
    auto_conn struct conn *conn = NULL;
    int64_t id;
    enum err err = id_named(request, reply, &id);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = thing_unknown(reply, remove(conn, id), thing, path);
    reply->status = 204;
    return err ? err : write_commit(&conn, request, reply);
}
