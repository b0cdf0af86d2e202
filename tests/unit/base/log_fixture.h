/* A pipe in place of standard error, and the form of a line's time. */
#ifndef TEST_LOG_FIXTURE_H
#define TEST_LOG_FIXTURE_H

#include "base/calendar.h"
#include "base/log.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char logged[32 * 1024];
static int saved, ends[2];

static inline void begin(void)
{
    assert_int_equal(pipe(ends), 0);
    saved = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
}

static inline const char *end(void)
{
    dup2(saved, STDERR_FILENO);
    close(saved);
    ssize_t got = read(ends[0], logged, sizeof logged - 1);
    close(ends[0]);
    logged[got < 0 ? 0 : got] = '\0';
    return logged;
}

/* What stands behind the time, "2026-11-29 13:05:02 +07 ", whose form is asserted; the instant may be now
 * alone. */
static inline const char *behind_the_time(const char *line)
{
    static const char form[] = "dddd-dd-dd dd:dd:dd +07 ";
    for (size_t i = 0; i < sizeof form - 1; i++)
        assert_true(form[i] == 'd' ? line[i] >= '0' && line[i] <= '9' : line[i] == form[i]);
    struct civil now = civil_local((int64_t)time(NULL) * 1000);
    assert_in_range(strtol(line, NULL, 10), now.year - 1, now.year);
    return line + sizeof form - 1;
}

#endif
