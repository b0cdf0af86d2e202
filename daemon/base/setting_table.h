/* The rows of setting.def as data, and how a value is read and written. Shared by the two files of
 * settings alone; everybody else has setting.h. */
#ifndef BASE_SETTING_TABLE_H
#define BASE_SETTING_TABLE_H

#include "base/setting.h"

/* How the text of a value is read and which C type the member has (SETTING_C_… in setting.h). */
enum setting_type { TYPE_TEXT, TYPE_CHOICE, TYPE_LIST, TYPE_NUMBER, TYPE_SIZE, TYPE_TIME };

/* One row of setting.def. `least` and `most` bound a number's value, a text's bytes, or the items of a
 * list; a choice needs neither. */
struct setting_row {
    const char *name;
    enum setting_type type;
    size_t offset;            /* of the member in struct settings */
    const char *default_text; /* of a CHOICE: all words, separated by bars */
    int64_t least, most;
    const char *help[LANG_COUNT];
};

extern const struct setting_row setting_rows[SETTING_COUNT];

/* A value that was given: its text, the kind of source, and the place there ("congd.conf:12"). */
struct setting_given {
    const char *text;
    enum setting_origin origin;
    const char *place;
};

/* Reads what was given into the member. `wrong` receives what is wrong with it ("must be …"). With the origin
 * of the present value, a list is added to; anything else given twice is wrong. Errors: INPUT, MEMORY. */
enum err setting_read(struct settings *settings, enum setting_id id, const struct setting_given *given,
                      struct buf *wrong);

#endif
