/* Cleanup by scope, as systemd does it: `auto_free char *p = NULL;` frees p when it goes out of
 * scope, and `TAKE(p)` moves ownership out and leaves NULL behind. Every `X_free(NULL)` is fine. */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

#include <stdlib.h>
#include <unistd.h>

#define CLEANUP(function) __attribute__((cleanup(function)))

/* Defines a cleanup function `name` for variables of type `type` that calls `function(variable)`. */
#define DEFINE_CLEANUP(name, type, function) \
    static inline void name(type *variable)  \
    {                                        \
        function(*variable);                 \
    }

/* Moves the value out of `p`, leaving NULL. */
#define TAKE(p)                          \
    ({                                   \
        __typeof__(p) take_value_ = (p); \
        (p) = NULL;                      \
        take_value_;                     \
    })

static inline void cleanup_free_(void *p)
{
    free(*(void **)p);
}

static inline void cleanup_close_(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

#define auto_free CLEANUP(cleanup_free_)
#define auto_close CLEANUP(cleanup_close_)

#endif
