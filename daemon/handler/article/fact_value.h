/* One value of a fact, from what was sent to the one form that is kept (store/kind.h). Knows neither articles
 * nor the places where values stand. */
#ifndef HANDLER_FACT_VALUE_H
#define HANDLER_FACT_VALUE_H

#include "http/reply.h"
#include "store/kind.h"
#include "store/store.h"

#include <jansson.h>

/* Where a value comes from, and where its faults go: to a JSON pointer, or to a parameter. */
struct fact_source {
    struct conn *conn;
    struct reply *reply;
    const char *pointer;   /* or NULL */
    const char *parameter; /* or NULL */
    bool from_text;        /* numbers come as text */
    bool public_only;      /* an article that the public does not see is none */
};

/* Notes a fault. */
void fact_fault(const struct fact_source *source, enum message message, const struct message_args *args);

/* The value as it is kept; NULL in *ret_text for none (null, an empty text) and after a fault, which is
 * noted. Errors: MEMORY and the store's. */
enum err fact_value_read(const struct fact_source *source, enum fact fact, json_t *value,
                         const char **ret_text);

/* "12", "-0.5" …: a number of at most 15 digits, six of them behind the point, without needless zeros; NULL
 * when it is none. */
const char *fact_number(struct arena *arena, const char *text);

#endif
