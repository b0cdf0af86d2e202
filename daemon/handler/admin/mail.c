/* POST /api/mail/test: one letter to one address, at once, and what the relay answers. For whoever sets mail
 * up; nothing of it is kept but a line of the audit, without the address. */
#include "core/access.h"
#include "core/input.h"
#include "handler/handler.h"
#include "http/submission.h"
#include "store/audit.h"
#include "view/view.h"
#include "work/daily_mail.h"
#include "work/slow_pool.h"

#include <string.h>

static const char *const members[] = {"address", NULL};

static enum err mail_test_read(const struct submission *submission, struct reply *reply, const char **ret_to)
{
    struct input input = input_of(submission, reply);
    input_only(&input, members);
    input_text(&input, "address", TEXT_LINE, MAIL_ADDRESS_MAX, ret_to);
    input_require(&input, "address", *ret_to);
    if (*ret_to && !mail_address_valid(*ret_to))
        input_fault(&input, "address", MESSAGE_MAIL_ADDRESS, NULL);
    return input_end(&input);
}

/* The letter, and the line that says that somebody sent one. */
static enum err mail_test_write(struct app *app, const struct request *request, struct reply *reply,
                                const char *to, const char **ret_letter)
{
    auto_conn struct conn *conn = NULL;
    struct actor actor = actor_of(request);
    enum err err = store_begin(app->portal->store, reply->arena, &actor, &conn);
    if (!err)
        err = mail_trial_letter(conn, app->mail_from, to, reply->lang, request->now_ms, ret_letter);
    if (!err)
        err = audit_add(conn, "mail.test", "portal", 1, 0, 0, "");
    return err ? err : store_commit(&conn);
}

enum err api_mail_test(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    const char *to = NULL, *letter = NULL;
    struct mailed mailed;
    if (!app->mail_from || !*app->mail_from)
        return reply_problem(reply, ERR_NOT_FOUND, MESSAGE_MAIL_NOT_SET, NULL);
    enum err err = submission_read(request, reply, &submission);
    if (!err)
        err = mail_test_read(&submission, reply, &to);
    if (!err)
        err = mail_test_write(app, request, reply, to, &letter);
    if (err)
        return err;
    /* The relay takes its time, which is nobody else's. */
    slow_pool_wait(true);
    err = helper_mail(app->helper, letter, strlen(letter), &app->stopping, &mailed);
    slow_pool_wait(false);
    if (err)
        mailed = (struct mailed){.fault = MAIL_NOBODY};
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_flag(view, "is_taken", mailed.fault == MAIL_TAKEN);
    view_text(view, "result", mail_fault_name(mailed.fault));
    view_text(view, "text", mail_fault_text(mailed.fault, reply->lang));
    view_text(view, "answer", mailed.answer);
    return ERR_OK;
}
