/* Reads a command's line by getopt_long(3): its own options, those of settings, its one argument. What is
 * wrong is told in our words, since the library's would need an installed locale. */
#include "command_line.h"

#include "base/nearest.h"
#include "base/said.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Above all letters, so that no setting has a short option. A key of a command's own lies below. */
enum { KEY_HELP = 0x4000, KEY_USAGE, KEY_VERSION, KEY_CONFIG, KEY_SET, KEY_SETTING };

/* Rows of getopt, the last zeroed: a command's own, those here, one a setting. */
enum { OWN_MAX = 24, ROWS_MAX = OWN_MAX + 6 + SETTING_COUNT, FAULT_LINE_SIZE = 600 };

struct command_use {
    const struct command *command;
    void *arguments;
    struct buf *fault;
    enum line_wish wish;
    struct option rows[ROWS_MAX];
    size_t count;
    char letters[3 * OWN_MAX];
    char names[SETTING_COUNT][OPTION_NAME_SIZE];
};

void use_wrong(struct command_use *use, const char *format, ...)
{
    char line[FAULT_LINE_SIZE];
    va_list args;
    if (use->wish != LINE_RUN)
        return;
    use->wish = LINE_WRONG;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    buf_text(use->fault, line);
}

void option_name_of(const char *setting, char ret_name[static OPTION_NAME_SIZE])
{
    snprintf(ret_name, OPTION_NAME_SIZE, "%s", setting);
    for (char *c = ret_name; *c; c++)
        if (*c == '_')
            *c = '-';
}

bool command_takes(const struct command *command, enum setting_id id)
{
    return command->breadth == BREADTH_ALL || (command->breadth == BREADTH_DATA && id == SETTING_data);
}

/* ---- what getopt is given */

static void use_add_row(struct command_use *use, const char *name, bool has_value, int key)
{
    use->rows[use->count++] = (struct option){name, has_value ? required_argument : no_argument, NULL, key};
}

/* A letter, and ":" where a value follows. */
static void use_add_letter(struct command_use *use, const struct option_row *row)
{
    size_t at = strlen(use->letters);
    if (row->key > ' ' && row->key <= '~')
        snprintf(use->letters + at, sizeof use->letters - at, "%c%s", row->key, *row->value ? ":" : "");
}

/* Its own options, then those of settings, then those of all. */
static void use_open(struct command_use *use)
{
    const struct command *command = use->command;
    /* So that a value that is missing is told apart from an option that is none. */
    snprintf(use->letters, sizeof use->letters, ":hV");
    for (const struct option_row *row = command->options; row && row->name; row++) {
        use_add_row(use, row->name, *row->value, row->key);
        use_add_letter(use, row);
    }
    if (command->breadth != BREADTH_NONE) {
        use_add_row(use, "config", true, KEY_CONFIG);
        use_add_row(use, "set", true, KEY_SET);
    }
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        if (!command_takes(command, id))
            continue;
        option_name_of(setting_name(id), use->names[id]);
        use_add_row(use, use->names[id], true, KEY_SETTING + (int)id);
    }
    use_add_row(use, "help", false, KEY_HELP);
    use_add_row(use, "usage", false, KEY_USAGE);
    use_add_row(use, "version", false, KEY_VERSION);
}

/* ---- what getopt does not take */

/* How many long options begin so, and the first of them. */
static size_t rows_beginning(const struct command_use *use, const char *name, const char **ret_first)
{
    size_t count = 0;
    for (size_t i = use->count; i-- > 0;)
        if (strncmp(use->rows[i].name, name, strlen(name)) == 0)
            count++, *ret_first = use->rows[i].name;
    return count;
}

/* A long option that is none, or might be several, with the one that may have been meant. */
static void use_refuse_long(struct command_use *use, const char *text)
{
    const char *names[ROWS_MAX], *first = "";
    char name[80];
    for (size_t i = 0; i < use->count; i++)
        names[i] = use->rows[i].name;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(text + 2, "="), text + 2);
    if (rows_beginning(use, name, &first) > 1) {
        use_wrong(
            use, SAID("--%s có thể là nhiều tùy chọn, như --%s", "--%s may be several options, such as --%s"),
            name, first);
        return;
    }
    const char *near = nearest_name(name, names, use->count);
    if (near)
        use_wrong(use,
                  SAID("không có tùy chọn --%s (có phải --%s?)", "there is no option --%s (was --%s meant?)"),
                  name, near);
    else
        use_wrong(use, SAID("không có tùy chọn --%s", "there is no option --%s"), name);
}

