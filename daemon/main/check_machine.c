/* The machine's log by journalctl, whose first line is enough, and its clock by the kernel's own account. */
#include "check_machine.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"
#include "text/date.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <sys/wait.h>

/* What an office keeps its log for; the package's journald setting does. */
enum { LOG_MONTHS = 12, DAYS_A_MONTH = 30, LINE_SIZE = 512 };

static const char journalctl[] = "/usr/bin/journalctl";

/* In the child: the program's lines from the oldest on, each with its instant in front, into `out`. */
static _Noreturn void become_journalctl(int out)
{
    static const char *const arguments[] = {
        journalctl, "--quiet", "--unit=congd", "--output=short-unix", "--no-pager", "--no-tail", NULL};
    static char *const environment[] = {NULL};
    int nothing = open("/dev/null", O_RDWR);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDERR_FILENO) < 0 ||
        dup2(out, STDOUT_FILENO) < 0)
        _exit(1);
    execve(journalctl, (char *const *)(uintptr_t)arguments, environment);
    _exit(1);
}

/* The first line that comes; "" when none does. The rest is not waited for: the pipe's end ends it. */
static void read_first_line(int fd, char line[static LINE_SIZE])
{
    size_t length = 0;
    ssize_t got;
    while (length < LINE_SIZE - 1 && !memchr(line, '\n', length) &&
           (got = read(fd, line + length, LINE_SIZE - 1 - length)) != 0) {
        if (got < 0 && errno != EINTR)
            break;
        length += got > 0 ? (size_t)got : 0;
    }
    line[length] = '\0';
}

/* "1795969968.403212 HOST congd[1]: …" */
static int64_t instant_of(const char *line)
{
    char *end;
    long long seconds = strtoll(line, &end, 10);
    return end != line && *end == '.' && seconds > 0 ? (int64_t)seconds * 1000 : 0;
}

static int64_t ask_journal(void)
{
    char line[LINE_SIZE] = "";
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        return 0;
    pid_t pid = fork();
    if (pid == 0)
        become_journalctl(ends[1]);
    close(ends[1]);
    read_first_line(ends[0], line);
    close(ends[0]);
    while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    return pid > 0 ? instant_of(line) : 0;
}

/* The portal's own key is made at its first start and never again. */
static int64_t founded(const char *data)
{
    auto_free char *path = NULL;
    struct stat st;
    size_t size = strlen(data) + sizeof "/secret.key";
    path = memory_new(1, size);
    if (!path)
        return 0;
    snprintf(path, size, "%s/secret.key", data);
    return stat(path, &st) ? 0 : (int64_t)st.st_mtim.tv_sec * 1000;
}

void check_machine_look(const char *data, struct check_machine *ret_machine)
{
    struct timex clock = {.modes = 0};
    int state = adjtimex(&clock);
    *ret_machine = (struct check_machine){.has_journal = access(journalctl, X_OK) == 0 &&
                                                         access("/run/systemd/journal", F_OK) == 0,
                                          .founded_ms = founded(data),
                                          .knows_sync = state >= 0,
                                          .is_synchronised = state >= 0 && !(clock.status & STA_UNSYNC)};
    if (ret_machine->has_journal)
        ret_machine->oldest_ms = ask_journal();
}

/* A log that goes back to the portal's first day is as long as it can be. */
static void tell_log(const struct check_machine *machine, struct check_list *list)
{
    const int64_t kept_ms = LOG_MONTHS * DAYS_A_MONTH * DATE_DAY_MS;
    char day[DATE_TEXT_SIZE];
    int64_t now_ms = clock_now_ms(&clock_system);
    if (!machine->has_journal) {
        check_add(list, CHECK_OK, "log", "máy này không có journald; hãy giữ tệp nhật ký 12 tháng",
                  "this machine has no journald; keep the log's files for 12 months");
        return;
    }
    if (!machine->oldest_ms) {
        check_add(list, CHECK_WARNING, "log", "không có dòng nào của congd đọc được; hãy chạy bằng sudo",
                  "no line of congd can be read; run this with sudo");
        return;
    }
    bool is_short = now_ms - machine->oldest_ms < kept_ms && machine->founded_ms &&
                    machine->founded_ms + 2 * DATE_DAY_MS < machine->oldest_ms;
    day_iso(day_of(machine->oldest_ms), day);
    check_add(list, is_short ? CHECK_WARNING : CHECK_OK, "log",
              is_short ? "dòng cũ nhất từ %s: nhật ký không giữ đủ 12 tháng (journald.conf: MaxRetentionSec, "
                         "SystemMaxUse)"
                       : "dòng cũ nhất từ %s",
              is_short
                  ? "the oldest line is of %s: less than 12 months are kept (journald.conf: MaxRetentionSec, "
                    "SystemMaxUse)"
                  : "the oldest line is of %s",
              day);
}

void check_machine_tell(const struct check_machine *machine, struct check_list *list)
{
    if (machine->knows_sync && machine->is_synchronised)
        check_add(list, CHECK_OK, "clock_sync", "đồng hồ được đồng bộ", "the clock is kept right");
    else if (machine->knows_sync)
        check_add(list, CHECK_WARNING, "clock_sync",
                  "đồng hồ không được đồng bộ (bật systemd-timesyncd hoặc chrony)",
                  "nobody keeps the clock right (enable systemd-timesyncd or chrony)");
    tell_log(machine, list);
}
