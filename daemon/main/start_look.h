/* The looks of a start at its surroundings. */
#ifndef MAIN_START_LOOK_H
#define MAIN_START_LOOK_H

#include "base/setting.h"

/* Logs a warning for each thing that is not as it should be; the data folder is tightened. For the main
 * thread, before the confinement. */
void start_look(const struct settings *settings);

#endif
