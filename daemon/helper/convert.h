/* In a child of the helper, before it confines itself: another program (converter.h) makes a picture of a
 * photograph, in a process of its own that is confined before it begins. Private to this floor; what cannot
 * be done ends the child (give_up()). */
#ifndef HELPER_CONVERT_H
#define HELPER_CONVERT_H

#include "bytes.h"
#include "protocol.h"

/* Runs `program` on the file. What it made, a JPEG or PNG that lies upright, is what *order then is about;
 * the place where it was taken, when its metadata say one, is told by the third argument. The memory is
 * mapped until the child ends. */
struct span convert_picture(const char *program, struct span file, struct order *order, bool *ret_has_place);

#endif
