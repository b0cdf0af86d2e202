/* Normalising: what happens to every text that arrives, before it is stored or looked for.
 *
 * The rule: valid UTF-8 (RFC 3629) without NUL, or refused; CRLF, CR, U+000B, U+0085, U+2028 and U+2029
 * become a newline; control characters other than newline and tab (C0, DEL, C1) are removed, those of C1 that
 * Windows-1252 has a sign for become that, and the first of all these is told; invisible characters (bidi
 * marks, overrides and isolates, U+00AD, U+200B, U+200C, U+2060 to U+206F, U+FEFF) and noncharacters removed;
 * U+200D, variation selectors and tags stay within emoji alone; U+00A0 becomes a space; eth (U+00D0, U+00F0)
 * and U+0189 become Đ and đ; a tone mark typed before the circumflex or breve of its Vietnamese vowel goes
 * behind it; NFC (Unicode annex 15); marks without a letter dropped. Spelling is never changed. Normalising
 * twice gives the same as once.
 *
 * Ownership: results live in the arena given. Thread: any. */
#ifndef TEXT_NORMALIZE_H
#define TEXT_NORMALIZE_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum text_kind {
    TEXT_LINE,  /* titles, names, queries: newlines and tabs become spaces, runs of spaces one, trimmed */
    TEXT_BLOCK, /* bodies: newlines, tabs and spaces stay as written */
};

enum text_fault_kind {
    TEXT_FAULT_NONE,
    TEXT_FAULT_UTF8,    /* refused: the bytes at `offset` are not UTF-8 */
    TEXT_FAULT_NUL,     /* refused: NUL stands at `offset` */
    TEXT_FAULT_REMOVED, /* taken: `count` control characters, of which `code` at `offset` is the first, were
                           removed, or became a newline or sign */
};

/* Where a text was refused, or had control characters. */
struct text_fault {
    enum text_fault_kind kind;
    size_t offset;     /* bytes before the fault */
    size_t character;  /* characters before it; a reader counts from this plus one */
    size_t line, byte; /* both from 1; the byte within its line */
    uint32_t code;     /* the control character; else 0 */
    size_t count;
};

/* Normalises `length` bytes at `text` (which may hold NUL, and needs none at its end). *ret_text is
 * NUL-terminated; it is "" if nothing remains. *ret_fault, if not NULL, is always set; on OK it says whether
 * anything is to be told. Errors: UTF8, INPUT (NUL), MEMORY. */
enum err text_normalize(const char *text, size_t length, enum text_kind kind, struct arena *arena,
                        const char **ret_text, struct text_fault *ret_fault);

/* The fault in words for a problem's detail: "byte 12 (line 1, byte 12 of the line) is not valid UTF-8"; of
 * what was removed "U+000C, character 5". Never NULL. */
const char *text_fault_words(const struct text_fault *fault, enum lang lang, struct arena *arena);

/* Whether `length` bytes are valid UTF-8 (NUL counts as a character). */
bool text_is_utf8(const char *text, size_t length);

/* Characters (code points) of valid UTF-8. Limits that people are told are counted so. */
size_t text_length(const char *text);

#endif
