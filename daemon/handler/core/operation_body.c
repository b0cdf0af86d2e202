/* Publishing, withdrawing and the like are addresses of their own with hardly anything to say, so most
 * come without a body. Which member stands for the text is the operation's choice; the reading is the
 * same for all. */
#include "operation_body.h"

#include "input.h"
#include "store/article.h"

enum err operation_body_read(const struct request *request, struct reply *reply, const char *const *names,
                             struct operation_body *ret_body)
{
    auto_submission struct submission submission = {0};
    *ret_body = (struct operation_body){0};
    /* Without a look at the Content-Type, which a client may leave out together with the body. */
    if (!request->body_size)
        return ERR_OK;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    input_only(&input, names);
    if (!*names)
        return input_end(&input);
    input_words(&input, names[0], ARTICLE_NOTE_MAX, &ret_body->text);
    /* Members that the operation does not have were refused just now, so reading them all is harmless. */
    input_time(&input, "at", &ret_body->at_ms);
    input_flag(&input, "force", &ret_body->force);
    input_words(&input, "check_reason", ARTICLE_NOTE_MAX, &ret_body->check_reason);
    input_words(&input, "force_reason", ARTICLE_NOTE_MAX, &ret_body->force_reason);
    return input_end(&input);
}
