/* Fonts that mean other letters than those which stand there: old Vietnamese ones and those of symbols.
 * Private to this floor. */
#ifndef HELPER_DOCX_FONT_H
#define HELPER_DOCX_FONT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum docx_font {
    FONT_UNSAID,
    FONT_PLAIN,
    FONT_TCVN3,          /* .VnTime and its kin */
    FONT_TCVN3_CAPITALS, /* .VnTimeH: small letters are drawn as capitals */
    FONT_VNI,
    FONT_SYMBOL,
    FONT_WINGDINGS,
    FONT_WINGDINGS_2,
    FONT_WINGDINGS_3,
    FONT_WEBDINGS,
};

/* By its name, without regard to case. */
enum docx_font docx_font_of(const char *name);

bool docx_font_is_old(enum docx_font font);
bool docx_font_has_symbols(enum docx_font font);

/* The Unicode character of a symbol font's sign, by its code from 0x20 to 0xFF; 0 when it has none that any
 * font can be counted on to have. */
uint32_t docx_symbol(enum docx_font font, unsigned code);

/* Whether they hold letters that no old font has. */
bool docx_is_modern(const char *text, size_t size);

/* The words of a run in an old font, as Unicode, composed; those that hold letters of today's Vietnamese
 * already, or anything that the encoding cannot have, stay as they are. *ret_is_converted says whether
 * anything was changed. Results in the arena. */
void docx_modernize(enum docx_font font, const char *text, size_t size, struct arena *arena,
                    const char **ret_text, size_t *ret_size, bool *ret_is_converted);

/* The character at the beginning of valid UTF-8 of `size` bytes, 1 or more, and how many it takes. */
uint32_t docx_character(const char *text, size_t size, size_t *ret_taken);

/* Its bytes in UTF-8; how many. */
size_t docx_utf8(uint32_t character, char to[4]);

#endif
