/* The hidden self-test of the confinement (serve --self-test-confinement): everything is opened as for
 * serving; then, in place of serving, a child for each way out confines itself just as the daemon would and
 * tries that way. Knows nothing of how the confinement is made. */
#ifndef MAIN_BREAKOUT_H
#define MAIN_BREAKOUT_H

#include "confinement.h"

/* Prints a line for each way: what was tried, and what came of it. Where something is possible that must not
 * be, or the reverse, the error is INTERNAL. While the process has one thread. */
enum err breakout_run(const struct confinement *confinement, struct buf *fault);

#endif
