/* Where settings come from, weakest first: defaults, file, environment, options. Knows names, places and
 * their order of strength; what a value may be is setting_value.c's matter, and what a setting does is
 * known only to those who use it. Knows names, places and their order of strength; what a value may be
 * is setting_value.c's matter, and what a setting does is known only to those who use it. */
#include "setting_table.h"

#include <ctype.h>
#include <ini.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Of all texts and lists of the settings together; the longest file of sensible values is far below. */
enum { ARENA_LIMIT = 1024 * 1024 };

static const char prefix[] = "CONGD_";
/* In the order of enum setting_origin, weakest first. */
static const char *const origin_names[] = {"default", "file", "environment", "option"};

const char *setting_origin_name(enum setting_origin origin)
{
    return origin_names[origin];
}

const char *setting_name(enum setting_id id)
{
    return setting_rows[id].name;
}

const char *setting_help(enum setting_id id)
{
    return setting_rows[id].help;
}

/* SETTING_COUNT when there is none. A walk over some thirty rows, at start only. */
static enum setting_id setting_find(const char *name)
{
    enum setting_id id = 0;
    while (id < SETTING_COUNT && strcmp(setting_rows[id].name, name) != 0)
        id++;
    return id;
}

/* One value from one place; `where` names that place in the fault. */
static enum err setting_set(struct settings *settings, const char *name, const char *value,
                            enum setting_origin origin, const char *where, struct buf *fault)
{
    auto_buf struct buf wrong = BUF(1000);
    enum setting_id id = setting_find(name);
    /* An unknown name stops the start rather than being passed over, or a slip of the pen would leave a
     * limit at its default unnoticed. */
    if (id == SETTING_COUNT) {
        buf_printf(fault, "%s: there is no setting \"%.60s\"", where, name);
        return ERR_INPUT;
    }
    /* Its words say what the value must be; where it stood is put before them here. */
    enum err err = setting_read(settings, id, value, origin, &wrong);
    if (err)
        buf_printf(fault, "%s: %s %s", where, name,
                   err == ERR_INPUT ? buf_str(&wrong) : "needs too much memory");
    return err;
}

/* The defaults go through the same reader as all other values, so that the table cannot hold one that is
 * out of its own bounds. */
static enum err set_defaults(struct settings *settings, struct buf *fault)
{
    enum err err = ERR_OK;
    for (enum setting_id id = 0; !err && id < SETTING_COUNT; id++) {
        const struct setting_row *row = &setting_rows[id];
        const char *text = row->default_text;
        char word[32];
        /* Of a choice the table has all words; the first is the default. */
        if (row->type == TYPE_CHOICE) {
            snprintf(word, sizeof word, "%.*s", (int)strcspn(text, "|"), text);
            text = word;
        }
        err = setting_set(settings, row->name, text, ORIGIN_DEFAULT, "default", fault);
    }
    return err;
}

/* What inih carries through its two callbacks, the reader of lines and the taker of pairs. */
struct file_reading {
    struct settings *settings;
    struct buf *fault;
    const char *path;
    FILE *file;
    int line;
    enum err err;
};

/* The first fault counts; what inih says after it is only a consequence. */
static void fault_in_file(struct file_reading *reading, const char *text)
{
    if (!reading->err)
        buf_printf(reading->fault, "%s:%d: %s", reading->path, reading->line, text);
    reading->err = ERR_INPUT;
}

/* Gives inih one line, and knows its number. inih would cut a long line in two, so it is refused. */
static char *setting_read_line(char *line, int size, void *stream)
{
    struct file_reading *reading = stream;
    if (reading->err || !fgets(line, size, reading->file))
        return NULL;
    reading->line++;
    size_t length = strlen(line);
    /* The last line of a file may end without a newline. A NUL makes the line look shorter than it is,
     * and so ends here too. */
    if (length && line[length - 1] != '\n' && !feof(reading->file)) {
        fault_in_file(reading, "the line is too long, or has a NUL");
        return NULL;
    }
    return line;
}

