/* One operation of the API as a person reads it: parameters, bodies, answers, errors, and a line to try it
 * with. */
#include "docs.h"

#include "html/safe.h"

#include <stdio.h>
#include <string.h>

/* Beyond it an example of a body is cut to what must be said. */
enum { DOCS_LINE_MAX = 4000, DOCS_BODY_MAX = 240, DOCS_ROLE_MAX = 20 };

/* ---- the line for a shell */

/* A text within single quotes. */
static void docs_quote(struct buf *out, const char *text)
{
    buf_text(out, "'");
    for (; *text; text++)
        buf_printf(out, *text == '\'' ? "'\\''" : "%c", *text);
    buf_text(out, "'");
}

/* An example as it stands in an address or a header: a text without its quotation marks. */
static const char *docs_value(struct arena *arena, const json_t *parameter)
{
    const json_t *example = json_object_get(parameter, "example");
    return json_is_string(example) ? json_string_value(example) : docs_example(arena, example, JSON_COMPACT);
}

/* Parameters that must be there, of the query and of headers. */
static void docs_add_required(const struct docs *docs, struct arena *arena, struct buf *out,
                              const json_t *operation)
{
    json_t *item;
    size_t index;
    json_array_foreach(json_object_get(operation, "parameters"), index, item)
    {
        const json_t *parameter = docs_follow(docs, item);
        const char *name = json_string_value(json_object_get(parameter, "name"));
        const char *where = json_string_value(json_object_get(parameter, "in"));
        if (!json_is_true(json_object_get(parameter, "required")) || strcmp(where, "path") == 0)
            continue;
        bool is_header = strcmp(where, "header") == 0;
        buf_text(out, is_header ? " -H " : " -G --data-urlencode ");
        docs_quote(out,
                   arena_printf(arena, is_header ? "%s: %s" : "%s=%s", name, docs_value(arena, parameter)));
    }
}

/* The path with examples in place of its arguments. */
static void docs_add_path(const struct docs *docs, struct arena *arena, struct buf *out, const char *path,
                          const json_t *operation)
{
    for (; *path; path++) {
        size_t length = strcspn(path, "}"), index;
        json_t *item;
        if (*path != '{') {
            buf_printf(out, "%c", *path);
            continue;
        }
        json_array_foreach(json_object_get(operation, "parameters"), index, item)
        {
            const json_t *parameter = docs_follow(docs, item);
            const char *name = json_string_value(json_object_get(parameter, "name"));
            if (strncmp(name, path + 1, length - 1) == 0 && !name[length - 1] &&
                strcmp(json_string_value(json_object_get(parameter, "in")), "path") == 0)
                buf_text(out, docs_value(arena, parameter));
        }
        path += length;
    }
}

/* The example of a body of JSON; of a long one only what must be there. */
static const char *docs_body_example(const struct docs *docs, struct arena *arena, const json_t *content)
{
    const json_t *schema = docs_follow(docs, json_object_get(content, "schema")), *item;
    const json_t *example = json_object_get(content, "example");
    size_t index;
    if (!example)
        example = json_array_get(json_object_get(schema, "examples"), 0);
    const char *whole = docs_example(arena, example, JSON_COMPACT);
    const json_t *required = json_object_get(schema, "required");
    if (strlen(whole) <= DOCS_BODY_MAX || !json_array_size(required))
        return whole;
    json_auto_t *needed = json_object();
    json_array_foreach(required, index, item)
    {
        const char *name = json_string_value(item);
        json_object_set(needed, name, json_object_get(example, name));
    }
    return docs_example(arena, needed, JSON_COMPACT);
}

/* The body by the first of its forms: JSON in place, anything else from a file. */
static void docs_add_body(const struct docs *docs, struct arena *arena, struct buf *out,
                          const json_t *operation)
{
    json_t *content = json_object_get(json_object_get(operation, "requestBody"), "content");
    void *first = json_object_iter(content);
    const json_t *json = json_object_get(content, "application/json");
    if (json) {
        buf_text(out, " --json ");
        docs_quote(out, docs_body_example(docs, arena, json));
    } else if (first && strncmp(json_object_iter_key(first), "image/", 6) == 0) {
        buf_text(out, " -T anh.jpg");
    } else if (first) {
        buf_printf(out, " -H 'Content-Type: %s' --data-binary @bai.ndjson", json_object_iter_key(first));
    }
}

/* Whether nobody may without a token: no alternative of its security is empty. */
static bool docs_needs_token(const json_t *operation)
{
    const json_t *item, *security = json_object_get(operation, "security");
    size_t index;
    json_array_foreach(security, index, item)
    {
        if (!json_object_size(item))
            return false;
    }
    return json_array_size(security) > 0;
}

const char *docs_curl(const struct docs *docs, struct arena *arena, const char *path, const char *method,
                      const json_t *operation)
{
    auto_buf struct buf out = BUF(DOCS_LINE_MAX);
    const json_t *body = json_object_get(operation, "requestBody");
    const json_t *good = json_object_get(json_object_get(operation, "responses"), "200");
    bool is_plain = strcmp(method, "get") == 0 || (strcmp(method, "post") == 0 && body);
    bool is_sent = json_object_get(json_object_get(body, "content"), "image/jpeg") != NULL;
    buf_text(&out, "curl");
    /* Lines as they come. */
    if (json_object_get(json_object_get(good, "content"), "text/event-stream"))
        buf_text(&out, " -N");
    /* `-T` says PUT by itself. */
    if (!is_plain || is_sent) {
        buf_text(&out, " -X ");
        for (const char *p = method; *p; p++)
            buf_printf(&out, "%c", *p - 'a' + 'A');
    }
    if (docs_needs_token(operation))
        buf_text(&out, " -H \"Authorization: Bearer $TOKEN\"");
    docs_add_required(docs, arena, &out, operation);
    docs_add_body(docs, arena, &out, operation);
    buf_printf(&out, " \"%s", *docs->base ? docs->base : "$CONG");
    docs_add_path(docs, arena, &out, path, operation);
    buf_text(&out, "\"");
    return arena_copy(arena, buf_str(&out), out.length);
}

