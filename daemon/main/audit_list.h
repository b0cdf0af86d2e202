/* congd audit list: who did what, and from where. */
#ifndef MAIN_AUDIT_LIST_H
#define MAIN_AUDIT_LIST_H

#include "command.h"

/* argv[1] is "list". */
command audit_list_command;

#endif
