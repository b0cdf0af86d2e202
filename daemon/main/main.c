/* congd COMMAND [options] Chooses the command by the first word and does what all of them need before
 * anything is opened. */
#include "base/said.h"
#include "command.h"

#include <argp.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Read by argp for --version. */
const char *argp_program_version = "congd " CONG_VERSION;

static const struct {
    const char *name;
    command *run;
    const char *help[LANG_COUNT];
    /* In the order in which the usage shows them. */
} commands[] = {
    {"setup",
     setup_command,
     {"dựng một cổng mới: tên, chuyên mục, trình đơn, mã quản trị",
      "set up a new portal: its name, categories, menu, an admin token"}},
    {"serve", serve_command, {"phục vụ cổng thông tin", "serve the portal"}},
    {"check",
     check_command,
     {"xem cổng có ổn không", "say how the portal is: settings, disk, database, backups …"}},
    {"doctor",
     doctor_command,
     {"nói điều gì sửa được, và sửa", "say what can be mended without asking, and mend it"}},
    {"out",
     out_command,
     {"lấy từ máy khác những gì cổng thông tin cần", "fetch what the portal needs from other machines"}},
    {"config",
     config_command,
     {"xem từng thiết lập, giá trị và nơi đặt ra nó",
      "show every setting, its value and where it comes from"}},
    {"token",
     token_command,
     {"tạo, liệt kê, thu hồi mã truy cập API", "create, list or revoke tokens of the API"}},
    {"post", post_command, {"gửi một bài viết", "send an article"}},
    {"import",
     import_command,
     {"nhập bài viết, mỗi dòng một đối tượng JSON, hoặc cả một cổng NukeViet, WordPress, HTML",
      "bring in articles, one JSON object a line, or a portal of NukeViet, WordPress or HTML"}},
    {"export",
     export_command,
     {"xuất mọi bài viết, mỗi dòng một đối tượng JSON, hoặc cả cổng ra một thư mục",
      "write all articles, one JSON object a line, or the whole portal to a folder"}},
    {"audit",
     audit_command,
     {"xem ai đã làm gì, kiểm tra chuỗi nhật ký", "see who did what, check the chain of the audit"}},
    {"backup",
     backup_command,
     {"sao lưu, kiểm tra, liệt kê, dọn các bản sao lưu", "make, verify, list or forget backups"}},
    {"restore",
     restore_command,
     {"phục hồi dữ liệu của cổng từ một bản sao lưu", "make a backup the portal's data again"}},
    {"links", links_command, {"xem liên kết hỏng", "show dead links"}},
    {"upgrade",
     upgrade_command,
     {"chạy thử việc nâng cấp trên một bản chép", "try an upgrade on a copy of the data"}},
    {"media",
     media_command,
     {"đối chiếu ảnh và tệp với mã băm của chúng", "check pictures and attachments against their hashes"}},
    {"search", search_command, {"đo xem việc tìm kiếm tốt đến đâu", "measure how well the search finds"}},
    {"stats", stats_command, {"chỉnh số liệu truy cập", "correct the visitor statistics"}},
};

enum { COMMANDS = sizeof commands / sizeof *commands };

/* One line, whatever the fault is, or one for each of several; scripts look at the status. */
int command_failed(enum err err, const struct buf *fault)
{
    /* A function that writes no fault leaves its error's title. */
    const char *text = fault && fault->length ? buf_str(fault) : err_title(err, said_lang());
    for (size_t length; *text; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        fprintf(stderr, "congd: %.*s\n", (int)length, text);
    }
    return 1;
}

/* A full disk shows itself only when the buffer is written. */
int command_done(void)
{
    if (fflush(stdout) || ferror(stdout)) {
        fputs(SAID("congd: không ghi được ra thiết bị chuẩn\n", "congd: cannot write to standard output\n"),
              stderr);
        return 1;
    }
    return 0;
}

/* Before argp sees anything, since these have no options of their own. */
static bool asks_for_help(const char *text)
{
    return strcmp(text, "--help") == 0 || strcmp(text, "-?") == 0;
}

/* Help that was asked for is output; after a mistake it is a fault. */
int command_usage(int argc, char **argv, const char *usage)
{
    bool is_help = argc > 1 && asks_for_help(argv[1]);
    fprintf(is_help ? stdout : stderr, SAID("cách dùng: %s\n", "usage: %s\n"), usage);
    return is_help ? command_done() : 2;
}

/* The list of commands. */
static void print_usage(FILE *out)
{
    fputs(SAID("Cách dùng: congd LỆNH [TÙY CHỌN...]\n\nCả cổng thông tin của một cơ quan trong một chương "
               "trình.\n\nCác lệnh:\n",
               "Usage: congd COMMAND [OPTION...]\n\nThe public portal of an authority in one "
               "program.\n\nCommands:\n"),
          out);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].help[said_lang()]);
    fputs(SAID("\n`congd LỆNH --help` nói các tùy chọn của một lệnh; `congd --version` nói phiên bản.\n",
               "\n`congd COMMAND --help` tells the options of a command; `congd --version` the version.\n"),
          out);
}

/* A standard stream that the caller closed would be the next file or socket to be opened. What is put there
 * instead fails as the closed one did: nothing can be read from 0, nothing be written to 1 and 2. */
static bool standard_streams_hold(void)
{
    /* From below, since open(2) takes the lowest number that is free. */
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            return false;
    return true;
}

/* The first word chooses; the rest is the command's. Without one, or with an unknown one, the usage and
 * status 2. */
int main(int argc, char **argv)
{
    if (!standard_streams_hold())
        return 1; /* and nowhere to say so */
    argp_err_exit_status = 2;
    umask(0027); /* nothing that a command makes is everybody's to read */
    const char *name = argc > 1 ? argv[1] : "";
    if (asks_for_help(name)) {
        print_usage(stdout);
        return command_done();
    }
    /* argp knows it within commands only. */
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        puts(argp_program_version);
        return command_done();
    }
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(name, commands[i].name) != 0)
            continue;
        char called[32];
        /* So that argp names the command in full. */
        snprintf(called, sizeof called, "congd %s", name);
        argv[1] = called; // cppcheck-suppress autoVariables ; argp alone reads it, before it returns
        return commands[i].run(argc - 1, argv + 1);
    }
    if (*name)
        fprintf(stderr, SAID("congd: không có lệnh \"%.60s\"\n", "congd: there is no command \"%.60s\"\n"),
                name);
    print_usage(stderr);
    return 2;
}
