/* The commands of congd: each is a row, of words, options and functions, and the frame around them is one:
 * the line is read, help is shown, wrong use is told and answered with 2, a failure with one line on stderr
 * and 1 (command.c, command_line.c, command_help.c). Which rows there are is main.c's. Must not know what a
 * command does. */
#ifndef MAIN_COMMAND_H
#define MAIN_COMMAND_H

#include "base/buf.h"
#include "base/err.h"
#include "invocation.h"

#include <stdbool.h>
#include <stddef.h>

/* One option; a zeroed row ends a list. */
struct option_row {
    const char *name;              /* "alt" is --alt */
    int key;                       /* a letter is its short form too */
    const char *value[LANG_COUNT]; /* what stands behind it, as help shows it: "FILE"; NULL: nothing does */
    const char *help[LANG_COUNT];  /* part of a sentence; NULL: not shown, for tests */
};

/* Which settings a command takes as options of their own; with any, --config and --set too. */
enum breadth { BREADTH_NONE, BREADTH_DATA, BREADTH_ALL };

/* A command line that is being read. */
struct command_use;

/* What take() gets when all options were read; no option's key. */
enum { KEY_END = -1 };

struct command {
    const char *name;             /* behind "congd": "post", "token create" */
    const char *word[LANG_COUNT]; /* its one argument, as help shows it; NULL: it has none */
    bool needs_word;
    enum breadth breadth;
    const char *help[LANG_COUNT];     /* what it does, in sentences */
    const struct option_row *options; /* its own; NULL: none */
    /* Of what its options are noted in: begins with a struct invocation, and is zeroed before. */
    size_t size;
    /* Notes an option (its text is argv's, NULL for one without a value), then KEY_END. NULL: it has none. */
    void (*take)(struct command_use *use, void *arguments, int key, char *text);
    /* Does it. A failure leaves its line, or several, in `fault`. */
    enum err (*run)(void *arguments, struct buf *fault);
};

extern const struct command setup_command, serve_command, check_command, doctor_command, out_command,
    config_command;
extern const struct command token_create_command, token_list_command, token_rotate_command,
    token_revoke_command;
extern const struct command account_add_command, account_list_command, account_password_command,
    account_disable_command;
extern const struct command post_command, import_command, import_nukeviet_command, import_wordpress_command,
    import_html_command, export_command;
extern const struct command audit_list_command, audit_verify_command, links_dead_command, mail_test_command,
    media_check_command;
extern const struct command backup_command, backup_verify_command, backup_list_command, backup_forget_command,
    restore_command, upgrade_command;
extern const struct command cluster_init_command, cluster_join_command, cluster_status_command,
    cluster_leave_command, cluster_tend_command;
extern const struct command search_evaluate_command, stats_adjust_command;
extern const struct command alert_command, site_command;
extern const struct command key_list_command, key_rotate_command, verify_command;
extern const struct command webhook_list_command, webhook_add_command, webhook_remove_command,
    webhook_test_command;

/* Reads the line and does what it says; argv[0] is passed over. The process's exit status: 0 done, or what
 * invocation.status says; 1 failed; 2 wrong use. */
int command_run(const struct command *command, int argc, char **argv);

/* Says what is wrong with the use, once; nothing is run then. */
void use_wrong(struct command_use *use, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "congd: FAULT" on stderr, for each of its lines, or what `err` is called when the fault is empty; gives 1.
 */
int command_failed(enum err err, const struct buf *fault);

/* Ends a command that wrote to stdout: 0, or 1 when it could not be written. */
int command_done(void);

#endif
