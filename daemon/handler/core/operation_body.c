#include "operation_body.h"

#include "input.h"
#include "store/article.h"

enum err operation_body_read(const struct request *request, struct reply *reply, const char *const *names,
                             struct operation_body *ret_body)
{
    auto_submission struct submission submission = {0};
    *ret_body = (struct operation_body){0};
    if (!request->body_size)
        return ERR_OK;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    input_only(&input, names);
    input_text(&input, names[0], TEXT_BLOCK, ARTICLE_NOTE_MAX, &ret_body->text);
    input_time(&input, "at", &ret_body->at_ms);
    input_flag(&input, "force", &ret_body->force);
    return input_end(&input);
}
