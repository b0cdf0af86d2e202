/* What is to be made of a picture, from what it is. Private to this floor. */
#ifndef HELPER_PICTURE_ORDER_H
#define HELPER_PICTURE_ORDER_H

#include "protocol.h"

/* Fills kind, orientation, the size as stored and the size to reduce to. */
void picture_order(const struct picture_facts *facts, struct order *order);

#endif
