/* Reads one record after the other. Knows no column. */
#include "text/table.h"

#include <stdbool.h>
#include <string.h>

enum { FIELDS_MOST = 256 };

struct table_reader table_reader_of(const char *text, size_t size)
{
    static const char signs[] = ",;\t";
    struct table_reader reader = {text, text + size, ',', 1};
    size_t counts[sizeof signs - 1] = {0}, best = 0;
    bool is_quoted = false;
    for (const char *p = text; p < reader.end && (is_quoted || (*p != '\n' && *p != '\r')); p++) {
        const char *sign = *p ? strchr(signs, *p) : NULL;
        if (*p == '"')
            is_quoted = !is_quoted;
        else if (sign && !is_quoted)
            counts[sign - signs]++;
    }
    for (size_t i = 1; i < sizeof counts / sizeof *counts; i++)
        if (counts[i] > counts[best])
            best = i;
    reader.separator = signs[best];
    return reader;
}

/* Passes one line end over, in each of its forms. */
static void table_end_line(struct table_reader *reader)
{
    if (reader->at < reader->end && *reader->at == '\r')
        reader->at++;
    if (reader->at < reader->end && *reader->at == '\n')
        reader->at++;
    reader->line++;
}

static bool table_ends_field(const struct table_reader *reader, char c)
{
    return c == reader->separator || c == '\n' || c == '\r';
}

/* Without spaces at its ends. */
static const char *table_trim(struct arena *arena, const char *text, size_t length)
{
    while (length && (*text == ' ' || *text == '\t'))
        text++, length--;
    while (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    return length ? arena_copy(arena, text, length) : "";
}

/* A field whose mark was passed over; NULL when it is never closed. */
static const char *table_quoted(struct table_reader *reader, struct arena *arena)
{
    size_t room = 0;
    /* As much room as the rest up to its closing mark. */
    for (const char *p = reader->at; p < reader->end && (*p != '"' || (p + 1 < reader->end && p[1] == '"'));
         p += *p == '"' ? 2 : 1)
        room += 1;
    char *text = arena_alloc(arena, room + 1);
    size_t length = 0;
    bool is_closed = false;
    while (text && !is_closed && reader->at < reader->end) {
        char c = *reader->at++;
        if (c == '"' && !(reader->at < reader->end && *reader->at == '"')) {
            is_closed = true;
            break;
        }
        reader->at += c == '"';
        reader->line += c == '\n';
        if (c != '\r')
            text[length++] = c;
    }
    if (!text || !is_closed)
        return NULL;
    /* What stands between the closing mark and the next sign belongs to no field. */
    while (reader->at < reader->end && !table_ends_field(reader, *reader->at))
        reader->at++;
    return table_trim(arena, text, length);
}

static const char *table_plain(struct table_reader *reader, struct arena *arena)
{
    const char *begin = reader->at;
    while (reader->at < reader->end && !table_ends_field(reader, *reader->at))
        reader->at++;
    return table_trim(arena, begin, (size_t)(reader->at - begin));
}

/* One record; *ret_any whether a field of it holds anything. */
static enum err table_record_read(struct table_reader *reader, struct arena *arena,
                                  struct table_record *record, bool *ret_any)
{
    const char *fields[FIELDS_MOST];
    *record = (struct table_record){.line = reader->line};
    *ret_any = false;
    for (bool goes_on = true; goes_on;) {
        while (reader->at < reader->end && *reader->at == ' ')
            reader->at++;
        bool is_quoted = reader->at < reader->end && *reader->at == '"';
        reader->at += is_quoted;
        const char *field = is_quoted ? table_quoted(reader, arena) : table_plain(reader, arena);
        if (!field)
            return arena_failed(arena) ? ERR_MEMORY : ERR_INPUT;
        *ret_any |= *field != '\0';
        if (record->count < FIELDS_MOST)
            fields[record->count++] = field;
        goes_on = reader->at < reader->end && *reader->at == reader->separator;
        reader->at += goes_on;
    }
    table_end_line(reader);
    /* A file may be millions of empty lines: they take no memory. */
    if (!*ret_any)
        return ERR_OK;
    record->fields = arena_zero(arena, record->count, sizeof *record->fields);
    if (!record->fields)
        return ERR_MEMORY;
    memcpy(record->fields, fields, record->count * sizeof *fields);
    return ERR_OK;
}

enum err table_next(struct table_reader *reader, struct arena *arena, struct table_record *ret_record)
{
    bool has_any = false;
    while (reader->at < reader->end) {
        enum err err = table_record_read(reader, arena, ret_record, &has_any);
        if (err || has_any)
            return err;
    }
    return ERR_NOT_FOUND;
}
