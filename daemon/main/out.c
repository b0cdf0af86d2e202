/* congd out: the process through which the daemon reaches other machines. What it does is helper/out.h's;
 * here it gets its settings, its socket and its user, and gives up the rest. Opens no data folder. */
#include "base/said.h"
#include "command.h"
#include "invocation.h"
#include "mail_settings.h"
#include "privilege.h"

#include "base/cleanup.h"
#include "base/log.h"
#include "helper/out.h"
#include "server/handed_over.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { KEY_LISTEN_UNIX = 0x1FFF, KEY_ALLOW_ROOT = 0x2000 };

struct out_arguments {
    struct invocation invocation;
    const char *path; /* of the socket to make; NULL: it is handed over */
    bool allow_root;
};

static void command_out_take(struct command_use *use, void *input, int key, char *text)
{
    struct out_arguments *arguments = input;
    (void)use;
    if (key == KEY_LISTEN_UNIX)
        arguments->path = text;
    else if (key == KEY_ALLOW_ROOT)
        arguments->allow_root = true;
}

/* Whether a descriptor is a local socket that listens for streams. */
static bool is_listening(int fd)
{
    int domain = 0, type = 0, listens = 0;
    socklen_t size = sizeof(int);
    return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
           getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
           getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && domain == AF_UNIX &&
           type == SOCK_STREAM && listens;
}

/* The socket of systemd, or one that is made at the path. */
static enum err out_listen(const char *path, struct buf *fault, int *ret_fd)
{
    if (path)
        return listen_open_control(path, fault, ret_fd);
    *ret_fd = LISTEN_FIRST_INHERITED;
    if (listen_inherited() == 1 && is_listening(LISTEN_FIRST_INHERITED))
        return ERR_OK;
    buf_text(fault, SAID("không có socket nào để nghe: chạy qua congd-out.socket của systemd, hoặc nêu "
                         "--listen-unix ĐƯỜNG-DẪN",
                         "there is no socket to listen on: run it by systemd's congd-out.socket, or say "
                         "--listen-unix PATH"));
    return ERR_INPUT;
}

/* The user that the daemon is too, for on a path of its own no other is heard; found by the same rules
 * (privilege.h). */
static enum err out_become(const struct out_arguments *arguments, const struct settings *settings,
                           struct buf *fault)
{
    const struct privilege_wish wish = {
        .user = settings->user, .data = settings->data, .root_may_stay = arguments->allow_root};
    struct sandbox_user user;
    enum err err = privilege_choose_beside(&wish, fault, &user);
    return err ? err : privilege_drop(&user, fault);
}

/* Blocked while it starts, so that an end that is asked for is not missed. */
static void out_block_signals(void)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGHUP);
    sigprocmask(SIG_BLOCK, &ends, NULL);
}

/* From the user to the end. ERR_OK is an end by a signal. */
static enum err out_carry_out(const struct out_arguments *arguments, const struct settings *settings,
                              struct buf *fault)
{
    const struct setting_list *from = &settings->import_from, *to = &settings->push_to;
    const bool tells = strcmp(settings->webhooks, "yes") == 0 || *settings->websub_hub;
    struct fetch_rules rules, posts;
    struct mail_rules mail;
    int fd = -1;
    out_block_signals();
    enum err err = fetch_rules_read(from->items, from->count, settings->import_authorities, &rules);
    if (err)
        buf_text(fault, SAID("import_from phải là ĐỊA-CHỈ:CỔNG, như 192.0.2.7:8080 hoặc [2001:db8::7]:443",
                             "import_from must be ADDR:PORT, such as 192.0.2.7:8080 or [2001:db8::7]:443"));
    if (!err)
        err = fetch_rules_read(to->items, to->count, settings->import_authorities, &posts);
    /* As whoever it was started as, for the file of a password may be root's. */
    mail_settings_take(settings, &mail);
    if (!err)
        err = out_become(arguments, settings, fault);
    if (!err)
        err = out_listen(arguments->path, fault, &fd);
    if (err)
        return err;
    err = out_confine(&rules, &mail);
    if (!err) {
        log_info("listening", LOG_SAYS("orders are taken"),
                 LOG_TEXT("address", arguments->path ? arguments->path : "handed over"));
        printf("listening on %s\n", arguments->path ? arguments->path : "the socket handed over");
        fflush(stdout);
        clearerr(stdout); /* nobody may have listened */
        err = out_serve(fd, !arguments->path, &rules, tells ? &posts : NULL, &mail);
    }
    if (err)
        buf_text(fault, said_errno(errno));
    log_info("stopping", LOG_SAYS("asked to stop"));
    return err;
}

static enum err command_out_run(void *input, struct buf *fault)
{
    const struct out_arguments *arguments = input;
    auto_settings struct settings *settings = NULL;
    enum err err = invocation_settings(&arguments->invocation, fault, &settings);
    if (err)
        return err;
    invocation_log(settings);
    return out_carry_out(arguments, settings, fault);
}

/* Everything is a setting, but where to listen. */
static const struct option_row out_options[] = {
    {"listen-unix",
     KEY_LISTEN_UNIX,
     {"ĐƯỜNG-DẪN", "PATH"},
     {"tạo socket cục bộ ở đó, thay cho socket được trao sẵn",
      "make the local socket there, in place of one handed over"}},
    {"allow-root",
     KEY_ALLOW_ROOT,
     {NULL},
     {"chạy với quyền root khi không biết người dùng nào khác",
      "work as root, where no other user is known"}},
    {0},
};

const struct command out_command = {
    .name = "out",
    .breadth = BREADTH_ALL,
    .help = {"Lấy từ máy khác những gì cổng cần và gửi thư của cổng, cho đến khi nhận SIGTERM.",
             "Fetches what the portal needs from other machines and sends its mail, until SIGTERM."},
    .options = out_options,
    .size = sizeof(struct out_arguments),
    .take = command_out_take,
    .run = command_out_run,
};
