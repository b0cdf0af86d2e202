/* A wall in front of jansson, for what it cannot be told to refuse, and for its words as a fault of the
 * reply. Knows nothing of what the members mean. */
#include "json.h"

#include "base/json_text.h"

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

/* The piece of the sender's text that the library quotes at the end of its sentence. */
static const char *json_near(struct reply *reply, const json_error_t *error)
{
    static const char near[] = " near '";
    const char *begin = strstr(error->text, near);
    if (!begin)
        return "";
    begin += sizeof near - 1;
    const char *end = strrchr(begin, '\'');
    /* A name stands in its quotation marks, which the sentence has already. */
    begin += *begin == '"';
    end = end ? end : begin + strlen(begin);
    end -= end > begin && end[-1] == '"';
    return reply_name(reply, arena_copy(reply->arena, begin, end > begin ? (size_t)(end - begin) : 0));
}

/* Faults of one code that a person mends in different ways are told apart by the library's words, which
 * themselves are never shown. */
static enum message json_syntax_of(const json_error_t *error)
{
    if (strncmp(error->text, "invalid Unicode '", 17) == 0)
        return MESSAGE_JSON_SURROGATE;
    if (strncmp(error->text, "invalid escape", 14) == 0 || strncmp(error->text, "invalid Unicode", 15) == 0)
        return MESSAGE_JSON_ESCAPE;
    if (strncmp(error->text, "control character", 17) == 0 ||
        strncmp(error->text, "unexpected newline", 18) == 0)
        return MESSAGE_JSON_CONTROL;
    return MESSAGE_JSON_SYNTAX;
}

/* What is wrong, in words of our own. */
static const char *json_reason(struct reply *reply, const json_error_t *error)
{
    enum message message;
    switch (json_error_code(error)) {
    case json_error_premature_end_of_input:
        message = MESSAGE_JSON_ENDS;
        break;
    case json_error_end_of_input_expected:
        message = MESSAGE_JSON_TRAILS;
        break;
    case json_error_duplicate_key:
        message = MESSAGE_JSON_TWICE;
        break;
    case json_error_numeric_overflow:
        message = MESSAGE_JSON_NUMBER;
        break;
    case json_error_null_character:
    case json_error_null_byte_in_key:
        message = MESSAGE_JSON_NUL;
        break;
    default:
        message = json_syntax_of(error);
    }
    return message_text(reply->arena, reply->lang, message, MESSAGE_ARGS(json_near(reply, error)));
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
    json_t *value = json_text_read(text, size, JSON_REJECT_DUPLICATES, &error);
    /* Without memory it is no fault of the sender. */
    if (!value && json_error_code(&error) == json_error_out_of_memory)
        return ERR_MEMORY;
    if (!value)
        return reply_problem(reply, ERR_JSON, MESSAGE_JSON_FAULT,
                             MESSAGE_ARGS(json_number(reply->arena, error.line),
                                          json_number(reply->arena, error.column),
                                          json_reason(reply, &error)));
    if (!json_is_object(value)) {
        json_decref(value);
        reply_fault(reply, "", MESSAGE_JSON_NOT_OBJECT, NULL);
        return reply_problem(reply, ERR_JSON, MESSAGE_JSON_NOT_OBJECT, NULL);
    }
    *ret_value = value;
    return ERR_OK;
}
