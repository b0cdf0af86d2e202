#include "reader.h"

#include "chars.h"

#include <string.h>
#include <strings.h>

enum {
    LINE_MAX_SIZE = 8 * 1024,
    HEAD_MAX_SIZE = 16 * 1024,
    CHUNK_LINE_MAX_SIZE = 1024,
    TRAILER_MAX_SIZE = 8 * 1024,
    CHUNK_DIGITS_MAX = 15,
    LENGTH_DIGITS_MAX = 18,
};

static const char *fault(struct reader *reader, const char *p, const char *detail)
{
    reader->state = READ_STOPPED;
    reader->err = ERR_BAD_REQUEST;
    reader->detail = detail;
    return p;
}

/* The next byte must be `c`. */
static const char *expect(struct reader *reader, const char *p, char c, enum reader_state next,
                          const char *detail)
{
    if (*p != c)
        return fault(reader, p, detail);
    reader->state = next;
    return p + 1;
}

static void keep_word(struct reader *reader, const char *bytes, size_t size)
{
    size_t room = READER_WORD_SIZE - reader->word_size;
    size_t taken = size < room ? size : room;
    memcpy(reader->word + reader->word_size, bytes, taken);
    reader->word_size = (uint8_t)(reader->word_size + taken);
}

static bool word_is(const struct reader *reader, const char *text, size_t size)
{
    return reader->word_size == size && strncasecmp(reader->word, text, size) == 0;
}

static const char *begin_head(struct reader *reader, const char *p)
{
    if (*p == '\r' && !reader->had_empty_line) {
        reader->state = READ_EMPTY_LINE;
        return p + 1;
    }
    bool had_empty_line = reader->had_empty_line;
    *reader = (struct reader){.state = READ_METHOD,
                              .unit_size = reader->unit_size,
                              .had_empty_line = had_empty_line,
                              .heads = reader->heads};
    return token_chars[(unsigned char)*p] ? p : fault(reader, p, "the request does not begin with a method");
}

static const char *read_target(struct reader *reader, const char *p, const char *end)
{
    const char *stop = skip_text(p, end);
    const char *space = memchr(p, ' ', (size_t)(stop - p));
    const char *tab = memchr(p, '\t', (size_t)((space ? space : stop) - p));
    if (tab)
        return fault(reader, tab, "a tab in the request line");
    bool is_empty = space == p && !reader->has_target;
    reader->has_target = true;
    if (!space)
        return stop < end ? fault(reader, stop, "the request line has no version") : stop;
    if (is_empty)
        return fault(reader, p, "two spaces in the request line");
    reader->state = READ_VERSION;
    return space + 1;
}

/* "HTTP/1.1", digit by digit; which versions are spoken is the gate's affair. */
static const char *read_version(struct reader *reader, const char *p)
{
    static const char pattern[] = "HTTP/0.0";
    char c = pattern[reader->version_size];
    if (!c) {
        return expect(reader, p, '\r', READ_LINE_END,
                      *p == '\n' ? "a line ends with LF alone"
                                 : "the request line does not end after the version");
    }
    bool good = c == '0' ? *p >= '0' && *p <= '9' : *p == c;
    if (!good)
        return fault(reader, p, "the HTTP version is malformed");
    reader->is_http_10 = *p == '0';
    reader->version_size++;
    return p + 1;
}

static const char *read_request_line(struct reader *reader, const char *p, const char *end)
{
    if (reader->state == READ_START)
        return begin_head(reader, p);
    if (reader->state == READ_EMPTY_LINE) {
        reader->had_empty_line = true;
        return expect(reader, p, '\n', READ_START, "CR without LF");
    }
    if (reader->state == READ_TARGET)
        return read_target(reader, p, end);
    if (reader->state == READ_VERSION)
        return read_version(reader, p);
    if (reader->state == READ_LINE_END)
        return expect(reader, p, '\n', READ_FIELD, "CR without LF");
    const char *stop = skip_token(p, end);
    if (stop == end)
        return stop;
    return expect(reader, stop, ' ', READ_TARGET, "the method is not a token");
}

