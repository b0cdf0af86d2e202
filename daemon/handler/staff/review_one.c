/* /quan-tri/duyet/{id}: one article that waits: what became different, what it was looked over for, what was
 * said, and the three things that whoever approves can do. What may be done the API says. */
#include "page/page.h"
#include "staff_findings.h"
#include "staff_show.h"
#include "store/article.h"

#include <stdlib.h>
#include <string.h>

/* What a page of one article is made of. */
struct reviewed {
    struct staff_answer article, review, list;
    const char *id;   /* as the API takes it */
    long long number; /* the same */
    int64_t version;
    bool waits;
};

static void reviewed_done(struct reviewed *reviewed)
{
    staff_answer_done(&reviewed->article);
    staff_answer_done(&reviewed->review);
    staff_answer_done(&reviewed->list);
}
#define auto_reviewed CLEANUP(reviewed_done)

/* The three forms. Of approving only the reasons that are asked for are shown. */
static const struct staff_field approve_fields[] = {
    {"ly-do-cong-khai", "/check_reason", STAFF_AREA, "reason", true, ARTICLE_NOTE_MAX, NULL},
    {"ly-do-tu-dang", "/force_reason", STAFF_AREA, "force_reason", true, ARTICLE_NOTE_MAX, NULL},
};
static const struct staff_field note_fields[] = {
    {"can-sua", "/note", STAFF_AREA, "note", true, ARTICLE_NOTE_MAX, NULL}};
static const struct staff_field comment_fields[] = {
    {"nhan-xet", "/text", STAFF_AREA, "comment", true, ARTICLE_NOTE_MAX, NULL}};
static const struct staff_form note_form = {"review", note_fields, 1};
static const struct staff_form comment_form = {"review", comment_fields, 1};

/* Which of the reasons approving takes: in `fields`, which has room for both. */
static struct staff_form approve_form(const struct reviewed *reviewed, struct staff_field fields[static 2])
{
    struct staff_form form = {"review", fields, 0};
    if (staff_findings_need_reason(reviewed->list.view))
        fields[form.count++] = approve_fields[0];
    if (json_is_true(json_object_get(reviewed->review.view, "needs_force")))
        fields[form.count++] = approve_fields[1];
    return form;
}

static enum err reviewed_read(struct app *app, const struct request *request, struct reviewed *reviewed)
{
    reviewed->id = request->args[0];
    enum err err = staff_read(app, request, api_article_show, reviewed->id, &reviewed->article);
    if (!err)
        err = staff_read(app, request, api_article_review, reviewed->id, &reviewed->review);
    if (!err)
        err = staff_read(app, request, api_article_check, reviewed->id, &reviewed->list);
    if (err)
        return err;
    const json_t *article = reviewed->article.view;
    const char *status = json_string_value(json_object_get(article, "status"));
    reviewed->number = json_integer_value(json_object_get(article, "id"));
    reviewed->version = json_integer_value(json_object_get(article, "version"));
    reviewed->waits = status && strcmp(status, "review") == 0;
    return ERR_OK;
}

