/* What the HTTP library complains of, as lines of our log. Must not know what it is about. */
#ifndef SERVER_LIBRARY_LOG_H
#define SERVER_LIBRARY_LOG_H

#include <stdarg.h>

/* A line of the library's, `context` is not used; beyond ten a second they are dropped, for without
 * descriptors it complains at every attempt. Thread: any. */
void log_library(void *context, const char *format, va_list args);

/* What the library gives up for ends the process: the library is built so that nothing stands behind this
 * call, and what follows in memory would run. Thread: any. */
void library_gives_up(void *context, const char *file, unsigned line, const char *reason);

#endif
