/* Chooses the language of the command line; see said.h. */
#include "said.h"

#include <stdlib.h>
#include <string.h>

enum lang said_lang(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strncmp(value, "vi", 2) == 0 ? LANG_VI : LANG_EN;
    }
    return LANG_EN;
}
