/* By which words media are found: a row for each word of what is said of one, kept with it in the same
 * transaction. Thread: the connection's. */
#ifndef STORE_MEDIA_WORDS_H
#define STORE_MEDIA_WORDS_H

#include "engine/conn.h"
#include "store/media.h"

/* The words anew, of what the row says now. In a write. */
enum err media_words_note(struct conn *conn, int64_t id);

/* The step of migration 53 that SQL cannot do: the words of all media that are there. */
enum err media_words_fill(struct conn *conn);

/* Of each medium, by its id, whether each of the words of `text` begins one of its own: flags[id] is then 1.
 * Of many words the first eight count; without any *ret_flags is NULL, and every medium fits. In the arena,
 * *ret_count of them, the id 0 among them. */
enum err media_words_match(struct conn *conn, const char *text, unsigned char **ret_flags, size_t *ret_count);

#endif
