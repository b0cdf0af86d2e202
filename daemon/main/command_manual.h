/* The commands as a manual page, congd(8), in the terminal's language. */
#ifndef MAIN_COMMAND_MANUAL_H
#define MAIN_COMMAND_MANUAL_H

/* Writes it, from the rows of the commands alone, to stdout. */
void command_print_manual(void);

#endif
