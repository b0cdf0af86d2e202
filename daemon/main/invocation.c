#include "invocation.h"

#include "command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { KEY_CONFIG = 0x1000, KEY_SET, KEY_SETTING };

static void invocation_add(struct invocation *invocation, const char *name, const char *value,
                           struct argp_state *state)
{
    if (invocation->count == OPTIONS_MAX)
        argp_error(state, "too many options");
    else
        invocation->options[invocation->count++] = (struct setting_option){name, value};
}

static error_t invocation_parse(int key, char *text, struct argp_state *state)
{
    struct invocation *invocation = state->input;
    char *mark;
    if (key == KEY_CONFIG) {
        invocation->config = text;
    } else if (key == KEY_SET) {
        mark = strchr(text, '=');
        if (!mark)
            argp_error(state, "--set wants NAME=VALUE");
        else
            *mark = '\0', invocation_add(invocation, text, mark + 1, state);
    } else if (key >= KEY_SETTING && key < KEY_SETTING + SETTING_COUNT) {
        invocation_add(invocation, setting_name((enum setting_id)(key - KEY_SETTING)), text, state);
    } else {
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/* page_cache is --page-cache. */
static void option_name(const char *name, char text[static 40])
{
    snprintf(text, 40, "%s", name);
    for (char *c = text; *c; c++)
        if (*c == '_')
            *c = '-';
}

void settings_argp_init(struct settings_argp *own, enum breadth breadth)
{
    size_t count = 0;
    memset(own, 0, sizeof *own);
    own->rows[count++] =
        (struct argp_option){"config", KEY_CONFIG, "FILE", 0, "read settings from this file", 0};
    own->rows[count++] = (struct argp_option){"set", KEY_SET, "NAME=VALUE", 0, "give a setting a value", 0};
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        if (breadth == BREADTH_DATA && id != SETTING_data)
            continue;
        option_name(setting_name(id), own->names[id]);
        own->rows[count++] =
            (struct argp_option){own->names[id], KEY_SETTING + (int)id, "VALUE", 0, setting_help(id), 0};
    }
    own->argp = (struct argp){.options = own->rows, .parser = invocation_parse};
    own->children[0] = (struct argp_child){&own->argp, 0, "Settings:", 0};
}

error_t settings_only_parse(int key, char *text, struct argp_state *state)
{
    (void)text;
    if (key != ARGP_KEY_INIT)
        return ARGP_ERR_UNKNOWN;
    state->child_inputs[0] = state->input;
    return 0;
}

enum err invocation_settings(const struct invocation *invocation, struct buf *fault,
                             struct settings **ret_settings)
{
    const struct setting_sources sources = {invocation->options, invocation->count, environ,
                                            invocation->config};
    return settings_load(&sources, fault, ret_settings);
}

int single_action_run(int argc, char **argv, const struct single_action *action)
{
    struct settings_argp child;
    struct invocation invocation = {.count = 0};
    auto_buf struct buf fault = BUF(4096);
    char called[64];
    if (argc < 2 || strcmp(argv[1], action->name) != 0)
        return command_usage(argc, argv, action->usage);
    snprintf(called, sizeof called, "%s %s", argv[0], action->name);
    argv[1] = called;
    settings_argp_init(&child, BREADTH_DATA);
    const struct argp argp = {.parser = settings_only_parse, .doc = action->help, .children = child.children};
    argp_parse(&argp, argc - 1, argv + 1, 0, NULL, &invocation);
    enum err err = action->run(&invocation, &fault);
    return err ? command_failed(err, &fault) : command_done();
}