static const char *begin_field(struct reader *reader, const char *p)
{
    if (*p == '\r') {
        reader->state = READ_HEAD_END;
        return p + 1;
    }
    if (*p == ' ' || *p == '\t')
        return fault(reader, p, "a folded header line");
    if (*p == '\n')
        return fault(reader, p, "a line ends with LF alone");
    reader->state = READ_NAME;
    reader->word_size = 0;
    return token_chars[(unsigned char)*p] ? p : fault(reader, p, "a header name is not a token");
}

static const char *read_name(struct reader *reader, const char *p, const char *end)
{
    const char *stop = skip_token(p, end);
    keep_word(reader, p, (size_t)(stop - p));
    if (stop == end)
        return stop;
    /* In trailers neither counts any more. */
    bool is_head = reader->section == SECTION_HEAD;
    reader->takes_length = is_head && word_is(reader, "Content-Length", 14);
    reader->takes_coding = is_head && word_is(reader, "Transfer-Encoding", 17);
    reader->word_size = 0;
    return expect(reader, stop, ':', READ_VALUE,
                  *stop == ' ' || *stop == '\t' ? "a space before the colon of a header"
                                                : "a header name is not a token");
}

static const char *read_value(struct reader *reader, const char *p, const char *end)
{
    const char *stop = skip_text(p, end);
    if (reader->takes_length || reader->takes_coding)
        keep_word(reader, p, (size_t)(stop - p));
    if (stop == end)
        return stop;
    return expect(reader, stop, '\r', READ_FIELD_END,
                  *stop == '\n' ? "a line ends with LF alone" : "a control character in a header");
}

/* The word without the white space around it. */
static void trim_word(struct reader *reader)
{
    size_t start = 0, size = reader->word_size;
    while (size && (reader->word[size - 1] == ' ' || reader->word[size - 1] == '\t'))
        size--;
    while (start < size && (reader->word[start] == ' ' || reader->word[start] == '\t'))
        start++;
    memmove(reader->word, reader->word + start, size - start);
    reader->word_size = (uint8_t)(size - start);
}

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

/* Notes what a field says of the body. Whatever is not clear makes the head ambiguous; the gate says why. */
static const char *end_field(struct reader *reader, const char *p)
{
    if (reader->takes_length) {
        trim_word(reader);
        reader->is_ambiguous |= reader->has_length || !take_length(reader);
        reader->has_length = true;
    } else if (reader->takes_coding) {
        trim_word(reader);
        reader->is_ambiguous |= reader->is_chunked || reader->is_http_10 || !word_is(reader, "chunked", 7);
        reader->is_chunked = true;
    }
    return expect(reader, p, '\n', READ_FIELD, "CR without LF");
}

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
    p = expect(reader, p, '\n', next, "CR without LF");
    if (reader->err)
        return p;
    reader->heads += reader->section == SECTION_HEAD;
    reader->section = next == READ_CHUNK_SIZE ? SECTION_FIRST_CHUNK : SECTION_HEAD;
    reader->had_empty_line = false;
    reader->digits = 0;
    return p;
}

