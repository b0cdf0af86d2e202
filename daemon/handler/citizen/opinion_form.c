/* /gop-y/{slug}/y-kien: a comment on a draft. It comes from the draft's own page, which is the same for all
 * and so bears no mark; it is then shown to whoever wrote it, to look it over, with a mark by which it can be
 * sent. Works without a script; what was typed stays, whatever is wrong with it. */
#include "handler/handler.h"
#include "opinion_input.h"
#include "page/consultation_page.h"
#include "page/kind_page.h"
#include "page/page.h"
#include "question_receipt.h"
#include "text/date.h"
#include "view/article.h"

#include <string.h>

static const struct question_names names = {.name = "ho-ten",
                                            .mail = "thu-dien-tu",
                                            .phone = "dien-thoai",
                                            .part = "dieu",
                                            .text = "y-kien",
                                            .consent = "dong-y",
                                            .mark = "dau",
                                            .trap = "trang-web"};

/* What the page is of, and what it is to say. */
struct opinion_page {
    const struct article *article;
    const struct consultation *consultation;
    const json_t *fields;       /* what was typed, or NULL */
    const char *mark;           /* of the form that was sent, when it may be sent again */
    const struct reply *faults; /* or NULL */
    const char *refusal;        /* why it cannot be taken at all, or NULL */
};

/* What a fault is of: its field, which it leads to. */
static void opinion_fault(const struct app *app, const struct request *request, struct view list,
                          const struct fault *fault)
{
    const char *name = fault->pointer && *fault->pointer ? fault->pointer + 1 : "";
    const char *word = "ask_form";
    struct view item = view_append(list);
    for (size_t i = 0; i < opinion_member_count; i++)
        if (strcmp(opinion_members[i].name, name) == 0)
            word = opinion_members[i].word;
    bool has_field = strcmp(word, "ask_form") != 0 && strcmp(name, names.trap) != 0;
    view_text(item, "label", page_word(app, request, word));
    view_text(item, "detail", fault->detail);
    view_url(item, "url",
             has_field ? safe_url_trusted(arena_printf(list.arena, "#%s", name)) : (struct safe_url){NULL});
}

/* The form; where comments are not taken, only why. */
static void opinion_fill(struct app *app, const struct request *request, struct reply *reply,
                         const struct opinion_page *page)
{
    char mark[PETITION_MARK_SIZE], text[DATE_TEXT_SIZE];
    const char *title = page_word(app, request, page->fields ? "opinion_over" : "opinion_send");
    struct view view = page_begin(request, reply, "pages/opinion.html", title, NULL);
    struct view article = view_object(view, "article"), own = view_object(view, "own");
    petition_mark_make(app->portal->store, request->now_ms, mark);
    /* It bears a mark, and what somebody typed. */
    reply->is_secret = true;
    view_text(view, "robots", "noindex");
    view_url(view, "sheet_url", safe_url_trusted(app->interface.kinds_url));
    view_text(view, "heading", title);
    view_text(article, "title", page->article->title);
    view_text(own, "list_name", kind_list_name(app, request, KIND_CONSULTATION));
    view_url(own, "list_url",
             safe_url_trusted(kind_path(view.arena, KIND_CONSULTATION, page_lang_name(request))));
    view_url(view, "article_url", safe_url_trusted(article_path(view.arena, page->article)));
    view_text(view, "closes",
              page->refusal ? NULL : date_long(page->consultation->closes_ms, page_lang(request), text));
    view_text(view, "closes_at", date_rfc3339_local(page->consultation->closes_ms, text));
    view_flag(view, "is_refused", page->refusal != NULL);
    view_text(view, "refusal", page->refusal);
    /* What can be sent no more is shown at least, to be taken along. */
    struct view form = view_object(view, "form");
    view_flag(view, "is_lost", page->refusal && page->fields);
    consultation_form_fill(form, request, page->article, page->consultation, page->fields,
                           page->mark ? page->mark : mark);
    struct view wrong = view_list(view, "faults");
    for (size_t i = 0; page->faults && i < page->faults->fault_count; i++)
        opinion_fault(app, request, wrong, &page->faults->faults[i]);
    view_flag(view, "has_faults", page->faults && page->faults->fault_count);
}

