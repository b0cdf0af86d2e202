/* A file of JSON objects, one a line ("-" is standard input). */
#ifndef MAIN_JSON_LINES_H
#define MAIN_JSON_LINES_H

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/err.h"

#include <jansson.h>
#include <stdio.h>

struct json_lines {
    const char *path;
    FILE *file;
    char *line;
    size_t size;
    long number;
};

enum err json_lines_open(struct json_lines *lines, struct buf *fault);

/* The next object, owned by the caller; NULL at the end. `fault` names the line that is wrong. */
enum err json_lines_next(struct json_lines *lines, struct buf *fault, json_t **ret_object);
void json_lines_done(struct json_lines *lines);
#define auto_json_lines CLEANUP(json_lines_done)

#endif
