/* In a child of the helper, before it confines itself: another program (converter.h) makes a picture of a
 * photograph, in a process of its own that is confined before it begins. Private to this floor; what cannot
 * be done ends the child (give_up()). */
#ifndef HELPER_CONVERT_H
#define HELPER_CONVERT_H

#include "bytes.h"
#include "protocol.h"

enum {
    CONVERT_SECONDS = 15,                   /* of the processor */
    CONVERT_DEADLINE_SECONDS = 20,          /* by the clock; it leaves enough of a child's own */
    CONVERT_MEMORY = 1024 * 1024 * 1024,    /* address space, program and libraries included */
    CONVERT_OUTPUT_MAX = 192 * 1024 * 1024, /* of 40 megapixels as PNG that hardly packs */
    CONVERT_INPUT = 3,
    CONVERT_OUTPUT,
    CONVERT_LINKS /* its descriptors, and no more of them */
};

/* Runs `program` on the file. What it made, a JPEG or PNG that lies upright, is what *order then is about;
 * the place where it was taken, when its metadata say one, is told by the third argument. The memory is
 * mapped until the child ends. */
struct span convert_picture(const char *program, struct span file, struct order *order, bool *ret_has_place);

/* For the process that becomes the program, the last before it does: limits, files, system calls. It may read
 * and execute what the system's libraries need and the program itself, make threads, and read and write what
 * is open; no file, no socket, no process. False when that cannot be done. */
bool convert_confine(const char *program, int niceness);

#endif
