/* congd export FILE: all articles as JSON lines, from the daemon; --all DIR is leave.c's. */
#include "base/said.h"
#include "command.h"
#include "leave.h"
#include "transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* A problem document. */
enum { REFUSAL_MAX = 64 * 1024, STATUS_OK = 200, KEY_ALL = 'a' };

/* What the command line says. */
struct arguments {
    struct invocation invocation;
    const char *file;
    bool is_all; /* the file is a folder */
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
    buf_printf(fault, "%s: %s", path, said_errno(errno));
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

/* One option beside what all transfers take. */
static error_t command_export_parse(int key, char *text, struct argp_state *state)
{
    struct arguments *arguments = state->input;
    if (key == KEY_ALL) {
        arguments->is_all = true;
        return 0;
    }
    return transfer_parse(key, text, state, &arguments->invocation, &arguments->file, "FILE");
}

/* The file or folder is the one argument; progress is not shown for a file. */
int export_command(int argc, char **argv)
{
    const struct argp_option options[] = {
        {"all", KEY_ALL, NULL, 0,
         SAID(
             "ghi toàn bộ cổng vào một thư mục trống: bài viết (cả nháp, nội bộ, thùng rác), ảnh và tệp, số "
             "đếm, thông tin",
             "write the whole portal into an empty folder: articles (also drafts, those of the staff and the "
             "trash), pictures and files, counters and the rest"),
         0},
        {0},
    };
    struct settings_argp child;
    struct arguments arguments = {.file = NULL};
    /* A refusal may name many faults. */
    auto_buf struct buf fault = BUF(64 * 1024);
    settings_argp_init(&child, BREADTH_DATA);
    const struct argp argp = {.options = options,
                              .parser = command_export_parse,
                              .args_doc = "FILE\n--all DIR",
                              .doc =
                                  "Writes every article but those in the trash, one JSON object a line, as "
                                  "`congd import` takes them.",
                              .children = child.children};
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    if (arguments.is_all) {
        enum err failed = leave_all(&arguments.invocation, arguments.file, &fault);
        return failed ? command_failed(failed, &fault) : command_done();
    }
    enum err err = write_export(&arguments, &fault);
    return err ? command_failed(err, &fault) : 0;
}