/* ---- what is said of it */

/* The description without "Needs the role editor." at its end, which is said apart: *ret_role is that role,
 * NULL without one. */
static const char *docs_without_role(struct arena *arena, const char *text, const char **ret_role)
{
    static const char mark[] = "Needs the role ";
    const char *at = text, *last = NULL;
    while ((at = strstr(at, mark))) {
        last = at;
        at += sizeof mark - 1;
    }
    const char *role = last ? last + sizeof mark - 1 : NULL;
    size_t length = role ? strcspn(role, ".") : 0;
    *ret_role = NULL;
    /* In the middle it is a part of what is said. */
    if (!role || length > DOCS_ROLE_MAX || strcmp(role + length, ".") != 0)
        return text;
    *ret_role = arena_copy(arena, role, length);
    while (last > text && last[-1] == ' ')
        last--;
    return arena_copy(arena, text, (size_t)(last - text));
}

/* Parameters as rows; most are references to a common one. */
static void docs_fill_parameters(const struct docs *docs, struct view view, const json_t *operation)
{
    json_t *item;
    size_t index;
    struct view list = view_list(view, "parameters");
    json_array_foreach(json_object_get(operation, "parameters"), index, item)
    {
        const json_t *parameter = docs_follow(docs, item);
        const json_t *example = json_object_get(parameter, "example");
        struct view row = view_append(list);
        view_text(row, "name", json_string_value(json_object_get(parameter, "name")));
        view_text(row, "where", json_string_value(json_object_get(parameter, "in")));
        view_flag(row, "required", json_is_true(json_object_get(parameter, "required")));
        docs_fill_kind(docs, row, json_object_get(parameter, "schema"));
        docs_fill_words(row, "description", docs_said_at(docs, parameter, "description"));
        view_text(row, "example", example ? docs_value(view.arena, parameter) : NULL);
    }
    view_flag(view, "has_parameters", json_array_size(list.json) > 0);
}

/* One row for each media type that a body may have. */
static void docs_fill_bodies(const struct docs *docs, struct view view, const json_t *operation)
{
    const json_t *body = json_object_get(operation, "requestBody");
    json_t *content = json_object_get(body, "content"), *form;
    const char *media;
    struct view list = view_list(view, "bodies");
    docs_fill_words(view, "body_about", docs_said_at(docs, body, "description"));
    json_object_foreach(content, media, form)
    {
        struct view row = view_append(list);
        const json_t *schema = json_object_get(form, "schema");
        view_text(row, "media", media);
        docs_fill_kind(docs, row, schema);
        /* What a form takes is said in place, see tests/lint/check_description.py. */
        docs_fill_words(row, "about", docs_said_at(docs, schema, "description"));
    }
    view_flag(view, "has_bodies", content != NULL);
}

/* One row for each status, with those that say no in a list of their own. An answer's first media type stands
 * for all, as the others are the same in another form. */
static void docs_fill_answers(const struct docs *docs, struct view view, const json_t *operation)
{
    const char *status;
    json_t *value;
    struct view answers = view_list(view, "answers"), faults = view_list(view, "faults");
    json_object_foreach(json_object_get(operation, "responses"), status, value)
    {
        const json_t *answer = docs_follow(docs, value);
        bool is_fault = *status > '3';
        void *first = json_object_iter(json_object_get(answer, "content"));
        struct view row = view_append(is_fault ? faults : answers);
        view_text(row, "status", strcmp(status, "default") == 0 ? NULL : status);
        docs_fill_words(row, "description", docs_said_at(docs, answer, "description"));
        /* Of a fault it is always a problem document. */
        if (is_fault)
            continue;
        view_text(row, "media", first ? json_object_iter_key(first) : NULL);
        docs_fill_kind(docs, row, first ? json_object_get(json_object_iter_value(first), "schema") : NULL);
    }
    view_flag(view, "has_faults", json_array_size(faults.json) > 0);
}

void docs_fill_operation(const struct docs *docs, struct view list, const char *path, const char *method,
                         const json_t *operation)
{
    struct view view = view_append(list);
    const char *role, *about = json_string_value(json_object_get(operation, "description"));
    about = docs_without_role(view.arena, about ? about : "", &role);
    const char *anchor = json_string_value(json_object_get(operation, "operationId"));
    view_text(view, "operation", anchor);
    view_url(view, "anchor_url", safe_url_trusted(arena_printf(view.arena, "#%s", anchor)));
    view_text(view, "path", path);
    view_text(view, "summary", docs_said_at(docs, operation, "summary"));
    docs_fill_words(view, "description", *about ? docs_said(docs, about) : NULL);
    view_text(view, "role", role);
    view_text(view, "curl", docs_curl(docs, view.arena, path, method, operation));
    docs_fill_parameters(docs, view, operation);
    docs_fill_bodies(docs, view, operation);
    docs_fill_answers(docs, view, operation);
}
