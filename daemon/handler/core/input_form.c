/* What forms have and JSON has not: files beside fields, and lists without brackets. Knows which fields take
 * files by their names, for these are the same wherever files are taken. */
#include "input_form.h"

#include "input_inner.h"

#include "base/buf.h"

#include <string.h>

/* Whether a field takes files; `many` is whether it takes more than one. */
static bool takes_files(const char *name, bool *ret_many)
{
    *ret_many = strcmp(name, "images") == 0 || strcmp(name, "attachments") == 0 || strcmp(name, "tep") == 0;
    return *ret_many || strcmp(name, "file") == 0 || strcmp(name, "image") == 0;
}

/* Those of the fields that take files, for a sentence; "body" takes a text from one. */
static const char *file_fields(const struct input *input, const char *const *names)
{
    const char *fields[8] = {NULL};
    size_t count = 0;
    bool many;
    for (size_t i = 0; names[i]; i++)
        if ((takes_files(names[i], &many) || strcmp(names[i], "body") == 0) && count < 7)
            fields[count++] = names[i];
    return count ? input_joined(input->reply->arena, fields) : "–";
}

/* A file that nobody takes would be gone without a word. */
void input_judge_files(const struct input *input, const char *const *names)
{
    const struct submission *whole = input->whole;
    for (size_t i = 0; whole && i < whole->file_count; i++) {
        const char *field = whole->files[i].field;
        bool many, is_again = json_object_get(input->fields, field) != NULL;
        for (size_t j = 0; j < i; j++)
            is_again = is_again || strcmp(whole->files[j].field, field) == 0;
        if (!takes_files(field, &many) || !input_is_one_of(field, names))
            input_fault(input, field, MESSAGE_FILE_UNWANTED, MESSAGE_ARGS(file_fields(input, names)));
        else if (is_again && !many)
            input_fault(input, field, MESSAGE_FIELD_ONCE, MESSAGE_ARGS(field));
    }
}

/* A form's list: every value that was sent, each divided at its commas. Put back in the place of what was
 * there, so that all forms are read by the same lines. */
json_t *input_form_list(const struct input *input, const char *name, json_t *value)
{
    json_t *list = json_array();
    size_t count = json_is_array(value) ? json_array_size(value) : 1;
    for (size_t i = 0; list && i < count; i++) {
        const char *text = json_string_value(json_is_array(value) ? json_array_get(value, i) : value);
        while (text && *text) {
            size_t length = strcspn(text, ",");
            /* Empty pieces, as behind a last comma, are nothing. Blanks around go when it is normalised. */
            if (length && json_array_append_new(list, json_stringn(text, length)))
                return value;
            text += length + (text[length] == ',');
        }
    }
    return list && !json_object_set_new(input->fields, name, list) ? list : value;
}
