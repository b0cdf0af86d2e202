/* Names that were taken back, looked for in a copy of before. */
#ifndef STORE_RESTORE_SWEEP_H
#define STORE_RESTORE_SWEEP_H

#include "engine/conn.h"

/* Takes from the copy whatever bears a name of which the list of erased names has the hash: slugs of
 * articles, former ones too (an article whose present slug it is gets another), tags, slugs of what was
 * deleted, external ids, old addresses. *ret_count is how many. Writer only. */
enum err restore_sweep(struct conn *conn, int64_t *ret_count);

#endif
