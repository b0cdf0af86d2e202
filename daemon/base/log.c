/* The log as others see it: levels, counts, and what a thread is at. How a line looks is log_line.c's, how
 * it gets away log_writer.c's. systemd's journal, or whoever started the program, keeps the lines and gives
 * them a place; nothing here rotates or remembers. */
#include "log_inner.h"

#include "base/clock.h"

#include <stdatomic.h>

/* Set at start, and again when the settings are read anew. */
static _Atomic enum log_level least = LOG_LEVEL_INFO;
static _Atomic enum log_format form = LOG_FORMAT_TEXT;

static atomic_uint_least64_t line_counts[LOG_LEVEL_DEBUG + 1];

/* What this thread is at. */
static _Thread_local struct log_context *current;

/* Two atomics without an order between them: a line written just then may have the old form. */
void log_init(enum log_level level, enum log_format format)
{
    least = level;
    form = format;
}

void log_to(int fd)
{
    log_writer_to(fd);
}

enum log_format log_form(void)
{
    return form;
}

bool log_is_written(enum log_level level)
{
    return level <= least;
}

uint64_t log_lines(enum log_level level)
{
    return atomic_load_explicit(&line_counts[level], memory_order_relaxed);
}

struct log_context *log_enter(struct log_context *context)
{
    struct log_context *former = current;
    /* What is at nothing of its own is at what its caller is at. */
    if (former && !context->describe) {
        context->describe = former->describe;
        context->owner = former->owner;
    }
    current = context;
    return former;
}

void log_leave(struct log_context *former)
{
    if (former && current->told)
        former->told = current->told;
    current = former;
}

bool log_has_told(void)
{
    return current && current->told;
}

/* FNV-1a: of what a line says, without its time, so that the same failure is known again; never 0. */
static uint64_t digest_of(const char *bytes, size_t length)
{
    uint64_t sum = 0xcbf29ce484222325;
    for (size_t i = 0; i < length; i++)
        sum = (sum ^ (unsigned char)bytes[i]) * 0x100000001b3;
    return sum ? sum : 1;
}

/* Behind the fields of the line itself: whose it is. What goes right is not told again for whom. */
static void add_context(struct log_line *line, enum log_level level)
{
    struct log_field fields[LOG_CONTEXT_FIELDS];
    if (!current || !current->describe || level > LOG_LEVEL_WARNING)
        return;
    size_t count = current->describe(current->owner, fields);
    for (size_t i = 0; i < count; i++)
        log_line_add(line, &fields[i]);
}

/* Notes an error within what this thread is at; whether it is the one of the run before, which goes on. */
static bool is_told_already(enum log_level level, const struct log_line *line, size_t head)
{
    if (!current || level != LOG_LEVEL_ERROR)
        return false;
    current->told = digest_of(line->bytes + head, line->length - head);
    return current->told == current->former;
}

/* Apart from log_event(), so that what is not logged takes no stack either; sixteen KiB of zeros are dear, so
 * nothing is cleared. */
static __attribute__((noinline)) void write_event(enum log_level level, const char *event,
                                                  const struct log_field *fields)
{
    struct log_line line;
    log_line_begin(&line, form, clock_now_ms(&clock_system), level, event);
    size_t head = line.length;
    for (const struct log_field *field = fields; field->kind != LOG_KIND_END; field++)
        log_line_add(&line, field);
    if (is_told_already(level, &line, head))
        return;
    add_context(&line, level);
    log_line_finish(&line);
    log_write(line.bytes, line.length);
    atomic_fetch_add_explicit(&line_counts[level], 1, memory_order_relaxed);
}

void log_event(enum log_level level, const char *event, const struct log_field *fields)
{
    /* Before anything is formatted, so what is not wanted costs one comparison. */
    if (level <= least)
        write_event(level, event, fields);
}
