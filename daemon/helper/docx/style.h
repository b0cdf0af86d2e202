/* How words and paragraphs look, by the cascade of Word: defaults, style of the table, styles of the
 * paragraph, of the characters, and what is said of the very words (ISO 29500-1, 17.7). Private to this
 * floor. */
#ifndef HELPER_DOCX_STYLE_H
#define HELPER_DOCX_STYLE_H

#include "font.h"
#include "package.h"

/* Switches that flip between styles; what is said of the words themselves just holds. */
enum docx_toggle { TOGGLE_BOLD, TOGGLE_ITALIC, TOGGLE_STRIKE, TOGGLE_CAPS, TOGGLE_HIDDEN, TOGGLES };

enum { SAID_OFF = -1, UNSAID = 0, SAID_ON = 1 };

/* What one place says of words; zeroed: nothing. */
struct docx_run_format {
    signed char toggles[TOGGLES]; /* UNSAID, SAID_ON, SAID_OFF */
    signed char underline, web_hidden;
    signed char raised; /* SAID_ON above the line, SAID_OFF on it, 2 below it */
    bool has_position;
    short position;      /* half points above the line */
    short size;          /* half points; 0 unsaid */
    enum docx_font font; /* of letters of Latin-1 and beyond */
};

enum docx_alignment { ALIGN_UNSAID, ALIGN_SIDE, ALIGN_CENTRE };

enum { LEADERS_MAX = 8 };

/* What one place says of a paragraph; zeroed: nothing. */
struct docx_paragraph_format {
    int outline; /* level from 1; 0 unsaid, 10 none */
    bool has_list, has_level;
    int list, level; /* w:numId and w:ilvl */
    enum docx_alignment alignment;
    size_t tabs;             /* stops that are said */
    bool leads[LEADERS_MAX]; /* which of the first draw dots up to them */
};

/* What a style's name says, which is English in every Word. */
enum docx_role {
    ROLE_PLAIN,
    ROLE_HEADING,
    ROLE_TITLE,
    ROLE_LEAD,
    ROLE_CAPTION,
    ROLE_CONTENTS, /* lines of a table of contents, and its heading */
};

enum docx_borders { BORDERS_UNSAID, BORDERS_NONE, BORDERS_SOME };

struct docx_style {
    const char *id;
    const char *base; /* "" none */
    enum docx_role role;
    int level; /* of a heading */
    enum docx_borders borders;
    struct docx_run_format run;
    struct docx_paragraph_format paragraph;
};

struct docx_styles {
    struct docx_style *items; /* by id */
    size_t count;
    const struct docx_style *usual; /* of paragraphs that name none; NULL */
    struct docx_run_format defaults;
    struct docx_paragraph_format paragraph_defaults;
};

/* Reads the part. Faults: as docx_package_hear(); what was read before one stays. */
enum docx_fault docx_styles_read(struct docx_package *package, const struct docx_entry *entry,
                                 struct docx_styles *ret_styles);

/* NULL for a style that is not there. */
const struct docx_style *docx_style_find(const struct docx_styles *styles, const char *id);

/* The style that a style is based on, `*left` times at most (from DOCX_STYLE_CHAIN_MAX on); NULL behind the
 * last. */
const struct docx_style *docx_style_base(const struct docx_styles *styles, const struct docx_style *style,
                                         int *left);

/* What a paragraph's style comes to: role and level of the nearest that has one, and all that the chain says
 * of paragraphs. */
struct docx_paragraph_format docx_style_paragraph(const struct docx_styles *styles,
                                                  const struct docx_style *style, enum docx_role *ret_role,
                                                  int *ret_level);

/* Takes what an element within w:rPr or w:pPr says. False: it says nothing of either. */
bool docx_take_run(const struct docx_element *element, struct docx_run_format *format);
bool docx_take_paragraph(const struct docx_element *element, struct docx_paragraph_format *format);

/* How words are in the end. */
struct docx_look {
    bool bold, italic, underline, strike, caps, hidden;
    bool raised, lowered;
    enum docx_font font;
};

/* `character` and `table` may be NULL. */
struct docx_look docx_look_of(const struct docx_styles *styles, const struct docx_style *table,
                              const struct docx_style *paragraph, const struct docx_style *character,
                              const struct docx_run_format *direct);

/* Whether a border element says that there is one. */
bool docx_is_border(const struct docx_element *element);

#endif
