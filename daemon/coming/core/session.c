/* The report, the progress, and requests with JSON. It knows no source, and nothing of what is asked. */
#include "session.h"

#include "base/json_text.h"
#include "coming_text.h"
#include "text/excerpt.h"

#include <sodium.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 256 * 1024 * 1024, BATCH_ARENA = 256 * 1024 * 1024, LINE_MAX_SIZE = 16 * 1024 };

/* Bytes of a text that name it in the report. */
enum { TOLD_MAX = 120, CUT_SHOWN_MAX = 60 /* characters */ };

/* Between two lines where stderr is no terminal. */
enum { PROGRESS_EVERY_S = 10 };

enum err coming_begin(struct coming *coming, const struct coming_portal *portal,
                      const struct coming_options *options, struct buf *fault)
{
    *coming = (struct coming){.portal = *portal, .options = *options, .fault = fault};
    coming->arena = arena_new(COMING_ARENA);
    coming->batch = arena_new(BATCH_ARENA);
    coming->shown_s = time(NULL);
    /* Of what is hashed here; in a command that speaks to a daemon nobody else did it. */
    return coming->arena && coming->batch && sodium_init() >= 0 ? ERR_OK : ERR_MEMORY;
}

void coming_end(struct coming *coming)
{
    for (size_t i = 0; i < coming->line_count; i++)
        json_decref(coming->lines[i].line);
    coming->line_count = 0;
    arena_free(coming->batch);
    arena_free(coming->arena);
    coming->batch = coming->arena = NULL;
}

void coming_tell(struct coming *coming, const char *label, const char *format, ...)
{
    char text[LINE_MAX_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    coming->counts.told++;
    /* A line each, whatever stands in what it is about. */
    for (char *at = text; *at; at++)
        if ((unsigned char)*at < ' ')
            *at = ' ';
    fprintf(coming->options.report, "%s: %s\n", label, text);
}

void coming_tell_unused(struct coming *coming, const char *label, const char *text)
{
    if (*text)
        coming_tell(coming, label,
                    COMING_SAID(coming, "cổng này không có chỗ cho phần mô tả; bỏ: «%s»",
                                "there is no place for its description here; left out: “%s”"),
                    text_excerpt(text, CUT_SHOWN_MAX, coming->batch));
}

/* The first characters of what stands in the whole and not in what was kept of it. */
static const char *what_was_cut(struct arena *arena, const char *whole, const char *kept)
{
    size_t at = 0;
    while (kept[at] && whole[at] == kept[at])
        at++;
    /* The mark of the cut may begin as the next character does. */
    while (at && ((unsigned char)whole[at] & 0xC0) == 0x80)
        at--;
    at += strspn(whole + at, " ");
    return text_excerpt(whole + at, CUT_SHOWN_MAX, arena);
}

const char *coming_fit(struct coming *coming, struct arena *arena, const char *label, const char *text,
                       size_t most)
{
    bool cut;
    const char *whole = text;
    text = coming_cut(arena, text, most, &cut);
    if (cut) {
        bool is_short;
        coming_tell(coming, label,
                    COMING_SAID(coming, "«%s» dài quá %zu byte; phần sau bị cắt: «%s»",
                                "“%s” is longer than %zu bytes and was cut: “%s”"),
                    coming_cut(arena, whole, TOLD_MAX, &is_short), most, what_was_cut(arena, whole, text));
    }
    return text;
}

void coming_progress(struct coming *coming, const char *what, int64_t done, int64_t total)
{
    int64_t now_s = time(NULL);
    bool is_terminal = isatty(STDERR_FILENO);
    if (!coming->options.shows_progress || now_s - coming->shown_s < (is_terminal ? 1 : PROGRESS_EVERY_S))
        return;
    coming->shown_s = now_s;
    fprintf(stderr, is_terminal ? "\r%s: %lld" : "%s: %lld", what, (long long)done);
    if (total)
        fprintf(stderr, "/%lld", (long long)total);
    fputs(is_terminal ? " " : "\n", stderr);
}

/* A trial is said in the query of every write. */
static const char *coming_path(struct coming *coming, const char *method, const char *path)
{
    bool is_trial = coming->options.is_trial && strcmp(method, "GET") != 0;
    if (!is_trial)
        return path;
    return arena_printf(coming->batch, "%s%sdry_run=true", path, strchr(path, '?') ? "&" : "?");
}

enum err coming_ask(struct coming *coming, const char *method, const char *path, const json_t *body,
                    int *ret_status, json_t **ret_answer)
{
    auto_buf struct buf answer = BUF(ANSWER_MAX), sent = BUF(ANSWER_MAX);
    auto_free char *text = body ? json_text_write(body, JSON_COMPACT) : NULL;
    if (body && !text)
        return ERR_MEMORY;
    buf_text(&sent, text ? text : "");
    const struct coming_call call = {.method = method,
                                     .path = coming_path(coming, method, path),
                                     .type = body ? "application/json" : NULL,
                                     .body = body ? &sent : NULL};
    enum err err = coming->portal.send(coming->portal.context, &call, &answer, ret_status, coming->fault);
    *ret_answer = err ? NULL : json_text_read(buf_str(&answer), answer.length, 0, NULL);
    return err;
}

const char *coming_problem(struct coming *coming, const json_t *problem)
{
    auto_buf struct buf out = BUF(LINE_MAX_SIZE);
    const json_t *error;
    size_t index;
    json_array_foreach(json_object_get(problem, "errors"), index, error)
    {
        const char *pointer = json_string_value(json_object_get(error, "pointer"));
        const char *detail = json_string_value(json_object_get(error, "detail"));
        buf_printf(&out, "%s%s%s%s", index ? "; " : "", pointer ? pointer : "",
                   pointer && *pointer ? " " : "", detail ? detail : "");
    }
    const char *detail = json_string_value(json_object_get(problem, "detail"));
    const char *title = json_string_value(json_object_get(problem, "title"));
    if (!out.length)
        buf_text(&out, detail ? detail : title ? title : "?");
    return arena_copy(coming->batch, buf_str(&out), out.length);
}
