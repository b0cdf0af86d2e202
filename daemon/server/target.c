#include "target.h"

#include "text/normalize.h"

#include <string.h>

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes escapes (and '+' in a query) into the arena. */
static enum err decode(struct arena *arena, const char *text, size_t size, char plus, const char **ret_text)
{
    char *out = arena_alloc(arena, size + 1);
    size_t length = 0;
    if (!out)
        return ERR_MEMORY;
    for (size_t i = 0; i < size; i++) {
        char c = text[i] == '+' ? plus : text[i];
        if (text[i] == '%') {
            int high = i + 2 < size ? hex_value(text[i + 1]) : -1,
                low = high >= 0 ? hex_value(text[i + 2]) : -1;
            if (low < 0)
                return ERR_BAD_REQUEST;
            c = (char)(high << 4 | low);
            i += 2;
        }
        if ((unsigned char)c < 0x20 || c == 0x7F)
            return ERR_BAD_REQUEST;
        out[length++] = c;
    }
    out[length] = '\0';
    if (!text_is_utf8(out, length))
        return ERR_UTF8;
    *ret_text = out;
    return ERR_OK;
}

static size_t count_parameters(const char *query)
{
    size_t count = 1;
    for (; *query; query++)
        count += *query == '&';
    return count;
}

static enum err read_query(struct request *request, const char *query)
{
    size_t count = count_parameters(query);
    if (count > TARGET_PARAMETERS_MAX)
        return ERR_BAD_REQUEST;
    request->parameters = arena_zero(request->arena, count, sizeof *request->parameters);
    if (!request->parameters)
        return ERR_MEMORY;
    while (*query) {
        size_t size = strcspn(query, "&"), name_size = strcspn(query, "&=");
        struct field *field = &request->parameters[request->parameter_count];
        const char *value = query + name_size + (name_size < size);
        enum err err = decode(request->arena, query, name_size, ' ', &field->name);
        if (!err)
            err = decode(request->arena, value, (size_t)(query + size - value), ' ', &field->value);
        if (err)
            return err;
        request->parameter_count += name_size > 0;
        query += size + (query[size] == '&');
    }
    return ERR_OK;
}

enum err target_read(struct request *request, const char *target)
{
    size_t size = strlen(target);
    request->target = "/";
    /* What cannot be read is refused in the form that its beginning asks for. */
    request->path = strncmp(target, "/api", 4) == 0 && strchr("/?", target[4]) ? "/api" : "/";
    if (size > TARGET_SIZE_MAX)
        return ERR_URI_TOO_LONG;
    if (target[0] != '/' || strchr(target, '#'))
        return ERR_BAD_REQUEST;
    size_t path_size = strcspn(target, "?");
    const char *path;
    enum err err = decode(request->arena, target, path_size, '+', &path);
    if (err)
        return err;
    request->path = path;
    request->target = arena_copy(request->arena, target, size);
    return target[path_size] ? read_query(request, request->target + path_size + 1) : ERR_OK;
}