/* What became different since the public read it; null where it never did. */
static void show_difference(const struct app *app, const struct request *request, struct view view,
                            const json_t *difference)
{
    static const char *const others[] = {"other_category", "other_image", "other_tags", "other_files"};
    static const char *const kinds[][2] = {
        {"kept", "is_kept"}, {"removed", "is_removed"}, {"added", "is_added"}, {"left-out", "is_left_out"}};
    const json_t *item;
    size_t index;
    if (!json_is_object(difference)) {
        view_null(view, "difference");
        return;
    }
    struct view shown = view_object(view, "difference"), list = view_list(shown, "passages");
    long long removed = json_integer_value(json_object_get(difference, "removed"));
    long long added = json_integer_value(json_object_get(difference, "added"));
    view_flag(shown, "is_changed", removed + added > 0);
    view_text(shown, "counts",
              staff_says(app, request, "review.counts", arena_printf(view.arena, "%lld", removed),
                         arena_printf(view.arena, "%lld", added)));
    json_array_foreach(json_object_get(difference, "passages"), index, item)
    {
        struct view passage = view_append(list);
        const char *kind = json_string_value(json_object_get(item, "kind"));
        staff_text(passage, "text", json_object_get(item, "text"));
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            view_flag(passage, kinds[i][1], strcmp(kind, kinds[i][0]) == 0);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        view_flag(shown, others[i], json_is_true(json_object_get(difference, others[i])));
}

/* The article's words, a paragraph each: whoever approves has read them. */
static void show_article_text(struct view view, const json_t *article)
{
    const char *text = json_string_value(json_object_get(article, "body_text"));
    struct view list = view_list(view, "paragraphs");
    staff_text(view, "article_title", json_object_get(article, "title"));
    staff_text(view, "lead", json_object_get(article, "lead"));
    for (text = text ? text : ""; *text;) {
        size_t length = strcspn(text, "\n");
        if (length)
            view_append_text(list, arena_copy(view.arena, text, length));
        text += length + (text[length] == '\n');
    }
}

static void show_comments(const struct app *app, const struct request *request, struct view view,
                          const json_t *comments)
{
    const json_t *item;
    size_t index;
    struct view list = view_list(view, "comments");
    view_flag(view, "no_comments", json_array_size(comments) == 0);
    json_array_foreach(comments, index, item)
    {
        struct view row = view_append(list);
        view_integer(row, "id", json_integer_value(json_object_get(item, "id")));
        staff_text(row, "by", json_object_get(item, "by"));
        view_text(row, "kind", staff_named(app, request, "comment_kind", json_object_get(item, "kind")));
        staff_text(row, "at", json_object_get(item, "at"));
        view_text(row, "at_text", staff_instant(request, json_object_get(item, "at")));
        staff_text(row, "text", json_object_get(item, "text"));
    }
}

/* In whose hands it is. */
static const char *state_words(const struct app *app, const struct request *request,
                               const struct reviewed *reviewed)
{
    const json_t *sent = json_object_get(reviewed->review.view, "sent");
    if (!json_is_object(sent))
        return staff_says(
            app, request, "review.is",
            staff_named(app, request, "status", json_object_get(reviewed->article.view, "status")), NULL);
    const char *by = json_string_value(json_object_get(sent, "by"));
    return staff_says(app, request, "review.sent", by ? by : "?",
                      staff_instant(request, json_object_get(sent, "at")));
}

/* The forms, with what came of the one that was sent. */
static void show_forms(const struct app *app, const struct request *request, struct reply *reply,
                       struct view view, const struct reviewed *reviewed, const struct staff_form *sent,
                       const struct staff_answer *refusal)
{
    struct staff_field fields[2];
    const struct staff_form approve = approve_form(reviewed, fields);
    const char *approve_word =
        json_is_true(json_object_get(reviewed->review.view, "needs_force")) ? "force_do" : "approve_do";
    const struct {
        const char *name, *path;
        const struct staff_form *form;
        const char *word; /* on its button */
        bool names_version;
    } forms[] = {{"approve", "dang", &approve, approve_word, true},
                 {"send_back", "tra-lai", &note_form, "send_back_do", true},
                 {"comment", "nhan-xet", &comment_form, "comment_do", false}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *action = staff_path(request, "/duyet/%lld/%s", reviewed->number, forms[i].path);
        bool is_sent = refusal && (sent ? sent == forms[i].form : i == 0);
        struct view part = view_object(view, forms[i].name);
        view_text(part, "do", staff_word(app, request, arena_printf(view.arena, "review.%s", forms[i].word)));
        view_flag(part, "is_main", i == 0);
        view_flag(part, "names_version", forms[i].names_version);
        struct view form =
            staff_form_show(app, request, part, forms[i].form, action, NULL, is_sent ? refusal : NULL);
        if (is_sent)
            staff_form_end(app, request, reply, form);
    }
}

/* The page; `sent` (NULL: approving) is the form that was refused, if `refusal` is not NULL. */
static enum err review_page(struct app *app, const struct request *request, struct reply *reply,
                            const struct reviewed *reviewed, const struct staff_form *sent,
                            const struct staff_answer *refusal)
{
    const json_t *article = reviewed->article.view;
    const char *title = json_string_value(json_object_get(article, "title"));
    bool needs_force = json_is_true(json_object_get(reviewed->review.view, "needs_force"));
    struct view view = staff_begin(request, reply, "staff/review-one.html",
                                   staff_says(app, request, "review.one", title, NULL));
    view_url(view, "sheet_url", safe_url_trusted(app->interface.history_url));
    view_text(view, "state", state_words(app, request, reviewed));
    view_integer(view, "version", reviewed->version);
    /* What was typed into a form that is not there any more is shown once more, with why it was refused. */
    bool is_refused = refusal && sent != &comment_form;
    view_flag(view, "decides", (reviewed->waits || is_refused) && request->actor.role >= ROLE_EDITOR);
    view_flag(view, "needs_force", needs_force);
    view_flag(view, "needs_reason", staff_findings_need_reason(reviewed->list.view));
    staff_way(app, request, view, "write_url", "/bai/{id}",
              staff_path(request, "/bai/%lld", reviewed->number));
    staff_way(app, request, view, "preview_url", "/bai/{id}/xem-truoc",
              staff_path(request, "/bai/%lld/xem-truoc", reviewed->number));
    show_difference(app, request, view, json_object_get(reviewed->review.view, "difference"));
    show_article_text(view, article);
    show_comments(app, request, view, json_object_get(reviewed->review.view, "comments"));
    staff_findings_show(
        app, request, view, reviewed->list.view,
        staff_leads(app, request, "/bai/{id}") ? staff_path(request, "/bai/%lld", reviewed->number) : NULL);
    show_forms(app, request, reply, view, reviewed, sent, refusal);
    return ERR_OK;
}

enum err staff_review_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_reviewed struct reviewed reviewed = {.id = NULL};
    enum err err = reviewed_read(app, request, &reviewed);
    return err ? err : review_page(app, request, reply, &reviewed, NULL, NULL);
}

