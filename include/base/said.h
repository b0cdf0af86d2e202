/* Words for who sits at a terminal, in Vietnamese and English: both stand where they are said, so that
 * neither can be forgotten. Formats may stand there too; the compiler checks each. What the API answers has
 * its own words (err.def, message.def), in the language of the request; the log is not translated. Must not
 * know who says what. */
#ifndef BASE_SAID_H
#define BASE_SAID_H

#include "base/err.h"

/* What the environment asks for, as gettext looks: LC_ALL, LC_MESSAGES, LANG, the first that is not empty;
 * Vietnamese when it is "vi" or begins with "vi_", "vi." or "vi@", else English. Its locale need not be
 * installed. Thread: any. */
enum lang said_lang(void);

/* From here on this thread says it in `lang`, whatever the environment asks for: a task of the daemon that
 * somebody waits for at another terminal. LANG_COUNT: as the environment again. */
void said_choose(enum lang lang);

#define SAID(vi, en) (said_lang() == LANG_VI ? (vi) : (en))

/* What a number of errno means: strerror(3), and in Vietnamese our own words, since the system's would need
 * an installed locale; a number that is rare is told by its name. Static text, or the C library's. Thread:
 * any. */
const char *errno_title(int number, enum lang lang);

/* The same in the terminal's language. */
const char *said_errno(int number);

#endif
