/* /api/articles/{id}/verification and /api/verify: a version proved by its seal, and what somebody has
 * compared with it. Nothing that is sent is kept. */
#include "store/seal.h"
#include "core/access.h"
#include "core/input.h"
#include "core/query.h"
#include "handler/handler.h"
#include "seal_state.h"
#include "store/revision.h"
#include "text/date.h"
#include "text/number.h"
#include "view/article.h"
#include "view/seal.h"

#include <string.h>

/* The version that is asked for, else the newest that was published. */
static enum err verification_version(struct conn *conn, const struct request *request, struct reply *reply,
                                     int64_t article_id, int64_t *ret_version)
{
    int64_t *versions;
    size_t count = 0;
    query_number(request, reply, "version", 1, INT64_MAX, ret_version);
    enum err err = query_check(reply);
    if (err || *ret_version)
        return err;
    err = revision_versions(conn, article_id, INT64_MAX, REVISION_PUBLISHED, 1, &versions, &count);
    *ret_version = count ? versions[0] : 0;
    return err;
}

enum err api_article_verification(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    struct seal seal;
    int64_t version = 0;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = article_named(conn, request, reply, &article);
    /* A token sees drafts, which nobody published. */
    if (!err && !article_is_public(&article))
        err = reply_problem(reply, ERR_NOT_FOUND, MESSAGE_SEAL_NONE, NULL);
    if (!err)
        err = verification_version(conn, request, reply, article.id, &version);
    if (err)
        return err;
    err = seal_by_version(conn, article.id, version, &seal);
    if (err == ERR_NOT_FOUND)
        return reply_problem(reply, err, MESSAGE_SEAL_NONE, NULL);
    if (!err && seal.is_taken)
        return reply_problem(reply, ERR_GONE, MESSAGE_REVISION_REDACTED, NULL);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_seal_document(view, &seal, article.lang, app->portal->base_url);
    return ERR_OK;
}

/* What the code alone says. Of what is not public any more no word, and no address that leads nowhere. */
static void view_seal_found(const struct app *app, struct view view, const struct seal_found *found)
{
    char shown[SEAL_CODE_SHOWN + 1];
    bool is_public = found->state == SEAL_IS_CURRENT || found->state == SEAL_IS_CHANGED;
    const struct revision *revision = &found->revision;
    seal_code_show(found->seal.code, shown);
    view_text(view, "state", seal_state_name(found->state));
    view_text(view, "code", shown);
    view_integer(view, "article_id", found->seal.article_id);
    view_integer(view, "version", found->seal.version);
    view_text(view, "title", is_public ? revision->article.title : NULL);
    view_time(view, "published_at", revision->article.published_ms);
    view_time(view, "saved_at", revision->at_ms);
    if (is_public)
        view_absolute(view, "url", app->portal->base_url, article_path(view.arena, &found->present));
    else
        view_null(view, "url");
    view_flag(view, "is_intact", found->seal.is_whole);
}

/* What came of the comparison. */
static void view_seal_match(struct view parent, const struct seal_found *found,
                            const struct word_match *match)
{
    struct view view = view_object(parent, "comparison");
    view_flag(view, "is_same", match->is_same);
    /* Who has a few words must not get the others, one by one: nor learn how far a guess was right. */
    if (found->state == SEAL_IS_WITHDRAWN)
        return;
    view_integer(view, "words", (int64_t)match->words);
    view_integer(view, "before", (int64_t)match->before);
    view_integer(view, "same", (int64_t)match->same);
    view_text(view, "context", match->context);
    view_text(view, "given", match->given);
    view_text(view, "published", match->published);
}

/* By a code, with words to be compared. */
static enum err verify_code(struct app *app, const struct input *input, const char *code, const char *text,
                            struct view view)
{
    auto_conn struct conn *conn = NULL;
    struct seal_found found;
    struct word_match match;
    enum err err = store_lease(app->portal->store, view.arena, &conn);
    if (!err)
        err = seal_find(conn, input->reply, code, &found);
    if (err)
        return err;
    view_seal_found(app, view, &found);
    view_null(view, "comparison");
    if (!text || found.state == SEAL_IS_TAKEN)
        return ERR_OK;
    err = seal_compare(app, conn, &found, text, &match);
    if (err == ERR_INPUT)
        input_fault(input, "text", seal_input_fault(&found), NULL);
    if (!err)
        view_seal_match(view, &found, &match);
    return err;
}

/* A former key proves what was saved while it signed: whoever got hold of it later proves nothing. */
static bool verify_in_time(const json_t *document, const struct signing_key *key)
{
    const char *saved = json_string_value(json_object_get(json_object_get(document, "content"), "saved_at"));
    int64_t saved_ms;
    return !key->until_ms || (saved && !date_parse(saved, &saved_ms) && saved_ms <= key->until_ms);
}

/* By a document of verification: what it proves, by a key of this portal, and what became of its version. */
static enum err verify_document(struct app *app, const json_t *document, struct view view)
{
    auto_conn struct conn *conn = NULL;
    struct seal_check check;
    struct signing_key *keys;
    struct seal_found found = {.state = SEAL_STATE_COUNT};
    size_t count = 0;
    enum err err = seal_document_check(document, NULL, &check);
    if (!err)
        err = store_lease(app->portal->store, view.arena, &conn);
    if (!err)
        err = signing_key_list(conn, &keys, &count);
    if (!err && check.is_readable)
        err = seal_look_up(conn, check.code, &found);
    if (err && err != ERR_NOT_FOUND)
        return err;
    const char *key = "unknown";
    bool is_in_time = false, is_known = found.state != SEAL_STATE_COUNT;
    for (size_t i = 0; check.is_readable && i < count; i++) {
        if (memcmp(keys[i].key, check.key, sizeof check.key) != 0)
            continue;
        key = keys[i].until_ms ? "former" : "present";
        is_in_time = verify_in_time(document, &keys[i]);
    }
    struct view proof = view_object(view, "proof");
    view_flag(proof, "is_readable", check.is_readable);
    view_flag(proof, "has_hash", check.has_hash);
    view_flag(proof, "has_code", check.has_code);
    view_flag(proof, "is_signed", check.is_signed && check.has_key_name);
    view_text(proof, "key", key);
    view_flag(proof, "is_in_time", is_in_time);
    view_text(proof, "state", is_known ? seal_state_name(found.state) : "unknown");
    view_flag(proof, "is_right",
              seal_is_right(&check) && is_in_time && is_known && found.state != SEAL_IS_TAKEN);
    return ERR_OK;
}

/* One of two: a code, or a document. */
enum err api_verify(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const members[] = {"code", "text", "verification", NULL};
    auto_submission struct submission submission = {0};
    const char *code = NULL, *text = NULL;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    input_only(&input, members);
    input_text(&input, "code", TEXT_LINE, SEAL_CODE_TYPED_MAX, &code);
    input_text(&input, "text", TEXT_BLOCK, SEAL_TEXT_MAX, &text);
    json_t *document = input_object(&input, "verification");
    if (!document)
        input_require(&input, "code", code);
    err = input_end(&input);
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    if (!err && (text || document))
        err = seal_throttle(app, request, reply);
    if (!err && code)
        err = verify_code(app, &input, code, text, view);
    if (!err && document)
        err = verify_document(app, document, view);
    return err;
}
