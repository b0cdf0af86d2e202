/* congd config: every setting, its value, its origin. Prints what the daemon would run with, or the settings'
 * file and manual page that the table of settings gives. Opens nothing, so it can be run by anybody who may
 * read the file of settings. */
#include "command.h"
#include "config_sample.h"

#include "base/said.h"

#include <stdio.h>

enum { KEY_SAMPLE = 0x2000, KEY_MANUAL };

/* What is to be printed: the settings that hold, or the defaults in another form. */
struct config_arguments {
    struct invocation invocation;
    void (*print)(const struct settings *settings); /* of the defaults; or NULL */
};

static void config_take(struct command_use *use, void *input, int key, char *text)
{
    struct config_arguments *arguments = input;
    (void)use, (void)text;
    if (key == KEY_SAMPLE)
        arguments->print = config_print_sample;
    else if (key == KEY_MANUAL)
        arguments->print = config_print_manual;
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

/* "NAME = VALUE # ORIGIN" for each setting; with a mistake in them, the mistakes alone. */
static enum err config_run(void *input, struct buf *fault)
{
    const struct config_arguments *arguments = input;
    auto_settings struct settings *settings = NULL;
    /* Defaults are those of the table, whatever the environment says. */
    const struct setting_sources nothing = {.file = NULL};
    enum err err = arguments->print ? settings_load(&nothing, fault, &settings)
                                    : invocation_settings_checked(&arguments->invocation, fault, &settings);
    if (err)
        return err;
    if (arguments->print)
        arguments->print(settings);
    else
        config_print(settings);
    return ERR_OK;
}

static const struct option_row config_options[] = {
    {"sample",
     KEY_SAMPLE,
     {NULL},
     {"in một tệp thiết lập chưa đổi gì, để bắt đầu",
      "write a file of settings that changes none, to begin with"}},
    {"manual",
     KEY_MANUAL,
     {NULL},
     {"in trang hướng dẫn congd.conf(5)", "write the manual page congd.conf(5)"}},
    {0},
};

const struct command config_command = {
    .name = "config",
    .breadth = BREADTH_ALL,
    .help = {"Cho xem mọi thiết lập, giá trị và nơi đặt ra nó.",
             "Shows every setting, its value and its origin."},
    .options = config_options,
    .size = sizeof(struct config_arguments),
    .take = config_take,
    .run = config_run,
};
