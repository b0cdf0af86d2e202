/* How the store keeps facts: as JSON with an article and its revisions, and as keys that lists filter by.
 * Knows nothing of how they were typed or are shown. */
#ifndef STORE_FACT_H
#define STORE_FACT_H

#include "article_inner.h"

/* The facts as a JSON object by name, every value a text; NULL for none, also when the arena failed. */
const char *facts_write(struct arena *arena, const struct article *article);

/* Reads such an object (or NULL) into the article, with what facts of type ARTICLE lead to; names that the
 * article's kind does not have are left out. */
enum err facts_read(struct conn *conn, const char *json, struct article *article);

/* The words of the facts that are searched, one value a line; "" for none. */
const char *facts_words(struct arena *arena, const struct article *article);

/* Puts the values that lists filter by in place of those of the article's former state. */
enum err facts_index(struct conn *conn, const struct article *article, int64_t listed_ms);

/* A value as a JSON list of its one key, as the database compares it; NULL when the arena failed. */
const char *fact_key(struct arena *arena, const struct fact_value *value);

/* The values that an article must have, as [[fact, key], …] from the `first` on; NULL for none. */
const char *fact_keys(struct arena *arena, const struct fact_value *values, size_t first, size_t count);

#endif
