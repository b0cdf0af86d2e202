/* What is said of a picture, and what only looks as if it were. Private to this floor. */
#ifndef HELPER_DOCX_ALT_H
#define HELPER_DOCX_ALT_H

/* The words as they are, or NULL when they say nothing of the picture: a file's name, a number, what a
 * program wrote of itself. */
const char *docx_alt(const char *words);

#endif
