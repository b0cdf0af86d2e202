/* Seals within the transactions that save and take back. Writer only. */
#ifndef STORE_SEAL_INNER_H
#define STORE_SEAL_INNER_H

#include "engine/conn.h"
#include "store/seal.h"

/* Seals a version whose revision is there, unless it is no public one. */
enum err seal_add(struct conn *conn, int64_t article_id, int64_t version);

/* What proved the version (0: every version) goes; its code stays. */
enum err seal_take_back(struct conn *conn, int64_t article_id, int64_t version);

/* What is sealed of a version, as canonical JSON in the arena. Errors: NOT_FOUND (no public version, or one
 * without texts). */
enum err seal_content(struct conn *conn, int64_t article_id, int64_t version, const char **ret_content);

#endif