/* inih's handler for NAME = VALUE; 0 makes inih remember the line as wrong, which setting_read_file()
 * reads. */
static int take_pair(void *user, const char *section, const char *name, const char *value)
{
    struct file_reading *reading = user;
    char where[1100];
    if (reading->err)
        return 0;
    snprintf(where, sizeof where, "%s:%d", reading->path, reading->line);
    /* inih would let a name below a section pass as if it stood alone. */
    if (*section)
        fault_in_file(reading, "there are no sections in this file");
    else
        reading->err =
            setting_set(reading->settings, name, value ? value : "", ORIGIN_FILE, where, reading->fault);
    return !reading->err;
}

/* Reads the file line by line through inih. What inih itself finds wrong (a line without "=") comes back
 * as a line number, negative when it was no line's fault. */
static enum err setting_read_file(struct settings *settings, const char *path, struct buf *fault)
{
    struct file_reading reading = {settings, fault, path, fopen(path, "re"), 0, ERR_OK};
    if (!reading.file) {
        buf_printf(fault, "%s cannot be read", path);
        return ERR_NOT_FOUND;
    }
    int wrong_line = ini_parse_stream(setting_read_line, &reading, take_pair, &reading);
    fclose(reading.file);
    /* A fault that a callback has said already keeps its own words. */
    if (wrong_line && !reading.err) {
        reading.line = wrong_line > 0 ? wrong_line : reading.line;
        fault_in_file(&reading, "expected NAME = VALUE");
    }
    return reading.err;
}

/* CONGD_PAGE_CACHE=64M names page_cache. */
static enum err read_variable(struct settings *settings, const char *variable, struct buf *fault)
{
    char name[64], where[80];
    size_t length = strcspn(variable, "=");
    /* Cut, for the environment is not ours; a longer name is no setting anyway and is refused by its
     * beginning. */
    snprintf(where, sizeof where, "%.*s", (int)(length > 70 ? 70 : length), variable);
    snprintf(name, sizeof name, "%s", where + sizeof prefix - 1);
    for (char *c = name; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    /* Behind "=", so the value may hold further equals signs, and may be empty. */
    return setting_set(settings, name, variable + length + 1, ORIGIN_ENVIRONMENT, where, fault);
}

/* The first variable that is wrong ends the start. Only those beginning with CONGD_ are looked at, and
 * each of these must name a setting. */
static enum err read_environment(struct settings *settings, char *const *environment, struct buf *fault)
{
    enum err err = ERR_OK;
    for (; !err && environment && *environment; environment++)
        if (strncmp(*environment, prefix, sizeof prefix - 1) == 0 && strchr(*environment, '='))
            err = read_variable(settings, *environment, fault);
    return err;
}

/* In the order of the command line: of an option given twice the later counts, a list grows. */
static enum err read_options(struct settings *settings, const struct setting_sources *sources,
                             struct buf *fault)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < sources->option_count; i++)
        err = setting_set(settings, sources->options[i].name, sources->options[i].value, ORIGIN_OPTION,
                          "option", fault);
    return err;
}

enum err settings_load(const struct setting_sources *sources, struct buf *fault,
                       struct settings **ret_settings)
{
    struct arena *arena = arena_new(ARENA_LIMIT);
    struct settings *own = arena ? arena_zero(arena, 1, sizeof *own) : NULL;
    if (!own) {
        arena_free(arena);
        return ERR_MEMORY;
    }
    own->arena = arena;
    auto_settings struct settings *settings = own;
    /* Weakest first, each later source writing over what stands there. */
    enum err err = set_defaults(settings, fault);
    if (!err && sources->file)
        err = setting_read_file(settings, sources->file, fault);
    if (!err)
        err = read_environment(settings, sources->environment, fault);
    if (!err)
        err = read_options(settings, sources, fault);
    /* Texts are copied without checks on the way, see arena.h. */
    if (!err && arena_failed(arena))
        err = ERR_MEMORY;
    if (!err)
        *ret_settings = TAKE(settings);
    return err;
}

void settings_free(struct settings *settings)
{
    if (settings)
        arena_free(settings->arena);
}
