/* Machines as the journal bears them. Thread: any. */
#ifndef STORE_VISITS_MACHINE_H
#define STORE_VISITS_MACHINE_H

#include "store/visits.h"

#include <stdint.h>

/* A machine as one number, and back; a number that nobody gave is MACHINE_OTHER. */
uint32_t machine_number(const struct machine *machine);
struct machine machine_of_number(uint32_t number);

#endif
