#include "saying.h"

#include "input.h"
#include "store/article.h"

enum err saying_read(const struct request *request, struct reply *reply, const char *const *names,
                     struct saying *ret_saying)
{
    auto_submission struct submission submission = {0};
    *ret_saying = (struct saying){0};
    if (!request->body_size)
        return ERR_OK;
    enum err err = submission_read(request, reply, &submission);
    if (err)
        return err;
    struct input input = input_of(&submission, reply);
    input_only(&input, names);
    input_text(&input, names[0], TEXT_BLOCK, ARTICLE_NOTE_MAX, &ret_saying->text);
    input_time(&input, "at", &ret_saying->at_ms);
    input_flag(&input, "force", &ret_saying->force);
    return input_end(&input);
}
