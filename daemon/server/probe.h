/* Whether threads that serve a socket still answer: each is handed a connection of this process's own. Must
 * not know what the answers say. */
#ifndef SERVER_PROBE_H
#define SERVER_PROBE_H

#include "exchange.h"

/* Asks the listener's threads, whose number is `threads`, and gives how many did not answer within
 * `patience_ms`. One that cannot be asked, because descriptors or connections are short, counts as one that
 * answered: a shortage is no hang. Thread: one at a time, while the listener serves. */
unsigned probe_listener(const struct listener *listener, unsigned threads, int64_t patience_ms);

/* Makes the listener's threads accept again. One that was refused a descriptor waits until one of its
 * connections has ended, in the library; so each is handed one that ends at once. False when descriptors are
 * still short. Thread: any, while the listener serves. */
bool probe_resume(const struct listener *listener, unsigned threads);

#endif
