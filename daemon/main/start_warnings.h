/* What a start finds that is no reason not to serve: said in the log, once a start, and mended where that is
 * safe. The sentences are in the terminal's language, as a command that runs a portal within itself shows
 * them. */
#ifndef MAIN_START_WARNINGS_H
#define MAIN_START_WARNINGS_H

/* The machine's clock is nowhere near the present. */
void warn_of_clock(void);

/* Others may look into the data folder; they no longer can. */
void tighten_folder(const char *data);

/* The folder of the ACME client cannot be read; "" is none. */
void warn_of_acme_folder(const char *folder);

#endif
