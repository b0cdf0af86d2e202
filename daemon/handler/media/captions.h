/* Captions of a film in WebVTT (W3C): whether a text is such, and whether its times can be read. Thread: any.
 */
#ifndef HANDLER_CAPTIONS_H
#define HANDLER_CAPTIONS_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* By the word that it must begin with. */
bool captions_begin(const char *text, size_t size);

/* Whether there is a caption, and each has times that follow the form, its end behind its beginning. */
bool captions_are_whole(const char *text, size_t size);

/* What is said in them, without times and marks, as paragraphs that end with sentences: in the arena. Rolling
 * captions, which say a line again, say it once. Errors: MEMORY. */
enum err captions_said(const char *text, size_t size, struct arena *arena, const char ***ret_paragraphs,
                       size_t *ret_count);

#endif
