/* Keystrokes of a Vietnamese keyboard that stayed letters because its program was off: "hoaf giair" by Telex,
 * "hoa2 giai3" by VNI. Thread: any. */
#ifndef TEXT_KEYSTROKES_H
#define TEXT_KEYSTROKES_H

#include "base/arena.h"

enum keystrokes { KEYSTROKES_TELEX, KEYSTROKES_VNI, KEYSTROKES_COUNT };

/* What the text says if it was typed so: normalised, in the arena; NULL when no word of it has such keys, or
 * there is no memory. Words with letters that no keyboard leaves are not touched. */
const char *keystrokes_read(const char *text, enum keystrokes keystrokes, struct arena *arena);

#endif
