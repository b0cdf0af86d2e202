/* The styles that a document brings along in its style elements: Word's filtered HTML, Google Docs and
 * LibreOffice say there what is bold, what is hidden and how a list is numbered, and name only a class where
 * the words stand. Understood are the selectors of CSS 3 and conditions, as a screen of the usual size sees
 * them (sheet_condition.c); what is not is counted where it could hide or stress words.
 *
 * Private to this floor. Thread: one body's. */
#ifndef HTML_SHEET_H
#define HTML_SHEET_H

#include "base/arena.h"
#include "style.h"

#include <gumbo.h>
#include <stdbool.h>
#include <stddef.h>

struct sheet;

/* Of what a rule speaks: the element, or the text that is generated at its beginning or end. */
enum sheet_place { SHEET_ELEMENT, SHEET_BEFORE, SHEET_AFTER, SHEET_PLACE_COUNT };

/* Adds the rules of `length` bytes of CSS to those of `sheet`, which is NULL at first; the result takes its
 * place. Without memory the arena fails. */
struct sheet *sheet_add(struct sheet *sheet, const char *css, size_t length, struct arena *arena);

/* Whether the media of a style element ("screen and (min-width:600px)") are a screen of the usual size. */
bool sheet_is_for_screen(const char *media, size_t length);

/* What the rules (NULL: there are none) and its own attribute say of an element. */
struct style sheet_style(struct sheet *sheet, const GumboNode *node);

/* What they say of the text that is generated in an element. */
struct style sheet_generated(struct sheet *sheet, const GumboNode *node, enum sheet_place place);

/* Whether text is generated there for any element. */
bool sheet_generates(const struct sheet *sheet, enum sheet_place place);

/* Whether anything is counted or generated at all. */
bool sheet_counts(const struct sheet *sheet);

/* How much was not understood that could hide or stress words; the first of it in *ret_text. */
size_t sheet_unread(const struct sheet *sheet, const char **ret_text, size_t *ret_length);

/* Whether there were so many rules that not all could be asked; what was said since is not to be used. */
bool sheet_is_exhausted(const struct sheet *sheet);

/* The tree is walked again from here on, with as many questions as the first time (NULL: there are no rules).
 */
void sheet_ask_again(struct sheet *sheet);

#endif
