/* Must not know files, batches nor who reads the results. A line is like a PUT of the article that bears
 * its external_id, or a POST when there is none. */
#include "import_line.h"

#include "article/article_input.h"
#include "article/article_personal.h"
#include "article/article_status.h"
#include "article/article_warn.h"
#include "core/write.h"
#include "http/problem.h"
#include "http/submission.h"
#include "import_former.h"
#include "store/twice.h"
#include "text/date.h"
#include "view/view.h"

#include <string.h>

/* The import's own parameters, for all of its lines (?overwrite=true). */
static bool import_line_flag(const struct request *request, const char *name)
{
    const char *value = request_parameter(request, name);
    return value && strcmp(value, "true") == 0;
}

/* NULL is a value of its own, not "". */
static bool text_equal(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* By id and in order, as the order of tags shows. */
static bool terms_equal(const struct article *a, const struct article *b)
{
    int64_t one = a->category ? a->category->id : 0, other = b->category ? b->category->id : 0;
    bool equal = one == other && a->tag_count == b->tag_count;
    for (size_t i = 0; equal && i < a->tag_count; i++)
        equal = a->tags[i].id == b->tags[i].id;
    return equal;
}

/* What is said of a picture counts as much as which it is. */
static bool media_equal(const struct article *a, const struct article *b)
{
    const struct picture *x = a->image, *y = b->image;
    bool equal = a->attachment_count == b->attachment_count && !x == !y;
    if (equal && x && y)
        equal = x->media.id == y->media.id && text_equal(x->alt, y->alt) &&
                text_equal(x->caption, y->caption) && text_equal(x->credit, y->credit) &&
                x->decorative == y->decorative;
    for (size_t i = 0; equal && i < a->attachment_count; i++)
        equal = a->attachments[i].media.id == b->attachments[i].media.id &&
                text_equal(a->attachments[i].title, b->attachments[i].title);
    return equal;
}

/* The next value that is kept, from a place on; the end for none. */
static size_t next_kept(const struct article *a, size_t at)
{
    while (at < a->fact_count && fact_of(a->facts[at].fact)->flags & FACT_IS_COMPUTED)
        at++;
    return at;
}

/* Values as they are kept, in their order; what follows from them follows from both. */
static bool facts_equal(const struct article *a, const struct article *b)
{
    size_t i = next_kept(a, 0), k = next_kept(b, 0);
    while (i < a->fact_count && k < b->fact_count && a->facts[i].fact == b->facts[k].fact &&
           strcmp(a->facts[i].text, b->facts[k].text) == 0)
        i = next_kept(a, i + 1), k = next_kept(b, k + 1);
    return i == a->fact_count && k == b->fact_count;
}

/* Whether saving would change nothing but the note. Times are compared to the second, as they are said. */
static bool import_line_is_same(const struct article *a, const struct article *b)
{
    return a->status == b->status && a->kind == b->kind && a->audience == b->audience && facts_equal(a, b) &&
           a->pinned == b->pinned && a->pinned_until_ms / 1000 == b->pinned_until_ms / 1000 &&
           a->published_ms / 1000 == b->published_ms / 1000 && a->due_ms / 1000 == b->due_ms / 1000 &&
           a->expires_ms / 1000 == b->expires_ms / 1000 && text_equal(a->slug, b->slug) &&
           text_equal(a->lang, b->lang) && text_equal(a->title, b->title) && text_equal(a->lead, b->lead) &&
           text_equal(a->body_format, b->body_format) && text_equal(a->body, b->body) &&
           text_equal(a->author, b->author) && text_equal(a->source_name, b->source_name) &&
           text_equal(a->source_url, b->source_url) && terms_equal(a, b) && media_equal(a, b);
}

/* Whether the article is linked with that one already; with none (0) it always is. */
static bool is_translation_of(const struct article *article, int64_t id)
{
    for (size_t i = 0; id && i < article->translation_count; i++)
        if (article->translations[i].article_id == id)
            return true;
    return !id;
}

/* The article with the line's external_id, if it has one and there is one. */
static enum err find_present(struct conn *conn, const struct submission *submission, struct article *present,
                             bool *ret_found)
{
    /* Of any other type it is NULL here; article_draft_apply() then tells the fault. */
    const char *external_id = json_string_value(json_object_get(submission->fields, "external_id"));
    *ret_found = false;
    if (!external_id)
        return ERR_OK;
    enum err err = article_by_external_id(conn, external_id, present);
    *ret_found = err == ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static void import_line_show(struct reply *reply, const char *result, int status,
                             const struct article *article, int64_t version)
{
    struct view view = {reply->arena, reply->view};
    view_text(view, "result", result);
    view_integer(view, "status", status);
    view_integer(view, "id", article->id);
    view_integer(view, "version", version);
    view_text(view, "slug", article->slug);
    view_text(view, "external_id", article->external_id);
}

/* A new article. It has a number only once it is saved, so the rule of two people is asked afterwards. */
static enum err import_line_create(struct app *app, struct conn *conn, const struct request *request,
                                   struct reply *reply, struct article_draft *draft)
{
    draft->article.created_by = actor_number(&request->actor);
    article_warn(request, reply, &draft->article, NULL);
    enum err err = article_warn_twice(conn, reply, &draft->article);
    if (!err)
        err = article_insert(conn, &draft->article, draft->translation_of, &draft->article.id);
    /* On refusal the mark takes the article back. */
    if (!err)
        err = second_person(app, conn, request, reply, &draft->article, true, draft->force, NULL);
    if (!err)
        err = article_personal(conn, request, reply, &draft->article, NULL, draft->check_reason);
    if (!err)
        import_line_show(reply, "created", 201, &draft->article, 1);
    return err;
}

/* Why the article is not to be touched by a line that does not say that it may overwrite; NULL: it may be. */
static enum err find_reason(struct conn *conn, struct reply *reply, const struct article *present,
                            const char **ret_reason)
{
    struct view view = {reply->arena, reply->view};
    enum message message = present->status == STATUS_WITHDRAWN ? MESSAGE_KEPT_WITHDRAWN
                           : present->status == STATUS_TRASHED ? MESSAGE_KEPT_TRASHED
                                                               : MESSAGE_KEPT_EDITED;
    const char *version = NULL, *at = NULL;
    *ret_reason = message == MESSAGE_KEPT_EDITED ? "edited" : article_status_name(present->status);
    if (message == MESSAGE_KEPT_EDITED) {
        int64_t number, at_ms;
        char text[DATE_TEXT_SIZE];
        enum err err = twice_edited(conn, present->id, &number, &at_ms);
        if (err)
            *ret_reason = NULL;
        if (err)
            return err == ERR_NOT_FOUND ? ERR_OK : err;
        version = arena_printf(reply->arena, "%lld", (long long)number);
        at = arena_text(reply->arena, date_long(at_ms, reply->lang, text));
    }
    const char *detail = message_text(reply->arena, reply->lang, message, MESSAGE_ARGS(version, at));
    view_text(view, "reason", *ret_reason);
    view_text(view, "detail", detail);
    /* So that who takes nothing with warnings hears of it as an error. */
    reply_warn(reply, "/external_id", WARNING_KEPT, MESSAGE_ARGS(detail));
    return ERR_OK;
}

/* An article that is there. A line that says what is so already makes no version, so the same file may
 * be imported again. */
static enum err update(struct app *app, struct conn *conn, const struct request *request, struct reply *reply,
                       struct article_draft *draft, const struct article *present, bool *ret_kept)
{
    int64_t version;
    bool is_linked = is_translation_of(present, draft->translation_of);
    const char *reason = NULL;
    if (is_linked && import_line_is_same(&draft->article, present)) {
        import_line_show(reply, "unchanged", 200, present, present->version);
        return ERR_OK;
    }
    enum err err = draft->overwrites ? ERR_OK : find_reason(conn, reply, present, &reason);
    if (err || reason) {
        import_line_show(reply, "kept", 200, present, present->version);
        *ret_kept = true;
        return err;
    }
    /* An import may give more statuses than a form, but no transition that the table forbids. What comes
     * out of the trash knowingly is first a draft. */
    enum article_status from = present->status == STATUS_TRASHED ? STATUS_DRAFT : present->status;
    article_warn(request, reply, &draft->article, present);
    err = article_warn_twice(conn, reply, &draft->article);
    if (!err)
        err = status_allowed(request, reply, from, draft->article.status);
    if (!err)
        err = second_person(app, conn, request, reply, &draft->article, true, draft->force, NULL);
    if (!err)
        err = article_personal(conn, request, reply, &draft->article, present, draft->check_reason);
    if (!err)
        err = article_update(conn, &draft->article, ACTION_IMPORT, draft->translation_of, &version);
    if (!err)
        import_line_show(reply, "updated", 200, &draft->article, version);
    return err;
}

/* The submission laid over what is there, or over nothing. */
static enum err import_line_save(struct app *app, struct conn *conn, const struct request *request,
                                 struct reply *reply, const struct submission *submission,
                                 const struct body_ahead *ahead, const struct picture_import *pictures,
                                 bool *ret_kept)
{
    struct article present;
    struct import_former former;
    bool found;
    enum err err = find_present(conn, submission, &present, &found);
    if (!err)
        err = import_former_read(submission, reply, &former);
    if (err)
        return err;
    /* Members that a line does not have are empty afterwards, as with PUT. */
    struct article_draft draft = found ? article_draft_anew(&present) : article_draft_blank();
    draft.is_import = true;
    draft.overwrites = import_line_flag(request, "overwrite");
    /* Used only if it still fits; otherwise the body is rendered here. */
    draft.ahead = ahead;
    draft.import = pictures;
    err = article_draft_apply(conn, submission, reply, &draft);
    if (err)
        return err;
    err = found ? update(app, conn, request, reply, &draft, &present, ret_kept)
                : import_line_create(app, conn, request, reply, &draft);
    return err || *ret_kept ? err
                            : import_former_save(conn, reply, &former, found ? present.id : draft.article.id);
}

/* From bytes to a saved article. What is wrong with the line is noted in the reply. */
static enum err do_line(struct app *app, struct conn *conn, const struct request *request,
                        struct reply *reply, const struct line *line, const struct body_ahead *ahead,
                        const struct picture_import *pictures, bool *ret_kept)
{
    auto_submission struct submission submission = {0};
    if (line->is_too_long)
        return reply_problem(reply, ERR_TOO_LARGE, MESSAGE_LINE_TOO_LONG,
                             MESSAGE_ARGS(arena_printf(reply->arena, "%d", IMPORT_LINE_MAX)));
    enum err err = submission_read_json(line->text, line->size, reply, &submission);
    submission.converts_legacy = import_line_flag(request, "convert_legacy");
    if (!err && pictures)
        err = picture_import_apply(pictures, reply, &submission);
    if (!err)
        err = import_line_save(app, conn, request, reply, &submission, ahead, pictures, ret_kept);
    /* Texts may have become "" for want of memory; they must not stay. */
    return !err && arena_failed(reply->arena) ? ERR_MEMORY : err;
}

/* What is wrong with the line itself does not end the import; what is wrong with the store does. */
static bool is_own_fault(enum err err)
{
    return err_status(err) < 500;
}

enum err import_line(struct app *app, struct conn *conn, struct request *request, struct reply *reply,
                     const struct line *line, int64_t number, const struct body_ahead *ahead,
                     const struct picture_import *pictures, bool *ret_good)
{
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_integer(view, "line", number);
    /* For each line, or a wrong one would leave tags and media that it made on its way. */
    enum err err = store_mark(conn);
    if (err)
        return err;
    bool is_kept = false;
    err = do_line(app, conn, request, reply, line, ahead, pictures, &is_kept);
    /* A line with warnings is refused alone, where nothing is wanted that has some. */
    if (!err)
        err = write_judge(request, reply);
    *ret_good = err == ERR_OK;
    /* Reading the line may have made tags. */
    if (!err)
        return is_kept ? store_take_back(conn) : store_keep(conn);
    /* The mark stays, as the whole transaction is given up. */
    if (!is_own_fault(err))
        return err;
    view_text(view, "result", "error");
    view_integer(view, "status", err_status(err));
    /* The same document that a single request would get. */
    view_json(view, "problem", problem_document(request, reply, err));
    return store_take_back(conn);
}

enum err import_line_ahead(struct app *app, const struct request *request, const struct line *line,
                           int64_t number, struct arena *arena, struct import_pictures *pictures,
                           struct body_ahead *ret_ahead)
{
    auto_submission struct submission submission = {0};
    /* Faults are found again within the transaction, and told there. */
    struct reply unheard = {.arena = arena, .lang = request_lang(request)};
    struct picture_import *import;
    *ret_ahead = (struct body_ahead){.is_there = false};
    if (line->is_too_long || submission_read_json(line->text, line->size, &unheard, &submission))
        return ERR_OK;
    submission.converts_legacy = import_line_flag(request, "convert_legacy");
    enum err err = import_pictures_prepare(pictures, app, request, &unheard, number, &submission, &import);
    /* As for an article made anew (0), since a line begins with a blank draft either way. */
    if (!err)
        article_draft_ahead(app->portal->store, &submission, 0, import, arena, ret_ahead);
    return err;
}
