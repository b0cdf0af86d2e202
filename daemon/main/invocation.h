/* What the command line says of settings, and the settings that follow from it. */
#ifndef MAIN_INVOCATION_H
#define MAIN_INVOCATION_H

#include "base/buf.h"
#include "base/setting.h"

#include <argp.h>
#include <stdbool.h>

enum { OPTIONS_MAX = 128 };

struct invocation {
    struct setting_option options[OPTIONS_MAX]; /* texts of argv */
    size_t count;
    const char *config; /* --config */
    bool is_apart;      /* has nothing to do with the portal of this machine: a demonstration */
};

enum breadth { BREADTH_DATA, BREADTH_ALL };

/* The options for settings as a child of a command's argp, whose input is a struct invocation: --config,
 * --set and --data, or one for every setting. Must stay where it is while parsing. */
struct settings_argp {
    struct argp argp;
    struct argp_child children[2];
    struct argp_option rows[SETTING_COUNT + 4];
    char names[SETTING_COUNT][40];
};

void settings_argp_init(struct settings_argp *settings_argp, enum breadth breadth);

/* The argp parser of a command that takes settings and nothing else; its input is the struct invocation. */
error_t settings_only_parse(int key, char *text, struct argp_state *state);

/* A command of one action that takes nothing but settings: "congd audit verify". */
struct single_action {
    const char *name;  /* "verify" */
    const char *usage; /* "congd audit verify [--data DIR]" */
    const char *help;
    enum err (*run)(const struct invocation *invocation, struct buf *fault);
};

/* Runs it when argv names it; the process's exit status. */
int single_action_run(int argc, char **argv, const struct single_action *action);

/* The log as the settings want it; also on SIGHUP, as level and format can change. */
void invocation_log(const struct settings *settings);

/* The file of settings: that of --config, or the one of this machine where there is one (CONG_CONFIG, which a
 * package gives when it is built); NULL: none. */
const char *invocation_file(const struct invocation *invocation);

/* The settings by options, environment and file. Errors: as settings_load(). */
enum err invocation_settings(const struct invocation *invocation, struct buf *fault,
                             struct settings **ret_settings);

#endif
