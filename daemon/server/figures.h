/* What the server knows of its connections, for those who show it. */
#ifndef SERVER_FIGURES_H
#define SERVER_FIGURES_H

#include "handler/metrics.h"

/* `shared` is a struct server_shared. Thread: any, while the server serves. */
void server_figures(void *shared, struct server_figures *ret_figures);

#endif
