/* Lines of the log about requests. Knows the table's patterns, and not what rows do. */
#include "request_log.h"

#include "http/request.h"
#include "show.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Of a token or another secret there are at least so many letters in a row; ids of requests are of no use
 * to anybody. */
enum { SECRET_LEAST = 32, NUMBER_MOST = 18 };

struct piece {
    const char *at;
    size_t length;
};

/* The next segment of a path or pattern, whose slashes may be several; false at its end. */
static bool next_segment(const char **rest, struct piece *ret_segment)
{
    *rest += strspn(*rest, "/");
    *ret_segment = (struct piece){*rest, strcspn(*rest, "/")};
    *rest += ret_segment->length;
    return ret_segment->length > 0;
}

static bool pieces_are_alike(const char *a, const char *b, size_t length)
{
    return strncasecmp(a, b, length) == 0;
}

/* Whether a segment has a pattern's form, letters of either case; *ret_is_argument: by an argument. */
static bool segment_fits(struct piece pattern, struct piece segment, bool *ret_is_argument)
{
    const char *open = memchr(pattern.at, '{', pattern.length);
    *ret_is_argument = open != NULL;
    if (!open)
        return pattern.length == segment.length && pieces_are_alike(pattern.at, segment.at, segment.length);
    size_t before = (size_t)(open - pattern.at);
    const char *behind = (const char *)memchr(open, '}', pattern.length - before) + 1;
    size_t after = (size_t)(pattern.at + pattern.length - behind);
    return segment.length > before + after && pieces_are_alike(pattern.at, segment.at, before) &&
           pieces_are_alike(behind, segment.at + segment.length - after, after);
}

/* How many segments of a path go along a pattern, and which of them are arguments, as bits. */
static size_t go_along(const char *pattern, const char *path, unsigned *ret_arguments)
{
    struct piece wanted, segment;
    bool is_argument;
    size_t count = 0;
    *ret_arguments = 0;
    while (count < 32 && next_segment(&pattern, &wanted) && next_segment(&path, &segment) &&
           segment_fits(wanted, segment, &is_argument))
        *ret_arguments |= (unsigned)is_argument << count++;
    return count;
}

/* Which segments of a path that matches no row stand where rows that go along with it furthest have an
 * argument. */
static unsigned find_arguments(const char *path)
{
    size_t rows, furthest = 0;
    unsigned all = 0, arguments;
    const struct route *table = route_table(&rows);
    char first = path[strspn(path, "/")];
    for (size_t i = 0; i < rows; i++) {
        /* Most rows differ in the first letter, as when a row is looked for. */
        if (((table[i].pattern[1] ^ first) & ~0x20) != 0)
            continue;
        size_t count = go_along(table[i].pattern, path, &arguments);
        all = count > furthest ? arguments : count == furthest ? all | arguments : all;
        furthest = count > furthest ? count : furthest;
    }
    return all;
}

static bool is_number(struct piece text)
{
    return text.length && text.length <= NUMBER_MOST && strspn(text.at, "0123456789") >= text.length;
}

/* As tokens and keys are written: many letters and digits in a row, capitals among them; no slug has those.
 */
static bool looks_secret(struct piece segment)
{
    size_t run = 0, capitals = 0, digits = 0;
    for (size_t i = 0; i < segment.length; i++) {
        char c = segment.at[i];
        bool is_capital = c >= 'A' && c <= 'Z', is_digit = c >= '0' && c <= '9';
        bool goes_on = is_capital || is_digit || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
        run = goes_on ? run + 1 : 0;
        capitals = goes_on ? capitals + is_capital : 0;
        digits = goes_on ? digits + is_digit : 0;
        if (run >= SECRET_LEAST && capitals && digits)
            return true;
    }
    return false;
}

/* As much as there is room for, up to the end of a character. */
static void add_piece(char *text, size_t *length, const char *from, size_t count)
{
    size_t room = REQUEST_LOG_PATH - *length;
    if (count > room) {
        count = room;
        while (count && ((unsigned char)from[count] & 0xC0) == 0x80)
            count--;
    }
    memcpy(text + *length, from, count);
    *length += count;
}

