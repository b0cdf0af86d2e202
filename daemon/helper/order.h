/* An order on its way between two processes of this program, with its two descriptors: what is worked on, and
 * the socket for the answer. Private to this floor. */
#ifndef HELPER_ORDER_H
#define HELPER_ORDER_H

#include "protocol.h"

#include <stdbool.h>

/* What came of waiting for an order. */
enum order_arrival {
    ORDER_ARRIVED,
    ORDER_LATER, /* nothing is there yet; only of a socket that does not block */
    ORDER_NEVER, /* the other end is gone, or sent something else */
};

/* Sends the order; the caller keeps both descriptors, of which the message carries copies. False with errno
 * when it could not be handed over whole. */
bool order_send(int to, const struct order *order, int input, int answers);

/* Takes the next order from a socket. On ORDER_ARRIVED both descriptors are the caller's to close. */
enum order_arrival order_receive(int from, struct order *ret_order, int *ret_input, int *ret_answers);

#endif
