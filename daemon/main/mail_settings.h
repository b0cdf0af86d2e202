/* From the settings to what a process that sends letters must know (helper/mail.h). */
#ifndef MAIN_MAIL_SETTINGS_H
#define MAIN_MAIL_SETTINGS_H

#include "base/setting.h"
#include "helper/mail.h"

/* Reads the password's file, so it is to be called while that can be read; one that cannot is told in the
 * log, and by each letter that would need it. Zeroed without mail_host. Thread: one. */
void mail_settings_take(const struct settings *settings, struct mail_rules *ret_rules);

#endif
