/* The portal's key beside a backup. Whoever has a copied database and this file can try names that were taken
 * back, so the two are not kept together. */
#include "backup.h"
#include "base/said.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

enum { KEY_SIZE = RESTORE_KEY_SIZE, KEY_MODE = 0600, PATH_SIZE = 4096 };

/* False with errno, 0 when it is no key. */
static bool key_read(const char *path, unsigned char key[static KEY_SIZE])
{
    unsigned char bytes[KEY_SIZE + 1];
    auto_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    errno = fd < 0 ? errno : 0;
    bool is_key = fd >= 0 && read(fd, bytes, sizeof bytes) == KEY_SIZE;
    if (is_key)
        memcpy(key, bytes, KEY_SIZE);
    sodium_memzero(bytes, sizeof bytes);
    return is_key;
}

static bool key_write(const char *path, const unsigned char key[KEY_SIZE])
{
    auto_close int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, KEY_MODE);
    bool done = fd >= 0 && write(fd, key, KEY_SIZE) == KEY_SIZE && !fsync(fd);
    if (fd >= 0 && !done) {
        int number = errno;
        unlink(path);
        errno = number;
    }
    return done;
}

enum err backup_read_key(const char *path, unsigned char ret_key[static RESTORE_KEY_SIZE], struct buf *fault)
{
    if (key_read(path, ret_key))
        return ERR_OK;
    buf_printf(fault, "%s: %s", path, errno ? said_errno(errno) : SAID("không phải khóa", "is no key"));
    return ERR_INPUT;
}

enum err backup_write_key(const struct backup_arguments *arguments, const char *data, struct buf *fault)
{
    unsigned char key[KEY_SIZE], there[KEY_SIZE];
    char path[PATH_SIZE];
    struct stat st;
    enum err err = ERR_OK;
    snprintf(path, sizeof path, "%s/secret.key", data);
    err = backup_read_key(path, key, fault);
    if (err)
        return err;
    if (lstat(arguments->with_key, &st) == 0) {
        bool is_same = key_read(arguments->with_key, there) && sodium_memcmp(key, there, KEY_SIZE) == 0;
        if (!is_same)
            buf_printf(fault,
                       SAID("%s đã có và không chứa khóa này; hãy chọn tệp khác",
                            "%s is there already and does not hold this key; name another file"),
                       arguments->with_key);
        err = is_same ? ERR_OK : ERR_CONFLICT;
    } else if (!key_write(arguments->with_key, key)) {
        buf_printf(fault, "%s: %s", arguments->with_key, said_errno(errno));
        err = ERR_INTERNAL;
    }
    sodium_memzero(key, sizeof key);
    sodium_memzero(there, sizeof there);
    return err;
}