static const char *read_field(struct reader *reader, const char *p, const char *end)
{
    if (reader->state == READ_FIELD)
        return begin_field(reader, p);
    if (reader->state == READ_NAME)
        return read_name(reader, p, end);
    if (reader->state == READ_VALUE)
        return read_value(reader, p, end);
    return reader->state == READ_FIELD_END ? end_field(reader, p) : end_head(reader, p);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *read_chunk_size(struct reader *reader, const char *p)
{
    int digit = hex_value(*p);
    if (digit >= 0) {
        reader->left = reader->digits ? reader->left << 4 | (uint64_t)digit : (uint64_t)digit;
        if (++reader->digits > CHUNK_DIGITS_MAX)
            return fault(reader, p, "a chunk's size is too large");
        return p + 1;
    }
    if (!reader->digits)
        return fault(reader, p, "a chunk's size is not a number");
    if (*p == ';') {
        reader->state = READ_CHUNK_EXTENSION;
        return p + 1;
    }
    return expect(reader, p, '\r', READ_CHUNK_SIZE_END, "a chunk's size is not a number");
}

static const char *end_chunk_size(struct reader *reader, const char *p)
{
    reader->digits = 0;
    return expect(reader, p, '\n', reader->left ? READ_CHUNK : READ_FIELD, "CR without LF");
}

static const char *read_data(struct reader *reader, const char *p, const char *end)
{
    size_t size = (size_t)(end - p);
    size = reader->left < size ? (size_t)reader->left : size;
    reader->left -= size;
    if (!reader->left) {
        reader->section = reader->state == READ_BODY ? SECTION_HEAD : SECTION_NEXT_CHUNK;
        reader->state = reader->state == READ_BODY ? READ_START : READ_CHUNK_CR;
    }
    return p + size;
}

static const char *read_chunk(struct reader *reader, const char *p, const char *end)
{
    switch (reader->state) {
    case READ_CHUNK_CR:
        return expect(reader, p, '\r', READ_CHUNK_LF, "a chunk is longer than its size");
    case READ_CHUNK_LF:
        return expect(reader, p, '\n', READ_CHUNK_SIZE, "CR without LF");
    case READ_CHUNK_SIZE:
        return read_chunk_size(reader, p);
    case READ_CHUNK_EXTENSION: {
        const char *stop = skip_text(p, end);
        return stop == end ? stop
                           : expect(reader, stop, '\r', READ_CHUNK_SIZE_END,
                                    "a control character in a chunk's size line");
    }
    case READ_CHUNK_SIZE_END:
        return end_chunk_size(reader, p);
    default:
        return read_data(reader, p, end);
    }
}

/* Most bytes of the current unit, by where in it the reader stands. */
static size_t unit_limit(const struct reader *reader)
{
    if (reader->state <= READ_LINE_END)
        return LINE_MAX_SIZE;
    if (reader->state <= READ_HEAD_END)
        return reader->section == SECTION_HEAD ? HEAD_MAX_SIZE : TRAILER_MAX_SIZE;
    return reader->state == READ_BODY || reader->state == READ_CHUNK ? SIZE_MAX : CHUNK_LINE_MAX_SIZE;
}

static void refuse_long(struct reader *reader, size_t limit)
{
    reader->err = reader->state <= READ_LINE_END ? ERR_URI_TOO_LONG : ERR_HEADERS;
    reader->state = READ_STOPPED;
    reader->detail = limit == CHUNK_LINE_MAX_SIZE ? "a chunk's size line is too long" : NULL;
}

static const char *step(struct reader *reader, const char *p, const char *end)
{
    if (reader->state <= READ_LINE_END)
        return read_request_line(reader, p, end);
    return reader->state <= READ_HEAD_END ? read_field(reader, p, end) : read_chunk(reader, p, end);
}

static bool is_unit_end(const struct reader *reader)
{
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

size_t reader_scan(struct reader *reader, const char *bytes, size_t size)
{
    const char *p = bytes, *end = bytes + size, *whole = bytes;
    while (p < end && reader->state != READ_STOPPED) {
        size_t limit = unit_limit(reader), seen = reader->unit_size + (size_t)(p - whole);
        if (seen >= limit) {
            refuse_long(reader, limit);
            break;
        }
        p = step(reader, p, limit - seen < (size_t)(end - p) ? p + (limit - seen) : end);
        if (is_unit_end(reader)) {
            whole = p;
            reader->unit_size = 0;
        }
    }
    reader->unit_size += (size_t)(p - whole);
    return (size_t)(whole - bytes);
}

bool reader_is_stopped(const struct reader *reader)
{
    return reader->state == READ_STOPPED;
}

bool reader_in_head(const struct reader *reader)
{
    return reader->state > READ_START && reader->state <= READ_HEAD_END && reader->section == SECTION_HEAD;
}

uint32_t reader_faulty(const struct reader *reader)
{
    return !reader->err ? 0 : reader->section == SECTION_HEAD ? reader->heads + 1 : reader->heads;
}

const char *reader_stub(const struct reader *reader)
{
    switch (reader->section) {
    case SECTION_HEAD:
        return "GET /api HTTP/1.0\r\n\r\n";
    case SECTION_NEXT_CHUNK:
        return "\r\n0\r\n\r\n";
    case SECTION_FIRST_CHUNK:
        return "0\r\n\r\n";
    }
    return "";
}
