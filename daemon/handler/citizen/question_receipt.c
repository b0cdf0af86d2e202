/* The receipt on the screen and on paper, and /hoi-dap/tra-cuu: what became of a question, by its code. */
#include "question_receipt.h"

#include "handler/handler.h"
#include "page/page.h"
#include "store/article.h"
#include "text/date.h"
#include "text/qr.h"
#include "view/article.h"

#include <string.h>

const char *question_look_up_path(const struct request *request)
{
    return page_lang(request) == LANG_EN ? "/en/hoi-dap/tra-cuu" : "/hoi-dap/tra-cuu";
}

/* A moment for people and for machines: NAME and NAME_at; null where there is none. */
static void view_moment(struct view view, const char *name, int64_t at_ms, enum lang lang)
{
    char text[DATE_TEXT_SIZE];
    view_text(view, name, at_ms ? date_day(at_ms, lang, text) : NULL);
    view_text(view, arena_printf(view.arena, "%s_at", name), at_ms ? date_rfc3339_local(at_ms, text) : NULL);
}

/* What both pages have. */
static struct view receipt_begin(const struct app *app, const struct request *request, struct reply *reply,
                                 const char *template, const char *title)
{
    struct view view = page_begin(request, reply, template, page_word(app, request, title), NULL);
    reply->is_secret = true;
    view_text(view, "robots", "noindex");
    view_url(view, "sheet_url", safe_url_trusted(app->interface.kinds_url));
    view_url(view, "list_url",
             safe_url_trusted(kind_path(view.arena, KIND_QUESTION, page_lang_name(request))));
    view_text(view, "list_name", kind_of(KIND_QUESTION)->titles[page_lang(request)]);
    view_url(view, "look_up_url", safe_url_trusted(question_look_up_path(request)));
    return view;
}

/* A code of a path alone would lead nowhere. */
static enum err receipt_drawing(struct view view, const char *address)
{
    enum { QUIET = 4 }; /* modules of white around it (ISO/IEC 18004) */
    struct qr code;
    enum err err = *address == '/' ? ERR_INPUT : qr_code(address, view.arena, &code);
    if (err)
        view_null(view, "code");
    if (err)
        return err == ERR_INPUT ? ERR_OK : err;
    struct view object = view_object(view, "code");
    view_integer(object, "side", code.size + 2 * QUIET);
    view_integer(object, "start", -QUIET);
    view_text(object, "path", code.path);
    return ERR_OK;
}

enum err question_receipt_fill(struct app *app, const struct request *request, struct reply *reply,
                               const struct petition *petition, const char *code)
{
    bool is_comment = petition->purpose == PETITION_COMMENT;
    struct view view = receipt_begin(app, request, reply, "pages/question-receipt.html",
                                     is_comment ? "opinion_sent" : "ask_sent");
    const char *path = arena_printf(view.arena, "%s?ma=%s", question_look_up_path(request), code);
    view_text(view, "heading", page_word(app, request, is_comment ? "opinion_sent" : "ask_sent"));
    view_text(view, "what", page_word(app, request, is_comment ? "opinion_sent_what" : "ask_sent_what"));
    view_text(view, "receipt", code);
    view_text(view, "address", page_absolute(app, view.arena, question_look_up_path(request)).url);
    view_url(view, "own_url", safe_url_trusted(path));
    view_moment(view, "received", petition->received_ms, page_lang(request));
    view_moment(view, "due", petition->due_ms, page_lang(request));
    view_flag(view, "has_files", petition->file_count > 0);
    struct view files = view_list(view, "files");
    for (size_t i = 0; i < petition->file_count; i++)
        view_text(view_append(files), "name", petition->files[i].name);
    return receipt_drawing(view, page_absolute(app, view.arena, path).url);
}

