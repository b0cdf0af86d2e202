/* Texts of the demonstration: what in them depends on the day that it is started, and on what was made
 * before. Thread: main. */
#ifndef MAIN_DEMO_TEXT_H
#define MAIN_DEMO_TEXT_H

#include "running.h"

#include <jansson.h>

struct demo_text {
    struct running *running;
    json_t *media; /* ids of what was uploaded, by its name: that of the file without its ending */
    int64_t now_ms;
};

/* The text with what stands in double braces replaced; the result, NUL behind it, lies in the arena:
 *   {{-3}}, {{+5}}     the day so many days from now, as 24/11/2026
 *   {{-3 08:15}}       that moment, as RFC 3339
 *   {{-2h}}            the full hour so many hours ago, as RFC 3339
 *   {{year}}, {{year+1}}, {{month-1}}   2026, 2027, 10/2026
 *   {{id NAME}}, {{media NAME}}         id and address of what was uploaded
 * Errors: INPUT (something else in braces), MEMORY, those of the store. */
enum err demo_text_fill(const struct demo_text *from, struct arena *arena, const char *text, size_t size,
                        const char **ret_text, size_t *ret_size);

#endif
