/* The log: one line an event on standard error, key=value or JSON. Each failure is logged once, where
 * it is turned into an answer or ends a command. Thread: any; a line is written by one write(2). */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };
enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

/* Sets the least important level written and the form; at any time. Defaults: info, text. */
void log_init(enum log_level level, enum log_format format);

/* Lines go to this descriptor from now on, which the caller leaves open; standard error at the beginning. */
void log_to(int fd);

/* Whether events of that level are written. */
bool log_is_written(enum log_level level);

/* Lines written at that level since the start, for /metrics. */
uint64_t log_lines(enum log_level level);

/* One event: a fixed name such as "listening" and pairs of key and text ended by NULL. Values are
 * escaped, so nothing a client sends can forge a line; longer than 1,024 bytes they are cut. A NULL
 * value is written as "-". */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));

#define log_error(...) log_event(LOG_LEVEL_ERROR, __VA_ARGS__, (char *)0)
#define log_warning(...) log_event(LOG_LEVEL_WARNING, __VA_ARGS__, (char *)0)
#define log_info(...) log_event(LOG_LEVEL_INFO, __VA_ARGS__, (char *)0)

#endif
