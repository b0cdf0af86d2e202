/* What a comment must have beside what a question must, and that it comes in time. */
#include "opinion_input.h"

#include "core/input.h"
#include "page/consultation_page.h"
#include "text/date.h"

enum err opinion_consultation(struct reply *reply, const struct article *article,
                              struct consultation *ret_consultation)
{
    if (article->kind == KIND_CONSULTATION && article_is_public(article) &&
        consultation_of(article, ret_consultation))
        return ERR_OK;
    return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_CONSULTATION_UNKNOWN, NULL);
}

/* Which article of the draft; what names none is told, so that no comment loses its place. */
static void judge_part(const struct input *input, const char *name, const struct consultation *consultation,
                       struct petition *petition)
{
    const char *typed = NULL;
    char part[CONSULTATION_PART_SIZE];
    input_text(input, name, TEXT_LINE, PETITION_NAME_MAX, &typed);
    if (consultation_part_read(consultation, typed, part))
        petition->field = arena_text(input->reply->arena, part);
    else if (consultation->articles)
        input_fault(input, name, MESSAGE_OPINION_PART_OF,
                    MESSAGE_ARGS(typed, arena_printf(input->reply->arena, "%d", consultation->articles)));
    else
        input_fault(input, name, MESSAGE_OPINION_PART, MESSAGE_ARGS(typed));
}

enum err opinion_judge(struct app *app, const struct request *request, struct reply *reply,
                       const struct submission *submission, const struct question_names *names,
                       bool needs_mark, const struct article *article, struct question_sent *ret_sent)
{
    struct consultation consultation;
    struct input input = input_of(submission, reply);
    (void)consultation_of(article, &consultation);
    enum err err = question_judge(app, request, reply, submission, names, needs_mark, ret_sent);
    ret_sent->petition.purpose = PETITION_COMMENT;
    ret_sent->petition.article_id = consultation_subject(article);
    ret_sent->petition.field = "";
    ret_sent->petition.due_ms = 0;
    judge_part(&input, names->part, &consultation, &ret_sent->petition);
    return err;
}

enum err opinion_check_open(struct reply *reply, const struct consultation *consultation, int64_t now_ms)
{
    char text[DATE_TEXT_SIZE];
    enum consultation_phase phase = consultation_phase_at(consultation, now_ms);
    if (phase == CONSULTATION_OPEN)
        return ERR_OK;
    bool is_ahead = phase == CONSULTATION_AHEAD;
    int64_t moment_ms = is_ahead ? consultation->opens_ms : consultation->closes_ms;
    return reply_problem(reply, ERR_TRANSITION,
                         is_ahead ? MESSAGE_CONSULTATION_AHEAD : MESSAGE_CONSULTATION_OVER,
                         MESSAGE_ARGS(arena_text(reply->arena, date_moment(moment_ms, reply->lang, text))));
}

enum err opinion_take(struct app *app, const struct request *request, struct reply *reply,
                      const struct question_sent *sent, const struct question_names *names,
                      const struct consultation *consultation, char ret_code[RECEIPT_SIZE],
                      struct petition *ret_taken)
{
    struct question_sent timed = *sent;
    timed.until_ms = consultation->closes_ms;
    enum err err = question_take(app, request, reply, &timed, names, ret_code, ret_taken);
    /* Only time can be in the way by now. */
    return err == ERR_TRANSITION ? opinion_check_open(reply, consultation, consultation->closes_ms) : err;
}
