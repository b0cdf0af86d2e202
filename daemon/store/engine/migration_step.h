/* What a migration does beside its text. */
#ifndef STORE_MIGRATION_STEP_H
#define STORE_MIGRATION_STEP_H

#include "conn.h"

/* Runs what belongs to the migration of this name, if anything does, in its transaction and after its text.
 * No statement is prepared yet, and the schema is that migration's own, not the newest. */
enum err migration_step(struct conn *conn, const char *name);

#endif