void request_log_path(const char *path, char text[static REQUEST_LOG_PATH_SIZE])
{
    static const char english[] = "/en/";
    size_t length = 0, number = 0;
    struct piece segment;
    const char *rest = path;
    if (strncasecmp(path, english, sizeof english - 1) == 0) {
        add_piece(text, &length, path, sizeof english - 2);
        rest = path + sizeof english - 2;
    }
    unsigned arguments = find_arguments(rest);
    for (const char *from = rest; length < REQUEST_LOG_PATH && next_segment(&rest, &segment); from = rest) {
        bool is_argument = number < 32 && (arguments >> number & 1) && !is_number(segment);
        bool is_hidden = is_argument || looks_secret(segment);
        add_piece(text, &length, from, (size_t)(segment.at - from));
        add_piece(text, &length, is_hidden ? "*" : segment.at, is_hidden ? 1 : segment.length);
        number++;
    }
    /* A slash behind the last. */
    if (!number || path[strlen(path) - 1] == '/')
        add_piece(text, &length, "/", 1);
    text[length] = '\0';
}

/* The numbers among what matched a pattern's arguments, by their names; a name of a thing is none. */
static size_t add_ids(const struct request *request, const char *pattern, struct log_field *fields,
                      size_t most)
{
    static const char *const names[] = {"id", "version"};
    size_t count = 0, number = 0;
    for (const char *at = pattern; (at = strchr(at, '{')) && number < ROUTE_ARGS_MAX; at++, number++) {
        const char *text = request->args[number];
        for (size_t i = 0; i < sizeof names / sizeof *names && text && count < most; i++) {
            size_t length = strlen(names[i]);
            if (strncmp(at + 1, names[i], length) == 0 && at[1 + length] == '}' &&
                is_number((struct piece){text, strlen(text)}))
                fields[count++] = (struct log_field)LOG_NUMBER(names[i], strtoll(text, NULL, 10));
        }
    }
    return count;
}

/* Who asked for what. A path that is gone was somebody's name perhaps, and is taken back. */
static size_t request_fields(struct request *request, const struct route *route, int status,
                             struct log_field *fields)
{
    char path[REQUEST_LOG_PATH_SIZE];
    size_t count = 0;
    fields[count++] = (struct log_field)LOG_TEXT("request_id", request_id(request));
    fields[count++] = (struct log_field)LOG_TEXT("method", method_name(request->method));
    if (route) {
        fields[count++] = (struct log_field)LOG_TEXT("route", route->pattern);
        count += add_ids(request, route->pattern, fields + count, 2);
    } else if (status != 410 && request->path) {
        request_log_path(request->path, path);
        fields[count++] = (struct log_field)LOG_TEXT("path", arena_copy(request->arena, path, strlen(path)));
    }
    if (status)
        fields[count++] = (struct log_field)LOG_NUMBER("status", status);
    fields[count++] = (struct log_field)LOG_TEXT("from", show_short_address(request));
    fields[count++] = (struct log_field)LOG_TEXT("by", request->actor.name);
    return count;
}

static size_t request_log_describe(void *owner, struct log_field *fields)
{
    const struct request_log *log = owner;
    return request_fields(log->request, *log->route, 0, fields);
}

void request_log_enter(struct request_log *log, struct request *request, const struct route **route)
{
    *log = (struct request_log){
        .context = {.describe = request_log_describe, .owner = log}, .request = request, .route = route};
    log->former = log_enter(&log->context);
}

void request_log_leave(struct request_log *log)
{
    log_leave(log->former);
}

void request_log_write(struct request *request, const struct route *route, int status, enum log_level level)
{
    struct log_field fields[LOG_CONTEXT_FIELDS + 2];
    /* The answer has it, whatever is logged. */
    request_id(request);
    /* Where the reason was known a line has said for whom, and why. */
    if (!log_is_written(level) || (status >= 500 && log_has_told()))
        return;
    fields[0] = (struct log_field)LOG_SAYS(status >= 500   ? "a request could not be answered"
                                           : status >= 400 ? "a request was refused"
                                                           : "a write was done");
    size_t count = 1 + request_fields(request, route, status, fields + 1);
    fields[count] = (struct log_field)LOG_END;
    log_event(level, "request", fields);
}
