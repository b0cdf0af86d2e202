/* congd restore: a backup becomes the portal's data. What was done, and why not, is said here; how it is done
 * is work/restore.h's. */
#include "work/restore.h"

#include "backup.h"
#include "base/said.h"
#include "command.h"
#include "privilege.h"
#include "text/date.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

enum { ARENA_LIMIT = 64 * 1024 * 1024, FOUND_MAX = 256 * 1024 };
enum { KEY_KEY = 0x2200, KEY_INCOMPLETE = 0x2201 };

struct restore_arguments {
    struct invocation invocation; /* its word is a folder, or a name */
    const char *key;
    bool takes_incomplete;
};

/* A folder, or one of the folder of backups by its name. */
static const char *restore_place(const struct restore_arguments *arguments, const char *folder,
                                 struct arena *arena)
{
    const char *path = arena_printf(arena, "%s/%s", folder, arguments->invocation.word);
    struct stat st;
    return backup_name_is_sound(arguments->invocation.word) && stat(path, &st) == 0
               ? path
               : arguments->invocation.word;
}

static enum err restore_absent(const struct restore_order *order, struct buf *fault)
{
    if (strchr(order->directory, '/'))
        buf_printf(fault, "%s: %s", order->directory, said_errno(ENOENT));
    else
        buf_printf(fault,
                   SAID("%s không có bản sao lưu nào tên %s; xem congd backup list",
                        "in %s there is no backup %s; see congd backup list"),
                   order->backups, order->directory);
    return ERR_NOT_FOUND;
}

/* Why nothing was done, in one line. */
static void restore_say_refusal(const struct restore_order *order, const struct restore_done *done,
                                struct buf *fault)
{
    buf_cut(fault, 0);
    switch (done->refusal) {
    case RESTORE_IN_USE:
        buf_printf(fault,
                   SAID("cổng đang chạy trên %s; hãy dừng nó trước (systemctl stop congd)",
                        "the daemon runs on %s; stop it first (systemctl stop congd)"),
                   order->data);
        break;
    case RESTORE_DAMAGED:
        buf_printf(fault,
                   SAID("%s: %" PRId64 " lỗi; bản này không dùng được, chưa có gì thay đổi",
                        "%s: %" PRId64 " faults; it is not to be used, and nothing was changed"),
                   order->directory, done->faults);
        break;
    case RESTORE_INCOMPLETE:
        buf_printf(fault,
                   SAID("%s thiếu %" PRId64 " ảnh và tệp; vẫn muốn phục hồi thì thêm --incomplete",
                        "%s lacks %" PRId64 " media; --incomplete restores it all the same"),
                   order->directory, done->faults);
        break;
    case RESTORE_NO_ROOM:
        buf_printf(fault,
                   SAID("phục hồi cần %lld MiB trong %s, chỉ còn trống %lld MiB",
                        "a restore needs %lld MiB in %s, and %lld MiB are free"),
                   backup_mebibytes(done->bytes_needed), order->data, (long long)(done->bytes_free >> 20));
        break;
    default:
        buf_printf(fault, SAID("tệp của --key không chứa khóa của bản sao lưu này",
                               "the file of --key does not hold the key of this backup"));
        break;
    }
}

/* What somebody should know who takes this for the portal of before. */
static void restore_warn(const struct restore_done *done)
{
    if (done->former_is_broken)
        fputs(
            SAID("congd: không đọc được dữ liệu trước đó; những gì đã gỡ sau bản sao lưu này chỉ được gỡ lại "
                 "nếu một bản sao lưu khác có ghi\n",
                 "congd: the former data cannot be read; of what was taken back since this backup only what "
                 "other backups know of is taken back again\n"),
            stderr);
    if (done->former_is_other)
        fputs(SAID("congd: dữ liệu trước đó là của một cổng khác; không dùng gì của nó\n",
                   "congd: the former data is another portal's; nothing of it is used\n"),
              stderr);
    if (!done->has_key)
        fprintf(
            stderr,
            SAID("congd: không có secret.key của bản sao lưu: %" PRId64
                 " tên đã gỡ không nhận ra được nữa (địa chỉ cũ của chúng trả lời 404 và có thể được dùng "
                 "lại); có khóa thì chạy lại với --key TỆP\n",
                 "congd: the backup's secret.key is not here: %" PRId64
                 " names that were taken back cannot be told any more (their addresses answer 404, and can "
                 "be used again); with the key, restore once more with --key FILE\n"),
            done->counts.unknown);
    if (done->counts.withdrawn)
        fprintf(
            stderr,
            SAID("congd: %" PRId64 " bài mà bản sao lưu còn nguyên lời đã gỡ nay được rút xuống và để trống; "
                 "hãy viết lại\n",
                 "congd: %" PRId64 " articles, whose text in the backup was taken back since, are withdrawn "
                 "and empty; write them anew\n"),
            done->counts.withdrawn);
    if (done->counts.rotated)
        fprintf(
            stderr,
            SAID("congd: %" PRId64 " mã truy cập đã đổi sau bản sao lưu này, nên mã trong bản sao lưu bị thu "
                 "hồi; hãy cấp mã mới: congd token create\n",
                 "congd: %" PRId64 " tokens got another secret since this backup, so those of the backup are "
                 "revoked; make new ones: congd token create\n"),
            done->counts.rotated);
}

