/* The list of what was taken back, for the store's own modules. */
#ifndef STORE_REDACTION_LIST_H
#define STORE_REDACTION_LIST_H

#include "engine/conn.h"

/* Takes part in the store's commits. Errors: MEMORY. */
enum err redaction_register(struct store *store);

/* Looks whether the last process left something to be erased. */
enum err redaction_begin(struct store *store);

/* Notes that a version of an article (0: all of it) was taken back in this transaction. */
enum err redaction_add(struct conn *conn, int64_t article_id, int64_t version, int64_t *ret_id);

/* Has erased what this transaction takes back without being in the list, once it is committed. */
void redaction_note(struct conn *conn);

/* Notes a person's request of another database. Writer only. */
enum err person_erasure_again(struct conn *conn, int64_t id, int64_t at_ms, bool *ret_is_new);

#endif
