/* The helper process itself: it waits for orders and forks a child for each. Private to this floor. */
#ifndef HELPER_PROCESS_H
#define HELPER_PROCESS_H

/* Orders held by children at once; the daemon sends fewer. */
enum { PROCESS_CHILDREN_MAX = 32 };

/* Serves orders from the socket until its other end is closed, and ends the process. */
_Noreturn void process_run(int orders);

#endif
