/* Text as somebody sent it, made UTF-8: with a byte order mark, in UTF-16, or in a code page of Windows that
 * was declared. What is UTF-8 already is read as that, whatever was declared, since no other encoding looks
 * like it by chance; beyond this nothing is guessed. Ownership: what is converted lives in the arena, what
 * needs no conversion stays where it was. Thread: any. */
#ifndef TEXT_DECODE_H
#define TEXT_DECODE_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum decode_fault {
    DECODE_FAULT_NONE,
    DECODE_FAULT_NO_MARK, /* UTF-16 without a byte order mark */
    DECODE_FAULT_CHARSET, /* not UTF-8, and of a charset that is not known here */
    DECODE_FAULT_BROKEN,  /* not what its mark or its charset says */
};

/* Decodes `size` bytes declared as `charset` (NULL: nothing was declared). The result is not checked to be
 * UTF-8 when neither a mark nor a charset says that it is anything else; it may hold NUL.
 * Errors: INPUT with *ret_fault, MEMORY. */
enum err text_decode(const char *bytes, size_t size, const char *charset, struct arena *arena,
                     const char **ret_text, size_t *ret_size, enum decode_fault *ret_fault);

/* UTF-16 in pieces: writes UTF-8 of at most three bytes for two to `out`; the result is how many. What is no
 * character becomes a byte that no UTF-8 has. *ret_used is how many of `size` bytes were read; half a unit or
 * pair at the end is left for the next piece, unless `is_last`. */
size_t text_decode_piece(const char *bytes, size_t size, bool is_big, bool is_last, char *out,
                         size_t *ret_used);

#endif
