/* Reads a line at a time, so that files may be larger than memory. */
#include "json_lines.h"
#include "base/json_text.h"
#include "base/said.h"

#include <errno.h>
#include <string.h>

/* "-" is never closed, for it is not ours. */
enum err json_lines_open(struct json_lines *lines, struct buf *fault)
{
    lines->file = strcmp(lines->path, "-") == 0 ? stdin : fopen(lines->path, "re");
    if (lines->file)
        return ERR_OK;
    buf_printf(fault, "%s: %s", lines->path, said_errno(errno));
    return ERR_NOT_FOUND;
}

/* The line in `fault` counts from 1. Empty lines are wrong as well. */
enum err json_lines_next(struct json_lines *lines, struct buf *fault, json_t **ret_object)
{
    json_error_t error;
    *ret_object = NULL;
    /* The buffer is used again for the next line. */
    ssize_t length = getline(&lines->line, &lines->size, lines->file);
    if (length < 0) {
        /* The end of the file. */
        if (!ferror(lines->file))
            return ERR_OK;
        buf_printf(fault, "%s: %s", lines->path, said_errno(errno));
        return ERR_INTERNAL;
    }
    lines->number++;
    *ret_object = json_text_read(lines->line, (size_t)length, JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(*ret_object))
        return ERR_OK;
    /* NULL when it is no JSON; else JSON of another kind. */
    json_decref(*ret_object);
    *ret_object = NULL;
    buf_printf(fault, SAID("%s:%ld: không phải một đối tượng JSON", "%s:%ld: not a JSON object"), lines->path,
               lines->number);
    return ERR_JSON;
}

/* Zeroed is fine, but for the path. */
void json_lines_done(struct json_lines *lines)
{
    if (lines->file && lines->file != stdin)
        fclose(lines->file);
    free(lines->line);
}
