/* Reading the files that congd site is given. */
#ifndef MAIN_SITE_FILE_H
#define MAIN_SITE_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* Larger than any picture that the API takes, which says so itself. */
enum { SITE_FILE_MAX = 22 * 1024 * 1024 };

/* The whole file into `out`. Errors: INPUT, with a line in `fault`. */
enum err site_file_read(const char *path, struct buf *out, struct buf *fault);

#endif
