/* What a question must have, and what makes it look like none. */
#include "question_input.h"

#include "ask_quota.h"
#include "base/log.h"
#include "core/input.h"
#include "question_files.h"
#include "store/kind.h"
#include "store/office_day.h"
#include "text/mail_address.h"

#include <string.h>

/* A household may send so many at once; the digits of a telephone's number; links of one who advertises. */
enum {
    QUESTION_MEMBERS = 13,
    ASKS_AT_ONCE = 5,
    PHONE_LEAST = 8,
    PHONE_MOST = 15,
    LINKS_SUSPECT = 3,
    CHOICES_MOST = 32
};

/* Letters of UTF-8. */
static size_t question_letters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static bool phone_is_valid(const char *phone)
{
    size_t digits = 0;
    for (const char *at = phone; *at; at++)
        if (*at >= '0' && *at <= '9')
            digits++;
        else if (!strchr(" +-.()", *at))
            return false;
    return digits >= PHONE_LEAST && digits <= PHONE_MOST;
}

static bool text_has_many_links(const char *text)
{
    static const char *const signs[] = {"http://", "https://", "www."};
    int count = 0;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        for (const char *at = text; (at = strstr(at, signs[i])); at++)
            count++;
    return count >= LINKS_SUSPECT;
}

/* Who it is, and how to reach them. */
static void judge_person(const struct input *input, const struct question_names *names,
                         struct petition_person *person)
{
    input_text(input, names->name, TEXT_LINE, PETITION_NAME_MAX, &person->name);
    input_text(input, names->mail, TEXT_LINE, PETITION_MAIL_MAX, &person->mail);
    input_text(input, names->phone, TEXT_LINE, PETITION_PHONE_MAX, &person->phone);
    input_require(input, names->name, person->name);
    if (!person->mail && !person->phone)
        input_fault(input, names->mail, MESSAGE_QUESTION_CONTACT, NULL);
    if (person->mail && !mail_address_valid(person->mail))
        input_fault(input, names->mail, MESSAGE_QUESTION_MAIL, NULL);
    if (person->phone && !phone_is_valid(person->phone))
        input_fault(input, names->phone, MESSAGE_QUESTION_PHONE, NULL);
}

/* Which choice of the fact it is. */
static void judge_field(const struct input *input, const char *name, const char **field)
{
    const char *choices[CHOICES_MOST + 1] = {NULL};
    int chosen = -1;
    size_t count = 0;
    for (const struct fact_choice *choice = fact_choices(); choice->name && count < CHOICES_MOST; choice++)
        if (choice->fact == FACT_QUESTION_FIELD)
            choices[count++] = choice->name;
    input_choice(input, name, choices, &chosen);
    *field = chosen < 0 ? NULL : choices[chosen];
    if (!input_has(input, name))
        input_require(input, name, NULL);
}

/* What it says. */
static void judge_words(const struct input *input, const struct question_names *names,
                        struct petition_person *person)
{
    if (names->subject) {
        input_text(input, names->subject, TEXT_LINE, PETITION_SUBJECT_MAX, &person->subject);
        input_require(input, names->subject, person->subject);
    }
    input_words(input, names->text, PETITION_TEXT_MAX, &person->text);
    input_require(input, names->text, person->text);
    size_t letters = person->text ? question_letters(person->text) : 0;
    if (letters > PETITION_TEXT_LETTERS)
        input_fault(input, names->text, MESSAGE_QUESTION_LONG,
                    MESSAGE_ARGS(arena_printf(input->reply->arena, "%zu", letters)));
}

/* When the form was given out. What is over, or is none of ours, asks for a new one. */
static void judge_mark(struct app *app, const struct request *request, const struct input *input,
                       const char *name, const char **mark)
{
    int64_t made_ms = 0;
    input_text(input, name, TEXT_LINE, PETITION_MARK_SIZE, mark);
    enum err err = *mark ? petition_mark_read(app->portal->store, *mark, &made_ms) : ERR_INPUT;
    int64_t age_ms = request->now_ms - made_ms;
    if (err || age_ms > QUESTION_LATE_MS) {
        *mark = NULL;
        input_fault(input, name, MESSAGE_QUESTION_FORM_OLD, NULL);
    } else if (age_ms < QUESTION_SOON_MS)
        input_fault(input, name, MESSAGE_QUESTION_FORM_SOON, NULL);
}

