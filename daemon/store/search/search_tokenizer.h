/* The tokenizer of the full-text index, and the function that scores a row of it.
 *
 * A word of an article becomes its exact key with its fold key at the same place (text/word.h), and what
 * several words say together (text/compound.h) one more key at the place of the first. Of a query nothing
 * becomes anything: the planner wrote keys, separated by spaces, and they are taken as they stand. */
#ifndef STORE_SEARCH_TOKENIZER_H
#define STORE_SEARCH_TOKENIZER_H

#include <sqlite3.h>

/* Raised whenever the keys of any text change: the index is then built anew. */
enum { SEARCH_TOKENIZER_VERSION = 3 };

/* Phrases that amounts() tells of; of further ones it says nothing. */
enum { AMOUNTS_MAX = 64 };

/* Registers the tokenizer "vietnamese", the functions relevance(table, weights) and amounts(table), and the
 * collation "vietnamese" on a connection. relevance() sums over the phrases of the query, in their order, a
 * weight of the blob of floats times how much a row has of the phrase: title before lead before body,
 * saturating. amounts(table) gives a byte for each phrase instead, how much of it the row has. Gives an
 * SQLite result. */
int search_register(sqlite3 *db);

#endif
