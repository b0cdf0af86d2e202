/* Where in the HTML a template stands: a small tokenizer that follows the literal text (WHATWG HTML
 * section 13.2.5, as far as it matters for escaping) and says what may stand at a place. */
#ifndef HTML_TEMPLATE_PLACE_H
#define HTML_TEMPLATE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

enum place_state {
    PLACE_TEXT,
    PLACE_TAG_OPEN, /* behind < */
    PLACE_TAG_NAME,
    PLACE_IN_TAG,    /* between attributes */
    PLACE_ATTRIBUTE, /* in an attribute's name */
    PLACE_EQUALS,    /* behind the = */
    PLACE_QUOTED,    /* in a quoted value */
    PLACE_UNQUOTED,
    PLACE_COMMENT,
    PLACE_DECLARATION, /* <!doctype, <?xml */
    PLACE_RAW,         /* content of script, style, title, textarea */
};

/* Longer than any name or value that is compared with. */
enum { PLACE_NAME_SIZE = 24 };

struct place {
    enum place_state state;
    char quote;                    /* of the value */
    bool value_is_empty;           /* nothing stands in the value or raw content yet */
    bool is_full;                  /* one variable fills the value or content: nothing may follow */
    bool is_jsonld;                /* the script's type says that it is data */
    bool is_closing;               /* the tag is an end tag */
    size_t matched;                /* of "-->" or the raw element's end tag */
    char element[PLACE_NAME_SIZE]; /* of the tag, or whose raw content this is */
    char attribute[PLACE_NAME_SIZE];
    char value[PLACE_NAME_SIZE]; /* its value so far, cut; for the type of a script */
};

/* Follows one character. False when it may not stand here: text behind a variable that must stand
 * alone, or an end inside something unfinished. */
bool place_step(struct place *place, char c);

/* What a variable of that name may be here; NULL when it is allowed, else why not. `raw` tells
 * {{{name}}}. */
const char *place_refuses(const struct place *place, const char *name, bool raw);

/* Notes that a variable stands here. */
void place_variable(struct place *place);

/* Whether two places are the same as far as what follows is concerned. */
bool place_equal(const struct place *a, const struct place *b);

#endif
