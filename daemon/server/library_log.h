/* What the HTTP library complains of, as lines of our log. Must not know what it is about. */
#ifndef SERVER_LIBRARY_LOG_H
#define SERVER_LIBRARY_LOG_H

#include <stdarg.h>

/* A line of the library's, `context` is not used; beyond ten a second they are dropped, for without
 * descriptors it complains at every attempt. Thread: any. */
void log_library(void *context, const char *format, va_list args);

/* What the library gives up for: the process ends, but for one thing. When it is told to accept nobody any
 * more it marks a thread's socket and takes it out of the thread's set; the thread, woken in between, sees
 * the mark and takes it out first, and the second attempt finds it gone, as it should be. So that one only
 * returns, and the library goes on. Thread: any. */
void library_gives_up(void *context, const char *file, unsigned line, const char *reason);

#endif
