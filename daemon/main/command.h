/* The commands of congd: one file each. A command gets its own arguments, argv[0] being "congd NAME", and
 * gives the process's exit status: 0 done, 1 failed with one line on stderr, 2 wrong use. */
#ifndef MAIN_COMMAND_H
#define MAIN_COMMAND_H

#include "base/buf.h"
#include "base/err.h"

typedef int command(int argc, char **argv);

command serve_command, config_command, token_command, stats_command, audit_command, links_command,
    media_command;
command post_command, import_command, export_command, search_command, out_command;
command backup_command, restore_command, check_command, doctor_command, upgrade_command;

/* "congd: FAULT" on stderr, for each of its lines, or what `err` is called when the fault is empty; gives 1.
 */
int command_failed(enum err err, const struct buf *fault);

/* For a command of several actions that was called with none that it knows: "usage: " and the text, on stdout
 * and 0 when help was asked for, else on stderr and 2. */
int command_usage(int argc, char **argv, const char *usage);

/* Ends a command that wrote to stdout: 0, or 1 when it could not be written. */
int command_done(void);

#endif
