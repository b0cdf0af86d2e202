/* Between the three files of the frame alone: how a line is read, and what help shows of it. */
#ifndef MAIN_COMMAND_LINE_H
#define MAIN_COMMAND_LINE_H

#include "command.h"

enum { OPTION_NAME_SIZE = 40 };

/* What a line asks for. */
enum line_wish { LINE_RUN, LINE_HELP, LINE_USAGE, LINE_VERSION, LINE_WRONG };

/* "page_cache" as an option's name, "page-cache". */
void option_name_of(const char *setting, char ret_name[static OPTION_NAME_SIZE]);

/* Whether the command takes this setting as an option of its own. */
bool command_takes(const struct command *command, enum setting_id id);

/* Reads all of it into `arguments`; with LINE_WRONG one line in `fault`. */
enum line_wish command_line_read(const struct command *command, int argc, char **argv, void *arguments,
                                 struct buf *fault);

/* The usage as one line; all of the help. On stdout. */
void command_print_usage(const struct command *command);
void command_print_help(const struct command *command);

/* Words of `text` from column `at` on, broken so that lines hold at most 79 characters; further lines are
 * indented by `indent`. A line's end follows. */
void print_wrapped(const char *text, size_t at, size_t indent);

#endif