/* The public consultation of the address; one that is elsewhere leaves reply.location. */
static enum err opinion_find(struct app *app, const struct request *request, struct reply *reply,
                             struct article *ret_article, struct consultation *ret_consultation)
{
    auto_conn struct conn *conn = NULL;
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err)
        err = page_article_find(conn, request, reply, "/y-kien", ret_article);
    return err || reply->location ? err : opinion_consultation(reply, ret_article, ret_consultation);
}

/* Shows why nothing is taken now, with the status of a conflict. */
static enum err opinion_refuse(struct app *app, const struct request *request, struct reply *reply,
                               struct opinion_page *page, const struct reply *own)
{
    page->refusal = own->detail;
    opinion_fill(app, request, reply, page);
    reply->status = err_status(ERR_TRANSITION);
    return ERR_OK;
}

enum err page_opinion_show(struct app *app, const struct request *request, struct reply *reply)
{
    struct article article;
    struct consultation consultation;
    struct reply own = {.arena = reply->arena, .lang = page_lang(request)};
    enum err err = opinion_find(app, request, reply, &article, &consultation);
    if (err || reply->location)
        return err;
    struct opinion_page page = {.article = &article, .consultation = &consultation};
    if (opinion_check_open(&own, &consultation, request->now_ms))
        return opinion_refuse(app, request, reply, &page, &own);
    opinion_fill(app, request, reply, &page);
    return ERR_OK;
}

/* Judges what was sent and, when it bears a mark, takes it in. ERR_INPUT: it is shown once more. */
static enum err opinion_send(struct app *app, const struct request *request, struct reply *own,
                             const struct submission *submission, struct opinion_page *page,
                             char code[RECEIPT_SIZE], struct petition *ret_taken)
{
    struct question_sent sent;
    bool has_mark = json_object_get(submission->fields, names.mark) != NULL;
    enum err err = opinion_check_open(own, page->consultation, request->now_ms);
    if (!err)
        err = opinion_judge(app, request, own, submission, &names, has_mark, page->article, &sent);
    if (err)
        return err;
    page->mark = sent.mark;
    if (own->fault_count || !has_mark)
        return ERR_INPUT;
    err = opinion_take(app, request, own, &sent, &names, page->consultation, code, ret_taken);
    if (err == ERR_INPUT)
        page->mark = NULL;
    return err;
}

enum err form_opinion_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    struct article article;
    struct consultation consultation;
    struct petition taken;
    struct fault refusal;
    char code[RECEIPT_SIZE];
    /* Faults are said on the page, in its language. */
    struct reply own = {.arena = reply->arena, .lang = page_lang(request)};
    enum err err = opinion_find(app, request, reply, &article, &consultation);
    if (err || reply->location)
        return err;
    err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct opinion_page page = {
        .article = &article, .consultation = &consultation, .fields = submission.fields, .faults = &own};
    err = opinion_send(app, request, &own, &submission, &page, code, &taken);
    if (!err)
        return question_receipt_fill(app, request, reply, &taken, code);
    if (err == ERR_TRANSITION)
        return opinion_refuse(app, request, reply, &page, &own);
    if (err != ERR_TOO_MANY && err != ERR_INPUT)
        return err;
    if (err == ERR_TOO_MANY) {
        refusal = (struct fault){.detail = own.detail};
        own.faults = &refusal;
        own.fault_count = 1;
    }
    reply->retry_after_s = own.retry_after_s;
    opinion_fill(app, request, reply, &page);
    reply->status = own.fault_count ? err_status(err) : 200;
    return ERR_OK;
}
