/* Columns of who sent a petition, which are sealed. For this room and whoever looks for a person's name. */
#ifndef SECURITY_PETITION_SEAL_H
#define SECURITY_PETITION_SEAL_H

#include "engine/conn.h"

/* Binds a text sealed; NULL is NULL. Out of memory the arena has failed, and nothing is committed. */
void petition_bind_sealed(struct query *q, const char *text);

/* Reads the next column, which is sealed: the text in the arena; NULL of NULL, and of what was sealed with
 * another key. */
const char *petition_column_sealed(struct query *q);

#endif
