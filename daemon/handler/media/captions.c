/* Looks at the lines that have an arrow, which stands nowhere else in WebVTT. What captions say is text, and
 * shown as such by whoever plays the film. */
#include "captions.h"

#include <stdint.h>
#include <string.h>

bool captions_begin(const char *text, size_t size)
{
    static const char mark[] = "\xEF\xBB\xBF", word[] = "WEBVTT";
    if (size >= sizeof mark - 1 && memcmp(text, mark, sizeof mark - 1) == 0) {
        text += sizeof mark - 1;
        size -= sizeof mark - 1;
    }
    size_t length = sizeof word - 1;
    return size >= length && memcmp(text, word, length) == 0 &&
           (size == length || strchr(" \t\r\n", text[length]));
}

/* Digits from *at on, which goes behind them; -1 for fewer than two or too many. */
static int64_t digits(const char **at, const char *end, size_t most)
{
    int64_t number = 0;
    size_t count = 0;
    for (; *at < end && **at >= '0' && **at <= '9' && count <= most; count++)
        number = number * 10 + *(*at)++ - '0';
    return count >= 2 && count <= most ? number : -1;
}

/* "01:02:03.456" or "02:03.456" in milliseconds; -1 for anything else. */
static int64_t caption_time(const char **at, const char *end)
{
    enum { HOURS_MAX = 4, SIXTY = 60 };
    int64_t parts[3] = {0, 0, 0};
    int count = 0;
    do {
        int64_t part = digits(at, end, count ? 2 : HOURS_MAX);
        if (part < 0)
            return -1;
        parts[count++] = part;
    } while (count < 3 && *at < end && **at == ':' && (*at)++);
    int64_t seconds =
        count == 3 ? (parts[0] * SIXTY + parts[1]) * SIXTY + parts[2] : parts[0] * SIXTY + parts[1];
    if (count < 2 || parts[count - 1] >= SIXTY || parts[count - 2] >= SIXTY || *at == end || *(*at)++ != '.')
        return -1;
    const char *from = *at;
    int64_t thousandths = digits(at, end, 3);
    return thousandths >= 0 && *at - from == 3 ? seconds * 1000 + thousandths : -1;
}

/* False when there is none. */
static bool pass_blanks(const char **at, const char *end)
{
    const char *from = *at;
    while (*at < end && (**at == ' ' || **at == '\t'))
        (*at)++;
    return *at > from;
}

/* A line "TIME --> TIME", settings behind it. */
static bool is_timing(const char *at, const char *end)
{
    int64_t from = caption_time(&at, end);
    if (!pass_blanks(&at, end) || from < 0 || end - at < 3 || memcmp(at, "-->", 3) != 0)
        return false;
    at += 3;
    int64_t to = pass_blanks(&at, end) ? caption_time(&at, end) : -1;
    return to > from && (at == end || strchr(" \t\r", *at));
}

bool captions_are_whole(const char *text, size_t size)
{
    const char *end = text + size;
    size_t count = 0;
    for (const char *line = text; line < end;) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        const char *behind = next ? next : end;
        if (memmem(line, (size_t)(behind - line), "-->", 3)) {
            if (!is_timing(line, behind))
                return false;
            count++;
        }
        line = next ? next + 1 : end;
    }
    return count > 0;
}