/* What getopt answered with '?' or ':'. */
static void refuse_option(struct command_use *use, int answer, char **argv)
{
    const char *text = argv[optind - 1];
    bool is_long = strncmp(text, "--", 2) == 0;
    if (answer == ':' && is_long)
        use_wrong(use, SAID("%s cần một giá trị", "%s wants a value"), text);
    else if (answer == ':')
        use_wrong(use, SAID("-%c cần một giá trị", "-%c wants a value"), optopt);
    else if (optopt > ' ' && optopt <= '~' && !is_long)
        use_wrong(use, SAID("không có tùy chọn -%c", "there is no option -%c"), optopt);
    else if (optopt && is_long)
        use_wrong(use, SAID("--%.*s không nhận giá trị", "--%.*s takes no value"),
                  (int)strcspn(text + 2, "="), text + 2);
    else if (is_long)
        use_refuse_long(use, text);
    else
        use_wrong(use, SAID("không hiểu %s", "%s is not understood"), text);
}

/* ---- what is taken */

/* Notes a setting; the text stays argv's. Values are checked later, all together. */
static void take_setting(struct command_use *use, const char *name, const char *value)
{
    struct invocation *invocation = use->arguments;
    if (invocation->count == OPTIONS_MAX)
        use_wrong(use, SAID("quá nhiều tùy chọn", "there are too many options"));
    else
        invocation->options[invocation->count++] = (struct setting_option){name, value};
}

/* NAME=VALUE is cut in place, as argv is ours to write. */
static void take_pair_of_set(struct command_use *use, char *text)
{
    char *mark = strchr(text, '=');
    if (!mark) {
        use_wrong(use, SAID("--set cần TÊN=GIÁ-TRỊ", "--set wants NAME=VALUE"));
        return;
    }
    *mark = '\0';
    take_setting(use, text, mark + 1);
}

/* One answer of getopt that is an option. */
static void take_option(struct command_use *use, int key, char *text)
{
    struct invocation *invocation = use->arguments;
    if (key == KEY_HELP || key == 'h')
        use->wish = LINE_HELP;
    else if (key == KEY_USAGE)
        use->wish = LINE_USAGE;
    else if (key == KEY_VERSION || key == 'V')
        use->wish = LINE_VERSION;
    else if (key == KEY_CONFIG)
        invocation->config = text;
    else if (key == KEY_SET)
        take_pair_of_set(use, text);
    else if (key >= KEY_SETTING)
        take_setting(use, setting_name((enum setting_id)(key - KEY_SETTING)), text);
    else
        use->command->take(use, use->arguments, key, text);
}

/* What is no option: the command's one argument, or nothing. */
static void use_take_words(struct command_use *use, int count, char **words)
{
    const struct command *command = use->command;
    struct invocation *invocation = use->arguments;
    const char *word = command->word[said_lang()];
    if (count > 0 && !word)
        use_wrong(use, SAID("thừa \"%.60s\"", "\"%.60s\" is too much"), words[0]);
    else if (count > 1)
        use_wrong(use, SAID("mỗi lần một %s; thừa \"%.60s\"", "one %s at a time; \"%.60s\" is too much"),
                  word, words[1]);
    else if (count == 0 && command->needs_word)
        use_wrong(use, SAID("cần %s", "%s is needed"), word);
    else if (count == 1)
        invocation->word = words[0];
}

enum line_wish command_line_read(const struct command *command, int argc, char **argv, void *arguments,
                                 struct buf *fault)
{
    struct command_use use = {.command = command, .arguments = arguments, .fault = fault};
    int key;
    use_open(&use);
    opterr = 0;
    optind = 0; /* anew, whatever was read before */
    while (use.wish == LINE_RUN && (key = getopt_long(argc, argv, use.letters, use.rows, NULL)) != -1) {
        if (key == '?' && optopt == '?')
            use.wish = LINE_HELP; /* -? */
        else if (key == '?' || key == ':')
            refuse_option(&use, key, argv);
        else
            take_option(&use, key, optarg);
    }
    if (use.wish == LINE_RUN)
        use_take_words(&use, argc - optind, argv + optind);
    if (use.wish == LINE_RUN && command->take)
        command->take(&use, arguments, KEY_END, NULL);
    return use.wish;
}
