/* The conditions under which rules hold.
 *
 * Private to this floor. */
#ifndef HTML_SHEET_CONDITION_H
#define HTML_SHEET_CONDITION_H

#include "sheet_inner.h"

enum holds { HOLDS_NO, HOLDS_YES, HOLDS_UNKNOWN };

/* A list of media ("screen and (min-width:600px), print"); an empty one holds. */
enum holds sheet_media_holds(struct css css);

/* What stands behind @supports. */
enum holds sheet_support_holds(struct css css);

#endif
