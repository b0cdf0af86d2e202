/* What a check says of the machine, and what the confined daemon cannot see: how far back its log goes, and
 * whether its clock is kept right. */
#ifndef MAIN_CHECK_MACHINE_H
#define MAIN_CHECK_MACHINE_H

#include "base/check.h"

#include <stdbool.h>
#include <stdint.h>

struct check_machine {
    bool has_journal;   /* there is a journald to ask */
    int64_t oldest_ms;  /* its oldest line of congd, 0 none that may be read */
    int64_t founded_ms; /* when the portal was made, 0 unknown */
    bool knows_sync, is_synchronised;
};

/* Asks; takes some hundredths of a second. Before rights are given up: who may read the log is for the
 * machine to say. */
void check_machine_look(const char *data, struct check_machine *ret_machine);

/* Rows `clock_sync` and `log`. */
void check_machine_tell(const struct check_machine *machine, struct check_list *list);

#endif
