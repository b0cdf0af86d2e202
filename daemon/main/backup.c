/* congd backup, backup verify, backup list, backup forget: the command line's side of backups. */
#include "backup.h"

#include "command.h"
#include "privilege.h"
#include "said.h"
#include "text/date.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

enum { ARENA_LIMIT = 64 * 1024 * 1024, FOUND_MAX = 256 * 1024 };
enum { KEY_WITH_KEY = 0x2100, KEY_DRY_RUN = 0x2101 };

/* ---- verify */

/* A folder, or one of the folder of backups by its name; without either the newest. *ret_name is NULL for a
 * folder that lies elsewhere. */
static enum err find_place(struct backup_work *work, const char **ret_path, const char **ret_name)
{
    const char *place = work->arguments->place;
    struct backup_entry newest;
    struct stat st;
    *ret_name = NULL;
    if (!place) {
        if (backup_newest(work->folder, &newest)) {
            buf_printf(&work->fault, SAID("%s chưa có bản sao lưu nào", "there is no backup in %s"),
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
        buf_printf(&work->fault, "%s: %s", path, strerror(errno));
        err = ERR_NOT_FOUND;
    }
    /* A copy on another disk may be its own owner's alone. */
    if (!err && !name && geteuid() == 0)
        err = privilege_take_owner("", path, &work->fault);
    else if (!err)
        err = privilege_take_owner(work->settings->user, work->settings->data, &work->fault);
    if (!err)
        err = backup_verify(path, &looker, &found, &faults, &work->fault);
    backup_end_progress(&display);
    if (err)
        return err;
    if (name)
        backup_note_verdict(work->folder, name, clock_now_ms(&clock_system), !faults);
    fputs(buf_str(&found), stdout);
    if (faults) {
        buf_printf(&work->fault,
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
        err = backup_write_key(work->arguments, work->settings->data, &work->fault);
    if (!err)
        err = privilege_take_owner(work->settings->user, work->settings->data, &work->fault);
    return err ? err : backup_action_make(work);
}

/* ---- the command line */

static error_t command_backup_parse(int key, char *text, struct argp_state *state)
{
    struct backup_arguments *arguments = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->invocation;
        return 0;
    case 'n':
        if (!backup_name_is_sound(text))
            argp_error(
                state,
                SAID(
                    "--name: chỉ gồm chữ không dấu, chữ số, '.', '-' và '_', bắt đầu bằng chữ hoặc số",
                    "--name wants letters without marks, digits, '.', '-' and '_', a letter or digit first"));
        arguments->name = text;
        return 0;
    case KEY_WITH_KEY:
        arguments->with_key = text;
        return 0;
    case KEY_DRY_RUN:
        arguments->tries = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The folder or name is the one argument. */
static error_t parse_verify(int key, char *text, struct argp_state *state)
{
    struct backup_arguments *arguments = state->input;
    if (key != ARGP_KEY_ARG)
        return command_backup_parse(key, text, state);
    if (arguments->place)
        argp_error(state, SAID("mỗi lần một bản", "one backup at a time"));
    arguments->place = text;
    return 0;
}

/* Settings, then the action, which takes the rights it needs; the exit status. */
static int command_backup_run(const struct backup_arguments *arguments, enum err (*act)(struct backup_work *))
{
    auto_settings struct settings *settings = NULL;
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    struct backup_work work = {arguments, NULL, NULL, arena, BUF(4096)};
    /* Without it hashes are right, and slower by half. */
    enum err err = arena && sodium_init() >= 0
                       ? invocation_settings(&arguments->invocation, &work.fault, &settings)
                       : ERR_MEMORY;
    if (!err) {
        work.settings = settings;
        work.folder = backup_folder(settings->backup_folder, settings->data, arena);
        err = act(&work);
    }
    int status = err ? command_failed(err, &work.fault) : command_done();
    buf_done(&work.fault);
    return status;
}

struct backup_verb {
    const char *name; /* "" for the command without one */
    enum err (*act)(struct backup_work *);
    error_t (*parse)(int, char *, struct argp_state *);
    const char *arguments;
    const char *doc[LANG_COUNT];
};

static const struct backup_verb verbs[] = {
    {"verify",
     action_verify,
     parse_verify,
     "[DIR|NAME]",
     {"Đọc từng byte của một bản sao lưu, so với bản kê; không có tên thì đọc bản mới nhất.",
      "Reads every byte of a backup and compares it with its manifest; without a name that of the newest."}},
    {"list",
     backup_action_list,
     command_backup_parse,
     NULL,
     {"Liệt kê các bản sao lưu: tên, tình trạng, độ lớn, phần mới, lần kiểm tra cuối.",
      "Lists backups: name, state, size, what of it is new, when it was verified."}},
    {"forget",
     backup_action_forget,
     command_backup_parse,
     NULL,
     {"Xóa những bản không còn phải giữ theo backup_daily, backup_weekly, backup_monthly, và nói tên chúng. "
      "Bản nào còn giữ những lời đã gỡ thì được viết lại mà không có chúng; dữ liệu mà lần phục hồi để sang "
      "một bên cũng bỏ chúng đi.",
      "Removes backups that backup_daily, backup_weekly and backup_monthly no longer keep, and prints their "
      "names. Those that still hold what was taken back are written anew without it, and data that a restore "
      "put aside loses it too."}},
    {"",
     action_make,
     command_backup_parse,
     NULL,
     {"Tạo một bản sao lưu trong khi cổng vẫn phục vụ, kiểm tra nó, rồi mới coi là tốt.",
      "Makes a backup while the portal serves, and verifies it before it is called good."}},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

/* The options of one action; those of the others it does not know. */
static const struct argp_option *options_of(const struct backup_verb *verb, struct argp_option rows[static 3])
{
    memset(rows, 0, 3 * sizeof *rows);
    if (verb->act == action_make) {
        rows[0] = (struct argp_option){"name",
                                       'n',
                                       SAID("TÊN", "NAME"),
                                       0,
                                       SAID("tên của bản này; bản có tên không bị dọn",
                                            "what it is called; one with a name is never forgotten"),
                                       0};
        rows[1] = (struct argp_option){
            "with-key",
            KEY_WITH_KEY,
            SAID("TỆP", "FILE"),
            0,
            SAID("chép secret.key ra tệp này (0600)", "write secret.key to this file (0600)"),
            0};
    } else if (verb->act == backup_action_forget) {
        rows[0] = (struct argp_option){
            "dry-run",
            KEY_DRY_RUN,
            NULL,
            0,
            SAID("chỉ nói tên, không xóa, không viết lại", "print the names, remove and rewrite nothing"),
            0};
    }
    return rows;
}

/* The first word chooses the action; without one, or with an option, a backup is made. */
int backup_command(int argc, char **argv)
{
    struct settings_argp child;
    struct backup_arguments arguments = {.name = NULL};
    struct argp_option rows[3];
    char called[32] = "congd backup";
    const struct backup_verb *verb = &verbs[VERBS - 1];
    bool has_verb = argc > 1 && argv[1][0] != '-';
    for (size_t i = 0; has_verb && i < VERBS - 1; i++)
        if (strcmp(argv[1], verbs[i].name) == 0)
            verb = &verbs[i];
    if (has_verb && !*verb->name)
        return command_usage(argc, argv, "congd backup [verify|list|forget] [OPTION...]");
    settings_argp_init(&child, BREADTH_DATA);
    const struct argp argp = {.options = options_of(verb, rows),
                              .parser = verb->parse,
                              .args_doc = verb->arguments,
                              .doc = verb->doc[said_lang()],
                              .children = child.children};
    if (has_verb)
        snprintf(called, sizeof called, "congd backup %s", verb->name);
    /* argp takes it for the name of the command. */
    argv[has_verb] = called; // cppcheck-suppress autoVariables ; argp alone reads it, before it returns
    argp_parse(&argp, argc - has_verb, argv + has_verb, 0, NULL, &arguments);
    return command_backup_run(&arguments, verb->act);
}
