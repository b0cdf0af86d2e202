/* The system calls of the confined daemon. Private to main. */
#ifndef MAIN_CONFINEMENT_CALLS_H
#define MAIN_CONFINEMENT_CALLS_H

#include <stdbool.h>

/* Loads the filter, for every thread there will be. False with errno when the kernel refuses it. */
bool confinement_limit_calls(void);

#endif
