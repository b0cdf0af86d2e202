/* Forms of what surrounds articles: identity, menu, boxes, home page. A formset is a table of fields, some of
 * which are lists of rows, and those of rows below rows. The whole of it is one HTML form: what stands in it
 * is read into one JSON object of texts (formset_read()), a button changes that (formset_act()), and it is
 * shown again with all that was typed (formset_show()), so that rows are added, moved and taken away without
 * a script and nothing is lost. Saving makes the API's JSON of it (formset_body()), whose pointers lead
 * faults back to their fields.
 *
 * In the form a field is called by its name; one of a list LIST-NAME, as often as there are rows; one of a
 * list within it LIST-INNER-NAME, with LIST-INNER-of saying of which row. A button is `lam`: "VERB PLACE …",
 * a place being "nav/3" or "nav/3/items/1". Knows no operation of the API. Thread: one worker. */
#ifndef HANDLER_FORMSET_H
#define HANDLER_FORMSET_H

#include "staff.h"

#include <stddef.h>

enum formset_type {
    FORMSET_TEXT,
    FORMSET_AREA,    /* several lines */
    FORMSET_ADDRESS, /* of a page, here or elsewhere: addresses of this portal are offered */
    FORMSET_NUMBER,
    FORMSET_PART, /* a part of one, shown as a percentage */
    FORMSET_CHOICE,
    FORMSET_KIND,    /* what a row is: chosen when it is added, and then not changed */
    FORMSET_TIME,    /* a moment, in the portal's time */
    FORMSET_DAY,     /* "2026-11-30" */
    FORMSET_PICTURE, /* id of a medium, chosen among them */
    FORMSET_ARTICLE, /* id of an article, likewise */
    FORMSET_MEDIUM,  /* id of the medium that a row is about: shown, and not changed */
    FORMSET_CARRIED, /* a number that is neither shown nor changed */
    FORMSET_COLOUR,  /* "#0b4a3b" */
    FORMSET_LIST,
    FORMSET_HEADING, /* no field: a word above those that follow */
};

enum {
    FORMSET_REQUIRED = 1 << 0,
    FORMSET_IS_NUMBER = 1 << 2, /* of a choice: its values are numbers */
    FORMSET_FOCUSES = 1 << 3, /* of a picture: one presses on what must be seen; `choices` are what the names
                               of its two parts begin with, "focus/" of "focus/x" and "focus/y" */
    FORMSET_FIXED = 1 << 4,   /* of a list: its rows are what they are */
    FORMSET_INDENTS = 1 << 1, /* of a list: its rows go in below others, and those of its inner list out */
};

struct formset_field {
    const char *name; /* member of the JSON; "banner/image" is the member of a member */
    enum formset_type type;
    const char *kinds;   /* "banner,article": of rows of these kinds alone; NULL: of all */
    const char *choices; /* of CHOICE and KIND: "none,drawn,logo"; NULL: formset_choice() says them */
    int most;            /* letters, or rows of a list; 0: no limit of its own */
    unsigned flags;
    const struct formset_field *fields; /* of a list */
    size_t count;
};

/* Words stand under staff.PART: a field's label is NAME (LIST_NAME in a list), its hint that with _hint
 * behind, a choice NAME_CHOICE; a list has LIST_add and LIST_row ({0}: the number). */
struct formset {
    const char *part;
    const struct formset_field *fields;
    size_t count;
};

struct formset_state {
    struct app *app;
    const struct request *request;
    const struct formset *formset;
    json_t *values;  /* owned: texts by name, lists of such objects */
    json_t *choices; /* owned: by field, lists of [value, label] */
    int64_t version; /* of the thing that is edited */
    const struct fault *faults;
    size_t fault_count;
    bool *told;         /* which faults stand at a field */
    const char *action; /* where its form goes */
    const char *sought; /* "PLACE NAME" of the field for which something is being chosen; or NULL */
    bool is_changed;    /* by a button, and not saved */
};

/* Empty values. False without memory. */
bool formset_begin(struct app *app, const struct request *request, const struct formset *formset,
                   struct formset_state *ret_state);
void formset_done(struct formset_state *state);
#define auto_formset CLEANUP(formset_done)

/* Takes the values from the thing as the API shows it. */
void formset_take(struct formset_state *state, const json_t *thing);

/* Takes them from what was sent. */
void formset_read(struct formset_state *state);

/* What a button means. */
enum formset_act {
    FORMSET_SAVE,
    FORMSET_PREVIEW,
    FORMSET_REVERT,
    FORMSET_REMOVE,
    FORMSET_MERGE,
    FORMSET_SHOWN
};

/* Carries out what the button says that was pressed; what it is for others to do is told. Without one, or
 * with one that means nothing, the formset is shown as it is. */
enum formset_act formset_act(struct formset_state *state);

/* Takes the place where a picture was pressed, if one was. */
void formset_press(struct formset_state *state);

/* What stands behind the verb of the button; "" when nothing does. */
const char *formset_act_words(const struct request *request);

/* The operation's JSON. A new reference; NULL without memory. */
json_t *formset_body(const struct formset_state *state);

/* Faults of a refusal (NULL: none), or its sentence as one, stand at their fields when the formset is shown.
 */
void formset_refuse(struct formset_state *state, const struct staff_answer *refusal);

/* One more choice of a field without choices of its own. */
void formset_choice(struct formset_state *state, const char *field, const char *value, const char *label);

/* Puts the formset under `formset` of the view. `action` is where its form goes (of staff_path()). */
void formset_show(struct formset_state *state, struct view view, const char *action);

/* The names that part/staff-formset.html asks for around a formset, where nothing but saving is offered. */
void formset_bare(const struct formset_state *state, struct view view, const char *save_word);

/* ---- shared by the files of formsets */

/* The text of a value: of the formset's own, or of the API's (null is ""). In the arena. */
const char *formset_text(struct arena *arena, const json_t *value);

/* A text whose slashes are other characters; in the arena. */
const char *formset_swapped(struct arena *arena, const char *text, char to);

/* The name of a field in the form: "banner_image", "nav-title". In the arena. */
const char *formset_name(struct arena *arena, const char *prefix, const char *name);

/* Whether the field is one of a row of that kind ("" where rows have none). */
bool formset_field_is_of(const struct formset_field *field, const char *kind);

/* The kind of a row. */
const char *formset_row_kind(const struct formset_field *fields, size_t count, const json_t *row);

/* A word of the formset's part; of a field within a list with the list's name before it ("" none), and `end`
 * behind it. "" when there is none. */
const char *formset_word(const struct formset_state *state, const char *list, const char *name,
                         const char *end);

/* What the control of a field is, under the names of part/staff-formset-field.html. */
void formset_show_control(const struct formset_state *state, struct view view,
                          const struct formset_field *field, const char *place, const char *list,
                          const char *value);

/* The choices of a field under `choices`: those of the table, or those that the page said; `value` is chosen.
 */
void formset_show_choices(const struct formset_state *state, struct view view, const char *list_name,
                          const struct formset_field *field, const char *value);
void formset_add_choice(struct view list, const char *value, const char *label, const char *present);

/* What a picture or an article is, and what may be chosen instead, under `chosen` and `chooser` of the
 * field's view; `place` is that of the row, "-" for the formset itself. */
void formset_show_choice(struct formset_state *state, struct view view, const struct formset_field *field,
                         const char *place, const char *value);

#endif
