/* congd backup, backup verify, backup list, backup forget: the command line's side of backups. */
#include "backup.h"

#include "base/said.h"
#include "command.h"
#include "control.h"
#include "offline.h"
#include "privilege.h"
#include "text/date.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

enum { ARENA_LIMIT = 64 * 1024 * 1024, FOUND_MAX = 256 * 1024, STATUS_OK = 200 };
enum { KEY_WITH_KEY = 0x2100, KEY_DRY_RUN = 0x2101, KEY_IGNORE_UNREADABLE = 0x2102 };

/* ---- verify */

/* A folder, or one of the folder of backups by its name; without either the newest. *ret_name is NULL for a
 * folder that lies elsewhere. */
static enum err find_place(struct backup_work *work, const char **ret_path, const char **ret_name)
{
    const char *place = work->arguments->invocation.word;
    struct backup_entry newest;
    struct stat st;
    *ret_name = NULL;
    if (!place) {
        if (backup_newest(work->folder, &newest)) {
            buf_printf(work->fault, SAID("%s chưa có bản sao lưu nào", "there is no backup in %s"),
                       work->folder);
            return ERR_NOT_FOUND;
        }
        place = arena_text(work->arena, newest.name);
    }
    *ret_path = place;
    if (!backup_name_is_sound(place))
        return ERR_OK;
    const char *path = arena_printf(work->arena, "%s/%s", work->folder, place);
    if (stat(path, &st) == 0 || stat(place, &st) != 0) {
        *ret_path = path;
        *ret_name = place;
    }
    return ERR_OK;
}

static enum err action_verify(struct backup_work *work)
{
    auto_buf struct buf found = BUF(FOUND_MAX);
    struct backup_display display = {.phase = -1};
    const struct backup_looker looker = {.tell = backup_show_progress, .context = &display};
    const char *path, *name;
    int64_t faults = 0;
    enum err err = find_place(work, &path, &name);
    struct stat st;
    if (!err && stat(path, &st)) {
        buf_printf(work->fault, "%s: %s", path, said_errno(errno));
        err = ERR_NOT_FOUND;
    }
    /* A copy on another disk may be its own owner's alone. */
    if (!err && !name && geteuid() == 0)
        err = privilege_take_owner("", path, work->fault);
    else if (!err)
        err = privilege_take_owner(work->settings->user, work->settings->data, work->fault);
    if (!err)
        err = backup_verify(path, &looker, &found, &faults, work->fault);
    backup_end_progress(&display);
    if (err)
        return err;
    if (name)
        backup_note_verdict(work->folder, name, clock_now_ms(&clock_system), !faults);
    fputs(buf_str(&found), stdout);
    if (faults) {
        buf_printf(work->fault,
                   SAID("%s: %" PRId64 " lỗi; bản này không dùng được",
                        "%s: %" PRId64 " faults; it is not to be used"),
                   path, faults);
        return ERR_CONFLICT;
    }
    printf(SAID("%s: mọi byte còn nguyên\n", "%s: every byte is as it was written\n"), path);
    return ERR_OK;
}

/* ---- make */

static enum err action_make(struct backup_work *work)
{
    enum err err = ERR_OK;
    if (work->arguments->with_key)
        err = backup_write_key(work->arguments, work->settings->data, work->fault);
    if (!err)
        err = portal_enter_folder(work->settings, PORTAL_IS_THERE, work->fault);
    return err ? err : backup_action_make(work);
}

/* ---- the command line */

static void backup_take(struct command_use *use, void *input, int key, char *text)
{
    struct backup_arguments *arguments = input;
    if (key == 'n' && !backup_name_is_sound(text))
        use_wrong(
            use,
            SAID("--name: chỉ gồm chữ không dấu, chữ số, '.', '-' và '_', bắt đầu bằng chữ hoặc số",
                 "--name wants letters without marks, digits, '.', '-' and '_', a letter or digit first"));
    if (key == 'n')
        arguments->name = text;
    else if (key == KEY_WITH_KEY)
        arguments->with_key = text;
    else if (key == KEY_DRY_RUN)
        arguments->tries = true;
    else if (key == KEY_IGNORE_UNREADABLE)
        arguments->ignores_unreadable = true;
}

