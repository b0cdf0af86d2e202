/* Files of the media folder that go when the transaction which deletes their rows is on the disk, and not
 * before: media's commit hook. */
#ifndef STORE_MEDIA_REMOVAL_H
#define STORE_MEDIA_REMOVAL_H

#include "engine/conn.h"

/* Registers the hook. Errors: MEMORY. */
enum err media_removal_register(struct store *store);

/* After the commit of what this transaction did, the file goes. Errors: MEMORY. */
enum err media_removal_note(struct conn *conn, const char *name);

/* The file that was to go stays: its bytes came again. Errors: MEMORY. */
enum err media_removal_cancel(struct conn *conn, const char *name);

#endif
