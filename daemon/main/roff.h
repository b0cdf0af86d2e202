/* Text within a manual page. */
#ifndef MAIN_ROFF_H
#define MAIN_ROFF_H

/* Writes a text to stdout so that troff takes nothing in it for a command: backslashes, hyphens that are to
 * stay hyphens, a dot or an apostrophe at the beginning of a line. Without a line's end. */
void roff_print(const char *text);

#endif
