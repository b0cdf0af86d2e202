/* Personal data in plain text: numbers of identity cards, telephones, accounts, insurances and taxes,
 * children and the sick by name, lists of persons. What is found is likely, never sure: whoever asks shows it
 * to a person. The rules are the rows of personal.def; each looks at a bounded number of words around, so a
 * text takes time in proportion to its length, whatever it holds.
 *
 * Texts may be any bytes. Ownership: all in the arena given. Thread: any. */
#ifndef TEXT_PERSONAL_H
#define TEXT_PERSONAL_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum personal {
#define PERSONAL(name, code, vi, en) PERSONAL_##name,
#include "text/personal.def"
    PERSONAL_COUNT
};

enum {
    PERSONAL_MOST = 100, /* places of one text that are told */
};

/* "identity-number" …; what is said of such a place. Static text. */
const char *personal_code(enum personal kind);
const char *personal_sentence(enum personal kind, enum lang lang);

/* A place: bytes [start, end) of the text. */
struct personal_place {
    enum personal kind;
    size_t start, end;
};

/* Numbers that are everybody's to know: the office's own. */
struct personal_known {
    uint64_t *numbers; /* hashes of their digits */
    size_t count;
};

/* The numbers of a text that says how to reach the office. Without memory the arena has failed. */
struct personal_known personal_known_of(const char *text, struct arena *arena);

/* The places of a text, in order; at most PERSONAL_MOST. `known` may be NULL; `year` is the present one, by
 * which it is judged who is a child. Errors: MEMORY. */
enum err personal_find(const char *text, size_t length, const struct personal_known *known, int year,
                       struct arena *arena, struct personal_place **ret_places, size_t *ret_count);

#endif
