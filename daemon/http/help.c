/* Pairs each row of err.def with its row of help.def. Holds no text of its own. */
#include "http/help.h"

#include <string.h>

/* By error; one that lacks its row has no text, which does not compile. */
static const char *const texts[][LANG_COUNT] = {
#define HELP(code, vi, en) [ERR_##code] = {[LANG_VI] = vi, [LANG_EN] = en},
#include "http/help.def"
#undef HELP
};

/* All errors, to be searched by their types; few enough for a plain list. */
static const enum err errors[] = {
#define ERR(code, status, type, vi, en) ERR_##code,
#include "base/err.def"
#undef ERR
};

/* A row of help.def that is there twice, or for an error that err.def lacks, does not compile either. */
enum {
    ERRORS = sizeof errors / sizeof *errors,
    HELPS = 0
#define HELP(code, vi, en) +1
#include "http/help.def"
#undef HELP
};

_Static_assert((int)HELPS == (int)ERRORS, "every row of err.def has one of help.def");

/* ERR_OK for an unknown type: the page of problems then is not found. */
enum err help_find(const char *type)
{
    for (size_t i = 0; i < ERRORS; i++)
        if (strcmp(err_type(errors[i]), type) == 0)
            return errors[i];
    return ERR_OK;
}

/* Both languages are there for every error, which the check above makes sure of. */
const char *help_text(enum err err, enum lang lang)
{
    return texts[err][lang];
}
