/* Settings: one table (setting.def) gives the members, the parser, the defaults and the help.
 *
 * A value comes from the strongest source that names it: option, environment (CONGD_NAME), file
 * (`name = value`, read by inih), default. Unknown names and values out of bounds are all told at once, each
 * in a line that names file and line, variable or option, and nothing is loaded. A list is written with
 * spaces or commas between its items, or by naming it several times; a stronger source replaces it whole.
 *
 * Faults are in the language of who sits at the terminal (base/said.h).
 *
 * Thread: loaded by one, then const. All texts belong to the settings. */
#ifndef BASE_SETTING_H
#define BASE_SETTING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct setting_list {
    const char *const *items;  /* NULL follows the last */
    const char *const *places; /* of each, as below */
    size_t count;
};

#define SETTING_C_TEXT const char *
#define SETTING_C_CHOICE const char *
#define SETTING_C_LIST struct setting_list
#define SETTING_C_NUMBER int64_t
#define SETTING_C_SIZE int64_t
#define SETTING_C_TIME int64_t

enum setting_id {
#define SETTING(type, name, default_text, least, most, vi, en) SETTING_##name,
#include "base/setting.def"
#undef SETTING
    SETTING_COUNT
};

enum setting_origin { ORIGIN_DEFAULT, ORIGIN_FILE, ORIGIN_ENVIRONMENT, ORIGIN_OPTION };

struct settings {
    struct arena *arena;
    enum setting_origin origins[SETTING_COUNT];
    const char *places[SETTING_COUNT]; /* where the last value of each was found: "congd.conf:12", "option" */
#define SETTING(type, name, default_text, least, most, vi, en) SETTING_C_##type name;
#include "base/setting.def"
#undef SETTING
};

/* One NAME=VALUE of the command line; the texts are borrowed while loading. */
struct setting_option {
    const char *name;
    const char *value;
};

struct setting_sources {
    const struct setting_option *options;
    size_t option_count;
    char *const *environment; /* like environ, or NULL */
    const char *file;         /* NULL: none */
};

/* Loads all. `fault` receives a line for each fault, as many as fit, without a newline behind the last.
 * Errors: INPUT (a value or name is wrong), NOT_FOUND (no such file), MEMORY. The caller ends the result with
 * settings_free(). */
enum err settings_load(const struct setting_sources *sources, struct buf *fault,
                       struct settings **ret_settings);

/* The same, for who looks for further faults: with INPUT too *ret_settings is given, what is wrong standing
 * at its default. */
enum err settings_read(const struct setting_sources *sources, struct buf *fault,
                       struct settings **ret_settings);

/* NULL is fine. */
void settings_free(struct settings *settings);
DEFINE_CLEANUP(cleanup_settings_, struct settings *, settings_free)
#define auto_settings CLEANUP(cleanup_settings_)

/* Its name, such as "page_cache", and its help in a language; static text. */
const char *setting_name(enum setting_id id);
const char *setting_help(enum setting_id id, enum lang lang);

/* Appends the value as it would be written in a file. */
void setting_print(const struct settings *settings, enum setting_id id, struct buf *out);

/* Appends, in the language of base/said.h, what a value may be: "a number from 0 to 64", "one of info,
 * error"; nothing of a text, which its help describes. */
void setting_describe(enum setting_id id, struct buf *out);

/* "default", "file", "environment", "option", or in Vietnamese (base/said.h). */
const char *setting_origin_name(enum setting_origin origin);

#endif