/* What was sealed with a key that is not here, or was ended since. */
static void restore_warn_of_sealed(const struct restore_counts *counts)
{
    if (counts->factors)
        fprintf(stderr,
                SAID("congd: %" PRId64
                     " tài khoản mất mã một lần và đăng nhập chỉ bằng mật khẩu, cho đến khi bật lại\n",
                     "congd: %" PRId64
                     " accounts have lost their one-time codes and sign in by password alone, until "
                     "they are set up again\n"),
                counts->factors);
    if (counts->mails)
        fprintf(stderr,
                SAID("congd: %" PRId64 " tài khoản mất địa chỉ thư, và không nhận thư hằng ngày nữa\n",
                     "congd: %" PRId64
                     " accounts have lost their address of mail, and get no daily mail any more\n"),
                counts->mails);
}

/* Who can sign in now: people of before the backup, and nobody else. */
static void restore_warn_of_accounts(const struct restore_done *done)
{
    const struct restore_counts *counts = &done->counts;
    bool knows_former = done->former[0] && !done->former_is_broken && !done->former_is_other;
    if (!counts->accounts)
        return;
    if (!knows_former)
        fputs(
            SAID("congd: không biết tài khoản nào bị khóa sau bản sao lưu này; ai khi đó còn vào được thì "
                 "nay lại vào được: congd account list\n",
                 "congd: which accounts were disabled since this backup is not known; who could sign in then "
                 "can again: congd account list\n"),
            stderr);
    if (counts->passwords)
        fprintf(stderr,
                SAID("congd: %" PRId64 " tài khoản dùng lại mật khẩu đã đổi sau bản sao lưu này; cần thì đặt "
                     "mật khẩu khác: congd account password TÊN\n",
                     "congd: %" PRId64
                     " accounts have a password again that was changed since this backup; where "
                     "it must not be, give another: congd account password NAME\n"),
                counts->passwords);
    if (counts->lessened)
        fprintf(stderr,
                SAID("congd: %" PRId64
                     " tài khoản giữ quyền ít hơn mà họ có bây giờ, không lấy lại quyền của "
                     "bản sao lưu: congd account list\n",
                     "congd: %" PRId64 " accounts keep the fewer rights that they have now, not those of the "
                     "backup: congd account list\n"),
                counts->lessened);
    if (counts->proofs)
        fprintf(stderr,
                SAID("congd: %" PRId64
                     " tài khoản giữ mã một lần và mã khôi phục mà họ có bây giờ, không lấy lại "
                     "của bản sao lưu\n",
                     "congd: %" PRId64
                     " accounts keep the one-time codes and recovery codes that they have now, "
                     "not those of the backup\n"),
                counts->proofs);
    if (!counts->admins)
        fputs(SAID("congd: không còn tài khoản quản trị nào vào được; cho một người vào lại: congd account "
                   "disable --enable TÊN\n",
                   "congd: no administrator can sign in; let one in again: congd account disable --enable "
                   "NAME\n"),
              stderr);
}

