/* Who has an article open to write it, kept in memory for PRESENCE_MS behind the last word of it: a hint for
 * colleagues, no lock, and nothing that outlives the process. Thread: any; the one lock is a leaf. */
#ifndef HANDLER_PRESENCE_H
#define HANDLER_PRESENCE_H

#include "store/store.h"

#include <stddef.h>

enum { PRESENCE_MS = 60000, PRESENCE_MAX = 256, PRESENCE_NAME_SIZE = 201 };

/* Nobody's number (store/store.h: actor_number()). */
#define PRESENCE_ALL INT64_MIN

struct presence;

/* Somebody who has it open. */
struct present_one {
    int64_t actor_id;
    int64_t since_ms;
    const char *name; /* in the arena */
};

/* NULL when out of memory. */
struct presence *presence_new(void);
void presence_free(struct presence *presence);

/* The actor has the article open at `now_ms`. Of more than PRESENCE_MAX the one longest unheard of goes. */
void presence_note(struct presence *presence, int64_t article_id, const struct actor *actor, int64_t now_ms);

/* And has it open no more. */
void presence_leave(struct presence *presence, int64_t article_id, int64_t actor_id);

/* Who has it open at `now_ms`, longest first, but for `but_id` (PRESENCE_ALL: for nobody). Errors: MEMORY. */
enum err presence_of(struct presence *presence, int64_t article_id, int64_t but_id, int64_t now_ms,
                     struct arena *arena, struct present_one **ret_items, size_t *ret_count);

#endif
