/* congd config: every setting, its value, its origin. Prints what the daemon would run with, or the settings'
 * file and manual page that the table of settings gives. Opens nothing, so it can be run by anybody who may
 * read the file of settings. */
#include "command.h"
#include "config_sample.h"
#include "invocation.h"
#include "settings_check.h"

#include <stdio.h>

enum { KEY_SAMPLE = 0x2000, KEY_MANUAL };

/* What is to be printed: the settings that hold, or the defaults in another form. */
struct config_arguments {
    struct invocation invocation;
    void (*print)(const struct settings *settings); /* of the defaults; or NULL */
};

/* The options of this command beside the settings. */
static error_t config_parse(int key, char *text, struct argp_state *state)
{
    struct config_arguments *arguments = state->input;
    (void)text;
    if (key == ARGP_KEY_INIT)
        state->child_inputs[0] = &arguments->invocation;
    else if (key == KEY_SAMPLE)
        arguments->print = config_print_sample;
    else if (key == KEY_MANUAL)
        arguments->print = config_print_manual;
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

/* In the table's order, in the form that the file itself has. */
static void config_print(const struct settings *settings)
{
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        /* A list may be long. */
        auto_buf struct buf value = BUF(64 * 1024);
        setting_print(settings, id, &value);
        printf("%s = %s  # %s\n", setting_name(id), buf_str(&value),
               setting_origin_name(settings->origins[id]));
    }
}

/* "NAME = VALUE # ORIGIN" for each setting; with a mistake in them, the mistake alone. */
int config_command(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"sample", KEY_SAMPLE, NULL, 0, "write a file of settings that changes none, to begin with", 0},
        {"manual", KEY_MANUAL, NULL, 0, "write the manual page congd.conf(5)", 0},
        {0},
    };
    /* It holds the rows that argp points to, so it must outlive the parsing. */
    struct settings_argp child;
    struct config_arguments arguments = {.print = NULL};
    auto_settings struct settings *settings = NULL;
    auto_buf struct buf fault = BUF(4096);
    settings_argp_init(&child, BREADTH_ALL);
    const struct argp argp = {.options = options,
                              .parser = config_parse,
                              .doc = "Shows every setting, its value and its origin.",
                              .children = child.children};
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    /* Defaults are those of the table, whatever the environment says. */
    const struct setting_sources nothing = {.file = NULL};
    enum err err = arguments.print ? settings_load(&nothing, &fault, &settings)
                                   : invocation_settings(&arguments.invocation, &fault, &settings);
    if (!err && !arguments.print)
        err = settings_check(settings, &fault);
    if (err)
        return command_failed(err, &fault);
    if (arguments.print)
        arguments.print(settings);
    else
        config_print(settings);
    return command_done();
}
