/* The one writer of the log, which is standard error unless somebody said otherwise. systemd's journal, or
 * whoever started the program, keeps the lines and gives them a place; nothing here rotates, buffers or
 * remembers. */
#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A line stands on the caller's stack while it is made, so both are bounded; an escaped value can be six
 * times as long as what was given. */
enum { VALUE_MAX = 1024, LINE_SIZE = 16 * 1024, TAIL_SIZE = 4 /* for what ends a value and the line */ };

static const char *const level_names[] = {"error", "warning", "info", "debug"};

/* Set at start, and again when the settings are read anew. */
static _Atomic enum log_level least = LOG_LEVEL_INFO;
static _Atomic enum log_format form = LOG_FORMAT_TEXT;

/* Where lines go. */
static atomic_int target = STDERR_FILENO;

static atomic_uint_least64_t line_counts[LOG_LEVEL_DEBUG + 1];

/* A line being made. What does not fit is cut, without a failure that anybody would have to handle. */
struct line {
    char bytes[LINE_SIZE];
    size_t length;
};

/* Two atomics without an order between them: a line written just then may have the old form. */
void log_init(enum log_level level, enum log_format format)
{
    least = level;
    form = format;
}

void log_to(int fd)
{
    target = fd;
}

bool log_is_written(enum log_level level)
{
    return level <= least;
}

uint64_t log_lines(enum log_level level)
{
    return atomic_load_explicit(&line_counts[level], memory_order_relaxed);
}

/* One byte is kept for the newline. */
static void log_add(struct line *line, const char *bytes, size_t length)
{
    /* The newline must be there even when all else was cut, or the next event would stand on the same
     * line. */
    size_t room = LINE_SIZE - 1 - line->length;
    if (length > room)
        length = room;
    memcpy(line->bytes + line->length, bytes, length);
    line->length += length;
}

/* All of it or nothing, with room left for the tail. */
static bool log_add_unit(struct line *line, const char *bytes, size_t length)
{
    if (line->length + length > LINE_SIZE - TAIL_SIZE)
        return false;
    log_add(line, bytes, length);
    return true;
}

static void log_add_text(struct line *line, const char *text)
{
    log_add(line, text, strlen(text));
}

/* As much of the text as a value may have, up to the end of a character of UTF-8. */
static size_t log_value_length(const char *text)
{
    size_t length = strnlen(text, VALUE_MAX), cut = length;
    while (length == VALUE_MAX && cut > length - 4 && ((unsigned char)text[cut] & 0xC0) == 0x80)
        cut--;
    return cut;
}

/* The bytes of the character at `text`; 1 for what is no UTF-8. */
static size_t log_character_length(const char *text)
{
    unsigned char lead = (unsigned char)*text;
    size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)text[i] & 0xC0) != 0x80)
            return 1;
    return length;
}

/* Control characters, quotes and backslashes are written as JSON writes them, in both forms, so that a
 * value is one word of one line whatever a client put into it. Where the line is full, the value ends. */
static void add_escaped(struct line *line, const char *text)
{
    const char *end = text + log_value_length(text);
    for (bool fits = true; fits && text < end;) {
        unsigned char c = (unsigned char)*text;
        size_t length = log_character_length(text);
        char code[8];
        /* Bytes of UTF-8 go through as they are, so that names and titles stay readable. */
        if (c == '"' || c == '\\')
            fits = log_add_unit(line, (char[]){'\\', (char)c}, 2);
        else if (c >= 0x20 && c != 0x7f)
            fits = log_add_unit(line, text, length);
        else
            fits = log_add_unit(line, code, (size_t)snprintf(code, sizeof code, "\\u%04x", c));
        text += length;
    }
}

/* Whether a value can stand without quotes in the text form: one word, in which a reader who splits at
 * spaces and "=" finds nothing to split. Empty or overlong values are quoted. */
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

/* One key and its value, in the form that is set. Whether a comma or a space is needed shows by the line
 * being empty. */
static void add_pair(struct line *line, const char *key, const char *value)
{
    static const char frame[] = ",\"\":\"";
    /* So that an absent address or name shows as such, and the number of words stays the same. */
    if (!value)
        value = "-";
    if (line->length + strlen(key) + sizeof frame > LINE_SIZE - TAIL_SIZE)
        return;
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
        add_escaped(line, value);
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
    ssize_t written = write(target, line.bytes, line.length);
    (void)written;
}

void log_event(enum log_level level, const char *event, ...)
{
    va_list args;
    /* Before anything is formatted, so what is not wanted costs one comparison. */
    if (level > least)
        return;
    /* Keys are our own words and need no escaping in the text form; values are anybody's. */
    va_start(args, event);
    write_line(level, event, args);
    atomic_fetch_add_explicit(&line_counts[level], 1, memory_order_relaxed);
    va_end(args);
}
