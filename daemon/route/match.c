/* Finding a request's row in the table, and what the row says of its parameters. Patterns are matched
 * one after the other, a first letter at a time; the table is short enough. Must not know what the rows
 * do. */
#include "http/request.h"
#include "route/route.h"

#include <string.h>

/* Length of what an argument matches at `path`: all up to the pattern's next slash, but for what stands
 * behind the argument there, as in "/sitemap-{part}.xml"; 0 for nothing. */
static size_t argument_length(const char *path, const char *behind)
{
    /* An argument never holds a slash; an escaped one stays %2F (server/target.c). */
    size_t segment = strcspn(path, "/"), rest = strcspn(behind, "/");
    return segment > rest ? segment - rest : 0;
}

/* What a pattern's arguments match, within the path. */
struct found {
    const char *at[ROUTE_ARGS_MAX];
    size_t lengths[ROUTE_ARGS_MAX], count;
};

/* Whether `path` has the pattern's form. */
static bool fits(const char *pattern, const char *path, struct found *found)
{
    found->count = 0;
    while (*pattern) {
        if (*pattern == '{') {
            /* pattern_is_sound() has seen the closing brace. */
            pattern = strchr(pattern, '}') + 1;
            size_t length = argument_length(path, pattern);
            if (!length)
                return false;
            found->at[found->count] = path;
            found->lengths[found->count++] = length;
            path += length;
            /* The end of the path differs from every letter, so nothing is read behind it. */
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *path == '\0';
}

/* Joined with commas, for Allow. */
static void list_methods(struct buf *out, unsigned methods)
{
    for (enum method method = 0; method < METHOD_OTHER; method++) {
        if (!(methods & 1u << method))
            continue;
        buf_text(out, out->length ? ", " : "");
        buf_text(out, method_name(method));
    }
}

/* What each path takes besides its rows: HEAD beside GET, OPTIONS always (RFC 9110 sections 9.3.2 and
 * 9.3.7). */
static unsigned also(unsigned methods)
{
    if (methods & 1u << METHOD_GET)
        methods |= 1u << METHOD_HEAD;
    return methods | 1u << METHOD_OPTIONS;
}

/* The path without its language: "/en" is "/" in English, "/en/tim-kiem" is "/tim-kiem". */
static const char *without_language(const char *path, bool *ret_is_english)
{
    static const char english[] = "/en";
    const char *rest = path + sizeof english - 1;
    *ret_is_english =
        strncmp(path, english, sizeof english - 1) == 0 && (!*rest || (*rest == '/' && rest[1]));
    /* "/en/" is no address, lest one page have two. */
    if (!*ret_is_english)
        return path;
    return *rest ? rest : "/";
}

/* The first row of path and method. *ret_allow is set with ERR_METHOD only. */
enum err route_match(enum method method, const char *path, struct arena *arena,
                     const char *args[ROUTE_ARGS_MAX], const struct route **ret_route, const char **ret_allow)
{
    size_t count;
    struct found found = {.count = 0};
    unsigned methods = 0;
    const struct route *table = route_table(&count);
    /* HEAD is answered as GET; the library leaves out the body. */
    enum method wanted = method == METHOD_HEAD ? METHOD_GET : method;
    /* "*" asks for the methods of all paths. */
    bool is_server = strcmp(path, TARGET_SERVER) == 0, is_english = false;
    if (!is_server)
        path = without_language(path, &is_english);
    /* 501 whatever the path (RFC 9110 section 9.1). */
    if (method == METHOD_OTHER)
        return ERR_NOT_IMPLEMENTED;
    for (size_t i = 0; i < count; i++) {
        const char *pattern = table[i].pattern;
        /* Most rows differ in the first letter, and cost no more than that. */
        if (!is_server && (pattern[1] != path[1] || !fits(pattern, path, &found)))
            continue;
        if (is_english && !table[i].is_translated)
            continue;
        /* In case none of the path's rows has the method. */
        methods |= 1u << table[i].method;
        if (table[i].method != wanted)
            continue;
        /* Of OPTIONS for the server no row is ever wanted, so `found` is never stale here. */
        for (size_t j = 0; j < found.count; j++)
            args[j] = arena_copy(arena, found.at[j], found.lengths[j]);
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

/* Whether `name`, or `name=value`, is one of a list separated by commas. */
static bool names_hold(const char *names, const char *name, const char *value)
{
    size_t length = strlen(name);
    for (const char *p = names; *p;) {
        size_t size = strcspn(p, ","), name_size = strcspn(p, ",=");
        /* "facts.*" stands for all names that begin so and go on. */
        bool is_prefix = p[size - 1] == '*';
        bool is_named = is_prefix ? length >= size && strncmp(p, name, size - 1) == 0
                                  : name_size == length && strncmp(p, name, length) == 0;
        /* A name alone in the list stands for every value of it. */
        bool is_valued = name_size == size || (value && strlen(value) == size - name_size - 1 &&
                                               strncmp(p + name_size + 1, value, strlen(value)) == 0);
        if (is_named && is_valued)
            return true;
        /* Over the comma, if there is one. */
        p += size + (p[size] == ',');
    }
    return false;
}

/* By name; a value written in `kept` does not matter here. `pretty` is every JSON answer's: no row names it,
 * so no row keeps an answer that has it. */
bool route_knows(const struct route *route, const char *parameter)
{
    return names_hold(route->parameters, parameter, NULL) ||
           (route->answer == ANSWER_JSON && strcmp(parameter, "pretty") == 0);
}

/* All of its parameters must be such that few values exist. */
bool route_keeps(const struct route *route, const struct request *request)
{
    bool keeps = route->keep == KEEP_SHARED;
    for (size_t i = 0; keeps && i < request->parameter_count; i++) {
        const struct field *field = &request->parameters[i];
        /* Others are no part of own_address(), so they cannot be of the key. */
        if (route_knows(route, field->name))
            keeps = names_hold(route->kept, field->name, field->value);
    }
    return keeps;
}

bool route_is_slow(const struct route *route, const struct request *request)
{
    bool is_slow = route->pace >= PACE_SLOW;
    /* The mere presence of the parameter makes it slow, whatever its value. */
    for (size_t i = 0; !is_slow && route->pace == PACE_SEARCH && i < request->parameter_count; i++)
        is_slow = names_hold(route->slow, request->parameters[i].name, NULL);
    return is_slow;
}

/* At most one argument in a part of the path, so that there is one way to match. */
static bool pattern_is_sound(const char *pattern)
{
    size_t args = 0;
    for (const char *p = pattern; *p; p++) {
        /* More arguments than request->args holds would be written behind it. */
        if (*p == '{' && (!strchr(p, '}') || ++args > ROUTE_ARGS_MAX))
            return false;
        /* Two in one part could be divided in several ways. */
        if (*p == '}' && memchr(p, '{', strcspn(p, "/")))
            return false;
    }
    return *pattern == '/';
}

/* At each start, see running.c. */
bool route_table_is_sound(void)
{
    size_t count;
    const struct route *table = route_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (!pattern_is_sound(table[i].pattern) || !table[i].handle)
            return false;
        /* Slow parameters without that pace would be ignored, and that pace without any is FAST. */
        if ((table[i].pace == PACE_SEARCH) != (*table[i].slow != '\0'))
            return false;
        /* The first of two equal rows would hide the other. */
        for (size_t j = 0; j < i; j++)
            if (table[i].method == table[j].method && strcmp(table[i].pattern, table[j].pattern) == 0)
                return false;
    }
    return true;
}
