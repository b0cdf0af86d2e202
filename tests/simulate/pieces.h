/* Memory for SQLite: worlds ask for so much of it that a sanitizer's way to give memory takes most of the
 * time. */
#ifndef SIMULATE_PIECES_H
#define SIMULATE_PIECES_H

/* Before SQLite is used. */
void pieces_install(void);

/* Frees what is kept; SQLite is shut down. */
void pieces_free(void);

#endif
