/* The whole answer in memory, and what a problem says, on top of control_send.c. Knows JSON and no
 * sockets. */
#include "control.h"

#include "base/cleanup.h"
#include "base/json_text.h"
#include "base/said.h"

#include <jansson.h>
#include <string.h>

/* As control.h promises. Lists of tokens are the longest of these answers. */
enum { ANSWER_MAX = 4 * 1024 * 1024 };

/* Gathers the body; false ends the conversation, when it is longer than ANSWER_MAX. */
static bool control_take_all(void *context, int status, const char *bytes, size_t size)
{
    struct control_answer *answer = context;
    answer->status = status;
    buf_add(&answer->body, bytes, size);
    return !buf_failed(&answer->body);
}

/* One call with a body of JSON. On failure there is nothing to release. */
enum err control_request(const char *directory, const char *method, const char *path, const char *json,
                         struct buf *fault, struct control_answer *ret_answer)
{
    auto_buf struct buf body = BUF(ANSWER_MAX);
    struct control_answer answer = {.body = BUF(ANSWER_MAX)};
    buf_text(&body, json ? json : "");
    /* An empty body is sent where there is none. */
    const struct control_call call = {.directory = directory,
                                      .method = method,
                                      .path = path,
                                      .type = json ? "application/json" : NULL,
                                      .body = &body,
                                      .take = control_take_all,
                                      .context = &answer};
    enum err err = control_send(&call, fault, &answer.status);
    /* The caller's answer is not touched. */
    if (err)
        buf_done(&answer.body);
    else
        *ret_answer = answer;
    return err;
}

/* Adds a text to the line, behind a semicolon when it is not the first. What is no text is passed over. */
static void control_add_text(struct buf *fault, const json_t *value)
{
    if (!json_is_string(value))
        return;
    buf_printf(fault, "%s%s", fault->length ? "; " : "", json_string_value(value));
}

/* A single fault with the member or parameter that it is of: "name: must have 2 to 60 characters". */
static void control_add_fault(struct buf *fault, const json_t *item)
{
    const char *detail = json_string_value(json_object_get(item, "detail"));
    const char *pointer = json_string_value(json_object_get(item, "pointer"));
    const char *parameter = json_string_value(json_object_get(item, "parameter"));
    if (!detail)
        return;
    /* Of a member that lies deeper the whole way. */
    const char *name = pointer && *pointer && !strchr(pointer + 1, '/') ? pointer + 1 : pointer;
    name = name && *name ? name : parameter && *parameter ? parameter : NULL;
    buf_printf(fault, "%s%s%s%s", fault->length ? "; " : "", name ? name : "", name ? ": " : "", detail);
}

/* Details of single faults say most, the title least; the first of these that is there is taken. */
void control_problem(const struct control_answer *answer, struct buf *fault)
{
    /* A body that is no JSON at all leaves the status as the last thing to be said. */
    json_t *problem = json_text_read(buf_str(&answer->body), answer->body.length, 0, NULL);
    json_t *errors = json_object_get(problem, "errors"), *item;
    size_t index;
    json_array_foreach(errors, index, item) control_add_fault(fault, item);
    if (!fault->length)
        control_add_text(fault, json_object_get(problem, "detail"));
    if (!fault->length)
        control_add_text(fault, json_object_get(problem, "title"));
    if (!fault->length)
        buf_printf(fault, SAID("máy chủ congd trả lời %d", "the daemon answered %d"), answer->status);
    json_decref(problem);
}
