/* The strict reader's part for fields, and its whole. A state machine that may stop at any byte and go on
 * with the next, so nothing it needs may lie in bytes that were handed out already. Must not know what a
 * field means, but for those that say where a body ends. */
#include "reader.h"

#include "chars.h"
#include "gate.h"
#include "reader_inner.h"

#include <string.h>
#include <strings.h>

/* Limits of one unit each. */
enum {
    LINE_MAX_SIZE = 8 * 1024,
    CHUNK_LINE_MAX_SIZE = 1024,
    TRAILER_MAX_SIZE = 8 * 1024,
    LENGTH_DIGITS_MAX = 18,
};

/* The first byte of a line of the head: its end, or a field's name. */
static const char *begin_field(struct reader *reader, const char *p)
{
    if (*p == '\r') {
        reader->state = READ_HEAD_END;
        return p + 1;
    }
    if (*p == ' ' || *p == '\t')
        return reader_fail(reader, p, MESSAGE_HTTP_FOLDED);
    if (*p == '\n')
        return reader_fail(reader, p, MESSAGE_HTTP_LF);
    reader->state = READ_NAME;
    reader->word_size = 0;
    reader->name = reader_place_of(reader, p);
    return token_chars[(unsigned char)*p] ? p : reader_fail(reader, p, MESSAGE_HTTP_NAME_TOKEN);
}

/* A field's name up to the colon, which must follow at once (RFC 9112 section 5.1). */
static const char *reader_read_name(struct reader *reader, const char *p, const char *end)
{
    const char *stop = skip_token(p, end);
    reader_keep_word(reader, p, (size_t)(stop - p));
    if (stop == end)
        return stop;
    /* In trailers neither counts any more. */
    bool is_head = reader->section == SECTION_HEAD;
    reader->takes_length = is_head && reader_word_is(reader, "Content-Length", 14);
    reader->takes_coding = is_head && reader_word_is(reader, "Transfer-Encoding", 17);
    reader->word_size = 0;
    reader->value = (uint16_t)(reader_place_of(reader, stop) + 1);
    return reader_expect(reader, stop, ':', READ_VALUE,
                         *stop == ' ' || *stop == '\t' ? MESSAGE_HTTP_COLON : MESSAGE_HTTP_NAME_TOKEN);
}

/* Without the white space before it, as the library takes it. */
static void keep_value(struct reader *reader, const char *p, const char *end)
{
    while (!reader->word_size && p < end && (*p == ' ' || *p == '\t'))
        p++;
    reader_keep_word(reader, p, (size_t)(end - p));
}

/* The value ends here. In trailers nobody looks for one. */
static void note_field(struct reader *reader, const char *stop)
{
    if (reader->section != SECTION_HEAD)
        return;
    if (reader->fields && reader->field_count < READER_FIELDS)
        reader->fields[reader->field_count] =
            (struct reader_field){.name = reader->name,
                                  .name_size = (uint16_t)(reader->value - 1 - reader->name),
                                  .value = reader->value,
                                  .value_size = (uint16_t)(reader_place_of(reader, stop) - reader->value)};
    reader->field_count++;
}

/* A field's value up to CR. Only two fields' values are kept. */
static const char *read_value(struct reader *reader, const char *p, const char *end)
{
    const char *stop = skip_text(p, end);
    if (reader->takes_length || reader->takes_coding)
        keep_value(reader, p, stop);
    if (stop == end)
        return stop;
    note_field(reader, stop);
    return reader_expect(reader, stop, '\r', READ_FIELD_END,
                         *stop == '\n' ? MESSAGE_HTTP_LF : MESSAGE_HTTP_CONTROL);
}

/* The kept word as a length; false when it is no number, or of more digits than a length may have. */
static bool take_length(struct reader *reader)
{
    reader->left = 0;
    for (size_t i = 0; i < reader->word_size; i++) {
        if (reader->word[i] < '0' || reader->word[i] > '9')
            return false;
        reader->left = reader->left * 10 + (uint64_t)(reader->word[i] - '0');
    }
    return reader->word_size > 0 && reader->word_size <= LENGTH_DIGITS_MAX;
}

/* Codings other than chunked alone end the head here; the library would answer them in its own way. */
static const char *refuse_coding(struct reader *reader, const char *p)
{
    char codings[READER_WORD_SIZE + 1] = "";
    enum message detail = MESSAGE_HTTP_CODINGS_LONG;
    memcpy(codings, reader->word, reader->word_size);
    enum err err = reader->word_size < READER_WORD_SIZE ? gate_codings(codings, &detail) : ERR_BAD_REQUEST;
    reader_fail(reader, p, detail);
    reader->err = err;
    return p;
}

