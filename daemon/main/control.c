#include "control.h"

#include "base/cleanup.h"

#include <jansson.h>

enum { ANSWER_MAX = 4 * 1024 * 1024 };

static bool take_all(void *context, int status, const char *bytes, size_t size)
{
    struct control_answer *answer = context;
    answer->status = status;
    buf_add(&answer->body, bytes, size);
    return !buf_failed(&answer->body);
}

enum err control_request(const char *directory, const char *method, const char *path, const char *json,
                         struct buf *fault, struct control_answer *ret_answer)
{
    auto_buf struct buf body = BUF(ANSWER_MAX);
    struct control_answer answer = {.body = BUF(ANSWER_MAX)};
    buf_text(&body, json ? json : "");
    const struct control_call call = {.directory = directory,
                                      .method = method,
                                      .path = path,
                                      .type = json ? "application/json" : NULL,
                                      .body = &body,
                                      .take = take_all,
                                      .context = &answer};
    enum err err = control_send(&call, fault, &answer.status);
    if (err)
        buf_done(&answer.body);
    else
        *ret_answer = answer;
    return err;
}

static void control_add_text(struct buf *fault, const json_t *value)
{
    if (!json_is_string(value))
        return;
    buf_printf(fault, "%s%s", fault->length ? "; " : "", json_string_value(value));
}

void control_problem(const struct control_answer *answer, struct buf *fault)
{
    json_t *problem = json_loadb(buf_str(&answer->body), answer->body.length, 0, NULL);
    json_t *errors = json_object_get(problem, "errors"), *item;
    size_t index;
    json_array_foreach(errors, index, item) control_add_text(fault, json_object_get(item, "detail"));
    if (!fault->length)
        control_add_text(fault, json_object_get(problem, "detail"));
    if (!fault->length)
        control_add_text(fault, json_object_get(problem, "title"));
    if (!fault->length)
        buf_printf(fault, "the daemon answered %d", answer->status);
    json_decref(problem);
}
