/* The styles that a document brings along in its style elements: Word's filtered HTML, Google Docs and
 * LibreOffice say there what is bold, what is hidden and how a list is numbered, and name only a class where
 * the words stand. Understood are the rules by element, class and id, one within another, that hold on a
 * screen of any width; others say nothing.
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

/* Adds the rules of `length` bytes of CSS to those of `sheet`, which is NULL at first; the result takes its
 * place. Without memory the arena fails. */
struct sheet *sheet_add(struct sheet *sheet, const char *css, size_t length, struct arena *arena);

/* What the rules (NULL: there are none) and its own attribute say of an element. */
struct style sheet_style(struct sheet *sheet, const GumboNode *node);

/* Whether there were so many rules that not all could be asked; what was said since is not to be used. */
bool sheet_is_exhausted(const struct sheet *sheet);

#endif
