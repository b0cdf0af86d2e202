/* Files below a folder, and nothing else: whoever wrote the addresses is not believed. Thread: one. */
#ifndef COMING_MEDIA_FILE_H
#define COMING_MEDIA_FILE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* Opens the regular file that a path like "uploads/news/a.jpg" names below the folder: as it is, or without
 * its first parts, since the folder may be one of those. A part of the path that is a folder must stay before
 * the name. No link leads out. -1: there is none (errno ENOENT), or it may not be read (EACCES). *ret_path is
 * which it was, in the arena. */
int media_file_open(int folder, const char *path, struct arena *arena, const char **ret_path);

/* The length of "-300x200", "-scaled" or "-rotated" at the end of a name of `length` bytes that lacks its
 * ending: marks of smaller copies, as WordPress and others write them. 0: there is none. */
size_t coming_size_mark(const char *name, size_t length);

#endif
