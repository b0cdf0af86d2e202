/* The frame around every command: its arguments, what the line wants, the exit status. */
#include "command_line.h"

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/said.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A refusal of the API may name many faults. */
enum { FAULT_MAX = 64 * 1024 };

/* One line, whatever the fault is, or one for each of several; scripts look at the status. */
int command_failed(enum err err, const struct buf *fault)
{
    /* A function that writes no fault leaves its error's title. */
    const char *text = fault && fault->length ? buf_str(fault) : err_title(err, said_lang());
    for (size_t length; *text; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        fprintf(stderr, "congd: %.*s\n", (int)length, text);
    }
    return 1;
}

/* A full disk shows itself only when the buffer is written. */
int command_done(void)
{
    if (fflush(stdout) || ferror(stdout)) {
        fputs(SAID("congd: không ghi được ra thiết bị chuẩn\n", "congd: cannot write to standard output\n"),
              stderr);
        return 1;
    }
    return 0;
}

/* Runs it; what it found may be a status of its own. */
static int command_carry_out(const struct command *command, void *arguments)
{
    const struct invocation *invocation = arguments;
    auto_buf struct buf fault = BUF(FAULT_MAX);
    enum err err = command->run(arguments, &fault);
    if (err)
        return command_failed(err, &fault);
    int status = command_done();
    return status ? status : invocation->status;
}

int command_run(const struct command *command, int argc, char **argv)
{
    auto_buf struct buf fault = BUF(FAULT_MAX);
    auto_free void *arguments = memory_new(1, command->size);
    if (!arguments)
        return command_failed(ERR_MEMORY, NULL);
    switch (command_line_read(command, argc, argv, arguments, &fault)) {
    case LINE_RUN:
        return command_carry_out(command, arguments);
    case LINE_HELP:
        command_print_help(command);
        return command_done();
    case LINE_USAGE:
        command_print_usage(command);
        return command_done();
    case LINE_VERSION:
        puts("congd " CONG_VERSION);
        return command_done();
    default:
        fprintf(stderr, SAID("congd %s: %s; xem congd %s --help\n", "congd %s: %s; see congd %s --help\n"),
                command->name, buf_str(&fault), command->name);
        return 2;
    }
}