/* The members that there are, for a list that NULL ends. */
static void question_members(const struct question_names *names,
                             const char *known[static QUESTION_MEMBERS + 1])
{
    const char *const all[QUESTION_MEMBERS] = {
        names->name,        names->mail,         names->phone,   names->field, names->part,
        names->subject,     names->text,         names->consent, names->mark,  names->trap,
        names->may_publish, names->consultation, names->files};
    for (size_t i = 0, count = 0; i < QUESTION_MEMBERS; i++)
        if (all[i])
            known[count++] = all[i];
}

enum err question_judge(struct app *app, const struct request *request, struct reply *reply,
                        const struct submission *submission, const struct question_names *names,
                        bool needs_mark, struct question_sent *ret_sent)
{
    const char *known[QUESTION_MEMBERS + 1] = {NULL};
    struct question_sent sent = {.petition = {.purpose = PETITION_QUESTION, .field = ""},
                                 .submission = submission};
    struct input input = input_of(submission, reply);
    const char *trap = NULL;
    question_members(names, known);
    input_only(&input, known);
    judge_person(&input, names, &sent.petition.person);
    if (names->field)
        judge_field(&input, names->field, &sent.petition.field);
    judge_words(&input, names, &sent.petition.person);
    input_flag(&input, names->consent, &sent.has_consent);
    if (!sent.has_consent)
        input_fault(&input, names->consent, MESSAGE_QUESTION_CONSENT, NULL);
    if (names->may_publish)
        input_flag(&input, names->may_publish, &sent.petition.may_publish);
    if (names->trap)
        input_text(&input, names->trap, TEXT_LINE, PETITION_NAME_MAX, &trap);
    if (trap)
        input_fault(&input, names->trap, MESSAGE_QUESTION_TRAP, NULL);
    if (names->files)
        question_files_judge(&input, names->files);
    if (needs_mark)
        judge_mark(app, request, &input, names->mark, &sent.mark);
    sent.petition.is_suspect = sent.petition.person.text && text_has_many_links(sent.petition.person.text);
    *ret_sent = sent;
    return arena_failed(reply->arena) ? ERR_MEMORY : ERR_OK;
}

static enum err question_too_many(struct reply *reply, int wait_s, enum message message)
{
    reply->retry_after_s = wait_s;
    return reply_problem(reply, ERR_TOO_MANY, message,
                         MESSAGE_ARGS(arena_printf(reply->arena, "%d", wait_s)));
}

/* Whose measure of a day it is taken from; 0, nobody's, of an office's own program, which sends for many. */
static uint64_t question_block(const struct app *app, const struct request *request)
{
    return request->actor.role < ROLE_AUTHOR ? throttle_block(app->throttle, request->client) : 0;
}

/* Of one block of addresses so many at once and so many a day; beside the limit of all writes. Where it is OK
 * one of the day's was taken. */
static enum err question_throttle(struct app *app, const struct request *request, struct reply *reply)
{
    int wait_s = throttle_take_part(app->throttle, THROTTLE_WRITE, request->client,
                                    clock_monotonic_ms(app->clock), ASKS_AT_ONCE);
    if (wait_s)
        return question_too_many(reply, wait_s, MESSAGE_TOO_MANY_REQUESTS);
    if (!ask_quota_take(app->asks, question_block(app, request), 1, request->now_ms))
        return question_too_many(reply, 3600, MESSAGE_QUESTION_MANY);
    return ERR_OK;
}

/* In one transaction; its files are prepared. Without room for them only what is there already is found. */
static enum err question_keep(struct app *app, const struct request *request, struct reply *reply,
                              const struct question_sent *sent, struct petition *petition, bool has_room,
                              char ret_code[RECEIPT_SIZE], struct petition *ret_taken, bool *ret_is_new)
{
    auto_conn struct conn *conn = NULL;
    /* Not the actor of the request, nor an address: who asks is nobody to the portal. */
    const struct actor citizen = {.role = ROLE_NONE, .request_id = request->id[0] ? request->id : NULL};
    const struct petition_rules rules = {.a_day = app->questions_daily,
                                         .files_most = has_room ? app->question_files_mb * 1024 * 1024 : 0};
    enum err err = store_begin(app->portal->store, reply->arena, &citizen, &conn);
    if (!err && sent->until_ms && conn_now_ms(conn) >= sent->until_ms)
        err = ERR_TRANSITION;
    if (!err && petition->purpose == PETITION_QUESTION)
        err = question_due(conn, petition->field, conn_now_ms(conn), &petition->due_ms);
    if (!err)
        err = petition_add(conn, petition, &rules, sent->mark, ret_code, ret_is_new);
    if (!err)
        err = petition_of_code(conn, ret_code, ret_taken);
    return err ? err : store_commit(&conn);
}

