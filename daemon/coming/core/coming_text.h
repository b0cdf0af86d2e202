/* Texts of former portals: bytes of a database, HTML where plain text is wanted, moments in whatever form.
 * Results live in the arena given; never NULL where not said. */
#ifndef COMING_TEXT_H
#define COMING_TEXT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a dump as UTF-8 without NUL: what was read in the wrong encoding is read anew, what is no UTF-8 as
 * Windows-1252. */
const char *coming_bytes(struct arena *arena, const char *bytes, size_t size);

/* The plain words of a piece of HTML, paragraphs apart by an empty line. */
const char *coming_plain(struct arena *arena, const char *html);

/* The same on one line. */
const char *coming_line_of(struct arena *arena, const char *html);

/* At most `most` bytes, cut at the end of a word with "…" behind. */
const char *coming_cut(struct arena *arena, const char *text, size_t most, bool *ret_cut);

/* Character references undone ("&amp;", "&#39;", "&#x27;" and the few that stand in addresses). */
const char *coming_unescape(struct arena *arena, const char *text, size_t size);

/* "%XX" undone. */
const char *coming_url_decode(struct arena *arena, const char *text);

/* A to Z small. */
const char *coming_lower(struct arena *arena, const char *text);

/* Whether a text has letters that only Vietnamese has of the two languages. */
bool coming_is_vietnamese(const char *text);

/* The slug that a former portal's own name for it gives, else that of the title; "" when neither gives any.
 */
const char *coming_slug(struct arena *arena, const char *alias, const char *title);

/* Seconds since 1970, or "2019-05-30 08:00:00" of the portal's zone; 0 for none: NULL, "", "0", "0000-00-00".
 */
int64_t coming_time_ms(const char *text);

/* The same written as RFC 3339. */
const char *coming_time_text(struct arena *arena, int64_t ms);

/* A code point as UTF-8, without a NUL behind it. Returns its bytes, 0 for what is none: NUL, half of a pair,
 * beyond U+10FFFF. */
size_t coming_encode(uint32_t point, char out[4]);

#endif