/* Asks the API for what a form says; a refusal is shown on the page of the article as it is now. */
static enum err review_send(struct app *app, const struct request *request, struct reply *reply,
                            const struct staff_form *form, handler *handle, const char *notice)
{
    auto_reviewed struct reviewed reviewed = {.id = NULL};
    auto_answer struct staff_answer done = {.view = NULL};
    struct staff_field fields[2];
    enum err err = reviewed_read(app, request, &reviewed);
    if (err)
        return err;
    const struct staff_form approve = approve_form(&reviewed, fields);
    json_auto_t *body = staff_form_body(request, form ? form : &approve);
    const char *version = staff_sent(request, "phien-ban");
    if (!body)
        return ERR_MEMORY;
    if (json_is_string(json_object_get(body, "force_reason")))
        json_object_set_new(body, "force", json_true());
    const struct staff_question question = {.handle = handle,
                                            .method = METHOD_POST,
                                            .args = {reviewed.id},
                                            .body = body,
                                            .version = version ? strtoll(version, NULL, 10) : 0};
    err = staff_ask(app, request, &question, &done);
    if (!err)
        return staff_done(request, reply,
                          form == &comment_form ? staff_path(request, "/duyet/%lld", reviewed.number)
                                                : staff_path(request, "/duyet"),
                          notice);
    if (!staff_is_of_form(err) && err != ERR_PRECONDITION_FAILED)
        return err;
    return review_page(app, request, reply, &reviewed, form, &done);
}

enum err staff_review_approve(struct app *app, const struct request *request, struct reply *reply)
{
    return review_send(app, request, reply, NULL, api_article_publish, "review_published");
}

enum err staff_review_send_back(struct app *app, const struct request *request, struct reply *reply)
{
    return review_send(app, request, reply, &note_form, api_article_send_back, "review_sent_back");
}

enum err staff_review_comment(struct app *app, const struct request *request, struct reply *reply)
{
    return review_send(app, request, reply, &comment_form, api_comment_create, "review_commented");
}
