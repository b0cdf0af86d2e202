/* A file of the command line, read as whoever gave the command. Must not know what it is. */
#include "site_file.h"

#include "base/said.h"

#include <errno.h>
#include <stdio.h>

enum err site_file_read(const char *path, struct buf *out, struct buf *fault)
{
    char piece[16 * 1024];
    FILE *file = fopen(path, "re");
    while (file && !feof(file) && !ferror(file))
        buf_add(out, piece, fread(piece, 1, sizeof piece, file));
    /* errno is that of fopen() or of the last read. */
    bool is_bad = !file || ferror(file);
    if (is_bad)
        buf_printf(fault, "%s: %s", path, said_errno(errno));
    if (file)
        fclose(file);
    if (!is_bad && buf_failed(out))
        buf_printf(fault, SAID("%s quá lớn", "%s is too large"), path);
    return is_bad || buf_failed(out) ? ERR_INPUT : ERR_OK;
}
