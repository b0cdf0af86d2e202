/* Writes the table of settings as a file and as a manual page. Must not know any setting by name. */
#include "config_sample.h"

#include "base/said.h"
#include "roff.h"

#include <stdio.h>
#include <string.h>

/* Longest value in text: a list of the table's defaults, and the words about a value. */
enum { VALUE_SIZE = 4096, LINE_WIDTH = 100 };

/* How many bytes the first LINE_WIDTH characters are, or all of them. */
static size_t bytes_of_line(const char *text)
{
    size_t end = 0;
    for (int count = 0; text[end] && count < LINE_WIDTH; count++) {
        end++;
        while (((unsigned char)text[end] & 0xC0) == 0x80)
            end++;
    }
    return end;
}

/* A text as comments, broken at spaces so that no line is longer than LINE_WIDTH. */
static void print_comment(const char *text)
{
    while (*text) {
        size_t end = bytes_of_line(text);
        /* The last space that still fits; a word that is longer stands on a line of its own. */
        if (text[end]) {
            while (end && text[end] != ' ')
                end--;
            if (!end)
                end = strcspn(text, " ");
        }
        printf("# %.*s\n", (int)end, text);
        text += end + (text[end] == ' ');
    }
}

void config_print_sample(const struct settings *defaults)
{
    print_comment(
        SAID("Thiết lập của congd, cổng thông tin. Dòng bắt đầu bằng # là chú thích; muốn đổi một thiết "
             "lập thì bỏ # trước tên của nó rồi sửa giá trị.",
             "Settings of congd, the web portal. A line that begins with # is a comment; to change a "
             "setting take the # from its name away and write the value."));
    print_comment(
        SAID("Xem congd.conf(5). `congd config` cho biết giá trị đang dùng và nơi đặt ra nó; sửa xong thì "
             "`systemctl restart congd`.",
             "See congd.conf(5). `congd config` shows what holds and where it comes from; after a change "
             "say `systemctl restart congd`."));
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        auto_buf struct buf value = BUF(VALUE_SIZE), may = BUF(VALUE_SIZE);
        setting_print(defaults, id, &value);
        setting_describe(id, &may);
        printf("\n");
        print_comment(setting_help(id, said_lang()));
        if (may.length)
            printf("# (%s)\n", buf_str(&may));
        printf("#%s =%s%s\n", setting_name(id), value.length ? " " : "", buf_str(&value));
    }
}

/* What stands above the settings, in one text a language. */
static const char *const manual_heads[LANG_COUNT] = {
    ".\\\" written by congd config --manual\n"
    ".TH CONGD.CONF 5 \"\" \"congd " CONG_VERSION "\" \"Định dạng tệp\"\n"
    ".SH TÊN\n"
    "congd.conf \\- thiết lập của congd, cổng thông tin điện tử\n"
    ".SH TÓM TẮT\n"
    ".I /etc/congd/congd.conf\n"
    ".SH MÔ TẢ\n"
    "Mỗi thiết lập là một dòng \\(lqTÊN = GIÁ TRỊ\\(rq. Dòng trống và dòng bắt đầu bằng # được bỏ qua. Tên "
    "không "
    "có, giá trị ngoài giới hạn hoặc một thiết lập đặt hai lần làm cho chương trình không khởi động, và được "
    "nêu cùng "
    "số dòng. Các dòng của một danh sách được cộng lại.\n"
    ".PP\n"
    "Tùy chọn trên dòng lệnh mạnh hơn biến môi trường (CONGD_PAGE_CACHE cho page_cache), biến môi trường "
    "mạnh hơn tệp "
    "này.\n"
    ".B congd config\n"
    "cho xem mọi thiết lập, giá trị và nơi đặt ra nó;\n"
    ".B congd config \\-\\-sample\n"
    "ghi lại tệp này như lúc mới cài đặt. Sửa xong thì chạy\n"
    ".BR \"systemctl restart congd\" ;\n"
    "trong lúc đó không ai bị từ chối.\n"
    ".SH CÁC THIẾT LẬP",
    ".\\\" written by congd config --manual\n"
    ".TH CONGD.CONF 5 \"\" \"congd " CONG_VERSION "\" \"File Formats Manual\"\n"
    ".SH NAME\n"
    "congd.conf \\- settings of congd, the web portal\n"
    ".SH SYNOPSIS\n"
    ".I /etc/congd/congd.conf\n"
    ".SH DESCRIPTION\n"
    "A setting is a line \\(lqNAME = VALUE\\(rq. Empty lines and those that begin with # are passed "
    "over. An unknown name, "
    "a value out of its bounds or a setting that is given twice stops the start and is named with its "
    "line. The lines "
    "of a list add up.\n"
    ".PP\n"
    "An option of the command line is stronger than a variable of the environment (CONGD_PAGE_CACHE for "
    "page_cache), "
    "and that is stronger than this file.\n"
    ".B congd config\n"
    "shows every setting, its value and where that comes from;\n"
    ".B congd config \\-\\-sample\n"
    "writes this file as it was when it was installed. After a change say\n"
    ".BR \"systemctl restart congd\" ;\n"
    "nobody is refused meanwhile.\n"
    ".SH SETTINGS",
};

void config_print_manual(const struct settings *defaults)
{
    puts(manual_heads[said_lang()]);
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        auto_buf struct buf value = BUF(VALUE_SIZE), may = BUF(VALUE_SIZE);
        setting_print(defaults, id, &value);
        setting_describe(id, &may);
        printf(".TP\n.B %s\n", setting_name(id));
        roff_print(setting_help(id, said_lang()));
        fputs("\n(", stdout);
        roff_print(buf_str(&may));
        fputs(may.length ? "; " : "", stdout);
        fputs(SAID("mặc định: ", "default: "), stdout);
        roff_print(value.length ? buf_str(&value) : SAID("không có", "none"));
        puts(")");
    }
    puts(SAID(".SH XEM THÊM\n.BR congd (8)", ".SH SEE ALSO\n.BR congd (8)"));
}
