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

/* Rows of a list at once. A table has more, so many of them read at once, and is not gone on with behind so
 * many bytes; one full of the longest texts has room. */
enum {
    OPINIONS_MOST = 1000,
    TABLE_MOST = 50000,
    TABLE_PAGE = 500,
    TABLE_ENOUGH = 16 * 1024 * 1024,
    TABLE_ARENA = 64 * 1024 * 1024,
    CSV_SIZE = 60 * 1024 * 1024
};

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

/* A transaction for a read: that somebody looked is written down with it. */
static enum err opinions_look(struct app *app, const struct request *request, struct arena *arena,
                              const struct petition_query *query, const char *act,
                              struct petition **ret_items, size_t *ret_count)
{
    auto_conn struct conn *conn = NULL;
    const struct actor actor = actor_of(request);
    enum err err = store_begin(app->portal->store, arena, &actor, &conn);
    if (!err)
        err = opinion_read(conn, query, act, ret_items, ret_count);
    return err ? err : store_commit(&conn);
}

/* Adds the next rows, `query` then goes on behind them. They need their memory only until they are written.
 */
static enum err opinion_csv_rows(struct app *app, const struct request *request, struct buf *out,
                                 struct petition_query *query, size_t *ret_count)
{
    auto_arena struct arena *arena = arena_new(TABLE_ARENA);
    struct petition *items;
    enum err err =
        arena ? opinions_look(app, request, arena, query, "export", &items, ret_count) : ERR_MEMORY;
    for (size_t i = 0; !err && i < *ret_count; i++) {
        opinion_csv_row(out, &items[i]);
        query->before = items[i].id;
    }
    return err;
}

/* All rows, or `limit` of them; one that is cut for its length says so in its last line. */
static enum err opinion_csv(struct app *app, const struct request *request, struct reply *reply,
                            struct petition_query *query, int64_t limit)
{
    auto_buf struct buf out = BUF(CSV_SIZE);
    int64_t most = limit ? limit : TABLE_MOST, left = most;
    size_t count = 0;
    enum err err;
    buf_text(&out, CSV_MARK);
    buf_text(&out, reply->lang == LANG_EN
                       ? "Received,Article,Comment,Name,E-mail,Telephone,Decision,Reply\r\n"
                       : "Nhận lúc,Điều,Ý kiến,Họ tên,Thư điện tử,Điện thoại,Kết quả,Giải trình\r\n");
    do {
        query->limit = (int)(left < TABLE_PAGE ? left : TABLE_PAGE);
        err = opinion_csv_rows(app, request, &out, query, &count);
        left -= (int64_t)count;
    } while (!err && count == (size_t)query->limit && left && out.length < TABLE_ENOUGH);
    if (err)
        return err;
    if (count == (size_t)query->limit) {
        const char *last = arena_printf(reply->arena, "%lld", (long long)query->before);
        reply->next = query_next(request, reply->arena, last, limit);
        if (!limit)
            csv_text(&out, message_text(reply->arena, reply->lang, MESSAGE_OPINIONS_CUT, MESSAGE_ARGS(last)));
    }
    if (buf_failed(&out))
        return ERR_MEMORY;
    reply->text = arena_copy(reply->arena, buf_str(&out), out.length);
    reply->text_type = "text/csv; charset=utf-8";
    reply->disposition = "attachment; filename=\"y-kien.csv\"";
    return ERR_OK;
}

enum err api_opinion_list(struct app *app, const struct request *request, struct reply *reply)
{
    enum { OPINIONS_USUAL = 50 };
    int64_t limit = 0, after = 0;
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
    if (!err && is_csv)
        return opinion_csv(app, request, reply, &query, limit);
    limit = limit ? limit : OPINIONS_USUAL;
    query.limit = (int)limit;
    if (!err)
        err = opinions_look(app, request, reply->arena, &query, "read", &items, &count);
    if (err)
        return err;
    struct view view, list = list_begin(reply, &view);
    for (size_t i = 0; i < count; i++)
        view_opinion(view_append(list), &items[i]);
    query_end_by_number(request, reply, view, count == (size_t)limit, count ? items[count - 1].id : 0, limit);
    return ERR_OK;
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
    err = input_end(&input);
    if (!err)
        err = write_begin(app, request, reply, &conn);
    if (!err)
        err = petition_find(conn, id, &petition);
    if (!err && petition.purpose != PETITION_COMMENT)
        err = ERR_NOT_FOUND;
    if (!err)
        err = petition_reply_check(reply, &petition, words, decision == 2);
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
