/* congd export FILE: all articles as JSON lines, from the daemon. */
#include "command.h"
#include "transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* A problem document. */
enum { REFUSAL_MAX = 64 * 1024, STATUS_OK = 200 };

/* What the command line says. */
struct arguments {
    struct invocation invocation;
    const char *file;
};

/* Articles go to the file as they come; a refusal is kept to be shown. */
struct output {
    FILE *file;
    struct buf refusal;
};

/* One piece of the answer. False ends the conversation, when the disk is full for one. */
static bool command_export_take(void *context, int status, const char *bytes, size_t size)
{
    struct output *output = context;
    /* Straight to the file, however long the export is. */
    if (status == STATUS_OK)
        return fwrite(bytes, 1, size, output->file) == size;
    buf_add(&output->refusal, bytes, size);
    return !buf_failed(&output->refusal);
}

/* One line from errno. */
static enum err command_export_failed(const char *path, struct buf *fault)
{
    buf_printf(fault, "%s: %s", path, strerror(errno));
    return ERR_STORAGE_FULL;
}

/* The whole export into output->file. ERR_UNAVAILABLE when it was cut short. */
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
    /* In the same folder, so that rename(2) only exchanges names. */
    buf_printf(&part, "%s.part", arguments->file);
    output.file = fopen(buf_str(&part), "we");
    if (!output.file)
        return command_export_failed(buf_str(&part), fault);
    enum err err = command_export_fetch(arguments, &output, fault);
    buf_done(&output.refusal);
    /* On the disk before it gets its name, or a crash could leave an empty file under it. */
    if (!err && (fflush(output.file) || fsync(fileno(output.file))))
        err = command_export_failed(buf_str(&part), fault);
    /* Nothing can be lost here any more, fsync() having succeeded. */
    fclose(output.file);
    if (!err && rename(buf_str(&part), arguments->file))
        err = command_export_failed(arguments->file, fault);
    if (err)
        unlink(buf_str(&part));
    return err;
}

/* Nothing but what all transfers take. */
static error_t command_export_parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    return transfer_parse(key, text, state, &arguments->invocation, &arguments->file, "FILE");
}

/* The file is the one argument; progress is not shown. */
int export_command(int argc, char **argv)
{
    struct settings_argp child;
    struct arguments arguments = {.file = NULL};
    /* A refusal may name many faults. */
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
