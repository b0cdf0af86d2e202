#include "http/request.h"
#include "route/route.h"

#include <string.h>

/* Length of what an argument matches at `path`: all up to the pattern's next slash, but for what stands
 * behind the argument there, as in "/sitemap-{part}.xml"; 0 for nothing. */
static size_t argument_length(const char *path, const char *behind)
{
    size_t segment = strcspn(path, "/"), rest = strcspn(behind, "/");
    return segment > rest ? segment - rest : 0;
}

/* Whether `path` has the pattern's form; arguments are noted in `args`, not yet copied. */
static bool fits(const char *pattern, const char *path, const char *args[], size_t lengths[])
{
    size_t count = 0;
    while (*pattern) {
        if (*pattern == '{') {
            pattern = strchr(pattern, '}') + 1;
            size_t length = argument_length(path, pattern);
            if (!length)
                return false;
            args[count] = path;
            lengths[count++] = length;
            path += length;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *path == '\0';
}

static size_t count_args(const char *pattern)
{
    size_t count = 0;
    while ((pattern = strchr(pattern, '{')) != NULL) {
        count++;
        pattern++;
    }
    return count;
}

static void list_methods(struct buf *out, unsigned methods)
{
    for (enum method method = 0; method < METHOD_OTHER; method++) {
        if (!(methods & 1u << method))
            continue;
        buf_text(out, out->length ? ", " : "");
        buf_text(out, method_name(method));
    }
}

static unsigned also(unsigned methods)
{
    if (methods & 1u << METHOD_GET)
        methods |= 1u << METHOD_HEAD;
    return methods | 1u << METHOD_OPTIONS;
}

enum err route_match(enum method method, const char *path, struct arena *arena,
                     const char *args[ROUTE_ARGS_MAX], const struct route **ret_route, const char **ret_allow)
{
    size_t count, lengths[ROUTE_ARGS_MAX] = {0};
    const char *found[ROUTE_ARGS_MAX] = {0};
    unsigned methods = 0;
    const struct route *table = route_table(&count);
    enum method wanted = method == METHOD_HEAD ? METHOD_GET : method;
    bool is_server = strcmp(path, TARGET_SERVER) == 0;
    if (method == METHOD_OTHER)
        return ERR_NOT_IMPLEMENTED;
    for (size_t i = 0; i < count; i++) {
        const char *pattern = table[i].pattern;
        /* Most rows differ in the first letter, and cost no more than that. */
        if (!is_server && (pattern[1] != path[1] || !fits(pattern, path, found, lengths)))
            continue;
        methods |= 1u << table[i].method;
        if (table[i].method != wanted)
            continue;
        size_t arg_count = count_args(pattern);
        for (size_t j = 0; j < arg_count; j++)
            args[j] = arena_copy(arena, found[j], lengths[j]);
        *ret_route = &table[i];
        return ERR_OK;
    }
    if (!methods)
        return ERR_NOT_FOUND;
    auto_buf struct buf allow = BUF(128);
    list_methods(&allow, also(methods));
    *ret_allow = arena_copy(arena, buf_str(&allow), allow.length);
    return ERR_METHOD;
}

bool route_knows(const struct route *route, const char *parameter)
{
    size_t length = strlen(parameter);
    for (const char *p = route->parameters; *p;) {
        size_t size = strcspn(p, ",");
        if (size == length && strncmp(p, parameter, size) == 0)
            return true;
        p += size + (p[size] == ',');
    }
    return false;
}

/* At most one argument in a part of the path, so that there is one way to match. */
static bool pattern_is_sound(const char *pattern)
{
    size_t args = 0;
    for (const char *p = pattern; *p; p++) {
        if (*p == '{' && (!strchr(p, '}') || ++args > ROUTE_ARGS_MAX))
            return false;
        if (*p == '}' && memchr(p, '{', strcspn(p, "/")))
            return false;
    }
    return *pattern == '/';
}

bool route_table_is_sound(void)
{
    size_t count;
    const struct route *table = route_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (!pattern_is_sound(table[i].pattern) || !table[i].handle)
            return false;
        for (size_t j = 0; j < i; j++)
            if (table[i].method == table[j].method && strcmp(table[i].pattern, table[j].pattern) == 0)
                return false;
    }
    return true;
}
