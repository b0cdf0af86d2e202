/* The list of what persons' requests took beside articles: kinds and ids, no words. A restore applies it
 * again to a copy of before. */
#ifndef STORE_ERASED_PART_H
#define STORE_ERASED_PART_H

#include "engine/conn.h"
#include "store/mention.h"

/* "media", "tag", "report", "comment", "note", "question", as the table has them; NULL for what is in no
 * list. Static text. */
const char *erased_part_name(enum mention_kind kind);

/* Notes one; a later one of the same thing takes its place. Writer only. */
enum err erased_part_add(struct conn *conn, const char *kind, int64_t id, int64_t at_ms);

/* Takes from a copy what was taken at `at_ms`, unless its list has it or what bears the id is younger.
 * *ret_done: it was there. Writer only. */
enum err erased_part_again(struct conn *conn, const char *kind, int64_t id, int64_t at_ms, bool *ret_done);

#endif
