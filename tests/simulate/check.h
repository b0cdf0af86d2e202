/* What must hold when all is over: everything acknowledged is stored once, and every node is the same. */
#ifndef SIMULATE_CHECK_H
#define SIMULATE_CHECK_H

#include "node.h"

/* What is broken in one sentence, NULL when nothing is. Every node is on and has caught up. */
const char *check_nodes(struct node *nodes, size_t count, const struct asked *asked, size_t asked_count);

#endif
