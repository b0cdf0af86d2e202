/* Telephone numbers as people here write them. Private to this floor. Thread: any. */
#ifndef HTML_DRESS_PHONE_H
#define HTML_DRESS_PHONE_H

#include "piece.h"

/* What a telephone dials: digits, perhaps behind a plus, and a zero. */
enum { PHONE_DIALLED = 16 };

/* Whether a number with blanks, dots or hyphens between its groups is one of a telephone: 10 or 11 digits
 * from 0, or +84 before what follows the 0. *ret_phone is it without the brackets and stops around it. A row
 * of digits without groups is none: it may be of taxes, or of a person. */
bool phone_of(struct piece number, struct piece *ret_phone, char ret_dialled[PHONE_DIALLED]);

#endif
