/* Which elements of a source are no part of its text: what a word processor hides, what a reviewer wrote,
 * what no reader ever sees, and what cannot be kept.
 *
 * Private to this floor. */
#ifndef HTML_FATE_H
#define HTML_FATE_H

#include "style.h"

#include <gumbo.h>
#include <stdbool.h>

enum fate {
    FATE_KEPT,
    FATE_UNSEEN,       /* programs, styles, what belongs into a head: nobody misses it */
    FATE_COMMENT,      /* a reviewer's words */
    FATE_COMMENT_MARK, /* their place in the text */
    FATE_DELETED,
    FATE_HIDDEN,
    FATE_MARGIN,  /* a header or footer of printed pages */
    FATE_EMBED,   /* something of another site, or a film or sound */
    FATE_CONTROL, /* a form's field */
    FATE_PICTURE, /* a drawing that stands in no file */
    FATE_LINK,    /* a part of a picture that leads somewhere */
};

/* What becomes of an element. Deleted words of Markdown are stressed and no change mark: `is_typed` says so.
 */
enum fate fate_of(const GumboNode *node, const struct style *style, bool is_typed);

#endif
