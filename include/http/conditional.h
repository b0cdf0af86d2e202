/* Conditional and range requests (RFC 9110 sections 13 and 14). Pure; thread: any. */
#ifndef HTTP_CONDITIONAL_H
#define HTTP_CONDITIONAL_H

#include "http/request.h"

enum condition { CONDITION_SEND, CONDITION_NOT_MODIFIED, CONDITION_FAILED };

/* What the conditions of a GET or HEAD come to for a representation with this ETag base ("" none) and instant
 * of change (0 unknown): If-Match before If-Unmodified-Since, If-None-Match before If-Modified-Since, as
 * section 13.2.2 orders them. Dates that cannot be read are ignored. */
enum condition condition_check(const struct request *request, const char *etag, int64_t modified_ms);

enum range_kind {
    RANGE_WHOLE,  /* none asked for, several, a unit unknown, or If-Range names another representation */
    RANGE_PART,   /* 206 */
    RANGE_BEYOND, /* 416 */
};

struct range {
    int64_t start, size;
};

/* The part of `size` bytes that a GET asks for. */
enum range_kind range_choose(const struct request *request, const char *etag, int64_t modified_ms,
                             int64_t size, struct range *ret_range);

#endif
