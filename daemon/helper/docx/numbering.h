/* Numbers of lists, counted as Word counts: by the abstract list and level, whatever stands between (ISO
 * 29500-1, 17.9). Private to this floor. */
#ifndef HELPER_DOCX_NUMBERING_H
#define HELPER_DOCX_NUMBERING_H

#include "base/buf.h"
#include "package.h"
#include "style.h"

enum { LEVELS_MAX = 9 };

enum docx_number_form {
    NUMBER_DECIMAL,
    NUMBER_DECIMAL_ZERO, /* 01, 02 … */
    NUMBER_LOWER_LETTER,
    NUMBER_UPPER_LETTER,
    NUMBER_LOWER_ROMAN,
    NUMBER_UPPER_ROMAN,
    NUMBER_CIRCLED, /* ①, ② … */
    NUMBER_BULLET,
    NUMBER_NONE,
};

struct docx_level {
    bool is_said;
    enum docx_number_form form;
    const char *text;  /* "%1.%2." */
    const char *style; /* w:pStyle, "" none */
    int start;
    int restart;    /* behind which level it begins anew, from 1; 0 never; -1 behind any */
    bool is_legal;  /* all of its numbers are decimal */
    bool is_joined; /* nothing stands between the number and the words */
    enum docx_font font;
};

struct docx_list {
    int id;
    const char *style_link; /* the numbering style that says what it is; "" none */
    struct docx_level levels[LEVELS_MAX];
    int values[LEVELS_MAX]; /* as counted so far */
    bool is_begun[LEVELS_MAX];
};

/* A use of an abstract list, with what it says otherwise. */
struct docx_list_use {
    int id;
    int list; /* id of the abstract one */
    bool has_start[LEVELS_MAX];
    int starts[LEVELS_MAX];
    bool is_restarted[LEVELS_MAX];
    struct docx_level *levels; /* LEVELS_MAX of its own, or NULL */
};

struct docx_numbering {
    struct docx_list *lists;
    size_t list_count;
    struct docx_list_use *uses;
    size_t use_count;
};

/* What stands before the words of a paragraph. */
enum docx_mark { MARK_NONE, MARK_NUMBER, MARK_BULLET, MARK_LABEL };

struct docx_label {
    enum docx_mark mark;
    int number;       /* of MARK_NUMBER */
    int level;        /* from 0 */
    int list;         /* of the abstract list */
    const char *text; /* of MARK_LABEL, with the blank behind it */
};

/* Reads the part. Faults: as docx_package_hear(); what was read before one stays. */
enum docx_fault docx_numbering_read(struct docx_package *package, const struct docx_entry *entry,
                                    struct docx_numbering *ret_numbering);

/* Counts one paragraph, which `format` puts into a list and which has `style`; what it is marked with. The
 * text lives in the arena. `styles` say what lists are that are linked to a style. */
struct docx_label docx_count(struct docx_numbering *numbering, const struct docx_styles *styles,
                             const struct docx_style *style, const struct docx_paragraph_format *format,
                             struct arena *arena);

/* A number as it is written in this form, appended. */
void docx_write_number(struct buf *out, enum docx_number_form form, int number);

#endif
