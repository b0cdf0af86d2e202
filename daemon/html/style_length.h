/* Lengths of CSS as far as words depend on them.
 *
 * Private to this floor. */
#ifndef HTML_STYLE_LENGTH_H
#define HTML_STYLE_LENGTH_H

#include "style.h"

/* A length in points; 0 for negative and relative ones and what is none. */
int style_points_of(struct css_piece value);

/* Whether a distance to the line raises letters or lowers them so far that they are read as such: 10 and a
 * raised 3 are no 103. Smaller ones are dress. */
enum raised style_raised_by(struct css_piece value);

#endif
