/* Folders: their names, which are on the disk only after the folder itself was synchronised (without that a
 * file whose bytes are there may have no name after a power cut), and small files that others put there. */
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

#include <stddef.h>

/* Waits until the disk has the names in the folder. Gives 0, or -1 with errno. Thread: any. */
int folder_sync(const char *path);

/* Reads the regular file that `count` names, one below the other, lead to from the folder `root`; the names
 * hold no slash. No link is followed below `root`, and nothing but a file is waited for: neither a pipe nor a
 * device. Gives 0 with the bytes and their number, or -1 with errno: EFBIG when there are more than `room`,
 * EINVAL when it is no regular file. Thread: any that may wait for a disk. */
int folder_read(const char *root, const char *const *names, size_t count, char *bytes, size_t room,
                size_t *ret_size);

#endif
