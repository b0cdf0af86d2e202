/* Reads one answer from a source of bytes. Knows no sockets, no TLS and no files; everything has a
 * bound, since the other side is anybody. */
#include "fetch_answer.h"

#include "bytes.h"
#include "helper/picture.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A line, the 1xx answers before the real one, how many bytes tell a picture, and the first room of a
 * body, which doubles. */
enum { LINE_MAX_SIZE = 8 * 1024, INTERIM_MAX = 4, MAGIC_SIZE = 16, FIRST_ROOM = 64 * 1024 };

/* The bytes of the source pass through `buffer`; what is taken goes to `line` or to the body. */
struct reading {
    const struct answer_source *source;
    unsigned char buffer[ANSWER_BUFFER];
    size_t at, end; /* what of the buffer was not taken yet */
    size_t head;    /* bytes of heads, chunk lines and trailers so far */
    char line[LINE_MAX_SIZE + 1];
    size_t most, room; /* of the body */
    struct answer *answer;
    bool has_length, is_chunked, is_encoded;
    uint64_t length;
};

/* False at the end and when the connection broke. */
static bool fetch_answer_fill(struct reading *reading)
{
    if (reading->at < reading->end)
        return true;
    ssize_t got = reading->source->pull(reading->source->context, reading->buffer, sizeof reading->buffer);
    reading->at = 0;
    reading->end = got > 0 ? (size_t)got : 0;
    return got > 0;
}

/* The next line without its end; false when there is none, or too much of them. */
static bool fetch_answer_read_line(struct reading *reading)
{
    size_t length = 0;
    for (;;) {
        /* Counted over all lines, trailers and chunk sizes too, so a body of a million one-byte chunks
         * ends. */
        if (!fetch_answer_fill(reading) || ++reading->head > ANSWER_HEAD_MAX)
            return false;
        char c = (char)reading->buffer[reading->at++];
        if (c == '\n')
            break;
        /* A NUL would end the line early for all that look at it as text. */
        if (length == LINE_MAX_SIZE || c == '\0')
            return false;
        reading->line[length++] = c;
    }
    /* LF alone is taken for a line's end (RFC 9112 section 2.2): nothing follows on this connection that
     * could be smuggled. */
    if (length && reading->line[length - 1] == '\r')
        length--;
    reading->line[length] = '\0';
    return true;
}

/* "HTTP/1.1 200 OK" */
static bool fetch_answer_read_status(struct reading *reading)
{
    const char *line = reading->line;
    if (strncmp(line, "HTTP/1.", 7) != 0 || (line[7] != '0' && line[7] != '1') || line[8] != ' ')
        return false;
    /* Three digits; what follows them, the reason, is for nobody. */
    if (strspn(line + 9, "0123456789") != 3 || line[9] == '0' || (line[12] && line[12] != ' '))
        return false;
    reading->answer->status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    return true;
}

/* Digits alone; what is larger than any picture is as good as the largest number. */
static bool read_length(struct reading *reading, const char *value)
{
    uint64_t length = 0;
    size_t digits = strspn(value, "0123456789");
    if (!digits || value[digits])
        return false;
    for (size_t i = 0; i < digits; i++)
        length = length > UINT64_MAX / 20 ? length : length * 10 + (uint64_t)(value[i] - '0');
    /* Several that agree are allowed by RFC 9110 section 8.6; several that differ are a trick. */
    bool is_same = !reading->has_length || reading->length == length;
    reading->has_length = true;
    reading->length = length;
    return is_same;
}

/* Notes what a header says of the body, and where a redirect leads. False when it cannot be. */
static bool take_header(struct reading *reading, const char *name, const char *value)
{
    struct answer *answer = reading->answer;
    if (strcasecmp(name, "Content-Length") == 0)
        return read_length(reading, value);
    if (strcasecmp(name, "Transfer-Encoding") == 0) {
        bool is_plain = strcasecmp(value, "chunked") == 0 && !reading->is_chunked;
        reading->is_chunked = true;
        return is_plain;
    }
    /* Refused only when a body is wanted; a redirect may be encoded as it likes. */
    if (strcasecmp(name, "Content-Encoding") == 0)
        reading->is_encoded = *value && strcasecmp(value, "identity") != 0;
    /* One that is too long counts as none. */
    if (strcasecmp(name, "Location") == 0 && strlen(value) <= FETCH_ADDRESS_MAX)
        memcpy(answer->location, value, strlen(value) + 1);
    return true;
}

/* "Name: value", in place. A line that continues the former is long out of use (RFC 9112 section 5.2). */
static bool read_header(struct reading *reading)
{
    char *line = reading->line, *colon = strchr(line, ':');
    if (!colon || colon == line || strcspn(line, " \t") < (size_t)(colon - line))
        return false;
    *colon = '\0';
    char *value = colon + 1 + strspn(colon + 1, " \t");
    size_t length = strlen(value);
    while (length && strchr(" \t\r", value[length - 1]))
        value[--length] = '\0';
    return take_header(reading, line, value);
}

/* What an interim answer says is not said of the one that follows (RFC 9110 section 15.2). */
static void fetch_answer_forget_head(struct reading *reading)
{
    reading->has_length = reading->is_chunked = reading->is_encoded = false;
    reading->length = 0;
    reading->answer->location[0] = '\0';
}

/* The status line and all headers of the final answer; interim ones (1xx) are read past. */
static bool fetch_answer_read_head(struct reading *reading)
{
    /* Their headers are noted like the last one's; those that matter here stand in no 1xx answer. */
    for (int heads = 0; heads <= INTERIM_MAX; heads++) {
        if (!fetch_answer_read_line(reading) || !fetch_answer_read_status(reading))
            return false;
        do
            if (!fetch_answer_read_line(reading) || (*reading->line && !read_header(reading)))
                return false;
        while (*reading->line);
        if (reading->answer->status >= 200)
            return true;
        fetch_answer_forget_head(reading);
    }
    return false;
}

