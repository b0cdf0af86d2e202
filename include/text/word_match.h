/* Whether words that somebody has are words of a text, one after the other: what was copied off a printed
 * page, a saved file or a picture, compared with what was published. Marks at the edges of words, blanks,
 * lines and the shapes of quotation marks count for nothing; letters, capitals, digits and what stands
 * between them do. Takes time by the length of both, whatever they say. Must not know whose words they are.
 * Thread: any. */
#ifndef TEXT_WORD_MATCH_H
#define TEXT_WORD_MATCH_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct word_match {
    size_t words;  /* of what somebody has */
    size_t before; /* of these, at the beginning, that the text has not, such as the head of a page */
    size_t same;   /* words behind those that are the text's, one after the other */
    bool is_same;  /* all of them are */
    /* Where they part: the last words that are the same, the next of what somebody has, and those that the
     * text has in their place; "" where there are none. With `before`, `given` are those at the beginning. */
    const char *context, *given, *published;
};

/* Both are normalised (text/normalize.h); results live in the arena. Errors: INPUT (no word was given),
 * MEMORY. */
enum err words_match(const char *given, const char *text, struct arena *arena, struct word_match *ret_match);

#endif
