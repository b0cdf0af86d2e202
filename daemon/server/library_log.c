/* Lines of the library, such as those about broken handshakes, as warnings of ours. */
#include "library_log.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIBRARY_LINES_PER_S = 10 };

/* Without descriptors the library says so at every attempt. */
static bool is_talkative(void)
{
    static atomic_llong second;
    static atomic_uint lines;
    long long now = clock_monotonic_ms(&clock_system) / 1000;
    /* A new second begins counting anew; a race costs a line. */
    if (atomic_exchange(&second, now) != now)
        atomic_store(&lines, 0);
    return atomic_fetch_add(&lines, 1) >= LIBRARY_LINES_PER_S;
}

void log_library(void *context, const char *format, va_list args)
{
    char text[512];
    (void)context;
    if (is_talkative())
        return;
    vsnprintf(text, sizeof text, format, args);
    /* Its lines end with a line feed, ours are ended by the log. */
    text[strcspn(text, "\n")] = '\0';
    log_warning("http_library", LOG_SAYS("the HTTP library complains"), LOG_TEXT("text", text));
}

void library_gives_up(void *context, const char *file, unsigned line, const char *reason)
{
    (void)context;
    char text[512];
    snprintf(text, sizeof text, "%s", reason ? reason : "");
    text[strcspn(text, "\n")] = '\0';
    log_error("http_library", LOG_SAYS("the HTTP library gives up"), LOG_TEXT("text", text),
              LOG_TEXT("file", file), LOG_NUMBER("line", line));
    abort();
}
