/* What the command line says of settings, and the settings that follow from it. */
#ifndef MAIN_INVOCATION_H
#define MAIN_INVOCATION_H

#include "base/buf.h"
#include "base/setting.h"

#include <stdbool.h>

enum { OPTIONS_MAX = 128 };

/* What every command's line may say; its first use is command_line.c's. */
struct invocation {
    struct setting_option options[OPTIONS_MAX]; /* texts of argv */
    size_t count;
    const char *config; /* --config */
    const char *word;   /* the command's one argument, or NULL */
    bool is_apart;      /* has nothing to do with the portal of this machine: a demonstration */
    int status;         /* of the process, where nothing failed: a command that looked found something */
};

/* The log as the settings want it; also on SIGHUP, as level and format can change. */
void invocation_log(const struct settings *settings);

/* The file of settings: that of --config, or the one of this machine where there is one (CONG_CONFIG, which a
 * package gives when it is built); NULL: none. */
const char *invocation_file(const struct invocation *invocation);

/* The settings by options, environment and file. Errors: as settings_load(). */
enum err invocation_settings(const struct invocation *invocation, struct buf *fault,
                             struct settings **ret_settings);

/* The same for who serves with them: what no value may be for its user is told too (settings_check.h), and
 * all faults of both kinds at once. */
enum err invocation_settings_checked(const struct invocation *invocation, struct buf *fault,
                                     struct settings **ret_settings);

#endif
