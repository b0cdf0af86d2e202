/* What is typed as a password. Must not know whose it is, nor how it is kept. */
#include "text/password.h"

#include "text/normalize.h"

#include <string.h>

const char *password_typed(struct arena *arena, const char *sent)
{
    const char *text;
    if (!sent || text_normalize(sent, strlen(sent), TEXT_BLOCK, arena, &text, NULL))
        return "";
    return text_length(text) > PASSWORD_MAX ? "" : text;
}
