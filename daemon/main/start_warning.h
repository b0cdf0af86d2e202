/* What a technician should know at a start, and what is put right then. Thread: main, before all others. */
#ifndef MAIN_START_WARNING_H
#define MAIN_START_WARNING_H

/* Whether the machine's clock can be right. */
void start_warn_of_clock(void);

/* Takes from others the right to look into the data folder. */
void start_tighten_folder(const char *data);

/* Whether the setting acme_folder can be read; "" is none. */
void start_warn_of_acme_folder(const char *folder);

#endif
