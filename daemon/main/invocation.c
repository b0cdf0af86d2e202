/* Makes an option of argp for every setting, so that a new row of setting.def is an option without more.
 * Must not know what settings mean. */
#include "invocation.h"

#include "base/log.h"
#include "base/said.h"
#include "command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Above all characters, so that no setting has a short option. */
enum { KEY_CONFIG = 0x1000, KEY_SET, KEY_SETTING };

/* Notes an option; the text stays argv's. Values are checked later, all together. */
static void invocation_add(struct invocation *invocation, const char *name, const char *value,
                           struct argp_state *state)
{
    if (invocation->count == OPTIONS_MAX)
        argp_error(state, "too many options");
    else
        invocation->options[invocation->count++] = (struct setting_option){name, value};
}

/* argp's function for the settings' options: notes them, and understands none. */
static error_t invocation_parse(int key, char *text, struct argp_state *state)
{
    struct invocation *invocation = state->input;
    char *mark;
    if (key == KEY_CONFIG) {
        invocation->config = text;
    } else if (key == KEY_SET) {
        /* The text is cut in place, as argv is ours to write. */
        mark = strchr(text, '=');
        if (!mark)
            argp_error(state, "--set wants NAME=VALUE");
        else
            *mark = '\0', invocation_add(invocation, text, mark + 1, state);
        /* Keys of settings follow each other in the table's order. */
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

/* Makes the rows, and the argp that takes them, within *own, which must not move. */
void settings_argp_init(struct settings_argp *own, enum breadth breadth)
{
    size_t count = 0;
    memset(own, 0, sizeof *own);
    /* argp wants rows that end with a zeroed one, and names that stay: both live in *own. */
    own->rows[count++] =
        (struct argp_option){"config", KEY_CONFIG, "FILE", 0, "read settings from this file", 0};
    own->rows[count++] = (struct argp_option){"set", KEY_SET, "NAME=VALUE", 0, "give a setting a value", 0};
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        /* A command that only works on the data folder offers that alone; --config and --set it takes as
         * well. */
        if (breadth == BREADTH_DATA && id != SETTING_data)
            continue;
        option_name(setting_name(id), own->names[id]);
        own->rows[count++] = (struct argp_option){
            own->names[id], KEY_SETTING + (int)id, "VALUE", 0, setting_help(id, said_lang()), 0};
    }
    own->argp = (struct argp){.options = own->rows, .parser = invocation_parse};
    /* The second child stays zeroed, which ends their list. */
    own->children[0] = (struct argp_child){&own->argp, 0, "Settings:", 0};
}

/* Hands its own input to the child; everything else is unknown to it. */
error_t settings_only_parse(int key, char *text, struct argp_state *state)
{
    (void)text;
    if (key != ARGP_KEY_INIT)
        return ARGP_ERR_UNKNOWN;
    /* The child has no other way to its input. */
    state->child_inputs[0] = state->input;
    return 0;
}

/* A build for a package knows where its file lies. One that is missing is no fault, as nobody has asked for
 * it. */
const char *invocation_file(const struct invocation *invocation)
{
    bool is_usual =
        !invocation->config && !invocation->is_apart && *CONG_CONFIG && access(CONG_CONFIG, F_OK) == 0;
    return is_usual ? CONG_CONFIG : invocation->config;
}

/* Options before the environment before the file, as settings_load() has it. */
enum err invocation_settings(const struct invocation *invocation, struct buf *fault,
                             struct settings **ret_settings)
{
    const struct setting_sources sources = {invocation->options, invocation->count, environ,
                                            invocation_file(invocation)};
    return settings_load(&sources, fault, ret_settings);
}

void invocation_log(const struct settings *settings)
{
    static const char *const levels[] = {"error", "warning", "info", "debug"};
    enum log_level level = LOG_LEVEL_ERROR;
    /* setting.def lets no other word through. */
    while (level < LOG_LEVEL_DEBUG && strcmp(levels[level], settings->log_level) != 0)
        level++;
    log_init(level, strcmp(settings->log_format, "json") == 0 ? LOG_FORMAT_JSON : LOG_FORMAT_TEXT);
}

/* The whole of a command that has one action without options of its own. */
int single_action_run(int argc, char **argv, const struct single_action *action)
{
    struct settings_argp child;
    struct invocation invocation = {.count = 0};
    auto_buf struct buf fault = BUF(4096);
    char called[64];
    if (argc < 2 || strcmp(argv[1], action->name) != 0)
        return command_usage(argc, argv, action->usage);
    /* argp takes argv[0] for the command's name in usage and faults. */
    snprintf(called, sizeof called, "%s %s", argv[0], action->name);
    argv[1] = called; // cppcheck-suppress autoVariables ; argp alone reads it, before it returns
    settings_argp_init(&child, BREADTH_DATA);
    const struct argp argp = {.parser = settings_only_parse, .doc = action->help, .children = child.children};
    argp_parse(&argp, argc - 1, argv + 1, 0, NULL, &invocation);
    enum err err = action->run(&invocation, &fault);
    return err ? command_failed(err, &fault) : command_done();
}
