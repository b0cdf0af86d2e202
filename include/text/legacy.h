/* Old Vietnamese encodings that arrive as valid UTF-8 and say nothing: text typed for the fonts of TCVN3
 * (ABC) or VNI and pasted as Latin letters, VIQR typed with plain signs, and UTF-8 that was once read as
 * Windows-1252.
 *
 * Recognised by paragraph, before normalising (U+00AD, which that removes, is ư in TCVN3): a paragraph is in
 * an old encoding when it is no Vietnamese as it stands and nearly all its strange words are Vietnamese
 * syllables once converted. The tables are those of TCVN 5712:1993 (VN3), of the VNI company, and of RFC 1456
 * (VIQR). Nothing is ever converted unasked. Thread: any. */
#ifndef TEXT_LEGACY_H
#define TEXT_LEGACY_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

enum legacy { LEGACY_NONE, LEGACY_TCVN3, LEGACY_VNI, LEGACY_VIQR, LEGACY_CP1252, LEGACY_COUNT };

/* "TCVN3 (ABC)", "VNI", "VIQR", "UTF-8/Windows-1252"; static text. */
const char *legacy_name(enum legacy legacy);

/* The first old encoding recognised in the paragraphs of a text, which need not be valid UTF-8 (then it is
 * none). *ret_converted is the text with every paragraph recognised converted and the others as they are,
 * *ret_preview the first of those converted; both in the arena, set only when something was recognised. */
enum legacy legacy_find(const char *text, size_t length, struct arena *arena, const char **ret_converted,
                        size_t *ret_length, const char **ret_preview);

/* Text that is known to be in TCVN3 or VNI, such as the words of a run in one of their fonts, composed.
 * False, and nothing set, when it holds letters that the encoding has not (it is Unicode already), when
 * nothing in it means anything else there, or without memory. */
bool legacy_decode(enum legacy legacy, const char *text, size_t length, struct arena *arena,
                   const char **ret_text, size_t *ret_length);

/* Adds a page that came out of TCVN3 with every plain ư that got lost on the way: in syllables that cannot be
 * without it, and, where none is left, in words that mean little without. Marks composed. False, and nothing
 * to be used, when fewer than two such syllables stand there, or without memory. */
bool legacy_restore_horns(const char *text, size_t length, struct buf *out);

#endif
