/* The strict reader's part for request lines: method, target and version (RFC 9112 section 3). Must not know
 * what stands in them, nor fields. */
#include "chars.h"
#include "reader_inner.h"

#include <string.h>

/* Of the query, and so many separators are one too many; of the first digit in the version. */
enum { PARAMETERS_MAX = 64, MAJOR_PLACE = 5 };

/* The first byte of a request, or of the one empty line before it. */
static const char *begin_head(struct reader *reader, const char *p)
{
    if (*p == '\r' && !reader->had_empty_line) {
        reader->state = READ_EMPTY_LINE;
        return p + 1;
    }
    bool had_empty_line = reader->had_empty_line;
    *reader = (struct reader){.state = READ_METHOD,
                              .unit_size = reader->unit_size,
                              .dropped = reader->dropped,
                              .dropped_whole = reader->dropped_whole,
                              .had_empty_line = had_empty_line,
                              .fields = reader->fields,
                              .piece = reader->piece,
                              .heads = reader->heads};
    return token_chars[(unsigned char)*p] ? p : reader_fail(reader, p, MESSAGE_HTTP_METHOD_FIRST);
}

/* Counted here, where what is wrong with it can be told. */
static bool has_many_parameters(struct reader *reader, const char *p, const char *end)
{
    for (; p < end && reader->parameters < PARAMETERS_MAX; p++)
        reader->parameters = (uint8_t)(reader->parameters + (*p == '&'));
    return reader->parameters == PARAMETERS_MAX;
}

static const char *read_target(struct reader *reader, const char *p, const char *end)
{
    const char *stop = skip_text(p, end);
    const char *space = memchr(p, ' ', (size_t)(stop - p));
    if (has_many_parameters(reader, p, space ? space : stop))
        return reader_fail(reader, p, MESSAGE_HTTP_PARAMETERS_MANY);
    const char *tab = memchr(p, '\t', (size_t)((space ? space : stop) - p));
    if (tab)
        return reader_fail(reader, tab, MESSAGE_HTTP_TAB);
    bool is_empty = space == p && !reader->has_target;
    if (!reader->has_target)
        reader->target = reader_place_of(reader, p);
    reader->has_target = true;
    if (!space)
        return stop < end ? reader_fail(reader, stop, MESSAGE_HTTP_VERSION_MISSING) : stop;
    if (is_empty)
        return reader_fail(reader, p, MESSAGE_HTTP_SPACES);
    reader->target_size = (uint16_t)(reader_place_of(reader, space) - reader->target);
    reader->state = READ_VERSION;
    return space + 1;
}

/* "HTTP/1.1", digit by digit. */
static const char *reader_version(struct reader *reader, const char *p)
{
    static const char pattern[] = "HTTP/0.0";
    char c = pattern[reader->version_size];
    if (!c) {
        return reader_expect(reader, p, '\r', READ_LINE_END,
                             *p == '\n' ? MESSAGE_HTTP_LF : MESSAGE_HTTP_LINE_END);
    }
    bool good = c == '0' ? *p >= '0' && *p <= '9' : *p == c;
    if (!good)
        return reader_fail(reader, p, MESSAGE_HTTP_VERSION);
    /* A higher minor version is served like 1.1 (RFC 9110 section 2.5). */
    if (reader->version_size == MAJOR_PLACE && *p != '1') {
        reader_fail(reader, p, MESSAGE_HTTP_VERSION_OTHER);
        reader->err = ERR_HTTP_VERSION;
        return p;
    }
    reader->is_http_10 = *p == '0';
    reader->version_size++;
    return p + 1;
}

/* What the request is refused with has no content then. */
static const char *read_method(struct reader *reader, const char *p, const char *end)
{
    const char *stop = skip_token(p, end);
    reader_keep_word(reader, p, (size_t)(stop - p));
    if (stop == end)
        return stop;
    reader->is_head = reader_word_is(reader, "HEAD", 4);
    reader->word_size = 0;
    return reader_expect(reader, stop, ' ', READ_TARGET, MESSAGE_HTTP_METHOD_TOKEN);
}

/* One step within the request line, by state. */
const char *reader_line(struct reader *reader, const char *p, const char *end)
{
    if (reader->state == READ_START)
        return begin_head(reader, p);
    if (reader->state == READ_EMPTY_LINE) {
        reader->had_empty_line = true;
        return reader_expect(reader, p, '\n', READ_START, MESSAGE_HTTP_CR);
    }
    if (reader->state == READ_TARGET)
        return read_target(reader, p, end);
    if (reader->state == READ_VERSION)
        return reader_version(reader, p);
    if (reader->state == READ_LINE_END)
        return reader_expect(reader, p, '\n', READ_FIELD, MESSAGE_HTTP_CR);
    return read_method(reader, p, end);
}
