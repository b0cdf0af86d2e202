/* Where settings come from, weakest first: defaults, file, environment, options. */
#include "setting_table.h"

#include <ctype.h>
#include <ini.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_LIMIT = 1024 * 1024 };

static const char prefix[] = "CONGD_";
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
    if (id == SETTING_COUNT) {
        buf_printf(fault, "%s: there is no setting \"%.60s\"", where, name);
        return ERR_INPUT;
    }
    enum err err = setting_read(settings, id, value, origin, &wrong);
    if (err)
        buf_printf(fault, "%s: %s %s", where, name,
                   err == ERR_INPUT ? buf_str(&wrong) : "needs too much memory");
    return err;
}

static enum err set_defaults(struct settings *settings, struct buf *fault)
{
    enum err err = ERR_OK;
    for (enum setting_id id = 0; !err && id < SETTING_COUNT; id++) {
        const struct setting_row *row = &setting_rows[id];
        const char *text = row->default_text;
        char word[32];
        if (row->type == TYPE_CHOICE) {
            snprintf(word, sizeof word, "%.*s", (int)strcspn(text, "|"), text);
            text = word;
        }
        err = setting_set(settings, row->name, text, ORIGIN_DEFAULT, "default", fault);
    }
    return err;
}

struct file_reading {
    struct settings *settings;
    struct buf *fault;
    const char *path;
    FILE *file;
    int line;
    enum err err;
};

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
    if (length && line[length - 1] != '\n' && !feof(reading->file)) {
        fault_in_file(reading, "the line is too long, or has a NUL");
        return NULL;
    }
    return line;
}

static int take_pair(void *user, const char *section, const char *name, const char *value)
{
    struct file_reading *reading = user;
    char where[1100];
    if (reading->err)
        return 0;
    snprintf(where, sizeof where, "%s:%d", reading->path, reading->line);
    if (*section)
        fault_in_file(reading, "there are no sections in this file");
    else
        reading->err =
            setting_set(reading->settings, name, value ? value : "", ORIGIN_FILE, where, reading->fault);
    return !reading->err;
}

static enum err setting_read_file(struct settings *settings, const char *path, struct buf *fault)
{
    struct file_reading reading = {settings, fault, path, fopen(path, "re"), 0, ERR_OK};
    if (!reading.file) {
        buf_printf(fault, "%s cannot be read", path);
        return ERR_NOT_FOUND;
    }
    int wrong_line = ini_parse_stream(setting_read_line, &reading, take_pair, &reading);
    fclose(reading.file);
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
    snprintf(where, sizeof where, "%.*s", (int)(length > 70 ? 70 : length), variable);
    snprintf(name, sizeof name, "%s", where + sizeof prefix - 1);
    for (char *c = name; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return setting_set(settings, name, variable + length + 1, ORIGIN_ENVIRONMENT, where, fault);
}

static enum err read_environment(struct settings *settings, char *const *environment, struct buf *fault)
{
    enum err err = ERR_OK;
    for (; !err && environment && *environment; environment++)
        if (strncmp(*environment, prefix, sizeof prefix - 1) == 0 && strchr(*environment, '='))
            err = read_variable(settings, *environment, fault);
    return err;
}

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
    enum err err = set_defaults(settings, fault);
    if (!err && sources->file)
        err = setting_read_file(settings, sources->file, fault);
    if (!err)
        err = read_environment(settings, sources->environment, fault);
    if (!err)
        err = read_options(settings, sources, fault);
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
