/* The files of a backup one behind the other, each with a head of 512 bytes. Its manifest comes first and
 * says which they are. */
#include "work/backup_archive.h"

#include "backup_inner.h"

#include "base/cleanup.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* Of the archive, and of what is read at once. */
enum { TAR_BLOCK = 512, PIECE = 256 * 1024 };

/* Where a head has what (POSIX.1-1988, table 10-1). */
enum {
    TAR_NAME = 0,
    TAR_NAME_SIZE = 100,
    TAR_MODE = 100,
    TAR_OWNER = 108,
    TAR_GROUP = 116,
    TAR_SIZE = 124,
    TAR_TIME = 136,
    TAR_SUM = 148,
    TAR_TYPE = 156,
    TAR_MAGIC = 257,
    TAR_PREFIX = 345,
    TAR_PREFIX_SIZE = 155
};

struct backup_archive {
    struct manifest_reader reader;
    int folder;   /* of the backup */
    int file;     /* that is being read; -1: the next is to be opened */
    int64_t left; /* of it */
    int64_t at_ms;
    char name[BACKUP_NAME_SIZE];
};

/* A number in octal digits, as wide as its field with a NUL behind it. False: it does not fit. */
static bool tar_number(char *field, size_t size, int64_t number)
{
    int length = snprintf(field, size, "%0*llo", (int)size - 1, (unsigned long long)number);
    return number >= 0 && length == (int)size - 1;
}

/* The head of a file of the backup. False: it is longer than such an archive can say. */
static bool tar_head(const struct backup_archive *archive, const char *name, int64_t size,
                     char head[static TAR_BLOCK])
{
    static const char magic[8] = {'u', 's', 't', 'a', 'r', '\0', '0', '0'};
    unsigned sum = 0;
    memset(head, 0, TAR_BLOCK);
    snprintf(head + TAR_NAME, TAR_NAME_SIZE, "%s", name);
    snprintf(head + TAR_PREFIX, TAR_PREFIX_SIZE, "%s", archive->name);
    bool fits = tar_number(head + TAR_MODE, 8, BACKUP_FILE_MODE) && tar_number(head + TAR_OWNER, 8, 0) &&
                tar_number(head + TAR_GROUP, 8, 0) && tar_number(head + TAR_SIZE, 12, size) &&
                tar_number(head + TAR_TIME, 12, archive->at_ms / 1000);
    head[TAR_TYPE] = '0';
    memcpy(head + TAR_MAGIC, magic, sizeof magic);
    /* The sum is of the head with blanks in the place of the sum. */
    memset(head + TAR_SUM, ' ', 8);
    for (size_t i = 0; i < TAR_BLOCK; i++)
        sum += (unsigned char)head[i];
    snprintf(head + TAR_SUM, 8, "%06o", sum);
    return fits;
}

/* Opens a file, whose head is appended. `size` below 0: as long as it is. */
static enum err archive_begin(struct backup_archive *archive, const char *name, int64_t size, struct buf *out)
{
    char head[TAR_BLOCK];
    struct stat st;
    archive->file = openat(archive->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (archive->file < 0)
        return errno == EMFILE || errno == ENFILE ? ERR_UNAVAILABLE : ERR_CONFLICT;
    if (fstat(archive->file, &st) || !S_ISREG(st.st_mode) || (size >= 0 && st.st_size != size))
        return ERR_CONFLICT;
    posix_fadvise(archive->file, 0, 0, POSIX_FADV_SEQUENTIAL);
    archive->left = st.st_size;
    if (!tar_head(archive, name, st.st_size, head))
        return ERR_CONFLICT;
    buf_add(out, head, sizeof head);
    return ERR_OK;
}

/* Appends the next bytes of the file that is open; behind its last what fills up the block. */
static enum err archive_read(struct backup_archive *archive, struct buf *out)
{
    static const char nothing[TAR_BLOCK];
    size_t wanted = archive->left < PIECE ? (size_t)archive->left : PIECE;
    auto_free char *piece = wanted ? memory_new(1, wanted) : NULL;
    if (wanted && !piece)
        return ERR_MEMORY;
    ssize_t size = 0;
    while (wanted && (size = read(archive->file, piece, wanted)) < 0 && errno == EINTR)
        continue;
    if (wanted && size <= 0)
        return ERR_CONFLICT;
    if (size)
        buf_add(out, piece, (size_t)size);
    archive->left -= size;
    if (archive->left)
        return ERR_OK;
    int64_t end = lseek(archive->file, 0, SEEK_CUR);
    if (end % TAR_BLOCK)
        buf_add(out, nothing, (size_t)(TAR_BLOCK - end % TAR_BLOCK));
    /* Out of the way of what readers of the portal need in memory. */
    posix_fadvise(archive->file, 0, 0, POSIX_FADV_DONTNEED);
    close(archive->file);
    archive->file = -1;
    return ERR_OK;
}

enum err backup_archive_open(const char *folder, const char *name, struct backup_archive **ret_archive)
{
    struct backup_entry entry;
    struct backup_archive *archive = memory_new(1, sizeof *archive);
    if (!archive)
        return ERR_MEMORY;
    archive->file = -1;
    snprintf(archive->name, sizeof archive->name, "%s", name);
    archive->folder = backup_open(folder, name);
    enum err err = archive->folder >= 0                 ? manifest_open(&archive->reader, archive->folder)
                   : errno == EMFILE || errno == ENFILE ? ERR_UNAVAILABLE
                                                        : ERR_NOT_FOUND;
    if (!err && !manifest_entry(archive->reader.head, &entry))
        err = ERR_CONFLICT;
    if (err) {
        backup_archive_close(archive);
        return err;
    }
    archive->at_ms = entry.at_ms;
    archive->left = -1;
    *ret_archive = archive;
    return ERR_OK;
}

void backup_archive_close(struct backup_archive *archive)
{
    if (!archive)
        return;
    manifest_close(&archive->reader);
    if (archive->file >= 0)
        close(archive->file);
    if (archive->folder >= 0)
        close(archive->folder);
    free(archive);
}

enum err backup_archive_next(struct backup_archive *archive, struct buf *out, bool *ret_done)
{
    static const char end[2 * TAR_BLOCK];
    struct backup_line line;
    enum err err;
    *ret_done = false;
    if (archive->file >= 0)
        return archive_read(archive, out);
    if (archive->left < 0)
        return archive_begin(archive, "manifest.json", -1, out);
    err = manifest_next(&archive->reader, &line);
    if (!err)
        return archive_begin(archive, line.name, line.size, out);
    *ret_done = err == ERR_NOT_FOUND;
    if (*ret_done)
        buf_add(out, end, sizeof end);
    return *ret_done ? ERR_OK : err;
}
