/* congd serve: start, wait for signals, stop. The order of a life: take what root may, open, confine,
 * serve, wait, close. What is opened is running.c's. */
#include "base/said.h"
#include "breakout.h"
#include "command.h"
#include "confinement.h"
#include "demo.h"
#include "invocation.h"
#include "notify.h"
#include "privilege.h"
#include "running.h"
#include "watchdog.h"

#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* An hour, beyond any limit of a stop. */
#define STOP_WATCHDOG_USEC "3600000000"

/* No short options: nobody shall serve as root by a slip of one letter. */
enum {
    KEY_DEMO = 'D',
    KEY_ALLOW_ROOT = 0x2000,
    KEY_SELF_TEST = 0x2001,
    FOLDER_SIZE = 200,
    PATH_SIZE = 4096,
    ABORT_PATIENCE_MS = 1000
};

struct serve_arguments {
    struct invocation invocation;
    bool demo, allow_root, self_test;
    char folder[FOLDER_SIZE]; /* of the demonstration */
    int log_fd;               /* of the file in it; open until the process ends */
};

/* One life of the daemon. */
struct serving {
    const struct serve_arguments *arguments;
    const struct settings *settings;
    struct notify notify;
    struct running running;
    struct watchdog watchdog;
    const char *token; /* of the demonstration, or NULL */
    const char *path;  /* where the staff signs in to it */
};

static void serve_take(struct command_use *use, void *input, int key, char *text)
{
    struct serve_arguments *arguments = input;
    (void)use, (void)text;
    if (key == KEY_DEMO)
        arguments->demo = arguments->invocation.is_apart = true;
    else if (key == KEY_ALLOW_ROOT)
        arguments->allow_root = true;
    else if (key == KEY_SELF_TEST)
        arguments->self_test = true;
}

/* An assertion that failed, or a supervisor that lost patience: what the log still holds may say why. The
 * signal comes again, and by then ends the process. */
static void take_abort(int number)
{
    log_flush(ABORT_PATIENCE_MS);
    raise(number);
}

/* Blocked before the first thread starts, so that only the main thread's sigwait() sees them. */
static void take_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, set, NULL);
    /* A client that hangs up must not end the daemon. */
    signal(SIGPIPE, SIG_IGN);
    sigaction(SIGABRT, &(const struct sigaction){.sa_handler = take_abort, .sa_flags = (int)SA_RESETHAND},
              NULL);
}

/* Names of settings that are others than those that hold, with commas; but for what invocation_log() takes.
 */
static void reload_waiting(const struct settings *held, const struct settings *now, struct buf *names)
{
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        auto_buf struct buf was = BUF(64 * 1024), is = BUF(64 * 1024);
        setting_print(held, id, &was);
        setting_print(now, id, &is);
        if (id != SETTING_log_level && id != SETTING_log_format && strcmp(buf_str(&was), buf_str(&is)) != 0)
            buf_printf(names, "%s%s", names->length ? ", " : "", setting_name(id));
    }
}

/* Reads everything and uses what can change; a mistake anywhere is logged. */
static void reload_settings(const struct serving *serving)
{
    const struct serve_arguments *arguments = serving->arguments;
    auto_settings struct settings *settings = NULL;
    auto_buf struct buf fault = BUF(4096);
    enum err err = invocation_settings_checked(&arguments->invocation, &fault, &settings);
    if (err) {
        log_error("reload", LOG_SAYS("the settings have a mistake; the former ones hold"),
                  LOG_TEXT("error", fault.length ? buf_str(&fault) : err_title(err, LANG_EN)));
        return;
    }
    /* Nothing of these settings is kept, so they can go. */
    invocation_log(settings);
    auto_buf struct buf waiting = BUF(4096);
    reload_waiting(serving->settings, settings, &waiting);
    if (waiting.length)
        log_warning(
            "reload",
            LOG_SAYS("log_level and log_format were read anew; what else changed holds from the next start"),
            LOG_TEXT("changed", buf_str(&waiting)));
    else
        log_info("reload", LOG_SAYS("the settings were read anew; nothing waits for the next start"));
}

/* Nothing happens where there is none, or where it is the same. */
static void reload_certificate(const struct running *running)
{
    auto_buf struct buf fault = BUF(4096);
    if (server_reload(running->server, &fault))
        log_error("reload", LOG_SAYS("the former certificate stays in use"),
                  LOG_TEXT("error", buf_str(&fault)));
}

