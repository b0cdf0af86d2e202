/* The strict reader's part for bodies: chunks with their extensions (RFC 9112 section 7.1), and bodies of a
 * known length. Must not know what stands in a head. */
#include "chars.h"
#include "reader_inner.h"
#include "text/number.h"

/* 15 digits fit into 64 bits with room to spare. Extensions mean nothing to anybody here; 64 KiB of them
 * are for those who pad. */
enum { CHUNK_DIGITS_MAX = 15, EXTENSIONS_MAX = 64 * 1024 };

/* Where in the extensions of a chunk the reader stands: *( BWS ";" BWS name [ BWS "=" BWS value ] ), a value
 * being a token or a quoted string. */
enum extension_state {
    EXTENSION_NEXT,       /* a semicolon must come, perhaps behind white space */
    EXTENSION_NAME_START, /* behind the semicolon */
    EXTENSION_NAME,
    EXTENSION_EQUALS,      /* white space behind a name: an equals sign or a semicolon must come */
    EXTENSION_VALUE_START, /* behind the equals sign */
    EXTENSION_VALUE,       /* within a token */
    EXTENSION_QUOTED,      /* within a quoted string */
    EXTENSION_PAIR,        /* behind a backslash in one */
    EXTENSION_QUOTED_END,
    EXTENSION_LINE_END, /* CR was read */
    EXTENSION_BAD,
};

/* Behind a name or a value; `blank` is where white space leads. */
static enum extension_state extension_behind(char c, enum extension_state blank)
{
    if (c == ';')
        return EXTENSION_NAME_START;
    if (c == '\r')
        return EXTENSION_LINE_END;
    return c == ' ' || c == '\t' ? blank : EXTENSION_BAD;
}

/* qdtext of RFC 9110 section 5.6.4, with bytes above 127. */
static enum extension_state extension_in_quotes(char c)
{
    bool is_text = (unsigned char)c >= ' ' ? c != 0x7F : c == '\t';
    if (c == '\\')
        return EXTENSION_PAIR;
    return c == '"' ? EXTENSION_QUOTED_END : is_text ? EXTENSION_QUOTED : EXTENSION_BAD;
}

/* The state behind `c`. */
static enum extension_state extension_step(enum extension_state state, char c)
{
    bool is_blank = c == ' ' || c == '\t', is_token = token_chars[(unsigned char)c];
    switch (state) {
    case EXTENSION_NEXT:
        return is_blank || c == ';' ? extension_behind(c, EXTENSION_NEXT) : EXTENSION_BAD;
    case EXTENSION_NAME_START:
        return is_blank ? state : is_token ? EXTENSION_NAME : EXTENSION_BAD;
    case EXTENSION_NAME:
        return is_token ? state : c == '=' ? EXTENSION_VALUE_START : extension_behind(c, EXTENSION_EQUALS);
    case EXTENSION_EQUALS:
        return c == '=' ? EXTENSION_VALUE_START : c == '\r' ? EXTENSION_BAD : extension_behind(c, state);
    case EXTENSION_VALUE_START:
        return is_blank ? state : c == '"' ? EXTENSION_QUOTED : is_token ? EXTENSION_VALUE : EXTENSION_BAD;
    case EXTENSION_VALUE:
        return is_token ? state : extension_behind(c, EXTENSION_NEXT);
    case EXTENSION_QUOTED:
        return extension_in_quotes(c);
    case EXTENSION_PAIR:
        return extension_in_quotes(c) == EXTENSION_BAD ? EXTENSION_BAD : EXTENSION_QUOTED;
    default: /* EXTENSION_QUOTED_END: behind the end of the line, or a fault, nobody reads on */
        return extension_behind(c, EXTENSION_NEXT);
    }
}

/* Extensions are read, and taken out by reader_scan(). */
static const char *chunk_read_extension(struct reader *reader, const char *p, const char *end)
{
    /* Its own byte in the reader, so that it goes on after any read. */
    enum extension_state state = reader->extension_state;
    for (; p < end && state != EXTENSION_LINE_END; p++) {
        enum extension_state next = extension_step(state, *p);
        if (next == EXTENSION_BAD)
            return reader_fail(reader, p, MESSAGE_HTTP_CHUNK_EXTENSION);
        state = next;
        if (++reader->extensions > EXTENSIONS_MAX) {
            reader_fail(reader, p, MESSAGE_HTTP_CHUNK_EXTENSIONS);
            reader->err = ERR_HEADERS;
            return p;
        }
    }
    reader->extension_state = (uint8_t)state;
    if (state == EXTENSION_LINE_END)
        reader->state = READ_CHUNK_SIZE_END;
    return p;
}

/* A digit of a chunk's size, or what follows them. */
static const char *chunk_read_chunk_size(struct reader *reader, const char *p)
{
    int digit = number_hex_digit(*p);
    if (digit >= 0) {
        /* The first digit begins the number anew. */
        reader->left = reader->digits ? reader->left << 4 | (uint64_t)digit : (uint64_t)digit;
        if (++reader->digits > CHUNK_DIGITS_MAX)
            return reader_fail(reader, p, MESSAGE_HTTP_CHUNK_LARGE);
        return p + 1;
    }
    if (!reader->digits)
        return reader_fail(reader, p, MESSAGE_HTTP_CHUNK_NUMBER);
    /* The byte is left for the extensions. */
    if (*p == ';' || *p == ' ' || *p == '\t') {
        reader->state = READ_CHUNK_EXTENSION;
        reader->extension_state = EXTENSION_NEXT;
        return p;
    }
    return reader_expect(reader, p, '\r', READ_CHUNK_SIZE_END, MESSAGE_HTTP_CHUNK_NUMBER);
}

/* A chunk of size 0 is the last; trailers follow it. */
static const char *end_chunk_size(struct reader *reader, const char *p)
{
    reader->digits = 0;
    reader->line_extension = 0;
    return reader_expect(reader, p, '\n', reader->left ? READ_CHUNK : READ_FIELD, MESSAGE_HTTP_CR);
}

/* Bytes of a body or chunk, as far as they are there. */
static const char *read_data(struct reader *reader, const char *p, const char *end)
{
    size_t size = (size_t)(end - p);
    size = reader->left < size ? (size_t)reader->left : size;
    reader->left -= size;
    if (!reader->left) {
        /* Behind a body a fault would lie in the next head. */
        reader->section = reader->state == READ_BODY ? SECTION_HEAD : SECTION_NEXT_CHUNK;
        reader->state = reader->state == READ_BODY ? READ_START : READ_CHUNK_CR;
    }
    return p + size;
}

/* One step, by state. */
const char *reader_chunk(struct reader *reader, const char *p, const char *end)
{
    switch (reader->state) {
    case READ_CHUNK_CR:
        return reader_expect(reader, p, '\r', READ_CHUNK_LF, MESSAGE_HTTP_CHUNK_LONGER);
    case READ_CHUNK_LF:
        return reader_expect(reader, p, '\n', READ_CHUNK_SIZE, MESSAGE_HTTP_CR);
    case READ_CHUNK_SIZE:
        return chunk_read_chunk_size(reader, p);
    case READ_CHUNK_EXTENSION:
        return chunk_read_extension(reader, p, end);
    case READ_CHUNK_SIZE_END:
        return end_chunk_size(reader, p);
    default:
        return read_data(reader, p, end);
    }
}
