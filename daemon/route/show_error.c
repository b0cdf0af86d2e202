/* How failures are shown: as a problem document, as a page, or as what is wrong with the interface itself. */
#include "show.h"
#include "show_inner.h"

#include "handler/live_assets.h"
#include "html/template.h"
#include "http/negotiate.h"
#include "http/problem.h"
#include "view/view.h"

/* A problem may repeat a hundred faults, each with what was sent. */
enum { PROBLEM_MAX = 64 * 1024 * 1024, BROKEN_MAX = 64 * 1024 };

/* The document of problem.c in the form that was asked for. */
static enum err problem_write(struct request *request, struct reply *reply, enum err err, bool is_text,
                              struct buf *out)
{
    if (is_text)
        return problem_text(request, reply, err, out);
    json_auto_t *document = problem_document(request, reply, err);
    return document ? show_write(request, document, out) : ERR_MEMORY;
}

/* With the headers that its status calls for. */
static enum err show_problem(struct request *request, struct reply *reply, enum err err,
                             struct response **ret_response)
{
    auto_buf struct buf out = BUF(PROBLEM_MAX);
    bool is_text = negotiate_wants_text(request->accept);
    struct response_parts parts = {.status = err_status(err),
                                   .kind = RESPONSE_API,
                                   .caching = CACHING_NO_STORE,
                                   .type = is_text ? "text/plain; charset=utf-8" : "application/problem+json",
                                   .vary = "Accept, Accept-Language, Authorization",
                                   .language = reply->lang == LANG_EN ? "en" : "vi",
                                   .challenge = err == ERR_UNAUTHORIZED,
                                   .strict_transport = request->tls};
    show_headers(&parts, request, reply);
    if (problem_write(request, reply, err, is_text, &out))
        return ERR_MEMORY;
    return show_finish(&parts, &out, ret_response);
}

/* Somebody works on the interface and something in it is wrong: what, and where. */
static enum err show_broken(struct app *app, struct request *request, struct reply *reply,
                            struct response **ret_response)
{
    auto_buf struct buf out = BUF(BROKEN_MAX), fault = BUF(1024);
    /* What is in the folder cannot be used to say what is wrong with it. */
    const struct interface *built_in = live_assets_built_in(app);
    /* Its JSON is owned here, and released whatever happens. */
    struct view view = view_new(reply->arena);
    json_auto_t *owned = view.json;
    view_text(view, "lang", reply->lang == LANG_EN ? "en" : "vi");
    view_text(view, "fault", reply->broken);
    view_json(view, "t", json_incref(built_in->words[reply->lang]));
    enum err err =
        template_render(templates_find(built_in->templates, "pages/broken.html"), owned, &out, &fault);
    if (err)
        return err;
    struct response_parts parts = {.status = 500,
                                   .kind = RESPONSE_PAGE,
                                   .caching = CACHING_NO_STORE,
                                   .type = "text/html; charset=utf-8",
                                   .request_id = request->id,
                                   .strict_transport = request->tls};
    return show_finish(&parts, &out, ret_response);
}

struct response *show_error(struct app *app, struct request *request, struct reply *reply, enum answer answer,
                            enum err err)
{
    struct response *response = NULL;
    enum err failed = ERR_INTERNAL;
    /* The handler may have got that far before it failed. */
    reply->location = reply->next = reply->hub = reply->disposition = NULL;
    reply->set_cookie = reply->second_cookie = reply->clear_data = NULL;
    reply->is_copy = reply->is_staff = false;
    /* Who is told to come again should know when; five seconds where nothing knows better. */
    if (!reply->retry_after_s && (err_status(err) == 503 || err_status(err) == 429))
        reply->retry_after_s = 5;
    /* A page was asked for, and there is a portal to make one of. */
    if (answer != ANSWER_JSON && err != ERR_MEMORY && app->interface.templates) {
        /* Already known to be broken, so no page of it is tried. */
        failed = reply->broken            ? ERR_INTERNAL
                 : answer == ANSWER_STAFF ? staff_error_view(app, request, reply, err)
                                          : error_page_view(app, request, reply, err);
        if (!failed)
            failed = show_page(app, request, reply, NULL, &response);
        /* Perhaps only found out by the attempt right above. */
        if (reply->broken)
            failed = show_broken(app, request, reply, &response);
    }
    /* A program asked, or no page could be made: a document needs neither store nor template. */
    if (failed)
        failed = show_problem(request, reply, err, &response);
    /* Never nothing at all: a connection that just closes tells nobody anything. */
    return failed ? response_last_resort() : response;
}
