/* Decides what a request's conditions and its Range come to. Reads headers and numbers; opens and sends
 * nothing. */
#include "http/conditional.h"

#include "http/etag.h"
#include "text/date.h"

#include <string.h>
#include <strings.h>

/* 18 digits are what an int64_t holds whatever they are. */
enum { SECOND_MS = 1000, NUMBER_DIGITS = 18 };

/* A date header as an instant; false when there is none that can be read. */
static bool conditional_read_date(const char *header, int64_t *ret_ms)
{
    return header && date_parse_http(header, ret_ms) == ERR_OK;
}

/* Dates of HTTP know seconds only. */
static bool is_newer(int64_t modified_ms, int64_t since_ms)
{
    return modified_ms / SECOND_MS > since_ms / SECOND_MS;
}

/* Whether the client wanted another representation than this one: the first two steps of section 13.2.2. */
static bool is_failed(const struct request *request, const char *etag, int64_t modified_ms)
{
    int64_t since_ms;
    /* Where there is a tag the date is not looked at. */
    if (request->if_match)
        return !etag_match_hits(request->if_match, etag);
    return modified_ms && conditional_read_date(request->if_unmodified_since, &since_ms) &&
           is_newer(modified_ms, since_ms);
}

enum condition condition_check(const struct request *request, const char *etag, int64_t modified_ms)
{
    int64_t since_ms;
    /* Writes are checked by their handlers, against the version in their own transaction; here it could
     * change meanwhile. */
    if (request->method != METHOD_GET && request->method != METHOD_HEAD)
        return CONDITION_SEND;
    if (is_failed(request, etag, modified_ms))
        return CONDITION_FAILED;
    bool is_same = false;
    /* With a tag in the request the date counts no more, even when the tag does not match; a date is
     * blind to two changes within a second. */
    if (request->if_none_match)
        is_same = *etag && etag_none_match_hits(request->if_none_match, etag);
    else if (modified_ms && conditional_read_date(request->if_modified_since, &since_ms))
        is_same = !is_newer(modified_ms, since_ms);
    return is_same ? CONDITION_NOT_MODIFIED : CONDITION_SEND;
}

/* If-Range compares strongly: the very tag, or the very date. */
static bool is_that(const char *if_range, const char *etag, int64_t modified_ms)
{
    size_t length = strlen(etag);
    int64_t date_ms;
    /* Nothing was said, so the range is wanted whatever the file is by now. */
    if (!if_range)
        return true;
    /* A weak tag begins with W and falls through to the dates, where nothing can read it. */
    if (*if_range == '"')
        return length && strncmp(if_range + 1, etag, length) == 0 && strcmp(if_range + 1 + length, "\"") == 0;
    return modified_ms && conditional_read_date(if_range, &date_ms) &&
           date_ms / SECOND_MS == modified_ms / SECOND_MS;
}

/* Digits at *text; -1 when there are none. What is too large for any file is as good as the largest. */
static int64_t conditional_read_number(const char **text)
{
    size_t digits = strspn(*text, "0123456789");
    int64_t number = digits ? 0 : -1;
    /* A longer number is not refused, for "bytes=0-99999999999999999999" plainly wants all. */
    for (size_t i = 0; i < digits; i++)
        number = i < NUMBER_DIGITS ? number * 10 + ((*text)[i] - '0') : INT64_MAX;
    *text += digits;
    return number;
}

enum range_kind range_choose(const struct request *request, const char *etag, int64_t modified_ms,
                             int64_t size, struct range *ret_range)
{
    const char *text = request->range;
    /* Whatever is not understood is ignored, and the client gets the whole, which is never wrong
     * (section 14.2). */
    if (!text || request->method != METHOD_GET || strncasecmp(text, "bytes=", 6) != 0 ||
        !is_that(request->if_range, etag, modified_ms))
        return RANGE_WHOLE;
    text += 6;
    int64_t first = conditional_read_number(&text);
    if (*text++ != '-')
        return RANGE_WHOLE;
    int64_t last = conditional_read_number(&text);
    /* Several ranges have a comma here and get the whole file, which a server may always send (section
     * 14.2). */
    if (*text || (first < 0 && last < 0) || (first >= 0 && last >= 0 && last < first))
        return RANGE_WHOLE;
    bool is_suffix = first < 0;
    /* The last zero bytes, and whatever begins behind the end, are none. */
    if (is_suffix ? !last || !size : first >= size)
        return RANGE_BEYOND;
    if (is_suffix)
        first = last < size ? size - last : 0;
    /* An end beyond the file's is its end. */
    if (is_suffix || last < 0 || last >= size)
        last = size - 1;
    *ret_range = (struct range){first, last - first + 1};
    return RANGE_PART;
}
