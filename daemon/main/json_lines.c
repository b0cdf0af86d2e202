#include "json_lines.h"

#include <errno.h>
#include <string.h>

enum err json_lines_open(struct json_lines *lines, struct buf *fault)
{
    lines->file = strcmp(lines->path, "-") == 0 ? stdin : fopen(lines->path, "re");
    if (lines->file)
        return ERR_OK;
    buf_printf(fault, "%s: %s", lines->path, strerror(errno));
    return ERR_NOT_FOUND;
}

enum err json_lines_next(struct json_lines *lines, struct buf *fault, json_t **ret_object)
{
    json_error_t error;
    *ret_object = NULL;
    ssize_t length = getline(&lines->line, &lines->size, lines->file);
    if (length < 0) {
        if (!ferror(lines->file))
            return ERR_OK;
        buf_printf(fault, "%s: %s", lines->path, strerror(errno));
        return ERR_INTERNAL;
    }
    lines->number++;
    *ret_object = json_loadb(lines->line, (size_t)length, JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(*ret_object))
        return ERR_OK;
    json_decref(*ret_object);
    *ret_object = NULL;
    buf_printf(fault, "%s:%ld: not a JSON object", lines->path, lines->number);
    return ERR_JSON;
}

void json_lines_done(struct json_lines *lines)
{
    if (lines->file && lines->file != stdin)
        fclose(lines->file);
    free(lines->line);
}
