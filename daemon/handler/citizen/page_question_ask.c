/* /hoi-dap/gui: the form by which citizens ask, and the receipt that they get. Works without a script; what
 * was typed stays in the form whatever is wrong with it. */
#include "handler/handler.h"
#include "page/page.h"
#include "question_input.h"
#include "question_receipt.h"
#include "store/kind.h"
#include "view/article.h"

#include <string.h>

static const struct question_names names = {.name = "ho-ten",
                                            .mail = "thu-dien-tu",
                                            .phone = "dien-thoai",
                                            .field = "linh-vuc",
                                            .subject = "tieu-de",
                                            .text = "cau-hoi",
                                            .consent = "dong-y",
                                            .may_publish = "cong-khai",
                                            .mark = "dau",
                                            .trap = "trang-web",
                                            .files = "tep"};

/* Members that are typed, and the words of their labels. */
static const struct {
    const char *name, *word;
} labels[] = {{"ho-ten", "ask_name"},         {"thu-dien-tu", "ask_mail"},
              {"dien-thoai", "ask_phone"},    {"linh-vuc", "ask_field"},
              {"tieu-de", "ask_subject"},     {"cau-hoi", "ask_text"},
              {"dong-y", "ask_consent_name"}, {"dau", "ask_form"},
              {"trang-web", "report_trap"},   {"tep", "ask_files"}};

static const char *ask_path(const struct request *request)
{
    return page_lang(request) == LANG_EN ? "/en/hoi-dap/gui" : "/hoi-dap/gui";
}

/* What a fault is of: its field, which it leads to. */
static void ask_fault(const struct app *app, const struct request *request, struct view list,
                      const struct fault *fault)
{
    const char *name = fault->pointer && *fault->pointer ? fault->pointer + 1 : "";
    struct view item = view_append(list);
    const char *word = "ask_form";
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(labels[i].name, name) == 0)
            word = labels[i].word;
    view_text(item, "label", page_word(app, request, word));
    view_text(item, "detail", fault->detail);
    bool has_field = strcmp(name, names.mark) != 0 && strcmp(word, "ask_form") != 0;
    if (has_field)
        view_url(item, "url", safe_url_trusted(arena_printf(list.arena, "#%s", name)));
    else
        view_null(item, "url");
}

/* What was typed, as it came: a text that is too long is worth keeping too. */
static const char *ask_typed(const json_t *fields, struct arena *arena, const char *name)
{
    const char *text = fields ? json_string_value(json_object_get(fields, name)) : NULL;
    return text ? arena_text(arena, text) : "";
}

/* The form, with what was typed into it (NULL: nothing yet) and a mark. */
static void ask_fill(struct app *app, const struct request *request, struct reply *reply,
                     const json_t *fields, const char *mark, const struct reply *faults)
{
    struct view view =
        page_begin(request, reply, "pages/question-ask.html", page_word(app, request, "ask"), NULL);
    char fresh[PETITION_MARK_SIZE];
    if (!mark)
        petition_mark_make(app->portal->store, request->now_ms, fresh);
    reply->other_path = page_other_path(request);
    /* Two who had the same mark would be one to the store. */
    reply->is_secret = true;
    view_url(view, "sheet_url", safe_url_trusted(app->interface.kinds_url));
    view_url(view, "list_url",
             safe_url_trusted(kind_path(view.arena, KIND_QUESTION, page_lang_name(request))));
    view_text(view, "list_name", kind_of(KIND_QUESTION)->titles[page_lang(request)]);
    view_url(view, "action_url", safe_url_trusted(ask_path(request)));
    view_text(view, "mark", mark ? mark : fresh);
    view_text(view, "kept",
              message_fill(view.arena, page_word(app, request, "ask_kept"),
                           MESSAGE_ARGS(arena_printf(view.arena, "%lld", (long long)app->questions_kept))));
    view_flag(view, "tells_askers", app->tells_askers);
    view_text(view, "name", ask_typed(fields, view.arena, names.name));
    view_text(view, "mail", ask_typed(fields, view.arena, names.mail));
    view_text(view, "phone", ask_typed(fields, view.arena, names.phone));
    view_text(view, "subject", ask_typed(fields, view.arena, names.subject));
    view_text(view, "text", ask_typed(fields, view.arena, names.text));
    view_flag(view, "has_consent", *ask_typed(fields, view.arena, names.consent));
    view_flag(view, "may_publish", *ask_typed(fields, view.arena, names.may_publish));
    const char *chosen = ask_typed(fields, view.arena, names.field);
    struct view list = view_list(view, "fields");
    for (const struct fact_choice *choice = fact_choices(); choice->name; choice++) {
        if (choice->fact != FACT_QUESTION_FIELD)
            continue;
        struct view item = view_append(list);
        view_text(item, "value", choice->name);
        view_text(item, "name", choice->titles[page_lang(request)]);
        view_flag(item, "is_chosen", strcmp(choice->name, chosen) == 0);
    }
    struct view wrong = view_list(view, "faults");
    for (size_t i = 0; faults && i < faults->fault_count; i++)
        ask_fault(app, request, wrong, &faults->faults[i]);
    view_flag(view, "has_faults", faults && faults->fault_count);
}

/* Browsers forget which files were chosen, and whoever sent them must know. */
static void ask_note_files(const struct submission *submission, struct reply *reply)
{
    struct view view = {reply->arena, reply->view};
    view_flag(view, "had_files", submission && submission->file_count);
}

enum err page_question_ask(struct app *app, const struct request *request, struct reply *reply)
{
    ask_fill(app, request, reply, NULL, NULL, NULL);
    ask_note_files(NULL, reply);
    return ERR_OK;
}

/* Judges what was sent and takes it in. `*mark` is NULL unless the form may be sent again as it is. */
static enum err ask_take(struct app *app, const struct request *request, struct reply *own,
                         const struct submission *submission, const char **mark, char code[RECEIPT_SIZE],
                         struct petition *ret_taken)
{
    struct question_sent sent;
    enum err err = question_judge(app, request, own, submission, &names, true, &sent);
    *mark = err ? NULL : sent.mark;
    if (err || own->fault_count)
        return err ? err : ERR_INPUT;
    err = question_take(app, request, own, &sent, &names, code, ret_taken);
    if (err == ERR_INPUT)
        *mark = NULL;
    return err;
}

enum err form_question_send(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    struct petition taken;
    struct fault refusal;
    const char *mark = NULL;
    char code[RECEIPT_SIZE];
    /* Faults are said on the page, in its language. */
    struct reply own = {.arena = reply->arena, .lang = page_lang(request)};
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    err = ask_take(app, request, &own, &submission, &mark, code, &taken);
    if (!err)
        return question_receipt_fill(app, request, reply, &taken, code);
    /* What was typed is in the form again, also where it is we who could not. */
    bool is_ours = err == ERR_UNAVAILABLE || err == ERR_STORAGE_FULL || err == ERR_INTERNAL;
    if (err != ERR_TOO_MANY && err != ERR_INPUT && !is_ours)
        return err;
    if (is_ours && !own.detail)
        own.detail = message_text(reply->arena, own.lang, MESSAGE_TRY_AGAIN, NULL);
    if (err != ERR_INPUT) {
        refusal = (struct fault){.detail = own.detail};
        own.faults = &refusal;
        own.fault_count = 1;
    }
    reply->retry_after_s = own.retry_after_s;
    reply->status = err_status(err);
    ask_fill(app, request, reply, submission.fields, mark, &own);
    ask_note_files(&submission, reply);
    return ERR_OK;
}
