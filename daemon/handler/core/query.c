/* From query parameters to C values. Which parameters an address has is the route's matter; an unknown
 * one is never seen here. Faults are noted and the value stays, so that one query_check() after all of
 * them is enough. */
#include "query.h"

#include "cursor.h"
#include "http/negotiate.h"
#include "http/url.h"
#include "text/number.h"
#include "text/when.h"

#include <string.h>

/* Above `most` it is clamped rather than refused, so that a client may ask for "as many as you give" by
 * any large number, and the limits here may be lowered later. */
void query_number(const struct request *request, struct reply *reply, const char *name, int64_t least,
                  int64_t most, int64_t *number)
{
    const char *text = request_parameter(request, name);
    int64_t read;
    if (!text)
        return;
    if (number_parse(text, least, INT64_MAX, &read)) {
        reply_fault_parameter(reply, name, MESSAGE_NUMBER_PARAMETER,
                              MESSAGE_ARGS(arena_printf(reply->arena, "%lld", (long long)least),
                                           arena_printf(reply->arena, "%lld", (long long)most), text));
        return;
    }
    *number = read < most ? read : most;
}

/* Anything but the two words is a fault; a flag that was misspelt must not count as false where it
 * protects from writing (dry_run). */
void query_flag(const struct request *request, struct reply *reply, const char *name, bool *flag)
{
    const char *text = request_parameter(request, name);
    if (!text)
        return;
    *flag = strcmp(text, "true") == 0;
    if (!*flag && strcmp(text, "false") != 0)
        reply_fault_parameter(reply, name, MESSAGE_FLAG_PARAMETER, MESSAGE_ARGS(text));
}

/* A damaged cursor has an error of its own, by which a client knows that it has to begin the list anew. */
enum err query_cursor(const struct request *request, struct reply *reply, bool *after, int64_t *at_ms,
                      int64_t *id)
{
    const char *text = request_parameter(request, "after");
    *after = text != NULL;
    if (!text || !cursor_read(text, at_ms, id))
        return ERR_OK;
    reply_fault_parameter(reply, "after", MESSAGE_CURSOR_DAMAGED, NULL);
    return ERR_CURSOR;
}

/* People write days and programs write instants; a day's end is the beginning of the next, as all
 * periods here are half open. */
void query_instant(const struct request *request, struct reply *reply, const char *name, int later,
                   int64_t *at_ms)
{
    const char *text = request_parameter(request, name);
    bool is_day;
    if (text && when_read(text, later > 0, at_ms, &is_day))
        reply_fault_parameter(reply, name, MESSAGE_FIELD_NOT_TIME,
                              MESSAGE_ARGS(text, when_remedy(text, reply->arena)));
}

void query_choice_fault(const struct request *request, struct reply *reply, const char *name,
                        const char *choices)
{
    const char *text = request_parameter(request, name);
    const char *sent = arena_printf(reply->arena, "\"%s\"", reply_name(reply, text ? text : ""));
    reply_fault_parameter(reply, name, MESSAGE_FIELD_CHOICE, MESSAGE_ARGS(choices, sent));
}

enum err query_wants_csv(const struct request *request, struct reply *reply, bool *ret_csv)
{
    const char *format = request_parameter(request, "format");
    *ret_csv = format ? strcmp(format, "csv") == 0
                      : negotiate_prefers(request->accept, "text/csv", "application/json");
    if (format && !*ret_csv && strcmp(format, "json") != 0)
        query_choice_fault(request, reply, "format", "json, csv");
    reply->by_accept = true;
    return query_check(reply);
}

const char *query_mark(const struct request *request, struct reply *reply, const char *name)
{
    static const char signs[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    enum { MARK_MAX = 64 };
    const char *text = request_parameter(request, name);
    size_t length = text ? strlen(text) : 0;
    if (text && (!length || length > MARK_MAX || strspn(text, signs) != length)) {
        reply_fault_parameter(reply, name, MESSAGE_MARK_PARAMETER, MESSAGE_ARGS(reply_name(reply, text)));
        return NULL;
    }
    return text;
}

/* NULL stands for both languages, also after a fault, which query_check() then tells. */
const char *query_lang(const struct request *request, struct reply *reply)
{
    const char *text = request_parameter(request, "lang");
    if (text && strcmp(text, "vi") != 0 && strcmp(text, "en") != 0) {
        query_choice_fault(request, reply, "lang", "vi, en");
        return NULL;
    }
    return text;
}

enum err query_check(const struct reply *reply)
{
    return reply->fault_count ? ERR_PARAMETER : ERR_OK;
}

/* Whether the parameter, of `length` bytes, is one that the next page has its own of. */
static bool is_place(const char *parameter, size_t length)
{
    /* Both are added anew behind the others. */
    return (length >= 6 && strncmp(parameter, "after=", 6) == 0) ||
           (length >= 6 && strncmp(parameter, "limit=", 6) == 0);
}

/* The address of the next page, relative to this one's path. Built from `own` and not from what was
 * sent, so that an unknown parameter cannot ride along from page to page. */
const char *query_next(const struct request *request, struct arena *arena, const char *cursor, int64_t limit)
{
    auto_buf struct buf out = BUF(32 * 1024); /* the address, escaped, and some */
    size_t length = strcspn(request->own, "?");
    buf_add(&out, request->own, length);
    buf_char(&out, '?');
    for (const char *p = request->own + length; *p; p += length) {
        p++;
        length = strcspn(p, "&");
        if (is_place(p, length))
            continue;
        buf_add(&out, p, length);
        buf_char(&out, '&');
    }
    /* Pages without a choice of length say 0. */
    if (limit)
        buf_printf(&out, "limit=%lld&", (long long)limit);
    buf_printf(&out, "after=%s", cursor);
    return arena_copy(arena, buf_str(&out), out.length);
}

void query_end_by_number(const struct request *request, struct reply *reply, struct view view, bool is_full,
                         int64_t last, int64_t limit)
{
    if (is_full)
        reply->next =
            query_next(request, reply->arena, arena_printf(reply->arena, "%lld", (long long)last), limit);
    view_text(view, "next", reply->next);
}