/* Notes what a field says of the body. A length that is no number would be answered by the library itself,
 * and white space behind one or behind a coding, which RFC 9112 section 5.1 allows, is such a case too;
 * whatever else is not clear makes the head ambiguous, and the gate says why. */
static const char *end_field(struct reader *reader, const char *p)
{
    bool is_kept = reader->takes_length || reader->takes_coding;
    char last = is_kept && reader->word_size ? reader->word[reader->word_size - 1] : '0';
    if (last == ' ' || last == '\t')
        return reader_fail(reader, p, MESSAGE_HTTP_BLANK_BEHIND);
    if (reader->takes_length) {
        if (!take_length(reader))
            return reader_fail(reader, p, MESSAGE_HTTP_LENGTH_NUMBER);
        reader->is_ambiguous |= reader->has_length;
        reader->has_length = true;
    } else if (reader->takes_coding) {
        if (!reader_word_is(reader, "chunked", 7))
            return refuse_coding(reader, p);
        reader->is_ambiguous |= reader->is_chunked || reader->is_http_10;
        reader->is_chunked = true;
    }
    return reader_expect(reader, p, '\n', READ_FIELD, MESSAGE_HTTP_CR);
}

/* The line feed that ends a head or a trailer section; what comes next is a body, chunks, or a request. */
static const char *end_head(struct reader *reader, const char *p)
{
    enum reader_state next = READ_START;
    if (reader->section == SECTION_HEAD) {
        if (reader->is_ambiguous || (reader->has_length && reader->is_chunked))
            next = READ_STOPPED;
        else if (reader->is_chunked)
            next = READ_CHUNK_SIZE;
        else if (reader->has_length && reader->left)
            next = READ_BODY;
    }
    p = reader_expect(reader, p, '\n', next, MESSAGE_HTTP_CR);
    if (reader->err)
        return p;
    reader->has_head = reader->section == SECTION_HEAD;
    reader->last_chunk = reader->has_head ? NULL : reader_stub(reader);
    reader->heads += reader->has_head;
    reader->section = next == READ_CHUNK_SIZE ? SECTION_FIRST_CHUNK : SECTION_HEAD;
    reader->had_empty_line = false;
    reader->digits = 0;
    return p;
}

/* Those that the reader looks at itself, a letter at a time. */
static bool is_watched(const char *name, size_t size)
{
    return name_is(name, size, "Content-Length") || name_is(name, size, "Transfer-Encoding");
}

/* A whole line of any other field in one step, as nearly all come; NULL where it is not whole, or not right:
 * then the steps say what is wrong with it. */
static const char *read_whole_field(struct reader *reader, const char *p, const char *end)
{
    const char *colon = skip_token(p, end);
    if (reader->section != SECTION_HEAD || colon == p || colon == end || *colon != ':' ||
        is_watched(p, (size_t)(colon - p)))
        return NULL;
    const char *stop = skip_text(colon + 1, end);
    if (end - stop < 2 || stop[0] != '\r' || stop[1] != '\n')
        return NULL;
    reader->name = reader_place_of(reader, p);
    reader->value = (uint16_t)(reader_place_of(reader, colon) + 1);
    note_field(reader, stop);
    return stop + 2;
}

/* One step within a field, by state. */
static const char *read_field(struct reader *reader, const char *p, const char *end)
{
    if (reader->state == READ_FIELD) {
        const char *next = read_whole_field(reader, p, end);
        return next ? next : begin_field(reader, p);
    }
    if (reader->state == READ_NAME)
        return reader_read_name(reader, p, end);
    if (reader->state == READ_VALUE)
        return read_value(reader, p, end);
    return reader->state == READ_FIELD_END ? end_field(reader, p) : end_head(reader, p);
}

/* Most bytes of the current unit, by where in it the reader stands. */
static size_t unit_limit(const struct reader *reader)
{
    if (reader->state <= READ_LINE_END)
        return LINE_MAX_SIZE;
    if (reader->state <= READ_HEAD_END)
        return reader->section == SECTION_HEAD ? READER_HEAD_MAX : TRAILER_MAX_SIZE;
    /* A body's limit is the handler's affair. */
    return reader->state == READ_BODY || reader->state == READ_CHUNK ? SIZE_MAX : CHUNK_LINE_MAX_SIZE;
}

