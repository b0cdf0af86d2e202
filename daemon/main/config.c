/* congd config: every setting, its value, its origin. Prints what the daemon would run with. Opens
 * nothing, so it can be run by anybody who may read the file of settings. */
#include "command.h"
#include "invocation.h"
#include "settings_check.h"

#include <stdio.h>

/* "NAME = VALUE # ORIGIN" for each setting; with a mistake in them, the mistake alone. */
int config_command(int argc, char **argv)
{
    /* It holds the rows that argp points to, so it must outlive the parsing. */
    struct settings_argp child;
    struct invocation invocation = {.count = 0};
    auto_settings struct settings *settings = NULL;
    auto_buf struct buf fault = BUF(4096);
    settings_argp_init(&child, BREADTH_ALL);
    const struct argp argp = {.parser = settings_only_parse,
                              .doc = "Shows every setting, its value and its origin.",
                              .children = child.children};
    argp_parse(&argp, argc, argv, 0, NULL, &invocation);
    enum err err = invocation_settings(&invocation, &fault, &settings);
    if (!err)
        err = settings_check(settings, &fault);
    if (err)
        return command_failed(err, &fault);
    /* In the table's order, in the form that the file itself has. */
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        /* A list may be long. */
        auto_buf struct buf value = BUF(64 * 1024);
        setting_print(settings, id, &value);
        printf("%s = %s  # %s\n", setting_name(id), buf_str(&value),
               setting_origin_name(settings->origins[id]));
    }
    return command_done();
}
