/* The folder and the conversation; what is written is the floor leaving's. */
#include "leave.h"

#include "base/clock.h"
#include "base/said.h"
#include "leaving/leaving.h"
#include "transfer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err leave_get(void *context, const struct leaving_call *call, int *ret_status, struct buf *fault)
{
    struct control_call sent = {
        .method = "GET", .path = call->path, .take = call->take, .context = call->context};
    enum err err = transfer_call(context, &sent, fault, ret_status);
    if (err != ERR_NOT_FOUND)
        return err;
    buf_text(fault, SAID("máy chủ congd đã dừng giữa chừng", "the daemon went away"));
    return ERR_UNAVAILABLE;
}

/* Stands in the folder until everything is written: by it a later run knows its own beginning. */
static const char leave_mark[] = "CHUA-XONG.UNFINISHED";

/* What an export writes at the top of its folder, and nothing else may be removed there. */
static bool leave_is_ours(const char *name)
{
    static const char *const ours[] = {"articles",
                                       "media",
                                       "counters",
                                       "site",
                                       "README.txt",
                                       "articles.ndjson",
                                       "categories.json",
                                       "tags.json",
                                       "boxes.json",
                                       "addresses.json",
                                       "abbreviations.json",
                                       "site.json",
                                       "home.json",
                                       "alerts.json",
                                       "working-days.json",
                                       "question-terms.json",
                                       "question-board.json",
                                       "questions.csv"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcmp(ours[i], name) == 0)
            return true;
    return strcmp(leave_mark, name) == 0;
}

/* Removes what lies in a folder; at its top only what an export wrote, and the mark last of all, so that one
 * that is ended here goes on. */
static void leave_clear(int folder, bool is_top)
{
    int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *names = again >= 0 ? fdopendir(again) : NULL;
    for (const struct dirent *entry; names && (entry = readdir(names));) {
        bool is_dots = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        bool is_kept = is_top && (!leave_is_ours(entry->d_name) || strcmp(entry->d_name, leave_mark) == 0);
        if (is_dots || is_kept || !unlinkat(folder, entry->d_name, 0))
            continue;
        int inside = openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        if (inside >= 0) {
            leave_clear(inside, false);
            close(inside);
            unlinkat(folder, entry->d_name, AT_REMOVEDIR);
        }
    }
    if (names)
        closedir(names);
    else if (again >= 0)
        close(again);
}

/* Whether nothing is in the folder. The descriptor stays open. */
static bool leave_is_empty(int folder)
{
    int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *names = again >= 0 ? fdopendir(again) : NULL;
    bool is_empty = names != NULL;
    if (!names && again >= 0)
        close(again);
    for (const struct dirent *entry; names && (entry = readdir(names));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            strcmp(entry->d_name, leave_mark) != 0)
            is_empty = false;
    if (names)
        closedir(names);
    return is_empty;
}

/* Root gives a folder that it made to the owner of the data, who is who will write. */
static void leave_give(const struct invocation *invocation, int folder)
{
    auto_buf struct buf unheard = BUF(64 * 1024);
    struct settings *settings = NULL;
    struct stat data;
    /* What is wrong with the settings is told when they are read for good. */
    if (geteuid() == 0 && !invocation_settings(invocation, &unheard, &settings) &&
        !stat(settings->data, &data) && fchown(folder, data.st_uid, data.st_gid))
        errno = 0; /* writing will say it */
    settings_free(settings);
}

/* The descriptor, or -1 and a fault; whether the folder was made here. */
static int leave_folder(const struct invocation *invocation, const char *path, struct buf *fault,
                        bool *ret_is_made)
{
    /* Drafts will lie in it. */
    bool is_made = *ret_is_made = !mkdir(path, 0700);
    int folder = is_made || errno == EEXIST ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (folder < 0) {
        buf_printf(fault, "%s: %s", path, said_errno(errno));
        return -1;
    }
    /* What a run began that was ended. */
    if (!faccessat(folder, leave_mark, F_OK, 0))
        leave_clear(folder, true);
    if (!leave_is_empty(folder)) {
        buf_printf(fault, SAID("%s: thư mục không trống", "%s: the folder is not empty"), path);
        close(folder);
        return -1;
    }
    if (is_made)
        leave_give(invocation, folder);
    return folder;
}

/* Sets the mark. */
static enum err leave_begin(int folder, struct buf *fault)
{
    auto_close int mark = openat(folder, leave_mark, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (mark >= 0)
        return ERR_OK;
    buf_printf(fault, "%s: %s", leave_mark, strerror(errno));
    return ERR_STORAGE_FULL;
}

enum err leave_all(const struct invocation *invocation, const char *path, struct buf *fault)
{
    auto_transfer struct transfer transfer = {.needs_helper = false};
    bool is_made;
    auto_close int folder = leave_folder(invocation, path, fault, &is_made);
    struct leaving_counts counts = {.articles = 0};
    if (folder < 0)
        return ERR_INPUT;
    enum err err = transfer_begin(&transfer, invocation, fault);
    /* There is no portal, for one. */
    if (err && is_made)
        rmdir(path);
    const struct leaving_portal portal = {leave_get, &transfer};
    const struct leaving_options options = {.lang = said_lang(),
                                            .folder = folder,
                                            .now_ms = clock_now_ms(&clock_system),
                                            .shows_progress = isatty(STDERR_FILENO)};
    if (!err)
        err = leave_begin(folder, fault);
    if (!err)
        err = leaving_all(&portal, &options, fault, &counts);
    if (err)
        return err;
    unlinkat(folder, leave_mark, 0);
    printf(SAID("bài: %" PRId64 ", ảnh và tệp: %" PRId64 ", trang: %" PRId64 "\n",
                "articles: %" PRId64 ", pictures and files: %" PRId64 ", pages: %" PRId64 "\n"),
           counts.articles, counts.media, counts.pages);
    if (!counts.missing)
        return ERR_OK;
    buf_printf(fault,
               SAID("%" PRId64 " thứ không ghi được, đã kể ở trên",
                    "%" PRId64 " things could not be written; "
                    "they are named above"),
               counts.missing);
    return ERR_INPUT;
}
