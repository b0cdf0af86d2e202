/* What a file is called for those who save it: the name that it had on somebody's machine, made fit for any
 * other, with the extension of what it is. Thread: any. */
#ifndef HANDLER_FILE_NAME_H
#define HANDLER_FILE_NAME_H

#include "base/arena.h"

#include <stdbool.h>

/* Bytes of a name, extension included. */
enum { FILE_NAME_SIZE_MAX = 120 };

/* `raw` may be any bytes up to NUL; its folders are left out. `extension` is without its dot. *ret_changed
 * says whether a person would see another name than was sent, or one that hid something. NULL without memory.
 */
const char *file_name_clean(struct arena *arena, const char *raw, const char *extension, bool *ret_changed);

#endif
