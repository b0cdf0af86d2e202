/* POST /api/clean: what a body becomes, and what is left out of it, before anybody saves it: for editors that
 * show what was pasted. It knows no article, no picture that is kept here, and writes nothing. */
#include "core/input.h"
#include "core/write.h"
#include "handler/handler.h"
#include "html/body.h"

#include <string.h>

static const char *const members[] = {"body", "body_format", NULL};
static const char *const formats[] = {"markdown", "html", "text", NULL};

/* Pictures stay as they are written: in all their forms they are shown when it is saved. Errors: INPUT,
 * MEMORY. */
static enum err clean_body(const struct input *input, enum body_format format, const char *text,
                           struct body *ret_body)
{
    enum body_fault fault = BODY_FAULT_NONE;
    enum err err = body_render(format, text, strlen(text), input->reply->arena, ret_body, &fault);
    if (!err || err == ERR_MEMORY)
        return err;
    input_fault(input, "body", MESSAGE_BODY_TOO_COMPLEX,
                MESSAGE_ARGS(body_fault_words(fault, input->reply->lang)));
    return input_end(input);
}

enum err api_body_clean(struct app *app, const struct request *request, struct reply *reply)
{
    auto_submission struct submission submission = {0};
    int format = BODY_MARKDOWN;
    const char *text = NULL;
    struct body body;
    (void)app;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    input_only(&input, members);
    input_choice(&input, "body_format", formats, &format);
    input_text(&input, "body", TEXT_BLOCK, body_size_max((enum body_format)format), &text);
    err = input_end(&input);
    if (!err)
        err = clean_body(&input, (enum body_format)format, text ? text : "", &body);
    if (err)
        return err;
    reply_warnings(reply, "/body", &body.warnings);
    struct view view = view_new(reply->arena);
    reply->view = view.json;
    view_html(view, "html", body.html);
    view_text(view, "text", body.text);
    write_warnings(view, reply);
    return ERR_OK;
}
