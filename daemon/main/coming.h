/* congd import nukeviet FILE: what another portal had, through the daemon. */
#ifndef MAIN_COMING_H
#define MAIN_COMING_H

#include <stdbool.h>

/* Whether "congd import WORD" names a former portal's kind, and not a file of JSON lines. */
bool coming_knows(const char *word);

/* The command; argv[1] is the word. The process's exit status. */
int coming_run(int argc, char **argv);

#endif
