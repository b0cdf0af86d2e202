/* What the files of this floor know of the helper. */
#ifndef HELPER_HELPER_INNER_H
#define HELPER_HELPER_INNER_H

struct helper;

/* The socket that takes orders; sending is atomic, so any thread may. */
int helper_orders(const struct helper *helper);

#endif
