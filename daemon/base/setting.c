/* Where settings come from, weakest first: defaults, file, environment, options. Knows names, places and
 * their order of strength; what a value may be is setting_value.c's matter, and what a setting does is known
 * only to those who use it. */
#include "setting_table.h"

#include "base/nearest.h"
#include "base/said.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Of all texts and lists of the settings together; the longest file of sensible values is far below. */
enum { ARENA_LIMIT = 1024 * 1024, FAULT_LINE_SIZE = 2400, WHERE_SIZE = 1100 };

static const char prefix[] = "CONGD_";
/* In the order of enum setting_origin, weakest first. */
static const char *const origin_names[][LANG_COUNT] = {
    {"mặc định", "default"}, {"tệp", "file"}, {"môi trường", "environment"}, {"tùy chọn", "option"}};

const char *setting_origin_name(enum setting_origin origin)
{
    return origin_names[origin][said_lang()];
}

const char *setting_name(enum setting_id id)
{
    return setting_rows[id].name;
}

const char *setting_help(enum setting_id id, enum lang lang)
{
    return setting_rows[id].help[lang];
}

/* SETTING_COUNT when there is none. A walk over some thirty rows, at start only. */
static enum setting_id setting_find(const char *name)
{
    enum setting_id id = 0;
    while (id < SETTING_COUNT && strcmp(setting_rows[id].name, name) != 0)
        id++;
    return id;
}

/* Loading goes on behind a fault, so that all are told at once. */
struct loading {
    struct settings *settings;
    struct buf *fault;
    enum err err; /* the first */
};

/* A line more, as long as there is room for it. */
static void fault_add_line(struct loading *loading, enum err err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fault_add_line(struct loading *loading, enum err err, const char *format, ...)
{
    struct buf *fault = loading->fault;
    char line[FAULT_LINE_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (!loading->err)
        loading->err = err;
    /* More faults than fit are a file of another program; those that stand there already will do. */
    if (fault->length + strlen(line) + 2 <= fault->limit)
        buf_printf(fault, "%s%s", fault->length ? "\n" : "", line);
}

/* A name that is none, with the one that may have been meant. */
static void fault_add_unknown(struct loading *loading, const char *name, const char *where)
{
    const char *names[SETTING_COUNT];
    for (enum setting_id id = 0; id < SETTING_COUNT; id++)
        names[id] = setting_rows[id].name;
    const char *near = nearest_name(name, names, SETTING_COUNT);
    if (near)
        fault_add_line(loading, ERR_INPUT,
                       SAID("%s: không có thiết lập \"%.60s\" (có phải \"%s\"?)",
                            "%s: there is no setting \"%.60s\" (was \"%s\" meant?)"),
                       where, name, near);
    else
        fault_add_line(loading, ERR_INPUT,
                       SAID("%s: không có thiết lập \"%.60s\"", "%s: there is no setting \"%.60s\""), where,
                       name);
}

/* One value from one place; `where` names that place in the fault. */
static void setting_set(struct loading *loading, const char *name, const char *value,
                        enum setting_origin origin, const char *where)
{
    auto_buf struct buf wrong = BUF(1000);
    enum setting_id id = setting_find(name);
    /* An unknown name stops the start rather than being passed over, or a slip of the pen would leave a
     * limit at its default unnoticed. */
    if (id == SETTING_COUNT) {
        fault_add_unknown(loading, name, where);
        return;
    }
    /* Its words say what the value must be; where it stood is put before them here. */
    const struct setting_given given = {value, origin, where};
    enum err err = setting_read(loading->settings, id, &given, &wrong);
    if (err)
        fault_add_line(loading, err, "%s: %s %s", where, name,
                       err == ERR_INPUT ? buf_str(&wrong)
                                        : SAID("cần quá nhiều bộ nhớ", "needs too much memory"));
}

/* The defaults go through the same reader as all other values, so that the table cannot hold one that is
 * out of its own bounds. */
static void set_defaults(struct loading *loading)
{
    for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
        const struct setting_row *row = &setting_rows[id];
        const char *text = row->default_text;
        char word[32];
        /* Of a choice the table has all words; the first is the default. */
        if (row->type == TYPE_CHOICE) {
            snprintf(word, sizeof word, "%.*s", (int)strcspn(text, "|"), text);
            text = word;
        }
        setting_set(loading, row->name, text, ORIGIN_DEFAULT, setting_origin_name(ORIGIN_DEFAULT));
    }
}

/* What inih carries through its two callbacks, the reader of lines and the taker of pairs. */
struct file_reading {
    struct loading *loading;
    const char *path;
    FILE *file;
    int line;
};

static void fault_in_file(struct file_reading *reading, const char *text)
{
    fault_add_line(reading->loading, ERR_INPUT, "%s:%d: %s", reading->path, reading->line, text);
}

/* Passes over what is left of a line that is too long. */
static void skip_line(FILE *file)
{
    int c;
    while ((c = getc(file)) != EOF && c != '\n')
        continue;
}

/* A line that says something and names nothing. One that begins with a blank goes on with the line before. */
static bool is_nameless(const char *line)
{
    static const char *const others = " \t\r\n;#[";
    return *line && !strchr(others, *line) && !line[strcspn(line, "=:")];
}

/* Gives inih one line, and knows its number. inih would cut a long line in two, and tells of the first line
 * without a name alone; so both are refused here, and it gets an empty line in their place. */
static char *setting_read_line(char *line, int size, void *stream)
{
    struct file_reading *reading = stream;
    if (!fgets(line, size, reading->file))
        return NULL;
    reading->line++;
    size_t length = strlen(line);
    /* The last line of a file may end without a newline. A NUL makes the line look shorter than it is,
     * and so is refused too. */
    bool is_cut = length && line[length - 1] != '\n' && !feof(reading->file);
    if (is_cut) {
        fault_in_file(reading, SAID("dòng quá dài, hoặc có ký tự NUL", "the line is too long, or has a NUL"));
        skip_line(reading->file);
    }
    bool is_wrong = !is_cut && is_nameless(line);
    if (is_wrong)
        fault_in_file(reading, SAID("dòng phải có dạng TÊN = GIÁ TRỊ", "expected NAME = VALUE"));
    if (is_cut || is_wrong)
        snprintf(line, (size_t)size, "\n");
    return line;
}

/* inih's handler for NAME = VALUE. Always 1, for what is wrong is noted here. */
static int take_pair(void *user, const char *section, const char *name, const char *value)
{
    struct file_reading *reading = user;
    char where[WHERE_SIZE];
    snprintf(where, sizeof where, "%s:%d", reading->path, reading->line);
    /* inih would let a name below a section pass as if it stood alone. */
    if (*section)
        fault_in_file(reading, SAID("tệp này không chia mục [...]", "there are no sections in this file"));
    else
        setting_set(reading->loading, name, value ? value : "", ORIGIN_FILE, where);
    return 1;
}

/* Reads the file line by line through inih. What inih itself finds wrong (a section that is not closed) comes
 * back as a line number, negative when it was no line's fault. */
static void setting_read_file(struct loading *loading, const char *path)
{
    struct file_reading reading = {loading, path, fopen(path, "re"), 0};
    if (!reading.file) {
        fault_add_line(loading, ERR_NOT_FOUND, SAID("không đọc được %s: %s", "%s cannot be read: %s"), path,
                       said_errno(errno));
        return;
    }
    int wrong_line = ini_parse_stream(setting_read_line, &reading, take_pair, &reading);
    fclose(reading.file);
    if (wrong_line) {
        reading.line = wrong_line > 0 ? wrong_line : reading.line;
        fault_in_file(&reading, SAID("dòng phải có dạng TÊN = GIÁ TRỊ", "expected NAME = VALUE"));
    }
}

/* CONGD_PAGE_CACHE=64M names page_cache. */
static void read_variable(struct loading *loading, const char *variable)
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
    setting_set(loading, name, variable + length + 1, ORIGIN_ENVIRONMENT, where);
}

