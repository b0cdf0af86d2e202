/* /api/questions: citizens' programs ask; the staff list, read, and act. What a citizen wrote is read one by
 * one, and each time the audit says by whom. */
#include "base/calendar.h"
#include "core/access.h"
#include "core/input.h"
#include "core/list.h"
#include "core/query.h"
#include "core/write.h"
#include "handler/handler.h"
#include "question_input.h"
#include "store/article.h"
#include "store/office_day.h"
#include "store/question_board.h"

#include <string.h>

static const struct question_names names = {.name = "name",
                                            .mail = "email",
                                            .phone = "phone",
                                            .field = "field",
                                            .subject = "subject",
                                            .text = "text",
                                            .consent = "consent",
                                            .may_publish = "may_publish",
                                            .mark = "mark",
                                            .trap = NULL,
                                            .files = "attachments"};

/* ---- asking */

enum err api_question_form(struct app *app, const struct request *request, struct reply *reply)
{
    char mark[PETITION_MARK_SIZE];
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->is_secret = true;
    petition_mark_make(app->portal->store, request->now_ms, mark);
    view_text(view, "mark", mark);
    view_time(view, "from", request->now_ms + QUESTION_SOON_MS);
    view_time(view, "until", request->now_ms + QUESTION_LATE_MS);
    struct view fields = view_list(view, "fields");
    for (const struct fact_choice *choice = fact_choices(); choice->name; choice++) {
        if (choice->fact != FACT_QUESTION_FIELD)
            continue;
        struct view item = view_append(fields);
        view_text(item, "name", choice->name);
        view_text(item, "title", choice->titles[LANG_VI]);
        view_text(item, "title_en", choice->titles[LANG_EN]);
    }
    return ERR_OK;
}

enum err api_question_create(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    struct question_sent sent;
    struct petition taken;
    char code[RECEIPT_SIZE];
    /* An office's own program, such as one at its desk, need not show that it is no machine. */
    bool needs_mark = request->actor.role < ROLE_AUTHOR;
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = question_judge(app, request, reply, &submission, &names, needs_mark, &sent);
    if (!err && reply->fault_count)
        err = ERR_INPUT;
    if (!err)
        err = question_take(app, request, reply, &sent, &names, code, &taken);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->status = 201;
    reply->is_secret = true;
    view_text(view, "receipt", code);
    view_text(view, "state", petition_state_name(taken.state));
    view_time(view, "received_at", taken.received_ms);
    view_time(view, "due_at", taken.due_ms);
    view_text(view, "url", arena_printf(view.arena, "/hoi-dap/tra-cuu?ma=%s", code));
    return ERR_OK;
}

/* ---- for the staff */

/* What says nothing of the person. */
static void view_petition(struct view view, const struct petition *petition)
{
    view_integer(view, "id", petition->id);
    view_text(view, "state", petition_state_name(petition->state));
    view_text(view, "field", petition->field);
    view_text(view, "unit", *petition->unit ? petition->unit : NULL);
    view_flag(view, "may_publish", petition->may_publish);
    view_flag(view, "is_suspect", petition->is_suspect);
    view_time(view, "received_at", petition->received_ms);
    view_time(view, "due_at", petition->due_ms);
    view_time(view, "assigned_at", petition->assigned_ms);
    view_time(view, "closed_at", petition->closed_ms);
    view_time(view, "erased_at", petition->erased_ms);
    if (petition->answer_id)
        view_integer(view, "article_id", petition->answer_id);
    else
        view_null(view, "article_id");
}

/* Working days until it is due: 0 today, below 0 when it is late; null when it is closed. */
static void view_days_left(struct view view, struct working_calendar *calendar,
                           const struct petition *petition, int64_t now_ms)
{
    if (petition->closed_ms || !petition->due_ms)
        view_null(view, "days_left");
    else
        view_integer(view, "days_left",
                     working_days_between(calendar, day_of(now_ms), day_of(petition->due_ms)));
}

static void view_person(struct view view, const struct petition_person *person)
{
    view_text(view, "name", person->name);
    view_text(view, "email", person->mail);
    view_text(view, "phone", person->phone);
    view_text(view, "subject", person->subject);
    view_text(view, "text", person->text);
    view_text(view, "reply", person->reply);
}