/* What was done, on standard output. */
static void restore_say_done(const struct restore_order *order, const struct restore_done *done)
{
    char at[DATE_TEXT_SIZE];
    if (done->was_interrupted) {
        printf(SAID("lần phục hồi trước bị ngắt nay đã xong; có thể khởi động cổng\n",
                    "the restore that was interrupted is done now; the daemon can be started\n"));
        return;
    }
    printf(SAID("đã phục hồi %s (%s): %" PRId64 " bài viết; gỡ lại %" PRId64 " nội dung, thu hồi lại %" PRId64
                " mã truy cập, khóa lại %" PRId64 " tài khoản\n",
                "restored %s (%s): %" PRId64 " articles; %" PRId64 " taken back again, %" PRId64
                " tokens revoked again, %" PRId64 " accounts disabled again\n"),
           done->entry.name, date_rfc3339_local(done->entry.at_ms, at), done->entry.articles,
           done->counts.redacted + done->counts.parts, done->counts.revoked, done->counts.disabled);
    if (done->former[0])
        printf(SAID("dữ liệu trước đó ở %s\n", "the former data is in %s\n"), done->former);
    printf(
        SAID("có thể khởi động cổng ngay; ảnh và tệp được chép từ %s trong khi cổng phục vụ, hãy giữ nguyên "
             "thư mục đó\n",
             "the daemon can be started now; media are copied from %s while it serves, so leave that folder "
             "where it is\n"),
        order->directory);
    restore_warn(done);
    restore_warn_of_sealed(&done->counts);
    restore_warn_of_accounts(done);
}

static enum err restore_work(const struct restore_arguments *arguments, const struct settings *settings,
                             struct arena *arena, struct buf *fault)
{
    auto_buf struct buf found = BUF(FOUND_MAX);
    struct backup_display display = {.phase = -1};
    struct restore_done done = {.refusal = RESTORE_NOT_REFUSED};
    const char *folder = backup_folder(settings->backup_folder, settings->data, arena);
    unsigned char key[RESTORE_KEY_SIZE];
    struct stat st;
    const struct restore_order order = {
        .directory = restore_place(arguments, folder, arena),
        .data = settings->data,
        .backups = folder,
        .key = arguments->key ? key : NULL,
        .takes_incomplete = arguments->takes_incomplete,
        .clock = &clock_system,
        .looker = {.tell = backup_show_progress, .context = &display},
    };
    /* Whoever owns the data may not read what --with-key wrote for root. */
    enum err err = arguments->key ? backup_read_key(arguments->key, key, fault) : ERR_OK;
    /* Before a data folder is made for it. */
    if (!err && stat(order.directory, &st) && errno == ENOENT)
        err = restore_absent(&order, fault);
    if (!err)
        err = privilege_take_owner(settings->user, settings->data, fault);
    if (!err)
        err = restore_run(&order, &found, fault, &done);
    sodium_memzero(key, sizeof key);
    backup_end_progress(&display);
    fputs(buf_str(&found), err ? stderr : stdout);
    if (err && done.refusal)
        restore_say_refusal(&order, &done, fault);
    if (!err)
        restore_say_done(&order, &done);
    return err;
}

static void restore_take(struct command_use *use, void *input, int key, char *text)
{
    struct restore_arguments *arguments = input;
    (void)use;
    if (key == KEY_KEY)
        arguments->key = text;
    else if (key == KEY_INCOMPLETE)
        arguments->takes_incomplete = true;
}

static enum err restore_command_run(void *input, struct buf *fault)
{
    const struct restore_arguments *arguments = input;
    auto_settings struct settings *settings = NULL;
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    enum err err = arena && sodium_init() >= 0 ? invocation_settings(&arguments->invocation, fault, &settings)
                                               : ERR_MEMORY;
    return err ? err : restore_work(arguments, settings, arena, fault);
}

static const struct option_row restore_options[] = {
    {"key",
     KEY_KEY,
     {"TỆP", "FILE"},
     {"tệp chứa secret.key của bản sao lưu", "a file with the backup's secret.key"}},
    {"incomplete",
     KEY_INCOMPLETE,
     {NULL},
     {"phục hồi cả khi bản sao lưu thiếu ảnh và tệp", "restore also a backup that lacks media"}},
    {0},
};

const struct command restore_command = {
    .name = "restore",
    .word = {"THƯ-MỤC|TÊN", "DIR|NAME"},
    .needs_word = true,
    .breadth = BREADTH_DATA,
    .help =
        {"Kiểm tra một bản sao lưu rồi đưa nó thành dữ liệu của cổng; dữ liệu đang có được để sang một bên.",
         "Verifies a backup and makes it the portal's data; what is there is put aside."},
    .options = restore_options,
    .size = sizeof(struct restore_arguments),
    .take = restore_take,
    .run = restore_command_run,
};
