/* /api/opinions: citizens' programs comment on a draft; the staff read comments, as JSON or as a table, and
 * say what became of each. That somebody read them is a line of the audit, which names none. */
#include "core/access.h"
#include "core/input.h"
#include "core/list.h"
#include "core/query.h"
#include "core/write.h"
#include "handler/handler.h"
#include "opinion_input.h"
#include "page/consultation_page.h"
#include "store/opinion.h"
#include "text/csv.h"
#include "text/date.h"
#include "text/number.h"

#include <string.h>

static const struct question_names names = {.name = "name",
                                            .mail = "email",
                                            .phone = "phone",
                                            .part = "part",
                                            .text = "text",
                                            .consent = "consent",
                                            .mark = "mark",
                                            .consultation = "consultation"};

/* Rows of a table at once, and the room of a table that is full of long texts. */
enum { OPINIONS_MOST = 1000, CSV_SIZE = 32 * 1024 * 1024 };

/* ---- commenting */

/* The consultation that the member names by id or slug, as the public sees it. */
static enum err opinion_article(struct app *app, struct reply *reply, const struct submission *submission,
                                struct article *ret_article, struct consultation *ret_consultation)
{
    auto_conn struct conn *conn = NULL;
    const json_t *sent = json_object_get(submission->fields, names.consultation);
    const char *slug = json_string_value(sent);
    int64_t id = json_integer_value(sent);
    if (!sent || (!json_is_string(sent) && !json_is_integer(sent)))
        return reply_fault(reply, arena_printf(reply->arena, "/%s", names.consultation),
                           MESSAGE_FIELD_MISSING, NULL);
    enum err err = store_lease(app->portal->store, reply->arena, &conn);
    if (!err && slug && number_parse(slug, 1, INT64_MAX, &id))
        err = article_by_slug(conn, slug, ret_article);
    else if (!err)
        err = article_by_id(conn, id, ret_article);
    if (err == ERR_NOT_FOUND)
        return reply_problem(reply, err, MESSAGE_CONSULTATION_UNKNOWN, NULL);
    return err ? err : opinion_consultation(reply, ret_article, ret_consultation);
}

enum err api_opinion_create(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    struct article article;
    struct consultation consultation;
    struct question_sent sent;
    struct petition taken;
    char code[RECEIPT_SIZE];
    bool needs_mark = request->actor.role < ROLE_AUTHOR;
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = opinion_article(app, reply, &submission, &article, &consultation);
    if (!err)
        err = opinion_check_open(reply, &consultation, request->now_ms);
    if (!err)
        err = opinion_judge(app, request, reply, &submission, &names, needs_mark, &article, &sent);
    if (!err && reply->fault_count)
        err = ERR_INPUT;
    if (!err)
        err = opinion_take(app, request, reply, &sent, &names, &consultation, code, &taken);
    if (err)
        return err;
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->status = 201;
    reply->is_secret = true;
    view_text(view, "receipt", code);
    view_time(view, "received_at", taken.received_ms);
    view_text(view, "url", arena_printf(view.arena, "/hoi-dap/tra-cuu?ma=%s", code));
    return ERR_OK;
}

/* ---- reading */

/* What became of it, in the API's words. */
static const char *opinion_decision(const struct petition *petition)
{
    return petition->state < PETITION_ANSWERED    ? "open"
           : petition->state == PETITION_ANSWERED ? "accepted"
                                                  : "declined";
}

static void view_opinion(struct view view, const struct petition *petition)
{
    view_integer(view, "id", petition->id);
    view_integer(view, "version", petition->version);
    view_text(view, "part", petition->field);
    view_text(view, "decision", opinion_decision(petition));
    view_flag(view, "is_suspect", petition->is_suspect);
    view_time(view, "received_at", petition->received_ms);
    view_time(view, "decided_at", petition->closed_ms);
    view_time(view, "erased_at", petition->erased_ms);
    view_text(view, "name", petition->person.name);
    view_text(view, "email", petition->person.mail);
    view_text(view, "phone", petition->person.phone);
    view_text(view, "text", petition->person.text);
    view_text(view, "reply", petition->person.reply);
}

/* One line: what it is about, what it says, who sent it, what became of it. */
static void opinion_csv_row(struct buf *out, const struct petition *petition)
{
    char text[DATE_TEXT_SIZE];
    const struct petition_person *person = &petition->person;
    const char *const fields[] = {petition->field, person->text,  person->name,
                                  person->mail,    person->phone, opinion_decision(petition),
                                  person->reply};
    csv_text(out, date_rfc3339_local(petition->received_ms, text));
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        buf_char(out, ',');
        csv_text(out, fields[i]);
    }
    buf_text(out, "\r\n");
}

