#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { VALUE_MAX = 1024, LINE_SIZE = 16 * 1024 };

static const char *const level_names[] = {"error", "warning", "info", "debug"};

/* Set at start, and again when the settings are read anew. */
static _Atomic enum log_level least = LOG_LEVEL_INFO;
static _Atomic enum log_format form = LOG_FORMAT_TEXT;

struct line {
    char bytes[LINE_SIZE];
    size_t length;
};

void log_init(enum log_level level, enum log_format format)
{
    least = level;
    form = format;
}

bool log_is_written(enum log_level level)
{
    return level <= least;
}

/* One byte is kept for the newline. */
static void log_add(struct line *line, const char *bytes, size_t length)
{
    size_t room = LINE_SIZE - 1 - line->length;
    if (length > room)
        length = room;
    memcpy(line->bytes + line->length, bytes, length);
    line->length += length;
}

static void log_add_text(struct line *line, const char *text)
{
    log_add(line, text, strlen(text));
}

/* Control characters, quotes and backslashes are written as JSON writes them, in both forms, so that a
 * value is one word of one line whatever a client put into it. */
static void add_escaped(struct line *line, const char *text)
{
    size_t length = strnlen(text, VALUE_MAX);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        char code[8];
        if (c == '"' || c == '\\')
            log_add(line, (char[]){'\\', (char)c}, 2);
        else if (c >= 0x20 && c != 0x7f)
            log_add(line, &text[i], 1);
        else
            log_add(line, code, (size_t)snprintf(code, sizeof code, "\\u%04x", c));
    }
}

static bool is_plain(const char *text)
{
    if (!*text || strnlen(text, VALUE_MAX + 1) > VALUE_MAX)
        return false;
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == '"' || *c == '=' || *c == '\\' || *c == 0x7f)
            return false;
    return true;
}

static void add_quoted(struct line *line, const char *text)
{
    log_add_text(line, "\"");
    add_escaped(line, text);
    log_add_text(line, "\"");
}

static void add_pair(struct line *line, const char *key, const char *value)
{
    if (!value)
        value = "-";
    if (form == LOG_FORMAT_JSON) {
        log_add_text(line, line->length ? "," : "{");
        add_quoted(line, key);
        log_add_text(line, ":");
        add_quoted(line, value);
        return;
    }
    log_add_text(line, line->length ? " " : "");
    log_add_text(line, key);
    log_add_text(line, "=");
    if (is_plain(value))
        log_add_text(line, value);
    else
        add_quoted(line, value);
}

/* Seconds with milliseconds: sortable, without a calendar on this floor. */
static void add_time(struct line *line)
{
    char text[32];
    int64_t now_ms = clock_now_ms(&clock_system);
    snprintf(text, sizeof text, "%lld.%03d", (long long)(now_ms / 1000), (int)(now_ms % 1000));
    add_pair(line, "time", text);
}

/* Apart from log_event(), so that what is not logged takes no stack either; only the length is set, for
 * sixteen KiB of zeros are dear. */
static __attribute__((noinline)) void write_line(enum log_level level, const char *event, va_list args)
{
    struct line line;
    line.length = 0;
    add_time(&line);
    add_pair(&line, "level", level_names[level]);
    add_pair(&line, "event", event);
    for (const char *key; (key = va_arg(args, const char *));)
        add_pair(&line, key, va_arg(args, const char *));
    if (form == LOG_FORMAT_JSON)
        log_add_text(&line, "}");
    line.bytes[line.length++] = '\n';
    /* A log that cannot be written is no reason to stop serving. */
    ssize_t written = write(STDERR_FILENO, line.bytes, line.length);
    (void)written;
}

void log_event(enum log_level level, const char *event, ...)
{
    va_list args;
    if (level > least)
        return;
    va_start(args, event);
    write_line(level, event, args);
    va_end(args);
}
