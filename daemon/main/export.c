/* congd export FILE: all articles as JSON lines, from the daemon. */
#include "command.h"
#include "transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

enum { REFUSAL_MAX = 64 * 1024, STATUS_OK = 200 };

struct arguments {
    struct invocation invocation;
    const char *file;
};

struct output {
    FILE *file;
    struct buf refusal;
};

static bool command_export_take(void *context, int status, const char *bytes, size_t size)
{
    struct output *output = context;
    if (status == STATUS_OK)
        return fwrite(bytes, 1, size, output->file) == size;
    buf_add(&output->refusal, bytes, size);
    return !buf_failed(&output->refusal);
}

static enum err command_export_failed(const char *path, struct buf *fault)
{
    buf_printf(fault, "%s: %s", path, strerror(errno));
    return ERR_STORAGE_FULL;
}

static enum err command_export_fetch(const struct arguments *arguments, struct output *output,
                                     struct buf *fault)
{
    struct control_call call = {
        .method = "GET", .path = "/api/export", .take = command_export_take, .context = output};
    int status = 0;
    enum err err = transfer_send(&arguments->invocation, &call, fault, &status);
    if (!err && status != STATUS_OK)
        err = transfer_refused(status, &output->refusal, fault);
    return err;
}

/* The file appears when it is whole. */
static enum err write_export(const struct arguments *arguments, struct buf *fault)
{
    auto_buf struct buf part = BUF(4096);
    struct output output = {.refusal = BUF(REFUSAL_MAX)};
    buf_printf(&part, "%s.part", arguments->file);
    output.file = fopen(buf_str(&part), "we");
    if (!output.file)
        return command_export_failed(buf_str(&part), fault);
    enum err err = command_export_fetch(arguments, &output, fault);
    buf_done(&output.refusal);
    if (!err && (fflush(output.file) || fsync(fileno(output.file))))
        err = command_export_failed(buf_str(&part), fault);
    fclose(output.file);
    if (!err && rename(buf_str(&part), arguments->file))
        err = command_export_failed(arguments->file, fault);
    if (err)
        unlink(buf_str(&part));
    return err;
}

static error_t command_export_parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    return transfer_parse(key, text, state, &arguments->invocation, &arguments->file, "FILE");
}

int export_command(int argc, char **argv)
{
    struct settings_argp child;
    struct arguments arguments = {.file = NULL};
    auto_buf struct buf fault = BUF(64 * 1024);
    settings_argp_init(&child, BREADTH_DATA);
    const struct argp argp = {.parser = command_export_parse,
                              .args_doc = "FILE",
                              .doc =
                                  "Writes every article but those in the trash, one JSON object a line, as "
                                  "`congd import` takes them.",
                              .children = child.children};
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    enum err err = write_export(&arguments, &fault);
    return err ? command_failed(err, &fault) : 0;
}
