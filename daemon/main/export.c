/* congd export FILE: all articles as JSON lines, from the daemon; --all DIR is leave.c's. */
#include "base/said.h"
#include "command.h"
#include "leave.h"
#include "transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A problem document. */
enum { REFUSAL_MAX = 64 * 1024, STATUS_OK = 200, KEY_ALL = 'a' };

/* What the command line says. */
struct export_arguments {
    struct invocation invocation;
    bool is_all; /* its word is a folder */
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
static enum err command_export_fetch(const struct export_arguments *arguments, struct output *output,
                                     struct buf *fault)
{
    struct control_call call = {
        .method = "GET", .path = "/api/export", .take = command_export_take, .context = output};
    int status = 0;
    enum err err = transfer_send(&arguments->invocation, PORTAL_IS_THERE, &call, fault, &status);
    if (!err && status != STATUS_OK)
        err = transfer_refused(status, &output->refusal, fault);
    return err;
}

/* The whole export, on the disk before the file gets its name, or a crash could leave an empty one under it.
 */
static enum err command_export_part(const struct export_arguments *arguments, FILE *file, const char *part,
                                    struct buf *fault)
{
    struct output output = {.file = file, .refusal = BUF(REFUSAL_MAX)};
    enum err err = command_export_fetch(arguments, &output, fault);
    buf_done(&output.refusal);
    if (!err && (fflush(file) || fsync(fileno(file))))
        err = command_export_failed(part, fault);
    return err;
}

/* Whoever asks becomes the owner of the data folder, who may write nowhere else: root lets another process
 * ask, and stays who may give the file its name. That one's fault comes through a pipe. */
static enum err command_export_beside(const struct export_arguments *arguments, FILE *file, const char *part,
                                      struct buf *fault)
{
    int ends[2], status = 0;
    pid_t child = pipe2(ends, O_CLOEXEC) ? -1 : fork();
    if (child < 0)
        return command_export_failed(part, fault);
    if (!child) {
        enum err err = command_export_part(arguments, file, part, fault);
        if (write(ends[1], buf_str(fault), fault->length) < 0)
            _exit(ERR_INTERNAL);
        _exit((int)err);
    }
    char piece[512];
    ssize_t count;
    close(ends[1]);
    while ((count = read(ends[0], piece, sizeof piece)) > 0)
        buf_add(fault, piece, (size_t)count);
    close(ends[0]);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(status) ? (enum err)WEXITSTATUS(status) : ERR_INTERNAL;
}

/* The file appears when it is whole. */
static enum err write_export(const struct export_arguments *arguments, struct buf *fault)
{
    const char *name = arguments->invocation.word;
    auto_buf struct buf part = BUF(4096);
    /* In the same folder, so that rename(2) only exchanges names. */
    buf_printf(&part, "%s.part", name);
    FILE *file = fopen(buf_str(&part), "we");
    if (!file)
        return command_export_failed(buf_str(&part), fault);
    enum err err = geteuid() ? command_export_part(arguments, file, buf_str(&part), fault)
                             : command_export_beside(arguments, file, buf_str(&part), fault);
    /* Nothing can be lost here any more, fsync() having succeeded. */
    fclose(file);
    if (!err && rename(buf_str(&part), name))
        err = command_export_failed(name, fault);
    if (err)
        unlink(buf_str(&part));
    return err;
}

static void export_take(struct command_use *use, void *input, int key, char *text)
{
    struct export_arguments *arguments = input;
    (void)use, (void)text;
    arguments->is_all |= key == KEY_ALL;
}

/* The file or folder is the one argument; progress is not shown for a file. */
static enum err export_run(void *input, struct buf *fault)
{
    const struct export_arguments *arguments = input;
    return arguments->is_all ? leave_all(&arguments->invocation, arguments->invocation.word, fault)
                             : write_export(arguments, fault);
}

static const struct option_row export_options[] = {
    {"all",
     KEY_ALL,
     {NULL},
     {"ghi toàn bộ cổng vào một thư mục trống: bài viết (cả nháp, nội bộ, thùng rác), ảnh và tệp, số đếm, "
      "thông tin",
      "write the whole portal into an empty folder: articles (also drafts, those of the staff and the "
      "trash), "
      "pictures and files, counters and the rest"}},
    {0},
};

const struct command export_command = {
    .name = "export",
    .word = {"TỆP|--all THƯ-MỤC", "FILE|--all DIR"},
    .needs_word = true,
    .breadth = BREADTH_DATA,
    .help = {"Ghi mọi bài viết trừ thùng rác vào một tệp, mỗi dòng một đối tượng JSON, đúng dạng mà `congd "
             "import` nhận.",
             "Writes every article but those in the trash, one JSON object a line, as `congd import` takes "
             "them."},
    .options = export_options,
    .size = sizeof(struct export_arguments),
    .take = export_take,
    .run = export_run,
};
