/* The search index, for the store's own modules: the writing of articles says what changes, and what follows
 * for the index is written once, before the commit, for all that stayed (search's commit hook).
 *
 * An index of the engine's kind wants to be told what it held when something is taken out; so the former text
 * of an article is kept in memory from its first change until the commit. */
#ifndef STORE_SEARCH_INDEX_H
#define STORE_SEARCH_INDEX_H

#include "engine/conn.h"

/* Which version of the tokenizer wrote the index (0 none), and up to which id articles are not yet in it. */
struct search_state {
    int64_t tokenizer;
    int64_t pending_id;
};

enum err search_read_state(struct conn *conn, struct search_state *ret_state);

/* What the index holds of an article. */
struct search_source {
    int64_t id;
    const char *texts[3]; /* title, lead, body */
    bool is_public;
};

/* What it should hold of the article by its rows now, in the connection's arena. Errors: NOT_FOUND. */
enum err search_read_source(struct conn *conn, int64_t id, struct search_source *ret_source);

/* Takes an article in or out; what is taken out must be what was taken in. Nothing is learned. */
enum err search_take_in(struct conn *conn, const struct search_source *source);
enum err search_take_out(struct conn *conn, const struct search_source *source);

/* Registers the commit hook, with the tokenizer for each connection. Errors: MEMORY. */
enum err search_register_hook(struct store *store);

/* The article is about to change or to go. Called before the change, in its transaction. */
enum err search_forget(struct conn *conn, int64_t id);

/* The article is new, or its change is whole. */
enum err search_note(struct conn *conn, int64_t id);

/* At opening: an index that another version of the tokenizer wrote is emptied, and all articles become
 * pending. */
enum err search_begin(struct store *store);

/* What titles and leads of published articles teach (search_learn.c): counted in memory, then written. */
struct lesson;

/* An empty lesson in an arena, in which it grows; NULL when that failed. */
struct lesson *lesson_new(struct arena *arena);

/* Counts what a text teaches, `times` being 1 or -1. Errors: MEMORY. */
enum err lesson_add(struct lesson *lesson, const char *text, int times);

/* Writes what came of it, in order of the key; what cancels out is not written. */
enum err lesson_save(struct conn *conn, struct lesson *lesson);

/* Counts all that is published; nothing may be counted yet. */
enum err search_learn_all(struct conn *conn);

#endif