/* Prepares its files and takes their KiB from the block's measure of a day; *ret_kib is what was taken, and
 * *ret_has_room false when there was less. That is no refusal yet: the same form may have been sent before.
 */
static enum err question_take_files(struct app *app, const struct request *request, struct reply *reply,
                                    const struct question_sent *sent, const struct question_names *names,
                                    struct petition *petition, int32_t *ret_kib, bool *ret_has_room)
{
    enum err err = question_files_prepare(app, reply, sent->submission, names->files, petition);
    int32_t kib = 0;
    for (size_t i = 0; i < petition->file_count; i++)
        kib += (int32_t)((petition->files[i].size + 1023) / 1024);
    if (err || !kib)
        return err;
    *ret_has_room = ask_quota_take(app->ask_files, question_block(app, request), kib, request->now_ms);
    *ret_kib = *ret_has_room ? kib : 0;
    return ERR_OK;
}

/* Says why it was not taken in. */
static enum err question_refuse(const struct app *app, struct reply *reply,
                                const struct question_names *names, bool has_room, enum err err)
{
    bool is_full = err == ERR_FORBIDDEN;
    if (is_full && !has_room)
        return reply_fault(reply, arena_printf(reply->arena, "/%s", names->files),
                           MESSAGE_QUESTION_FILES_OF_BLOCK,
                           MESSAGE_ARGS(arena_printf(reply->arena, "%d", ASK_FILES_MIB_A_DAY)));
    if (err == ERR_TOO_MANY && !reply->detail)
        return question_too_many(reply, 3600, MESSAGE_QUESTION_MANY_OF_ALL);
    if (is_full)
        log_warning("petitions",
                    LOG_SAYS("a question's files found no room; raise question_files, or erase questions"),
                    LOG_NUMBER("question_files", app->question_files_mb));
    if (is_full || err == ERR_TOO_LARGE)
        return reply_fault(reply, arena_printf(reply->arena, "/%s", names->files),
                           is_full ? MESSAGE_QUESTION_FILES_FULL : MESSAGE_QUESTION_FILES_OF_ALL, NULL);
    if (err == ERR_CONFLICT)
        return reply_fault(reply, arena_printf(reply->arena, "/%s", names->mark), MESSAGE_QUESTION_FORM_USED,
                           NULL);
    return err;
}

enum err question_take(struct app *app, const struct request *request, struct reply *reply,
                       const struct question_sent *sent, const struct question_names *names,
                       char ret_code[RECEIPT_SIZE], struct petition *ret_taken)
{
    struct petition petition = sent->petition;
    int32_t kib = 0;
    bool is_new = false, has_room = true;
    enum err err = question_throttle(app, request, reply);
    /* Nothing was taken, so there is nothing to give back. */
    if (err)
        return err;
    if (names->files)
        err = question_take_files(app, request, reply, sent, names, &petition, &kib, &has_room);
    if (!err)
        err = question_keep(app, request, reply, sent, &petition, has_room, ret_code, ret_taken, &is_new);
    if (!err) {
        /* Whoever sent them sees that they came. */
        ret_taken->files = petition.files;
        ret_taken->file_count = petition.file_count;
    }
    if (err || !is_new) {
        ask_quota_return(app->asks, question_block(app, request), 1, request->now_ms);
        ask_quota_return(app->ask_files, question_block(app, request), kib, request->now_ms);
    }
    return question_refuse(app, reply, names, has_room, err);
}

enum err petition_reply_check(struct reply *reply, const struct petition *petition, const char *words,
                              bool is_due)
{
    if (petition->erased_ms && words)
        return reply_fault(reply, "/reply", MESSAGE_PETITION_ERASED, NULL);
    if (!petition->erased_ms && !words && is_due)
        return reply_fault(reply, "/reply", MESSAGE_FIELD_EMPTY, NULL);
    return ERR_OK;
}
