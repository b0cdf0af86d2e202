/* The settings as files for people: a sample of the settings' file, and a manual page. Both come from the
 * table of settings alone. */
#ifndef MAIN_CONFIG_SAMPLE_H
#define MAIN_CONFIG_SAMPLE_H

#include "base/setting.h"

/* Writes every setting with its help, what it may be and its default, each line a comment: what is read as a
 * file of settings changes nothing. `defaults` are settings that nothing has changed. To standard output. */
void config_print_sample(const struct settings *defaults);

/* The same as a manual page, congd.conf(5). */
void config_print_manual(const struct settings *defaults);

#endif