/* Only those beginning with CONGD_ are looked at, and each of these must name a setting. */
static void read_environment(struct loading *loading, char *const *environment)
{
    for (; environment && *environment; environment++)
        if (strncmp(*environment, prefix, sizeof prefix - 1) == 0 && strchr(*environment, '='))
            read_variable(loading, *environment);
}

/* In the order of the command line: of an option given twice the later counts, a list grows. */
static void read_options(struct loading *loading, const struct setting_sources *sources)
{
    for (size_t i = 0; i < sources->option_count; i++)
        setting_set(loading, sources->options[i].name, sources->options[i].value, ORIGIN_OPTION,
                    setting_origin_name(ORIGIN_OPTION));
}

enum err settings_read(const struct setting_sources *sources, struct buf *fault,
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
    struct loading loading = {settings, fault, ERR_OK};
    /* Weakest first, each later source writing over what stands there. */
    set_defaults(&loading);
    if (sources->file)
        setting_read_file(&loading, sources->file);
    read_environment(&loading, sources->environment);
    read_options(&loading, sources);
    /* Texts are copied without checks on the way, see arena.h. */
    if (arena_failed(arena))
        return ERR_MEMORY;
    if (!loading.err || loading.err == ERR_INPUT)
        *ret_settings = TAKE(settings);
    return loading.err;
}

enum err settings_load(const struct setting_sources *sources, struct buf *fault,
                       struct settings **ret_settings)
{
    auto_settings struct settings *settings = NULL;
    enum err err = settings_read(sources, fault, &settings);
    if (!err)
        *ret_settings = TAKE(settings);
    return err;
}

void settings_free(struct settings *settings)
{
    if (settings)
        arena_free(settings->arena);
}
