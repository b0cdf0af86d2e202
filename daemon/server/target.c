/* Reads a request's target. Must not know routes, nor what any path means. */
#include "target.h"
#include "text/number.h"

#include "gate.h"
#include "text/normalize.h"

#include <string.h>
#include <strings.h>

/* A plus sign is a space in a query alone. */
enum target_part { TARGET_PATH, TARGET_QUERY };

/* Decodes escapes (and '+' in a query) into the arena; in a path that of a slash stays, because it is part of
 * a segment's name and no segment here has one (RFC 3986 section 2.2). */
static enum err target_decode(struct arena *arena, const char *text, size_t size, enum target_part part,
                              const char **ret_text)
{
    char *out = arena_alloc(arena, size + 1);
    size_t length = 0;
    if (!out)
        return ERR_MEMORY;
    for (size_t i = 0; i < size; i++) {
        char c = text[i] == '+' && part == TARGET_QUERY ? ' ' : text[i];
        if (text[i] == '%') {
            int high = i + 2 < size ? number_hex_digit(text[i + 1]) : -1,
                low = high >= 0 ? number_hex_digit(text[i + 2]) : -1;
            /* Refused rather than kept: a path that two readers understand in two ways is none. */
            if (low < 0)
                return ERR_BAD_REQUEST;
            c = (char)(high << 4 | low);
            /* Put back as an escape, so that no argument ever holds a slash. */
            if (c == '/' && part == TARGET_PATH) {
                memcpy(out + length, "%2", 2);
                length += 2;
                c = 'F';
            }
            i += 2;
        }
        bool is_control = (unsigned char)c < 0x20 || c == 0x7F;
        /* People paste a query with its tabs and line breaks. Not 0, so that texts end where they seem to. */
        if (is_control && c && text[i] != c && part == TARGET_QUERY)
            c = ' ';
        else if (is_control)
            return ERR_BAD_REQUEST;
        out[length++] = c;
    }
    out[length] = '\0';
    if (!text_is_utf8(out, length))
        return ERR_UTF8;
    *ret_text = out;
    return ERR_OK;
}

/* Room for all of them, empty ones included. */
static size_t count_parameters(const char *query)
{
    size_t count = 1;
    for (; *query; query++)
        count += *query == '&';
    return count;
}

/* Name and value of each; without an equals sign the value is empty. */
static enum err target_read_query(struct request *request, const char *query)
{
    /* The reader has counted them as well; an absolute form comes here too. */
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
        enum err err = target_decode(request->arena, query, name_size, TARGET_QUERY, &field->name);
        if (!err)
            err = target_decode(request->arena, value, (size_t)(query + size - value), TARGET_QUERY,
                                &field->value);
        if (err)
            return err;
        /* A parameter without a name is nothing. */
        request->parameter_count += name_size > 0;
        query += size + (query[size] == '&');
    }
    return ERR_OK;
}

/* What cannot be read is refused in the form that its beginning asks for. */
static const char *path_guess(const char *target)
{
    return strncmp(target, "/api", 4) == 0 && strchr("/?", target[4]) ? "/api" : "/";
}

static enum err read_origin_form(struct request *request, const char *target)
{
    /* A fragment is never sent (RFC 9112 section 3.2). */
    if (target[0] != '/' || strchr(target, '#'))
        return ERR_BAD_REQUEST;
    /* The first question mark; further ones belong to the query. */
    size_t path_size = strcspn(target, "?");
    const char *path;
    enum err err = target_decode(request->arena, target, path_size, TARGET_PATH, &path);
    if (err)
        return err;
    request->path = path;
    request->target = target;
    return target[path_size] ? target_read_query(request, request->target + path_size + 1) : ERR_OK;
}

/* Behind "http://" or "https://", or NULL when the target does not begin so. */
static const char *authority_of(const char *target)
{
    size_t scheme_size = strcspn(target, ":");
    /* "http" is the beginning of "https". */
    bool is_http = (scheme_size == 4 || scheme_size == 5) && strncasecmp(target, "https", scheme_size) == 0;
    return is_http && strncmp(target + scheme_size, "://", 3) == 0 ? target + scheme_size + 3 : NULL;
}

/* Section 3.2.2: the target's authority counts, whatever Host says. A user in it is refused (RFC 9110 section
 * 4.2.4): it serves to deceive. */
static enum err read_absolute_form(struct request *request, const char *authority)
{
    size_t size = strcspn(authority, "/?#");
    const char *host = arena_copy(request->arena, authority, size), *rest = authority + size;
    /* "http://host?x" has an empty path, which means the root. */
    if (*rest != '/')
        rest = arena_printf(request->arena, "/%s", rest);
    /* In case the rest cannot be read. */
    request->path = path_guess(rest);
    if (!gate_is_host(host))
        return ERR_BAD_REQUEST;
    request->host = host;
    return read_origin_form(request, rest);
}

/* Whether it is a path that is its own decoding and its own escaping, as nearly all are. */
static bool target_is_plain(const char *target)
{
    static const bool plain[256] = {['-'] = true,         ['.'] = true,        ['_'] = true,
                                    ['~'] = true,         ['/'] = true,        ['0' ... '9'] = true,
                                    ['A' ... 'Z'] = true, ['a' ... 'z'] = true};
    const char *p = target;
    while (plain[(unsigned char)*p])
        p++;
    return *target == '/' && !*p && p - target <= TARGET_SIZE_MAX;
}

/* By the form of the target: the asterisk, an authority with a path, or a path. */
enum err target_read(struct request *request, const char *target)
{
    if (target_is_plain(target)) {
        request->target = request->path = target;
        request->is_plain = true;
        return ERR_OK;
    }
    const char *authority = authority_of(target);
    request->target = "/";
    /* For the form of a refusal, should it come to one. */
    request->path = path_guess(target);
    if (strlen(target) > TARGET_SIZE_MAX)
        return ERR_URI_TOO_LONG;
    if (request->method == METHOD_OPTIONS && strcmp(target, "*") == 0) {
        request->path = TARGET_SERVER;
        return ERR_OK;
    }
    return authority ? read_absolute_form(request, authority) : read_origin_form(request, target);
}
