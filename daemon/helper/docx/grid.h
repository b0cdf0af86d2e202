/* The grid of a table: which columns are left when it is written as rows and spans. Private to this floor. */
#ifndef HELPER_DOCX_GRID_H
#define HELPER_DOCX_GRID_H

#include "model.h"

/* Sets columns and spans of all cells, takes out rows that nothing begins in, and says how many columns there
 * are. */
int docx_grid(struct docx_table *table);

#endif
