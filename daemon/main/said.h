/* The command line's words, in Vietnamese and English: both stand where they are said, so that neither can be
 * forgotten. Formats may stand there too; the compiler checks each. Knows nothing of commands. */
#ifndef MAIN_SAID_H
#define MAIN_SAID_H

#include "base/err.h"

/* What the environment asks for, as gettext looks: LC_ALL, LC_MESSAGES, LANG, the first that is not empty;
 * Vietnamese when it begins with "vi", else English. Thread: any. */
enum lang said_lang(void);

#define SAID(vi, en) (said_lang() == LANG_VI ? (vi) : (en))

#endif