/* Whatever was sent along, by number: names are of the person. */
static void view_petition_files(struct view view, int64_t id, const struct petition_file *files, size_t count)
{
    struct view list = view_list(view, "files");
    for (size_t i = 0; i < count; i++) {
        struct view item = view_append(list);
        view_integer(item, "number", (int64_t)i + 1);
        view_text(item, "name", files[i].name);
        view_text(item, "type", files[i].type);
        view_integer(item, "size", (int64_t)files[i].size);
        view_text(item, "url",
                  arena_printf(view.arena, "/api/questions/%lld/files/%zu", (long long)id, i + 1));
    }
}

/* The states that a list is of: one, or "open". */
static unsigned question_states(const struct request *request, struct reply *reply)
{
    const char *asked = request_parameter(request, "state");
    if (!asked)
        return (1U << PETITION_STATES) - 1;
    if (strcmp(asked, "open") == 0)
        return 1U << PETITION_RECEIVED | 1U << PETITION_ASSIGNED;
    for (enum petition_state state = 0; state < PETITION_STATES; state++)
        if (strcmp(asked, petition_state_name(state)) == 0)
            return 1U << state;
    query_choice_fault(request, reply, "state", "open, received, assigned, answered, refused, forwarded");
    return 0;
}

enum err api_question_list(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct number_list list;
    struct petition *items;
    size_t count;
    struct working_calendar calendar;
    int64_t open = 0, suspect = 0, due = 0, late = 0;
    struct petition_query query = {.purpose = PETITION_QUESTION, .states = question_states(request, reply)};
    query_flag(request, reply, "suspect", &query.is_suspect);
    enum err err = number_list_begin(app, request, reply, &conn, &list);
    if (err)
        return err;
    query.before = list.after;
    query.limit = (int)list.limit;
    err = petition_list(conn, &query, &items, &count);
    if (!err)
        err = petition_count_open(conn, PETITION_QUESTION, &open, &suspect);
    if (!err)
        err = question_count_due(conn, day_of(conn_now_ms(conn)), &due, &late);
    if (!err)
        err = office_calendar(conn, &calendar);
    if (err)
        return err;
    for (size_t i = 0; i < count; i++) {
        struct view item = number_list_add(&list, items[i].id);
        view_petition(item, &items[i]);
        view_days_left(item, &calendar, &items[i], conn_now_ms(conn));
    }
    err = number_list_end(&list);
    view_integer(list.view, "open", open);
    view_integer(list.view, "suspect", suspect);
    view_integer(list.view, "due_today", due);
    view_integer(list.view, "late", late);
    return err;
}

/* A question, and no comment on a draft. Errors: NOT_FOUND. */
static enum err question_of_citizen(struct conn *conn, int64_t id, struct petition *ret_petition)
{
    enum err err = petition_find(conn, id, ret_petition);
    return !err && ret_petition->purpose != PETITION_QUESTION ? ERR_NOT_FOUND : err;
}

/* A transaction for a read: that somebody looked is written down with it. */
enum err api_question_show(struct app *app, const struct request *request, struct reply *reply)
{
    auto_conn struct conn *conn = NULL;
    struct petition petition;
    struct petition_file *files = NULL;
    size_t file_count = 0;
    int64_t id = 0;
    const struct actor actor = actor_of(request);
    enum err err = id_named(request, reply, &id);
    if (!err)
        err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = question_of_citizen(conn, id, &petition);
    if (!err)
        err = petition_open(conn, id, &petition);
    if (!err)
        err = petition_files(conn, id, &files, &file_count);
    if (!err)
        err = store_commit(&conn);
    if (err)
        return thing_unknown(reply, err, MESSAGE_THING_QUESTION, "/api/questions");
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->version = petition.version;
    reply->is_secret = true;
    view_petition(view, &petition);
    struct view person = view_object(view, "person");
    view_person(person, &petition.person);
    view_petition_files(person, id, files, file_count);
    return ERR_OK;
}

/* ---- acting */

enum act { ACT_ASSIGN, ACT_ANSWER, ACT_REFUSE, ACT_FORWARD };
static const char *const act_names[] = {"assign", "answer", "refuse", "forward", NULL};

