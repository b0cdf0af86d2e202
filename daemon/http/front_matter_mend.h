/* Front matter as people write it, made YAML that means the same. Private to this floor. */
#ifndef HTTP_FRONT_MATTER_MEND_H
#define HTTP_FRONT_MATTER_MEND_H

#include "base/buf.h"
#include "http/message.h"

#include <stdbool.h>
#include <stddef.h>

/* Where it cannot be read, and why; a message with one place, for the line's own words. */
struct matter_fault {
    size_t line; /* from 1, of the matter */
    enum message message;
};

/* Writes `size` bytes of matter to `out`, line for line. A plain value is taken literally, whatever YAML
 * would make of the signs in it. False when a line cannot be meant as anything. */
bool front_matter_mend(const char *text, size_t size, struct buf *out, struct matter_fault *ret_fault);

/* Whether the first line with words is "name: …". */
bool front_matter_begins(const char *text, size_t size);

/* A value as it stands within double quotation marks; `is_raw` when it stood within such marks already. */
void yaml_add_quoted(struct buf *out, const char *text, size_t size, bool is_raw);

/* A line of a block, in which nothing can be escaped: what cannot stand there is left out. */
void yaml_add_plain(struct buf *out, const char *text, size_t size);

#endif
