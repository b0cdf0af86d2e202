/* What congd site prints. */
#ifndef MAIN_SITE_PRINT_H
#define MAIN_SITE_PRINT_H

#include <jansson.h>

/* The site as the API shows it, to standard output: one member a line, with tabs; those without a value are
 * left out. */
void site_print(const json_t *site);

#endif
