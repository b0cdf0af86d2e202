/* Addresses of files of the former portal. */
#ifndef COMING_CORE_FILE_ADDRESS_H
#define COMING_CORE_FILE_ADDRESS_H

#include "media.h"

/* Makes the address that a page of the former portal had for a file lead to the medium that came of it; once
 * for each address, and not where the medium did not come or the address is another site's. What leads
 * elsewhere already is told under `label`. Errors: the portal's, MEMORY. */
enum err coming_file_address(struct coming *coming, const char *address, const char *label,
                             const struct coming_medium *medium);

#endif