/* SIGHUP: what can change while serving does. Settings with a mistake change nothing, but a renewed
 * certificate does not wait until somebody mends them. */
static void reload(const struct serving *serving)
{
    notify_reloading(&serving->notify);
    reload_settings(serving);
    reload_certificate(&serving->running);
    notify_send(&serving->notify, "READY=1");
}

/* SIGHUP reads anew, as often as it comes; any other signal of the set ends the waiting. */
static void wait_for_end(const struct serving *serving, const sigset_t *signals)
{
    for (;;) {
        int number = 0;
        /* It fails for a set of signals that makes no sense, and for nothing else. */
        if (sigwait(signals, &number))
            continue;
        if (number != SIGHUP)
            return;
        reload(serving);
    }
}

/* The real ports; tests and scripts that asked for port 0 wait for these lines. */
static void announce(const struct serving *serving)
{
    const struct server *server = serving->running.server;
    const char *address;
    bool is_for_monitoring;
    for (size_t i = 0; (address = server_address(server, i, &is_for_monitoring)); i++) {
        printf(is_for_monitoring ? "metrics on %s/metrics\n" : "listening on %s\n", address);
        log_info("listening", LOG_SAYS("requests are answered"), LOG_TEXT("address", address),
                 LOG_TEXT("for", is_for_monitoring ? "monitoring" : "readers"));
    }
    if (serving->token)
        demo_tell(server_address(server, 0, &is_for_monitoring), serving->token, serving->path,
                  serving->arguments->folder);
    fflush(stdout);
    clearerr(stdout); /* nobody may have listened, and the portal serves all the same */
    notify_status(&serving->notify, SAID("đang phục vụ", "serving"));
    notify_send(&serving->notify, "READY=1");
}

/* What root is for ends here: the helper is forked, as the user whom the process is to become, the addresses
 * are taken, the certificate's key is read and the supervisor's socket is reached. */
static enum err take_what_root_may(struct serving *serving, struct buf *fault)
{
    const struct serve_arguments *arguments = serving->arguments;
    const struct privilege_wish wish = {.user = serving->settings->user,
                                        .data = serving->settings->data,
                                        .is_new = arguments->demo,
                                        .root_may_stay = arguments->allow_root,
                                        .root_may_create = arguments->allow_root};
    struct sandbox_user user;
    /* The helper before the sockets, so that it never has them; the drop last. */
    enum err err = privilege_choose(&wish, fault, &user);
    /* The log of a demonstration lies beside its data, and is its owner's like all that lies there. */
    if (!err && arguments->demo && user.is_other && fchown(arguments->log_fd, user.uid, user.gid))
        log_warning("demo_log", LOG_SAYS("the log is not its owner's"), LOG_TEXT("error", said_errno(errno)));
    if (!err)
        err = running_start_helper(&serving->running, &user, serving->settings);
    if (!err && !arguments->demo)
        err = running_start_ordered(&serving->running, &user, serving->settings, fault);
    if (!err)
        err = notify_open(fault, &serving->notify);
    if (!err)
        err = running_bind(&serving->running, serving->settings, fault);
    return err ? err : privilege_drop(&user, fault);
}

/* Migrations may take as long as the database is large; whoever waits for the start shall not end it then,
 * nor wait for ever. A mebibyte a second is slower than any disk. */
static void ask_for_time(const struct serving *serving)
{
    enum { TIME_LEAST_S = 300, BYTES_A_SECOND = 1024 * 1024 };
    char path[PATH_SIZE];
    struct stat st;
    snprintf(path, sizeof path, "%s/cong.db", serving->settings->data);
    int64_t bytes = stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
    notify_more_time(&serving->notify, TIME_LEAST_S + bytes / BYTES_A_SECOND);
    notify_status(&serving->notify, SAID("đang mở thư mục dữ liệu", "opening the data folder"));
}

/* All but answering. */
static enum err serve_prepare(struct serving *serving, struct buf *fault)
{
    enum err err = take_what_root_may(serving, fault);
    if (!err)
        ask_for_time(serving);
    if (!err)
        err = running_open(&serving->running, fault);
    if (!err && serving->arguments->demo)
        err = demo_fill(&serving->running, fault, &serving->token, &serving->path);
    return err ? err : running_listen(&serving->running, fault);
}

