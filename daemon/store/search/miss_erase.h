/* Queries in vain that hold words of what was taken back. Thread: the writer's. */
#ifndef STORE_MISS_ERASE_H
#define STORE_MISS_ERASE_H

#include "engine/conn.h"

/* Words of texts, as keys; a table at most half full, in an arena. Begins as {.arena = …}. */
struct miss_words {
    struct arena *arena;
    uint64_t *hashes; /* 0: free */
    size_t room, count;
};

/* Without memory the arena fails, and with it the transaction. NULL adds nothing. */
void miss_words_add(struct miss_words *words, const char *text);

/* Takes out the queries that have one of these words, if hardly anything else has it. */
enum err misses_erase(struct conn *conn, const struct miss_words *words);

#endif
