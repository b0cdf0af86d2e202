/* A wall in front of jansson, for what it cannot be told to refuse, and for its words as a fault of the
 * reply. Knows nothing of what the members mean. */
#include "json.h"

#include <string.h>

/* Far deeper than anything that the API takes. jansson's own limit is 2,048, and it recurses. */
enum { DEPTH_MAX = 32 };

/* The deepest nesting, by a scan that knows only strings and brackets: cheap whatever the input. */
static int depth_of(const char *text, size_t size)
{
    int depth = 0, deepest = 0;
    bool in_string = false;
    for (size_t i = 0; i < size; i++) {
        if (in_string) {
            /* Whatever is escaped ends no string; a backslash at the very end steps over the end, which
             * the loop bears. */
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                in_string = false;
        } else if (text[i] == '"') {
            in_string = true;
        } else if (text[i] == '[' || text[i] == '{') {
            depth++;
            deepest = depth > deepest ? depth : deepest;
        } else if (text[i] == ']' || text[i] == '}') {
            depth--;
        }
    }
    return deepest;
}

/* For a place in the text. */
static const char *json_number(struct arena *arena, int value)
{
    return arena_printf(arena, "%d", value);
}

enum err json_read_object(const char *text, size_t size, struct reply *reply, json_t **ret_value)
{
    json_error_t error;
    /* Before anything is allocated. */
    if (depth_of(text, size) > DEPTH_MAX) {
        reply_fault(reply, "", MESSAGE_BODY_TOO_DEEP, NULL);
        return reply_problem(reply, ERR_JSON, MESSAGE_BODY_TOO_DEEP, NULL);
    }
    /* A NUL within a string is refused by default, and texts with one would be cut wherever they are
     * taken as C strings. */
    json_t *value = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    /* Without memory it is no fault of the sender. */
    if (!value && json_error_code(&error) == json_error_out_of_memory)
        return ERR_MEMORY;
    if (!value)
        return reply_problem(reply, ERR_JSON, MESSAGE_JSON_FAULT,
                             MESSAGE_ARGS(json_number(reply->arena, error.line),
                                          json_number(reply->arena, error.column),
                                          arena_text(reply->arena, error.text)));
    if (!json_is_object(value)) {
        json_decref(value);
        reply_fault(reply, "", MESSAGE_JSON_NOT_OBJECT, NULL);
        return reply_problem(reply, ERR_JSON, MESSAGE_JSON_NOT_OBJECT, NULL);
    }
    *ret_value = value;
    return ERR_OK;
}
