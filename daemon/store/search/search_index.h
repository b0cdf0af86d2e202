/* The search index as the writing of articles sees it: what is said of an article goes out before its row
 * changes and comes in anew when the change is whole, all in the transaction of the change. */
#ifndef STORE_SEARCH_INDEX_H
#define STORE_SEARCH_INDEX_H

#include "engine/conn.h"

/* Which version of the tokenizer wrote the index (0 none), and up to which id articles are not yet in it. */
struct search_state {
    int64_t tokenizer;
    int64_t pending_id;
};

enum err search_read_state(struct conn *conn, struct search_state *ret_state);

/* Takes an article into the index while others wait for that too: nothing is learned of it. */
enum err search_take_in(struct conn *conn, int64_t id);

/* Takes the article out of the index, as its row stands now. One that is not there is no error. */
enum err search_forget(struct conn *conn, int64_t id);

/* Takes the article into the index, as its row stands now. */
enum err search_note(struct conn *conn, int64_t id);

/* At opening: an index that another version of the tokenizer wrote is emptied, and all articles become
 * pending. */
enum err search_begin(struct store *store);

/* Counts what the title or lead of a published article teaches, `times` being 1 or -1 (search_learn.c). */
enum err search_learn(struct conn *conn, const char *text, int times);

/* Counts all that is published; nothing may be counted yet. */
enum err search_learn_all(struct conn *conn);

#endif
