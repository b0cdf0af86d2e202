/* Machines as the journal bears them. Thread: any. */
#ifndef VISITS_VISITS_MACHINE_H
#define VISITS_VISITS_MACHINE_H

#include "visits/visits.h"

#include <stdint.h>

/* A machine as one number, and back; a number that nobody gave is MACHINE_OTHER. */
uint32_t machine_number(const struct machine *machine);
struct machine machine_of_number(uint32_t number);

#endif
