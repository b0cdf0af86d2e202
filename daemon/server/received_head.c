/* A head's copy with its texts ended by NUL, and its brief. Must not know connections, nor the library. */
#include "received_head.h"

#include "base/memory.h"
#include "chars.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool brief_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The field with the white space around its value left out and NUL behind both texts. */
static struct received_field end_texts(char *bytes, const struct reader_field *place)
{
    char *name = bytes + place->name, *value = bytes + place->value;
    char *end = value + place->value_size;
    while (value < end && brief_is_blank(*value))
        value++;
    while (end > value && brief_is_blank(end[-1]))
        end--;
    /* Of the colon, and of the blanks or the CR behind the value. */
    name[place->name_size] = *end = '\0';
    return (struct received_field){name, value, place->name_size};
}

struct received_head *received_head_new(const struct reader *reader, const char *unit, size_t size)
{
    size_t noted = reader->field_count < READER_FIELDS ? reader->field_count : READER_FIELDS;
    assert(reader->has_head && reader->fields && reader->target_size);
    struct received_head *head = memory_bytes(sizeof *head + noted * sizeof *head->fields + size);
    if (!head)
        return NULL;
    *head = (struct received_head){.fields = (struct received_field *)(head + 1)};
    char *bytes = (char *)(head->fields + noted);
    memcpy(bytes, unit, size);
    head->target = bytes + reader->target;
    bytes[reader->target + reader->target_size] = '\0';
    for (size_t i = 0; i < noted; i++)
        head->fields[i] = end_texts(bytes, &reader->fields[i]);
    head->field_count = reader->field_count;
    return head;
}

void received_head_free(struct received_head *head)
{
    free(head);
}

/* Whether the list has the token. */
static bool list_has_token(const char *list, const char *token)
{
    size_t length = strlen(token);
    for (const char *p = list; *p; p += *p == ',') {
        p += strspn(p, " \t");
        size_t size = strcspn(p, ",");
        const char *behind = p + size;
        while (size && brief_is_blank(p[size - 1]))
            size--;
        if (size == length && strncasecmp(p, token, length) == 0)
            return true;
        p = behind;
    }
    return false;
}

static char *brief_put(char *out, const char *bytes, size_t size)
{
    memcpy(out, bytes, size);
    return out + size;
}

/* "Name:value" as a line of the brief. */
static char *brief_line(char *out, const char *line)
{
    return brief_put(brief_put(out, line, strlen(line)), "\r\n", 2);
}

/* What the fields say that the library must know; each line is no longer than the field that it is of. */
static char *brief_fields(const struct received_head *head, const struct reader *reader, char *out)
{
    bool is_over = false, stays = false, expects = false;
    const char *length = NULL;
    size_t noted = head->field_count < READER_FIELDS ? head->field_count : READER_FIELDS;
    for (size_t i = 0; i < noted; i++) {
        const struct received_field *field = &head->fields[i];
        if (name_is(field->name, field->name_size, "Connection")) {
            is_over = is_over || list_has_token(field->value, "close");
            stays = stays || list_has_token(field->value, "keep-alive");
        } else if (name_is(field->name, field->name_size, "Content-Length")) {
            length = field->value;
        } else if (name_is(field->name, field->name_size, "Expect")) {
            expects = expects || strcasecmp(field->value, "100-continue") == 0;
        }
    }
    if (is_over)
        out = brief_line(out, "Connection:close");
    else if (stays)
        out = brief_line(out, "Connection:keep-alive");
    /* Where the reader stopped behind the head there is no body for anybody. */
    if (reader->state == READ_STOPPED)
        return out;
    /* Who sends nothing behind the head waits for no word (RFC 9110 section 10.1.1). */
    if (expects && reader->state != READ_START)
        out = brief_line(out, "Expect:100-continue");
    if (reader->is_chunked)
        return brief_line(out, "Transfer-Encoding:chunked");
    return length ? brief_line(brief_put(out, "Content-Length:", 15), length) : out;
}

/* A field that nobody reads, so that there are `size` bytes more; nothing where it has no room. */
static char *brief_filler(char *out, size_t size)
{
    enum { AROUND = 4 }; /* its name, and CR LF */
    if (size < AROUND)
        return out;
    out = brief_put(out, "X:", 2);
    memset(out, 'x', size - AROUND);
    return brief_put(out + size - AROUND, "\r\n", 2);
}

size_t received_head_brief(const struct received_head *head, const struct reader *reader, const char *unit,
                           size_t size, bool is_filled, char *out)
{
    char *p = out;
    /* Method and space. */
    memmove(p, unit, reader->target);
    p = brief_line(p + reader->target, reader->is_http_10 ? "/ HTTP/1.0" : "/ HTTP/1.1");
    p = brief_fields(head, reader, p);
    size = size < BRIEF_MAX ? size : BRIEF_MAX;
    /* A method can be longer than that. */
    size_t taken = (size_t)(p - out) + 2;
    if (is_filled && taken < size)
        p = brief_filler(p, size - taken);
    return (size_t)(brief_put(p, "\r\n", 2) - out);
}