/* The public article that answers it, if there is one still. */
static enum err look_up_answer(struct conn *conn, struct view view, int64_t article_id)
{
    struct article article;
    enum err err = article_id ? article_by_id(conn, article_id, &article) : ERR_NOT_FOUND;
    if (err && err != ERR_NOT_FOUND)
        return err;
    bool is_public = !err && article_is_public(&article);
    view_text(view, "answer_title", is_public ? article.title : NULL);
    if (is_public)
        view_url(view, "answer_url", safe_url_trusted(article_path(view.arena, &article)));
    else
        view_null(view, "answer_url");
    return ERR_OK;
}

/* What became of it. */
static enum err look_up_show(struct app *app, struct conn *conn, const struct request *request,
                             struct view view, const struct petition *petition)
{
    enum lang lang = page_lang(request);
    static const char *const words[PETITION_PURPOSES][PETITION_STATES] = {
        [PETITION_QUESTION] = {"ask_state_received", "ask_state_assigned", "ask_state_answered",
                               "ask_state_refused", "ask_state_forwarded"},
        [PETITION_COMMENT] = {"opinion_state_open", "opinion_state_open", "opinion_state_accepted",
                              "opinion_state_declined", "opinion_state_declined"}};
    struct view found = view_object(view, "found");
    bool is_open = petition->state < PETITION_ANSWERED;
    view_text(found, "state", page_word(app, request, words[petition->purpose][petition->state]));
    view_moment(found, "received", petition->received_ms, lang);
    view_moment(found, "due", is_open ? petition->due_ms : 0, lang);
    view_moment(found, "closed", petition->closed_ms, lang);
    view_flag(found, "is_late", is_open && petition->due_ms && petition->due_ms < request->now_ms);
    view_text(found, "unit", *petition->unit ? petition->unit : NULL);
    view_text(found, "reply", is_open ? NULL : petition->person.reply);
    view_flag(found, "is_erased", petition->erased_ms != 0);
    return look_up_answer(conn, found, is_open ? 0 : petition->answer_id);
}

/* Why there is nothing to show. */
static enum message look_up_fault(enum err err)
{
    return err == ERR_INPUT      ? MESSAGE_RECEIPT_FORM
           : err == ERR_CONFLICT ? MESSAGE_RECEIPT_SLIP
                                 : MESSAGE_RECEIPT_UNKNOWN;
}

/* Of one block of addresses as many as it may search. */
static enum err look_up_throttle(struct app *app, const struct request *request, struct reply *reply)
{
    int wait_s =
        throttle_take(app->throttle, THROTTLE_SEARCH, request->client, clock_monotonic_ms(app->clock));
    if (!wait_s)
        return ERR_OK;
    reply->retry_after_s = wait_s;
    return reply_problem(reply, ERR_TOO_MANY, MESSAGE_TOO_MANY_REQUESTS,
                         MESSAGE_ARGS(arena_printf(reply->arena, "%d", wait_s)));
}

enum err page_question_look_up(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct petition petition;
    char code[RECEIPT_SIZE];
    const char *typed = request_parameter(request, "ma");
    struct view view = receipt_begin(app, request, reply, "pages/question-look-up.html", "ask_look_up");
    reply->other_path = typed ? NULL : page_other_path(request);
    view_text(view, "typed", typed ? typed : "");
    if (!typed || !*typed) {
        view_null(view, "found");
        view_null(view, "fault");
        return ERR_OK;
    }
    enum err err = look_up_throttle(app, request, reply);
    if (err)
        return err;
    err = receipt_read(typed, code);
    if (!err)
        err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = petition_of_code(conn, code, &petition);
    if (!err) {
        view_null(view, "fault");
        return look_up_show(app, conn, request, view, &petition);
    }
    if (err != ERR_INPUT && err != ERR_CONFLICT && err != ERR_NOT_FOUND)
        return err;
    view_null(view, "found");
    view_text(view, "fault", message_text(reply->arena, page_lang(request), look_up_fault(err), NULL));
    reply->status = err == ERR_NOT_FOUND ? 404 : 422;
    return ERR_OK;
}
