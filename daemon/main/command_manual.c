/* The manual page that the rows of the commands give; what they do not say (recipes, files, signals) stands
 * in packaging/congd.8, in English, to which this one leads. */
#include "command_manual.h"

#include "base/said.h"
#include "command_table.h"
#include "roff.h"

#include <stdio.h>

/* What stands above and below the commands. */
static const char *const heads[LANG_COUNT] = {
    ".\\\" written by congd help --manual\n"
    ".TH CONGD 8 \"\" \"congd " CONG_VERSION "\" \"Sổ tay quản trị hệ thống\"\n"
    ".SH TÊN\n"
    "congd \\- cả cổng thông tin điện tử của một cơ quan trong một chương trình\n"
    ".SH MÔ TẢ\n"
    "Trang này kể mọi lệnh và tùy chọn. Cách làm từng việc (chứng thư, sao lưu sang máy khác, systemd, theo "
    "dõi), các tệp "
    "và tín hiệu nằm ở trang đầy đủ bằng tiếng Anh:\n"
    ".BR \"man \\-L C 8 congd\" .\n"
    "Mọi lệnh đều nhận\n"
    ".BR \\-\\-help ,\n"
    ".BR \\-\\-usage \" và \" \\-\\-version .\n"
    ".SH CÁC LỆNH\n",
    ".\\\" written by congd help --manual\n"
    ".TH CONGD 8 \"\" \"congd " CONG_VERSION "\" \"System Manager's Manual\"\n"
    ".SH NAME\n"
    "congd \\- the web portal of a local authority in one program\n"
    ".SH DESCRIPTION\n"
    "Every command takes\n"
    ".BR \\-\\-help ,\n"
    ".BR \\-\\-usage \" and \" \\-\\-version .\n"
    ".SH COMMANDS\n",
};
static const char *const feet[LANG_COUNT] = {
    ".SH THIẾT LẬP\n"
    ".TP\n.BI \\-\\-config= TỆP\nđọc thiết lập từ tệp này\n"
    ".TP\n.BI \\-\\-set= TÊN=GIÁ\\-TRỊ\nđặt giá trị cho một thiết lập\n"
    ".TP\n.BI \\-\\-data= THƯ\\-MỤC\nthư mục dữ liệu\n"
    ".PP\nCác lệnh serve, check, config và out nhận mọi thiết lập trong\n.BR congd.conf (5)\n"
    "làm tùy chọn: page_cache là \\-\\-page\\-cache.\n"
    ".SH TRẠNG THÁI KẾT THÚC\n"
    "0 là xong, 1 là không thành (một dòng ở thiết bị lỗi nói vì sao), 2 là dùng sai.\n"
    ".SH MÔI TRƯỜNG\n"
    ".TP\n.BR LC_ALL \", \" LC_MESSAGES \", \" LANG\n"
    "biến đầu tiên không để trống chọn ngôn ngữ của dòng lệnh: vi, vi_VN hoặc vi_VN.UTF\\-8 là tiếng Việt, "
    "còn lại là "
    "tiếng Anh; không cần cài ngôn ngữ ấy vào máy\n"
    ".SH XEM THÊM\n.BR congd.conf (5)",
    ".SH SETTINGS\n"
    ".TP\n.BI \\-\\-config= FILE\nread settings from this file\n"
    ".TP\n.BI \\-\\-set= NAME=VALUE\ngive a setting a value\n"
    ".TP\n.BI \\-\\-data= DIR\nthe data folder\n"
    ".PP\nserve, check, config and out take every setting of\n.BR congd.conf (5)\n"
    "as an option: page_cache is \\-\\-page\\-cache.\n"
    ".SH EXIT STATUS\n"
    "0 done, 1 failed (one line on standard error says why), 2 wrong use.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n.BR LC_ALL \", \" LC_MESSAGES \", \" LANG\n"
    "the first that is not empty chooses the language of the command line: vi, vi_VN or vi_VN.UTF\\-8 is "
    "Vietnamese, all "
    "else English; the locale need not be installed\n"
    ".SH SEE ALSO\n.BR congd.conf (5)",
};

/* "-a, --alt=TEXT" and what it does. */
static void manual_option(const struct option_row *row, enum lang lang)
{
    fputs(".TP\n\\fB", stdout);
    if (row->key > ' ' && row->key <= '~')
        printf("\\-%c\\fR, \\fB", row->key);
    fputs("\\-\\-", stdout);
    roff_print(row->name);
    fputs("\\fR", stdout);
    if (row->value[lang]) {
        fputs("=\\fI", stdout);
        roff_print(row->value[lang]);
        fputs("\\fR", stdout);
    }
    putchar('\n');
    roff_print(row->help[lang]);
    putchar('\n');
}

static void manual_command(const struct command *command, enum lang lang)
{
    printf(".SS congd %s", command->name);
    if (command->options)
        fputs(SAID(" [TÙY CHỌN...]", " [OPTION...]"), stdout);
    if (command->word[lang]) {
        putchar(' ');
        roff_print(command->word[lang]);
    }
    putchar('\n');
    roff_print(command->help[lang]);
    putchar('\n');
    for (const struct option_row *row = command->options; row && row->name; row++)
        if (row->help[lang])
            manual_option(row, lang);
}

void command_print_manual(void)
{
    enum lang lang = said_lang();
    fputs(heads[lang], stdout);
    for (size_t i = 0; i < COMMAND_GROUPS; i++)
        for (size_t k = 0; k < ACTIONS_MAX && command_groups[i].commands[k]; k++)
            manual_command(command_groups[i].commands[k], lang);
    puts(feet[lang]);
}
