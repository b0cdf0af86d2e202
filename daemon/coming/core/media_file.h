/* Files below a folder, and nothing else: whoever wrote the addresses is not believed. Thread: one. */
#ifndef COMING_MEDIA_FILE_H
#define COMING_MEDIA_FILE_H

#include "base/arena.h"

#include <stdbool.h>

/* Opens the regular file that a path like "uploads/news/a.jpg" names below the folder: as it is, or without
 * its first parts, since the folder may be one of those. A part of the path that is a folder must stay before
 * the name. No link leads out. -1: there is none. *ret_path is which it was, in the arena. */
int media_file_open(int folder, const char *path, struct arena *arena, const char **ret_path);

#endif
