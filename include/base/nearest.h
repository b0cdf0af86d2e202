/* The name that somebody may have meant, for the words of an error. Thread: any; allocates nothing. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

/* The one of `count` names that is most like `word`: up to three slips (letters more, fewer, other, or
 * exchanged; one for every three letters), or one that begins with it from three letters on. Case, and which
 * of `-`, `_` and blank stands between words, do not count. NULL when none is like it, and for words above 80
 * bytes. */
const char *nearest_name(const char *word, const char *const *names, size_t count);

#endif