/* Answers until a signal ends it; the first threads are made here, that of the log before all others. */
static enum err serve_until_signal(struct serving *serving, const sigset_t *signals, struct buf *fault)
{
    enum err err = log_start();
    if (!err)
        err = running_serve(&serving->running, fault);
    if (!err)
        err = watchdog_start(&serving->watchdog, &serving->running, &serving->notify);
    if (err)
        return err;
    announce(serving);
    wait_for_end(serving, signals);
    log_info("stopping", LOG_SAYS("asked to stop"));
    /* The self-check asks those who are about to stop; from here on it is the supervisor's limit for stopping
     * that counts. */
    notify_send(&serving->notify, "STOPPING=1\nWATCHDOG_USEC=" STOP_WATCHDOG_USEC);
    notify_status(&serving->notify, SAID("đang trả lời nốt các yêu cầu", "finishing requests"));
    return ERR_OK;
}

/* From the signals to the end. ERR_OK is an end by a signal. */
static enum err serve(const struct serve_arguments *arguments, const struct settings *settings,
                      struct buf *fault)
{
    /* Zeroed but for the descriptor, so that it can be closed whenever. */
    struct serving serving = {.arguments = arguments, .settings = settings, .notify = {.fd = -1}};
    /* The settings' file may lie anywhere, and has to stay readable. */
    const struct confinement confinement = {settings, invocation_file(&arguments->invocation),
                                            arguments->demo};
    sigset_t signals;
    /* Before the helper is forked, which blocks them all anyway, and before any thread. */
    take_signals(&signals);
    /* Behind the opening of everything, which needs more; before the first thread, which would be left
     * out. */
    enum err err = serve_prepare(&serving, fault);
    if (!err)
        err =
            arguments->self_test ? breakout_run(&confinement, fault) : confinement_enter(&confinement, fault);
    /* The self-test has done its work by now. */
    if (!err && !arguments->self_test)
        err = serve_until_signal(&serving, &signals, fault);
    /* Whatever came of it, for each step leaves what it opened. */
    watchdog_stop(&serving.watchdog);
    running_close(&serving.running);
    notify_close(&serving.notify);
    log_end();
    return err;
}

/* The demonstration's folder is a setting like any other, and the strongest. */
static enum err prepare_demo(struct serve_arguments *arguments, struct buf *fault)
{
    struct invocation *invocation = &arguments->invocation;
    /* Nobody gives so many. */
    if (invocation->count + 2 > OPTIONS_MAX)
        return ERR_INPUT;
    /* What is gone at the end needs no reserve. */
    invocation->options[invocation->count++] = (struct setting_option){"ballast", "0"};
    enum err err = demo_folder(arguments->folder, sizeof arguments->folder, fault);
    if (err)
        arguments->folder[0] = '\0';
    else
        invocation->options[invocation->count++] = (struct setting_option){"data", arguments->folder};
    /* So that a newcomer sees what is for him, and nothing else. */
    return err ? err : demo_log_open(arguments->folder, fault, &arguments->log_fd);
}

/* Settings, log, serving; and the demonstration's folder, which goes at the very end. */
static enum err serve_run(void *input, struct buf *fault)
{
    struct serve_arguments *arguments = input;
    auto_settings struct settings *settings = NULL;
    enum err err = arguments->demo ? prepare_demo(arguments, fault) : ERR_OK;
    if (!err)
        err = invocation_settings_checked(&arguments->invocation, fault, &settings);
    if (!err) {
        invocation_log(settings);
        err = serve(arguments, settings, fault);
    }
    /* Also after a failed start. */
    if (arguments->folder[0])
        demo_remove(arguments->folder);
    log_to(STDERR_FILENO);
    return err;
}

/* No file, no argument: everything is a setting, but for three switches. */
static const struct option_row serve_options[] = {
    {"demo",
     KEY_DEMO,
     {NULL},
     {"cổng dùng thử trong một thư mục tạm, xóa khi kết thúc",
      "a scratch portal in a temporary folder, removed at the end"}},
    {"allow-root",
     KEY_ALLOW_ROOT,
     {NULL},
     {"phục vụ với quyền root khi không biết người dùng nào khác",
      "serve as root, where no other user is known"}},
    {"self-test-confinement", KEY_SELF_TEST, {NULL}, {NULL}},
    {0},
};

const struct command serve_command = {
    .name = "serve",
    .breadth = BREADTH_ALL,
    .help = {"Phục vụ cổng thông tin cho đến khi nhận SIGTERM.", "Serves the portal until SIGTERM."},
    .options = serve_options,
    .size = sizeof(struct serve_arguments),
    .take = serve_take,
    .run = serve_run,
};
