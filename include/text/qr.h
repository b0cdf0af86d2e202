/* QR codes (ISO/IEC 18004) as outlines to be drawn: an address on paper that a phone can open. Thread: any.
 */
#ifndef TEXT_QR_H
#define TEXT_QR_H

#include "base/arena.h"
#include "base/err.h"

enum { QR_TEXT_MAX = 500 /* bytes; more makes a code that cameras of old phones do not read */ };

struct qr {
    int size;         /* modules along an edge, without the quiet zone of four around them */
    const char *path; /* data of an SVG path: the dark modules, runs of a row as one rectangle each */
};

/* The code of a text, with error correction of level M (15 %). Errors: INPUT (empty or longer than
 * QR_TEXT_MAX), MEMORY. */
enum err qr_code(const char *text, struct arena *arena, struct qr *ret_code);

#endif
