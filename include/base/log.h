/* The log: one line an event on standard error, for people or as JSON:
 *
 *   2026-11-29 13:05:02 +07 warn few_descriptors: fewer connections than were asked for connections=4096
 *
 * The event's name stays whatever the sentence says; keys and values stand behind it. Each failure is logged
 * once: where it is turned into an answer or ends a command, or below, where its reason is known; what is
 * under way there (struct log_context) adds whose request it is, and knows that it was told.
 *
 * Thread: any. Until log_start() and after log_end() a line is written by who logs, who waits a second at
 * most for whoever reads; between them nobody waits: lines go through a ring that a thread of its own writes
 * out, and what does not fit is lost, counted, and told in the next line. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };
enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

/* One thing that a line says, made by the macros below. Texts are anybody's: they are escaped, so that
 * nothing a client sends can forge a line, become UTF-8 where they are none, and are cut behind 1,024 bytes.
 */
enum log_kind { LOG_KIND_END, LOG_KIND_SAYS, LOG_KIND_TEXT, LOG_KIND_NUMBER, LOG_KIND_FLAG };
struct log_field {
    enum log_kind kind;
    const char *key; /* of our own words: letters, digits and '_' */
    const char *text;
    int64_t number;
};

/* What happened, in words for a technician: the first of a line. */
#define LOG_SAYS(words)               \
    {                                 \
        LOG_KIND_SAYS, NULL, words, 0 \
    }
/* NULL is written as "-", in JSON as null. */
#define LOG_TEXT(key, value)         \
    {                                \
        LOG_KIND_TEXT, key, value, 0 \
    }
#define LOG_NUMBER(key, value)                       \
    {                                                \
        LOG_KIND_NUMBER, key, NULL, (int64_t)(value) \
    }
#define LOG_FLAG(key, value)                      \
    {                                             \
        LOG_KIND_FLAG, key, NULL, (value) ? 1 : 0 \
    }
#define LOG_END                     \
    {                               \
        LOG_KIND_END, NULL, NULL, 0 \
    }
#define LOG_FIELDS(...)        \
    (const struct log_field[]) \
    {                          \
        __VA_ARGS__, LOG_END   \
    }

/* Sets the least important level written and the form; at any time. Defaults: info, text. */
void log_init(enum log_level level, enum log_format format);

/* Lines go to this descriptor from now on, which the caller leaves open; standard error at the beginning.
 * Not between log_start() and log_end(). */
void log_to(int fd);

/* Whether events of that level are written. */
bool log_is_written(enum log_level level);

/* Lines given to the log at that level since the start, and lines that were lost, for /metrics. */
uint64_t log_lines(enum log_level level);
uint64_t log_lines_lost(void);

/* One event: a fixed name such as "listening", and fields that begin with LOG_SAYS and end with LOG_END. */
void log_event(enum log_level level, const char *event, const struct log_field *fields);

#define log_error(event, ...) log_event(LOG_LEVEL_ERROR, event, LOG_FIELDS(__VA_ARGS__))
#define log_warning(event, ...) log_event(LOG_LEVEL_WARNING, event, LOG_FIELDS(__VA_ARGS__))
#define log_info(event, ...) log_event(LOG_LEVEL_INFO, event, LOG_FIELDS(__VA_ARGS__))

/* What a thread is at: a request, a run of a job. Errors and warnings that are logged meanwhile end with its
 * fields. */
enum { LOG_CONTEXT_FIELDS = 10 };
struct log_context {
    /* Fills at most so many fields, without LOG_END; how many. Called for a line alone. */
    size_t (*describe)(void *owner, struct log_field *fields);
    void *owner;
    uint64_t former; /* what the run before told, if it failed: the same is not written again */
    uint64_t told;   /* what was told at level error; 0 nothing */
};

/* Makes it this thread's until log_leave(), which takes what log_enter() gave. One that describes nothing,
 * {0}, has the fields of the one around it: by it a caller asks whether those whom it called have told. */
struct log_context *log_enter(struct log_context *context);
void log_leave(struct log_context *former);

/* Whether an error was logged within what this thread is at, so that its reason is known. */
bool log_has_told(void);

/* Begins to write by a thread of its own; after a confinement, which holds threads made later alone. A
 * process that is forked meanwhile writes its own lines at once, as before. Errors: MEMORY. */
enum err log_start(void);

/* Writes what is pending, for a second at most where nobody reads, and ends the thread. */
void log_end(void);

/* Waits so long at most until what was logged is written. Async-signal-safe, for the end of a process that
 * will not come to log_end(). */
void log_flush(int patience_ms);

#endif