static enum err opinion_csv(struct reply *reply, const struct petition *items, size_t count)
{
    auto_buf struct buf out = BUF(CSV_SIZE);
    buf_text(&out, CSV_MARK);
    buf_text(&out, reply->lang == LANG_EN
                       ? "Received,Article,Comment,Name,E-mail,Telephone,Decision,Reply\r\n"
                       : "Nhận lúc,Điều,Ý kiến,Họ tên,Thư điện tử,Điện thoại,Kết quả,Giải trình\r\n");
    for (size_t i = 0; i < count; i++)
        opinion_csv_row(&out, &items[i]);
    if (buf_failed(&out))
        return ERR_MEMORY;
    reply->text = arena_copy(reply->arena, buf_str(&out), out.length);
    reply->text_type = "text/csv; charset=utf-8";
    reply->disposition = "attachment; filename=\"y-kien.csv\"";
    return ERR_OK;
}

/* A transaction for a read: that somebody looked is written down with it. */
static enum err opinions_look(struct app *app, const struct request *request, struct reply *reply,
                              const struct petition_query *query, bool is_csv, struct petition **ret_items,
                              size_t *ret_count)
{
    auto_conn struct conn *conn = NULL;
    const struct actor actor = actor_of(request);
    enum err err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = opinion_read(conn, query, is_csv ? "export" : "read", ret_items, ret_count);
    return err ? err : store_commit(&conn);
}

enum err api_opinion_list(struct app *app, const struct request *request, struct reply *reply)
{
    enum { OPINIONS_USUAL = 50 };
    int64_t limit = OPINIONS_USUAL, after = 0;
    struct petition_query query = {.purpose = PETITION_COMMENT, .states = (1U << PETITION_STATES) - 1};
    struct petition *items;
    size_t count;
    bool is_csv = false;
    query_number(request, reply, "limit", 1, OPINIONS_MOST, &limit);
    query_number(request, reply, "after", 1, INT64_MAX, &after);
    query_number(request, reply, "consultation", 1, INT64_MAX, &query.article_id);
    query_flag(request, reply, "suspect", &query.is_suspect);
    if (!query.article_id && !reply->fault_count)
        reply_fault_parameter(reply, "consultation", MESSAGE_FIELD_MISSING, NULL);
    enum err err = query_wants_csv(request, reply, &is_csv);
    if (!err)
        err = query_check(reply);
    query.before = after;
    query.limit = (int)limit;
    if (!err)
        err = opinions_look(app, request, reply, &query, is_csv, &items, &count);
    if (err)
        return err;
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++)
        view_opinion(view_append(list), &items[i]);
    query_end_by_number(request, reply, view, count == (size_t)limit, count ? items[count - 1].id : 0, limit);
    return is_csv ? opinion_csv(reply, items, count) : ERR_OK;
}

/* ---- deciding */

static const char *const decisions[] = {"open", "accepted", "declined", NULL};

enum err api_opinion_decide(struct app *app, const struct request *request, struct reply *reply)
{
    static const char *const members[] = {"decision", "reply", NULL};
    static const enum petition_state states[] = {PETITION_RECEIVED, PETITION_ANSWERED, PETITION_REFUSED};
    auto_submission struct submission submission = {0};
    auto_conn struct conn *conn = NULL;
    struct petition petition;
    int64_t id = 0;
    int decision = -1;
    const char *words = NULL;
    enum err err = id_named(request, reply, &id);
    if (!err)
        err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    input_only(&input, members);
    input_choice(&input, "decision", decisions, &decision);
    if (decision < 0 && !reply->fault_count)
        input_fault(&input, "decision", MESSAGE_FIELD_MISSING, NULL);
    input_words(&input, "reply", PETITION_REPLY_MAX, &words);
    /* Who is not followed is told why. */
    if (decision == 2)
        input_require(&input, "reply", words);
    err = input_end(&input);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = petition_find(conn, id, &petition);
    if (!err && petition.purpose != PETITION_COMMENT)
        err = ERR_NOT_FOUND;
    if (!err)
        err = version_check(request, reply, petition.version, petition.received_ms, PRECONDITION_OPTIONAL);
    if (!err) {
        petition.state = states[decision];
        petition.person.reply = words;
        err = opinion_decide(conn, &petition, decisions[decision]);
    }
    if (!err)
        err = petition_find(conn, id, &petition);
    if (err)
        return thing_unknown(reply, err, MESSAGE_THING_OPINION, "/api/opinions");
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    reply->version = petition.version;
    view_opinion(view, &petition);
    return write_commit(&conn, request, reply);
}
