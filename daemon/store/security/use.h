/* When tokens and sessions were used last, noted in memory: a request that only reads must not write. A
 * number is a token's id, or minus a session's. Thread: any. */
#ifndef STORE_USE_H
#define STORE_USE_H

#include "store/store.h"

/* Where there is no room for another it is not noted until the next flush (token_flush_uses()). */
void use_note(struct store *store, int64_t number, int64_t at_ms);

/* What is noted and not saved yet; 0 nothing. */
int64_t use_noted(struct store *store, int64_t number);

#endif
