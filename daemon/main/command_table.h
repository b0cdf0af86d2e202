/* Which commands there are. Must not know what any does. */
#ifndef MAIN_COMMAND_TABLE_H
#define MAIN_COMMAND_TABLE_H

#include "command.h"

enum { ACTIONS_MAX = 5, COMMAND_GROUPS = 26 };

/* A first word: a command, or several actions, or both ("backup", "backup verify"). */
struct group {
    const char *name;
    const char *help[LANG_COUNT];
    const struct command *commands[ACTIONS_MAX]; /* as many as there are; others are NULL */
};

/* In the order in which the usage shows them. */
extern const struct group command_groups[COMMAND_GROUPS];

#endif