/* What is to be done. */
struct question_act {
    int act; /* enum act; -1 none */
    const char *unit, *reply;
    int64_t article_id;
};

static void act_read(struct reply *reply, const struct submission *submission, struct question_act *act)
{
    static const char *const known[] = {"act", "unit", "reply", "article_id", NULL};
    struct input input = input_of(submission, reply);
    *act = (struct question_act){.act = -1};
    input_only(&input, known);
    input_choice(&input, "act", act_names, &act->act);
    if (!input_has(&input, "act"))
        input_require(&input, "act", NULL);
    input_text(&input, "unit", TEXT_LINE, PETITION_UNIT_MAX, &act->unit);
    input_words(&input, "reply", PETITION_REPLY_MAX, &act->reply);
    input_integer(&input, "article_id", 1, INT64_MAX, &act->article_id);
    if (act->act == ACT_ASSIGN || act->act == ACT_FORWARD)
        input_require(&input, "unit", act->unit);
    if (act->act == ACT_ANSWER && !act->reply && !act->article_id)
        input_fault(&input, "reply", MESSAGE_QUESTION_ANSWER_MISSING, NULL);
}

/* The article that is to answer it: of this kind, and for the public only where that was agreed to. */
static enum err act_check_article(struct conn *conn, struct reply *reply, const struct petition *petition,
                                  int64_t article_id, bool *ret_is_public)
{
    struct article article;
    enum err err = article_by_id(conn, article_id, &article);
    if (err && err != ERR_NOT_FOUND)
        return err;
    if (!petition->may_publish)
        return reply_fault(reply, "/article_id", MESSAGE_QUESTION_PRIVATE, NULL);
    if (err || article.kind != KIND_QUESTION)
        return reply_fault(reply, "/article_id", MESSAGE_QUESTION_ANSWER, NULL);
    *ret_is_public = article_is_public(&article);
    return ERR_OK;
}

/* What the act makes of it. A public answer is one when it is published; until then it is assigned. */
static enum err act_apply(struct conn *conn, struct reply *reply, const struct question_act *act,
                          struct petition *petition)
{
    static const enum petition_state states[] = {PETITION_ASSIGNED, PETITION_ANSWERED, PETITION_REFUSED,
                                                 PETITION_FORWARDED};
    bool is_public = true;
    enum err err = ERR_OK;
    if (act->act == ACT_ANSWER && act->article_id)
        err = act_check_article(conn, reply, petition, act->article_id, &is_public);
    petition->state = is_public ? states[act->act] : PETITION_ASSIGNED;
    petition->person.reply = act->reply;
    if (act->unit)
        petition->unit = act->unit;
    if (act->act == ACT_ANSWER && act->article_id)
        petition->answer_id = act->article_id;
    return err;
}

enum err api_question_act(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct question_act act;
    struct petition petition;
    int64_t id = 0;
    enum err err = id_named(request, reply, &id);
    if (!err)
        err = submission_read(request, reply, &submission);
    if (err)
        return err;
    act_read(reply, &submission, &act);
    if (reply->fault_count)
        return ERR_INPUT;
    err = write_begin(app, request, reply, &conn);
    if (!err)
        err = question_of_citizen(conn, id, &petition);
    if (err)
        return thing_unknown(reply, err, MESSAGE_THING_QUESTION, "/api/questions");
    if (petition.state >= PETITION_ANSWERED)
        return reply_problem(reply, ERR_TRANSITION, MESSAGE_QUESTION_CLOSED,
                             MESSAGE_ARGS(petition_state_name(petition.state)));
    err = petition_reply_check(reply, &petition, act.reply, act.act == ACT_REFUSE);
    if (!err)
        err = version_check(request, reply, petition.version, petition.received_ms, PRECONDITION_OPTIONAL);
    if (!err)
        err = act_apply(conn, reply, &act, &petition);
    if (!err)
        err = petition_change(conn, &petition, act_names[act.act]);
    /* The one unique thing of it: no two questions have the same answer. */
    if (err == ERR_CONFLICT)
        err = reply_fault(reply, "/article_id", MESSAGE_QUESTION_ANSWER, NULL);
    if (!err)
        err = petition_find(conn, id, &petition);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->version = petition.version;
    view_petition(view, &petition);
    return write_commit(&conn, request, reply);
}