/* Settings, then the action, which takes the rights it needs. */
static enum err backup_run(const struct backup_arguments *arguments, struct buf *fault,
                           enum err (*act)(struct backup_work *))
{
    auto_settings struct settings *settings = NULL;
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    struct backup_work work = {arguments, NULL, NULL, arena, fault};
    /* Without it hashes are right, and slower by half. */
    enum err err = arena && sodium_init() >= 0 ? invocation_settings(&arguments->invocation, fault, &settings)
                                               : ERR_MEMORY;
    if (err)
        return err;
    work.settings = settings;
    work.folder = backup_folder(settings->backup_folder, settings->data, arena);
    return act(&work);
}

static enum err backup_make_run(void *input, struct buf *fault)
{
    return backup_run(input, fault, action_make);
}

static enum err backup_verify_run(void *input, struct buf *fault)
{
    return backup_run(input, fault, action_verify);
}

static enum err backup_list_run(void *input, struct buf *fault)
{
    return backup_run(input, fault, backup_action_list);
}

static enum err backup_forget_run(void *input, struct buf *fault)
{
    return backup_run(input, fault, backup_action_forget);
}

static const struct option_row backup_options[] = {
    {"name",
     'n',
     {"TÊN", "NAME"},
     {"tên của bản này; bản có tên không bị dọn", "what it is called; one with a name is never forgotten"}},
    {"with-key",
     KEY_WITH_KEY,
     {"TỆP", "FILE"},
     {"chép secret.key ra tệp này (0600)", "write secret.key to this file (0600)"}},
    {0},
};

static const struct option_row backup_forget_options[] = {
    {"dry-run",
     KEY_DRY_RUN,
     {NULL},
     {"chỉ nói tên, không xóa, không viết lại", "print the names, remove and rewrite nothing"}},
    {"ignore-unreadable",
     KEY_IGNORE_UNREADABLE,
     {NULL},
     {"bản hỏng hoặc do chương trình mới hơn tạo được nêu tên, nhưng không tính là thất bại",
      "damaged copies and those of a newer program are named, and are no failure"}},
    {0},
};

const struct command backup_command = {
    .name = "backup",
    .breadth = BREADTH_DATA,
    .help = {"Tạo một bản sao lưu trong khi cổng vẫn phục vụ, kiểm tra nó, rồi mới coi là tốt.",
             "Makes a backup while the portal serves, and verifies it before it is called good."},
    .options = backup_options,
    .size = sizeof(struct backup_arguments),
    .take = backup_take,
    .run = backup_make_run,
};

const struct command backup_verify_command = {
    .name = "backup verify",
    .word = {"[THƯ-MỤC|TÊN]", "[DIR|NAME]"},
    .breadth = BREADTH_DATA,
    .help = {"Đọc từng byte của một bản sao lưu, so với bản kê; không có tên thì đọc bản mới nhất.",
             "Reads every byte of a backup and compares it with its manifest; without a name that of the "
             "newest."},
    .size = sizeof(struct backup_arguments),
    .run = backup_verify_run,
};

const struct command backup_list_command = {
    .name = "backup list",
    .breadth = BREADTH_DATA,
    .help = {"Liệt kê các bản sao lưu: tên, tình trạng, độ lớn, phần mới, lần kiểm tra cuối.",
             "Lists backups: name, state, size, what of it is new, when it was verified."},
    .size = sizeof(struct backup_arguments),
    .run = backup_list_run,
};

const struct command backup_forget_command = {
    .name = "backup forget",
    .breadth = BREADTH_DATA,
    .help = {"Xóa những bản không còn phải giữ theo backup_daily, backup_weekly, backup_monthly, và nói tên "
             "chúng. Bản nào còn giữ những lời đã gỡ thì được viết lại mà không có chúng; dữ liệu mà lần "
             "phục hồi để sang một bên cũng bỏ chúng đi.",
             "Removes backups that backup_daily, backup_weekly and backup_monthly no longer keep, and prints "
             "their names. Those that still hold what was taken back are written anew without it, and data "
             "that a restore put aside loses it too."},
    .options = backup_forget_options,
    .size = sizeof(struct backup_arguments),
    .take = backup_take,
    .run = backup_forget_run,
};
