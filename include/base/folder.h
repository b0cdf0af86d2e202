/* A folder's names, which are on the disk only after the folder itself was synchronised: without that a file
 * whose bytes are there may have no name after a power cut. */
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

/* Waits until the disk has the names in the folder. Gives 0, or -1 with errno. Thread: any. */
int folder_sync(const char *path);

#endif
