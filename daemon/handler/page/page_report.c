/* /bao-sai-sot/{slug}: a reader tells the editors what is wrong in an article. Works without a script and
 * without an account; nothing of who sends it is kept but what was typed. */
#include "core/access.h"
#include "core/input.h"
#include "handler/handler.h"
#include "page.h"
#include "store/report.h"
#include "view/article.h"

#include <string.h>

/* A household may send so many at once. */
enum { REPORTS_AT_ONCE = 5 };

/* What was typed, to be shown again when it cannot be taken. */
struct report_form {
    const char *text, *contact;
    const struct fault *faults;
    size_t fault_count;
};

/* In the language of the article. */
static const char *report_path(struct arena *arena, const struct article *article)
{
    bool is_english = strcmp(article->lang, "en") == 0;
    return arena_printf(arena, "%s/bao-sai-sot/%s", is_english ? "/en" : "", article->slug);
}

/* Which field a fault is of, in the page's words. */
static const char *report_label(const struct app *app, const struct request *request,
                                const struct fault *fault)
{
    bool is_text = fault->pointer && strcmp(fault->pointer, "/noi-dung") == 0;
    return page_word(app, request, is_text ? "report_text" : "report_contact");
}

static void report_fill(struct app *app, const struct request *request, struct reply *reply,
                        const struct article *article, const struct report_form *form)
{
    const char *title =
        arena_printf(reply->arena, "%s: %s", page_word(app, request, "report"), article->title);
    struct view view = page_begin(request, reply, "pages/report.html", title, NULL);
    view_text(view, "robots", "noindex");
    view_text(view, "article_title", article->title);
    view_url(view, "article_url", safe_url_trusted(article_path(reply->arena, article)));
    view_url(view, "action_url", safe_url_trusted(report_path(reply->arena, article)));
    view_flag(view, "is_sent", request_parameter(request, "da-gui") != NULL);
    view_text(view, "text", form->text);
    view_text(view, "contact", form->contact);
    struct view faults = view_list(view, "faults");
    for (size_t i = 0; i < form->fault_count; i++) {
        struct view fault = view_append(faults);
        view_text(fault, "label", report_label(app, request, &form->faults[i]));
        view_text(fault, "detail", form->faults[i].detail);
    }
}

/* The public article; one that is elsewhere leaves reply.location. */
static enum err report_find(struct conn *conn, const struct request *request, struct reply *reply,
                            struct article *ret_article)
{
    enum err err = article_named(conn, request, reply, ret_article);
    if (err)
        return err;
    /* Also to a token: the page is the same for all. */
    if (!article_is_public(ret_article))
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_ARTICLE_UNKNOWN, NULL);
    const char *path = report_path(reply->arena, ret_article);
    return strcmp(path, request->path) == 0 ? ERR_OK : page_moved(reply, path);
}

enum err page_report_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct article article;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = report_find(conn, request, reply, &article);
    if (!err && !reply->location)
        report_fill(app, request, reply, &article, &(struct report_form){.text = ""});
    return err;
}

/* Reads the form. *ret_trapped: a field that nobody sees was filled, as programs do. */
static enum err report_read(const struct request *request, struct reply *reply, struct report_form *form,
                            bool *ret_trapped)
{
    auto_submission struct submission submission = {0};
    /* Faults are said on the page, in its language. */
    struct reply own = {.arena = reply->arena, .lang = page_lang(request)};
    const char *trap = NULL;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, &own);
    input_text(&input, "noi-dung", TEXT_BLOCK, REPORT_TEXT_MAX, &form->text);
    input_text(&input, "lien-he", TEXT_LINE, REPORT_CONTACT_MAX, &form->contact);
    /* Blanks alone say nothing. */
    if (form->text && !form->text[strspn(form->text, " \t\n")])
        form->text = NULL;
    input_require(&input, "noi-dung", form->text);
    input_text(&input, "trang-web", TEXT_LINE, REPORT_CONTACT_MAX, &trap);
    *ret_trapped = trap != NULL;
    form->faults = own.faults;
    form->fault_count = own.fault_count;
    return ERR_OK;
}

static enum err report_save(struct app *app, struct reply *reply, const struct article *article,
                            const struct report_form *form)
{
    auto_conn struct conn *conn = NULL;
    /* Not the actor of the request: who reports is nobody to the portal. */
    const struct actor reader = {.role = ROLE_NONE};
    const struct report report = {.article_id = article->id,
                                  .article_version = article->version,
                                  .text = form->text,
                                  .contact = form->contact};
    enum err err = store_begin(app->portal->store, reply->arena, &reader, &conn);
    if (!err)
        err = report_add(conn, &report);
    return err ? err : store_commit(&conn);
}

/* Of one household so many at once, then one in some seconds; beside the limit of all writes. */
static enum err report_throttle(struct app *app, const struct request *request, struct reply *reply)
{
    int wait_s = throttle_take_part(app->throttle, THROTTLE_WRITE, request->client,
                                    clock_monotonic_ms(app->clock), REPORTS_AT_ONCE);
    if (!wait_s)
        return ERR_OK;
    reply->retry_after_s = wait_s;
    return reply_problem(reply, ERR_TOO_MANY, MESSAGE_TOO_MANY_REQUESTS,
                         MESSAGE_ARGS(arena_printf(reply->arena, "%d", wait_s)));
}

enum err form_report_send(struct app *app, const struct request *request, struct reply *reply)
{
    struct article article;
    struct report_form form = {.text = NULL};
    bool is_trapped = false;
    enum err err;
    {
        auto_conn struct conn *conn = NULL;
        err = store_lease(app->portal->store, reply->arena, &conn);
        if (!err)
            err = report_find(conn, request, reply, &article);
    }
    if (!err && !reply->location)
        err = report_read(request, reply, &form, &is_trapped);
    if (err || reply->location)
        return err;
    if (form.fault_count) {
        report_fill(app, request, reply, &article, &form);
        reply->status = 422;
        return ERR_OK;
    }
    if (!is_trapped)
        err = report_throttle(app, request, reply);
    if (!is_trapped && !err)
        err = report_save(app, reply, &article, &form);
    if (err)
        return err;
    /* So that going back or reloading sends nothing again (RFC 9110 section 15.4.4). */
    reply->status = 303;
    reply->location = arena_printf(reply->arena, "%s?da-gui=1", report_path(reply->arena, &article));
    return ERR_OK;
}