/* 414 for the line, 431 for fields (RFC 9110 section 15.5.15, RFC 6585 section 5). */
static void refuse_long(struct reader *reader, size_t limit)
{
    reader->err = reader->state <= READ_LINE_END ? ERR_URI_TOO_LONG : ERR_HEADERS;
    reader->state = READ_STOPPED;
    reader->detail = limit == CHUNK_LINE_MAX_SIZE ? MESSAGE_HTTP_CHUNK_LINE : MESSAGE_NONE;
}

/* One step by the state's group. Always moves on, or stops. */
static const char *reader_step(struct reader *reader, const char *p, const char *end)
{
    if (reader->state <= READ_LINE_END)
        return reader_line(reader, p, end);
    return reader->state <= READ_HEAD_END ? read_field(reader, p, end) : reader_chunk(reader, p, end);
}

/* Whether the bytes up to here make whole units; what is behind the last such place is held back. */
static bool is_unit_end(const struct reader *reader)
{
    /* Bytes of bodies pass as they come. */
    switch (reader->state) {
    case READ_START:
    case READ_BODY:
    case READ_CHUNK:
    case READ_CHUNK_CR:
        return true;
    case READ_CHUNK_SIZE: /* directly behind a head; later ones belong to a unit that began with CR */
        return reader->section == SECTION_FIRST_CHUNK && !reader->digits;
    default:
        return reader->state == READ_STOPPED && !reader->err;
    }
}

/* Takes out what was read of a chunk's extensions, all but the CR behind them. Returns how much. */
static size_t drop_extension(struct reader *reader, char *from, const char *to, const char *end)
{
    size_t size = (size_t)(to - from) - (reader->state == READ_CHUNK_SIZE_END);
    memmove(from, from + size, (size_t)(end - from) - size);
    reader->line_extension += size;
    reader->dropped += size;
    return size;
}

size_t reader_scan(struct reader *reader, char *bytes, size_t size)
{
    char *p = bytes;
    const char *end = bytes + size, *whole = bytes;
    reader->dropped = reader->dropped_whole = 0;
    reader->has_head = false;
    reader->last_chunk = NULL;
    reader->piece = bytes;
    while (p < end && reader->state != READ_STOPPED && !reader->has_head && !reader->last_chunk) {
        size_t limit = unit_limit(reader);
        size_t seen = reader->unit_size + (size_t)(p - whole) + reader->line_extension;
        if (seen >= limit) {
            refuse_long(reader, limit);
            break;
        }
        bool is_extension = reader->state == READ_CHUNK_EXTENSION;
        const char *next =
            reader_step(reader, p, limit - seen < (size_t)(end - p) ? p + (limit - seen) : end);
        size_t dropped = is_extension ? drop_extension(reader, p, next, end) : 0;
        end -= dropped;
        p += (size_t)(next - p) - dropped;
        if (is_unit_end(reader)) {
            reader->ended_size = reader->unit_size + (size_t)(p - whole);
            reader->piece = whole = p;
            reader->unit_size = 0;
            reader->dropped_whole = reader->dropped;
        }
    }
    /* What was read of a unit that goes on. */
    reader->unit_size += (size_t)(p - whole);
    reader->scanned = (size_t)(reader->has_head || reader->last_chunk ? p - bytes : end - bytes);
    return (size_t)(whole - bytes);
}

bool reader_is_stopped(const struct reader *reader)
{
    return reader->state == READ_STOPPED;
}

/* For the reaper, which gives a head ten seconds. */
bool reader_in_head(const struct reader *reader)
{
    return reader->state > READ_START && reader->state <= READ_HEAD_END && reader->section == SECTION_HEAD;
}

/* A fault within a body belongs to the head that was counted last. */
uint32_t reader_faulty(const struct reader *reader)
{
    return !reader->err ? 0 : reader->section == SECTION_HEAD ? reader->heads + 1 : reader->heads;
}

const char *reader_stub(const struct reader *reader)
{
    /* HTTP/1.0, so that the library closes behind it; any path of the API will do. */
    if (reader->section == SECTION_HEAD)
        return reader->is_head ? "HEAD /api HTTP/1.0\r\n\r\n" : "GET /api HTTP/1.0\r\n\r\n";
    /* The end of the chunk before, if there was one, then the last chunk. */
    return reader->section == SECTION_NEXT_CHUNK ? "\r\n0\r\n\r\n" : "0\r\n\r\n";
}
