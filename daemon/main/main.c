/* congd COMMAND [options] Chooses the command by the first word, and its action by the second, and does what
 * all of them need before anything is opened. */
#include "command_line.h"
#include "command_manual.h"
#include "command_table.h"

#include "base/nearest.h"
#include "base/said.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ACTION_COLUMN = 14 };

/* ---- one group */

/* "verify" of "backup verify"; NULL of "backup" itself. */
static const char *action_name(const struct group *group, const struct command *command)
{
    size_t length = strlen(group->name);
    return command->name[length] == ' ' ? command->name + length + 1 : NULL;
}

/* The names of a group's actions, with the command that has none, or NULL; gives how many. */
static size_t group_actions(const struct group *group, const char *names[static ACTIONS_MAX],
                            const struct command **ret_own)
{
    size_t count = 0;
    *ret_own = NULL;
    for (size_t i = 0; i < ACTIONS_MAX && group->commands[i]; i++) {
        const char *name = action_name(group, group->commands[i]);
        if (name)
            names[count++] = name;
        else
            *ret_own = group->commands[i];
    }
    return count;
}

/* Their names with something between. */
static void print_names(FILE *out, const char *const *names, size_t count, const char *between)
{
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%s", i ? between : "", names[i]);
}

/* The actions of a group, and what its name alone does. */
static int group_help(const struct group *group)
{
    const char *names[ACTIONS_MAX];
    const struct command *own;
    size_t count = group_actions(group, names, &own);
    /* In one line, from which the shell's completion takes them. */
    printf(SAID("Cách dùng: congd %s ", "Usage: congd %s "), group->name);
    fputs(own ? "[" : "", stdout);
    print_names(stdout, names, count, "|");
    fputs(own ? "]" : "", stdout);
    puts(SAID(" [TÙY CHỌN...]\n", " [OPTION...]\n"));
    for (size_t i = 0; i < ACTIONS_MAX && group->commands[i]; i++) {
        const char *name = action_name(group, group->commands[i]);
        if (!name)
            continue;
        printf("  %-*s", ACTION_COLUMN - 2, name);
        print_wrapped(group->commands[i]->help[said_lang()], ACTION_COLUMN, ACTION_COLUMN);
    }
    printf(SAID("\n`congd %s VIỆC --help` cho biết tùy chọn của từng việc.\n",
                "\n`congd %s ACTION --help` tells the options of an action.\n"),
           group->name);
    if (own) {
        putchar('\n');
        command_print_help(own);
    }
    return command_done();
}

/* An action that is none, or none at all: what there is, and what may have been meant. */
static int group_refuse(const struct group *group, const char *word, const char *const *names, size_t count)
{
    const char *near = *word ? nearest_name(word, names, count) : NULL;
    fprintf(stderr, "congd %s: ", group->name);
    if (*word)
        fprintf(stderr, SAID("không có việc \"%.60s\"", "there is no action \"%.60s\""), word);
    else
        fputs(SAID("cần nói làm việc gì", "an action is needed"), stderr);
    if (near) {
        fprintf(stderr, SAID(" (có phải \"%s\"?)", " (was \"%s\" meant?)"), near);
    } else {
        fputs(": ", stderr);
        print_names(stderr, names, count, ", ");
    }
    fprintf(stderr, SAID("; xem congd %s --help\n", "; see congd %s --help\n"), group->name);
    return 2;
}

static bool asks_for_help(const char *text)
{
    return strcmp(text, "--help") == 0 || strcmp(text, "-h") == 0 || strcmp(text, "-?") == 0;
}

/* argv[0] is the group's name. */
static int group_run(const struct group *group, int argc, char **argv)
{
    const char *names[ACTIONS_MAX], *word = argc > 1 ? argv[1] : "";
    const struct command *own;
    size_t count = group_actions(group, names, &own);
    for (size_t i = 0; i < ACTIONS_MAX && group->commands[i]; i++) {
        const char *name = action_name(group, group->commands[i]);
        if (name && strcmp(name, word) == 0)
            return command_run(group->commands[i], argc - 1, argv + 1);
    }
    if (count && asks_for_help(word))
        return group_help(group);
    /* A word is the own command's, where it takes one. */
    bool is_own = own && (!count || !*word || *word == '-' || own->needs_word);
    return is_own ? command_run(own, argc, argv) : group_refuse(group, word, names, count);
}

/* ---- all of them */

/* The list of commands. */
static void print_usage(FILE *out)
{
    fputs(SAID("Cách dùng: congd LỆNH [TÙY CHỌN...]\n\nCả cổng thông tin của một cơ quan trong một chương "
               "trình.\n\nCác lệnh:\n",
               "Usage: congd COMMAND [OPTION...]\n\nThe public portal of an authority in one "
               "program.\n\nCommands:\n"),
          out);
    for (size_t i = 0; i < COMMAND_GROUPS; i++)
        fprintf(out, "  %-10s %s\n", command_groups[i].name, command_groups[i].help[said_lang()]);
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

static const struct group *group_named(const char *name)
{
    for (size_t i = 0; i < COMMAND_GROUPS; i++)
        if (strcmp(name, command_groups[i].name) == 0)
            return &command_groups[i];
    return NULL;
}

/* A first word that is none, with the one that may have been meant. */
static int refuse_command(const char *name)
{
    const char *names[COMMAND_GROUPS];
    for (size_t i = 0; i < COMMAND_GROUPS; i++)
        names[i] = command_groups[i].name;
    const char *near = nearest_name(name, names, COMMAND_GROUPS);
    fprintf(stderr, SAID("congd: không có lệnh \"%.60s\"", "congd: there is no command \"%.60s\""), name);
    if (near)
        fprintf(stderr, SAID(" (có phải \"%s\"?)", " (was \"%s\" meant?)"), near);
    fputs(SAID("; xem congd --help\n", "; see congd --help\n"), stderr);
    return 2;
}

/* The first word chooses; the rest is the command's. Without one the usage and status 2. */
int main(int argc, char **argv)
{
    if (!standard_streams_hold())
        return 1; /* and nowhere to say so */
    umask(0027);  /* nothing that a command makes is everybody's to read */
    const char *name = argc > 1 ? argv[1] : "";
    const struct group *group = group_named(name);
    if (group)
        return group_run(group, argc - 1, argv + 1);
    /* "congd help token" is "congd token --help". */
    group = strcmp(name, "help") == 0 && argc > 2 ? group_named(argv[2]) : NULL;
    if (group) {
        char help[] = "--help", *asked[] = {argv[2], help, NULL};
        return group_run(group, 2, asked);
    }
    if (strcmp(name, "help") == 0 && argc > 2 && strcmp(argv[2], "--manual") == 0) {
        command_print_manual();
        return command_done();
    }
    if (strcmp(name, "help") == 0 && argc > 2 && !asks_for_help(argv[2]))
        return refuse_command(argv[2]);
    if (asks_for_help(name) || strcmp(name, "help") == 0) {
        print_usage(stdout);
        return command_done();
    }
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0 || strcmp(name, "version") == 0) {
        puts("congd " CONG_VERSION);
        return command_done();
    }
    if (*name)
        return refuse_command(name);
    print_usage(stderr);
    return 2;
}
