/* A line of the log in its two forms. Knows no event and no descriptor.
 *
 * Whatever stands in a value, a line is one line of valid UTF-8: control characters, those that end lines or
 * turn the direction of writing, and bytes that are no UTF-8 never pass. */
#include "log_inner.h"

#include "base/calendar.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* For what ends a value and the line. */
enum { TAIL_SIZE = 4 };

static const char *const level_words[] = {"error", "warn", "info", "debug"};

/* One byte is kept for the newline, which must be there even when all else was cut, or the next event would
 * stand on the same line. */
static void line_add(struct log_line *line, const char *bytes, size_t length)
{
    size_t room = LOG_LINE_SIZE - 1 - line->length;
    if (length > room)
        length = room;
    memcpy(line->bytes + line->length, bytes, length);
    line->length += length;
}

/* All of it or nothing, with room left for the tail. */
static bool line_add_unit(struct log_line *line, const char *bytes, size_t length)
{
    if (line->length + length > LOG_LINE_SIZE - TAIL_SIZE)
        return false;
    line_add(line, bytes, length);
    return true;
}

static void line_add_text(struct log_line *line, const char *text)
{
    line_add(line, text, strlen(text));
}

/* As much of the text as a value may have, up to the end of a character of UTF-8. */
static size_t line_value_length(const char *text)
{
    size_t length = strnlen(text, LOG_VALUE_MAX), cut = length;
    while (length == LOG_VALUE_MAX && cut > length - 4 && ((unsigned char)text[cut] & 0xC0) == 0x80)
        cut--;
    return cut;
}

/* The character at `text` and its bytes; 0xFFFD and 1 for what is no UTF-8 (RFC 3629: none too long, no
 * halves of a pair, nothing beyond Unicode). */
static uint32_t line_character(const char *text, size_t *ret_length)
{
    const unsigned char *at = (const unsigned char *)text;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = *at < 0x80 ? 1 : *at >= 0xF0 ? 4 : *at >= 0xE0 ? 3 : *at >= 0xC0 ? 2 : 1;
    uint32_t code = length == 1 ? *at : *at & (0x7Fu >> length);
    *ret_length = 1;
    if (*at >= 0xF8 || (length == 1 && *at >= 0x80))
        return 0xFFFD;
    /* The end of the text is no byte that goes on. */
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0xFFFD;
        code = code << 6 | (at[i] & 0x3Fu);
    }
    if (code < least[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return 0xFFFD;
    *ret_length = length;
    return code;
}

/* Controls, what ends a line for some reader, and what would make the line read otherwise than it is. */
static bool line_hides(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200B && code <= 0x200F) ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF;
}

/* Written as JSON writes them, in both forms, so that a value is one word of one line whatever a client put
 * into it. Where the line is full, the value ends. */
static void line_add_escaped(struct log_line *line, const char *text)
{
    const char *end = text + line_value_length(text);
    for (bool fits = true; fits && text < end;) {
        char code[8];
        size_t length;
        uint32_t character = line_character(text, &length);
        if (character == '"' || character == '\\')
            fits = line_add_unit(line, (char[]){'\\', (char)character}, 2);
        else if (line_hides(character))
            fits =
                line_add_unit(line, code, (size_t)snprintf(code, sizeof code, "\\u%04x", character & 0xFFFF));
        else if (character == 0xFFFD)
            fits = line_add_unit(line, "\xEF\xBF\xBD", 3);
        /* Names and titles stay readable. */
        else
            fits = line_add_unit(line, text, length);
        text += length;
    }
}

/* Whether a value can stand without quotes in the text form: one word, in which a reader who splits at
 * spaces and "=" finds nothing to split, and nothing is escaped. Empty or overlong values are quoted. */
static bool line_is_plain(const char *text)
{
    size_t length;
    if (!*text || strnlen(text, LOG_VALUE_MAX + 1) > LOG_VALUE_MAX)
        return false;
    for (const char *c = text; *c; c += length) {
        uint32_t character = line_character(c, &length);
        if (character == ' ' || character == '"' || character == '=' || character == '\\' ||
            line_hides(character))
            return false;
    }
    return true;
}

static void line_add_quoted(struct log_line *line, const char *text)
{
    line_add_text(line, "\"");
    line_add_escaped(line, text);
    line_add_text(line, "\"");
}

/* What a text is in the line's form. */
static void line_add_value(struct log_line *line, const char *text)
{
    bool is_json = line->form == LOG_FORMAT_JSON;
    /* So that an absent name shows as such, and the number of words stays the same. */
    if (!text)
        line_add_text(line, is_json ? "null" : "-");
    else if (!is_json && line_is_plain(text))
        line_add_escaped(line, text);
    else
        line_add_quoted(line, text);
}

/* ` key=` or `,"key":`; false where the line is too full for a value. */
static bool line_add_key(struct log_line *line, const char *key)
{
    enum { FRAME = 32 }; /* a comma, quotes, a colon and a number */
    bool is_json = line->form == LOG_FORMAT_JSON;
    if (line->length + strlen(key) + FRAME > LOG_LINE_SIZE - TAIL_SIZE)
        return false;
    line_add_text(line, is_json ? ",\"" : " ");
    line_add_text(line, key);
    line_add_text(line, is_json ? "\":" : "=");
    return true;
}

/* The portal's zone, whose offset is no other (base/calendar.h). */
void log_line_begin(struct log_line *line, enum log_format form, int64_t at_ms, enum log_level level,
                    const char *event)
{
    char text[96];
    struct civil at = civil_local(at_ms);
    line->form = form;
    line->length = 0;
    snprintf(text, sizeof text,
             form == LOG_FORMAT_JSON ? "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03d+07:00\""
                                     : "%04d-%02d-%02d %02d:%02d:%02d +07",
             at.year, at.month, at.day, at.hour, at.minute, at.second, at.millisecond);
    line_add_text(line, text);
    if (form == LOG_FORMAT_JSON) {
        log_line_add(line, &(const struct log_field)LOG_TEXT("level", level_words[level]));
        log_line_add(line, &(const struct log_field)LOG_TEXT("event", event));
        return;
    }
    line_add_text(line, " ");
    line_add_text(line, level_words[level]);
    line_add_text(line, " ");
    line_add_text(line, event);
    line_add_text(line, ":");
}

void log_line_add(struct log_line *line, const struct log_field *field)
{
    char number[24];
    bool is_json = line->form == LOG_FORMAT_JSON;
    /* A sentence is our own, and stands in the line as it is. */
    if (field->kind == LOG_KIND_SAYS && !is_json) {
        line_add_text(line, " ");
        line_add_escaped(line, field->text);
        return;
    }
    if (field->kind == LOG_KIND_END || !line_add_key(line, field->key ? field->key : "message"))
        return;
    if (field->kind == LOG_KIND_NUMBER) {
        snprintf(number, sizeof number, "%" PRId64, field->number);
        line_add_text(line, number);
    } else if (field->kind == LOG_KIND_FLAG) {
        line_add_text(line, is_json ? (field->number ? "true" : "false") : field->number ? "yes" : "no");
    } else {
        line_add_value(line, field->text);
    }
}

void log_line_finish(struct log_line *line)
{
    if (line->form == LOG_FORMAT_JSON)
        line_add_text(line, "}");
    line->bytes[line->length++] = '\n';
}