/* Room for `more` further bytes of the body, doubling, never above the limit. */
static enum fetch_fault fetch_answer_make_room(struct reading *reading, size_t more)
{
    struct answer *answer = reading->answer;
    if (more > reading->most - answer->size)
        return FETCH_TOO_LARGE;
    if (answer->size + more <= reading->room)
        return FETCH_OK;
    size_t room = reading->room ? reading->room * 2 : FIRST_ROOM;
    room = room > reading->most ? reading->most : room;
    void *bytes = realloc(answer->bytes, room < answer->size + more ? answer->size + more : room);
    /* The child's address space is limited, so a picture too large ends here. */
    if (!bytes)
        return FETCH_TOO_LARGE;
    answer->bytes = bytes;
    reading->room = room < answer->size + more ? answer->size + more : room;
    return FETCH_OK;
}

/* How many bytes tell a picture from all else. HEIF does by its first box, which is as long as it says;
 * below 8 that is no length (ISO 14496-12 section 4.2), and the end tells. */
static size_t magic_size(const struct answer *answer)
{
    if (answer->size < MAGIC_SIZE || memcmp(answer->bytes + 4, "ftyp", 4) != 0)
        return MAGIC_SIZE;
    size_t size = be32(answer->bytes);
    return size < 8 ? SIZE_MAX : size < MAGIC_SIZE ? MAGIC_SIZE : size;
}

/* What is no picture is not fetched to its end. */
static enum fetch_fault check_magic(const struct answer *answer, size_t before)
{
    struct picture_facts facts;
    size_t needed = magic_size(answer);
    if (before >= needed || answer->size < needed)
        return FETCH_OK;
    return picture_measure(answer->bytes, answer->size, &facts) == ERR_MEDIA_TYPE ? FETCH_NO_PICTURE
                                                                                  : FETCH_OK;
}

/* Exactly so many bytes, or with `to_end` all that come. */
static enum fetch_fault fetch_answer_take(struct reading *reading, uint64_t count, bool to_end)
{
    struct answer *answer = reading->answer;
    /* Refused by what is announced, before any of it is read. */
    if (!to_end && count > reading->most - answer->size)
        return FETCH_TOO_LARGE;
    while (count || to_end) {
        /* Without a length the end of the connection is the end of the body (RFC 9112 section 6.3); with
         * one it is a body cut short. */
        if (!fetch_answer_fill(reading))
            return to_end ? FETCH_OK : FETCH_GARBLED;
        size_t here = reading->end - reading->at, before = answer->size;
        here = !to_end && here > count ? (size_t)count : here;
        enum fetch_fault fault = fetch_answer_make_room(reading, here);
        if (fault)
            return fault;
        memcpy(answer->bytes + answer->size, reading->buffer + reading->at, here);
        answer->size += here;
        reading->at += here;
        count -= to_end ? 0 : here;
        fault = check_magic(answer, before);
        if (fault)
            return fault;
    }
    return FETCH_OK;
}

/* The size in front of a chunk; extensions are passed over. */
static bool fetch_answer_read_chunk_size(struct reading *reading, uint64_t *ret_size)
{
    static const char hexadecimal[] = "0123456789abcdefABCDEF";
    if (!fetch_answer_read_line(reading))
        return false;
    size_t digits = strspn(reading->line, hexadecimal);
    char after = reading->line[digits];
    /* 48 bits, so that the number fits and no sum overflows. */
    if (!digits || digits > 12 || (after && !strchr("; \t", after)))
        return false;
    *ret_size = strtoull(reading->line, NULL, 16);
    return true;
}

static enum fetch_fault take_chunks(struct reading *reading)
{
    for (;;) {
        uint64_t size;
        if (!fetch_answer_read_chunk_size(reading, &size))
            return FETCH_GARBLED;
        if (!size)
            return FETCH_OK; /* nobody wants the trailers */
        enum fetch_fault fault = fetch_answer_take(reading, size, false);
        if (fault)
            return fault;
        /* The line's end behind a chunk's bytes. */
        if (!fetch_answer_read_line(reading) || *reading->line)
            return FETCH_GARBLED;
    }
}

static enum fetch_fault fetch_answer_take_body(struct reading *reading)
{
    struct picture_facts facts;
    /* Length and chunks together are how answers are smuggled (RFC 9112 section 6.1). */
    if (reading->is_encoded || (reading->is_chunked && reading->has_length))
        return FETCH_GARBLED;
    enum fetch_fault fault = reading->is_chunked
                                 ? take_chunks(reading)
                                 : fetch_answer_take(reading, reading->length, !reading->has_length);
    if (fault)
        return fault;
    const struct answer *answer = reading->answer;
    /* Also those with fewer bytes than check_magic() waits for. */
    return !answer->size || picture_measure(answer->bytes, answer->size, &facts) == ERR_MEDIA_TYPE
               ? FETCH_NO_PICTURE
               : FETCH_OK;
}

/* 300 and 304 send nobody on; 305 and 306 are out of use. */
bool answer_is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

enum fetch_fault answer_read(const struct answer_source *source, size_t most, struct answer *ret_answer)
{
    struct reading reading = {.source = source, .most = most, .answer = ret_answer};
    *ret_answer = (struct answer){.status = 0};
    if (!fetch_answer_read_head(&reading))
        return FETCH_GARBLED;
    /* What a refusal says is for people, and is not read. */
    return ret_answer->status == 200 && most ? fetch_answer_take_body(&reading) : FETCH_OK;
}
