/* What the HTTP library complains of, as lines of our log. Must not know what it is about. */
#ifndef SERVER_LIBRARY_LOG_H
#define SERVER_LIBRARY_LOG_H

#include <stdarg.h>

/* A line of the library's, `context` is not used; beyond ten a second they are dropped, for without
 * descriptors it complains at every attempt. Thread: any. */
void log_library(void *context, const char *format, va_list args);

#endif
