/* What the parts of the log share: a line being made (log_line.c), and lines on their way (log_writer.c).
 * Thread: any. */
#ifndef BASE_LOG_INNER_H
#define BASE_LOG_INNER_H

#include "base/log.h"

#include <stddef.h>

/* A line stands on the caller's stack while it is made, so both are bounded; an escaped value can be six
 * times as long as what was given. */
enum { LOG_VALUE_MAX = 1024, LOG_LINE_SIZE = 16 * 1024 };

/* A line being made. What does not fit is cut, without a failure that anybody would have to handle. */
struct log_line {
    enum log_format form;
    size_t length;
    char bytes[LOG_LINE_SIZE];
};

/* Time, level, event and fields of one line; ends with log_line_finish(), behind which a line feed stands. */
void log_line_begin(struct log_line *line, enum log_format form, int64_t at_ms, enum log_level level,
                    const char *event);
void log_line_add(struct log_line *line, const struct log_field *field);
void log_line_finish(struct log_line *line);

/* Hands a line over, or writes it. */
void log_write(const char *bytes, size_t length);

/* The form that is set. */
enum log_format log_form(void);

/* For log_to(). */
void log_writer_to(int fd);

#endif
