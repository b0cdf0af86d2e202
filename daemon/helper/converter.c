/* Which program it is. Asks the file system each time, for it may be installed while the portal serves. */
#include "helper/converter.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

const char *converter_path(const char *setting)
{
    /* libheif-examples: its name up to Debian 12, and from 13 on. */
    static const char *const known[] = {"/usr/bin/heif-convert", "/usr/bin/heif-dec"};
    if (strcmp(setting, "none") == 0)
        return NULL;
    if (strcmp(setting, "auto") != 0)
        return access(setting, X_OK) == 0 ? setting : NULL;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (access(known[i], X_OK) == 0)
            return known[i];
    return NULL;
}
