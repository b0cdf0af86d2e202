/* What --help shows: usage, what the command does, its options, those of settings. Made of the command's row
 * and the table of settings alone. */
#include "command_line.h"

#include "base/said.h"

#include <stdio.h>
#include <string.h>

/* Where an option's words begin, and where lines end. */
enum { HELP_COLUMN = 30, LINE_WIDTH = 79, HEAD_SIZE = 160 };

/* Characters, not bytes: each of ours is one column wide. */
static size_t columns_of(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

void print_wrapped(const char *text, size_t at, size_t indent)
{
    bool is_first = true;
    while (*text) {
        size_t length = strcspn(text, " "), width = columns_of(text, length);
        if (!is_first && at + 1 + width > LINE_WIDTH) {
            printf("\n%*s", (int)indent, "");
            at = indent;
        } else if (!is_first) {
            putchar(' ');
            at++;
        }
        printf("%.*s", (int)length, text);
        at += width;
        text += length;
        text += strspn(text, " ");
        is_first = false;
    }
    putchar('\n');
}

/* "  -a, --alt=TEXT" and what it does. */
static void print_option(int key, const char *name, const char *value, const char *help)
{
    char head[HEAD_SIZE], letter[8] = "    ";
    if (key > ' ' && key <= '~')
        snprintf(letter, sizeof letter, "-%c, ", key);
    snprintf(head, sizeof head, "  %s--%s%s%s", letter, name, value ? "=" : "", value ? value : "");
    size_t width = columns_of(head, strlen(head));
    fputs(head, stdout);
    /* On a line of its own where the name is long. */
    if (width + 2 > HELP_COLUMN)
        printf("\n%*s", HELP_COLUMN, "");
    else
        printf("%*s", (int)(HELP_COLUMN - width), "");
    print_wrapped(help, HELP_COLUMN, HELP_COLUMN);
}

void command_print_usage(const struct command *command)
{
    const char *word = command->word[said_lang()];
    printf(SAID("Cách dùng: congd %s [TÙY CHỌN...]%s%s\n", "Usage: congd %s [OPTION...]%s%s\n"),
           command->name, word ? " " : "", word ? word : "");
}

/* Those for the settings that the command takes. */
static void print_settings(const struct command *command)
{
    enum lang lang = said_lang();
    if (command->breadth == BREADTH_NONE)
        return;
    puts(SAID("\nThiết lập:", "\nSettings:"));
    print_option(0, "config", SAID("TỆP", "FILE"),
                 SAID("đọc thiết lập từ tệp này", "read settings from this file"));
    print_option(0, "set", SAID("TÊN=GIÁ-TRỊ", "NAME=VALUE"),
                 SAID("đặt giá trị cho một thiết lập", "give a setting a value"));
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        char name[OPTION_NAME_SIZE];
        option_name_of(setting_name(id), name);
        if (command_takes(command, id))
            print_option(0, name, SAID("GIÁ-TRỊ", "VALUE"), setting_help(id, lang));
    }
}

void command_print_help(const struct command *command)
{
    enum lang lang = said_lang();
    command_print_usage(command);
    print_wrapped(command->help[lang], 0, 0);
    putchar('\n');
    for (const struct option_row *row = command->options; row && row->name; row++)
        if (row->help[lang])
            print_option(row->key, row->name, row->value[lang], row->help[lang]);
    print_option('h', "help", NULL, SAID("hiện phần trợ giúp này", "show this help"));
    print_option(0, "usage", NULL, SAID("hiện cách dùng trong một dòng", "show the usage in one line"));
    print_option('V', "version", NULL, SAID("hiện phiên bản của chương trình", "show the program's version"));
    print_settings(command);
}
