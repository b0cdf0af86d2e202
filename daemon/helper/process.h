/* The helper process itself: it waits for orders and forks a child for each; and the one that keeps it alive.
 * Private to this floor. */
#ifndef HELPER_PROCESS_H
#define HELPER_PROCESS_H

#include "helper/helper.h"

#include <stdatomic.h>

/* Forks the helper, and forks it anew whenever it dies: whoever runs this does nothing else, so that little
 * can happen to it, and it was forked itself while the daemon had but one thread. Orders that nobody took yet
 * wait in the socket meanwhile. Orders to go out are passed on to whoever listens on the local
 * socket of `programs`, if it names one. Ends when the socket's other end is closed. `forks`, which the
 * daemon has too, counts them; the helper itself has it no more. */
_Noreturn void process_keep(int orders, const struct helper_programs *programs, atomic_uint *forks);

#endif
