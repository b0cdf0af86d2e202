/* What a portal's technician is told of its condition: a list of rows, each fine, a warning or a failure,
 * with a text in the language of whoever asks. Both languages stand where they are said, as formats of the
 * same arguments, so that neither can be forgotten; the compiler checks each.
 *
 * Rows and texts live in the arena, which shows when one could not be added. Thread: one at a time. */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

enum check_level { CHECK_OK, CHECK_WARNING, CHECK_FAILURE };

struct check_row {
    enum check_level level;
    const char
        *name; /* of what was looked at: "backup"; the same in both languages, static or in the arena */
    const char *text;
};

struct check_list {
    struct arena *arena;
    enum lang lang;
    struct check_row *items;
    size_t count, capacity;
};

/* Adds a row. `name` is borrowed. */
void check_add(struct check_list *list, enum check_level level, const char *name, const char *vi,
               const char *en, ...) __attribute__((format(printf, 4, 6), format(printf, 5, 6)));

/* The worst of its rows; CHECK_OK of none. */
enum check_level check_worst(const struct check_list *list);

/* "ok", "warn", "fail": as programs read them. Static. */
const char *check_level_name(enum check_level level);

/* The level of that name; CHECK_FAILURE of any other. */
enum check_level check_level_of(const char *name);

#endif
