/* Who may look into the data folder. Everything there is its owner's; others see nothing, and keys and visits
 * not even the group. No link is followed, and nothing is looked at below DIR but DIR/media;
 * DIR/backup not at all. Thread: any. */
#ifndef STORE_FOLDER_H
#define STORE_FOLDER_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What is wrong with a file of the folder. */
enum folder_what {
    FOLDER_OPEN,    /* others may read or write it, or the group what only the owner may */
    FOLDER_FOREIGN, /* it belongs to another user than the folder */
    FOLDER_LINKED,  /* it has other names, perhaps outside: it is left as it is */
};

struct folder_fault {
    const char *name; /* within the folder, "media/ab.jpg"; "" the folder itself; in the arena */
    enum folder_what what;
    mode_t mode, wanted; /* permission bits as they are, and as they should be */
    uid_t uid, owner;    /* whose it is, and whose it should be */
};

/* The faults, at most `limit` of them; *ret_more whether there are more. Errors: NOT_FOUND (no such folder),
 * FORBIDDEN (it may not be looked into), INTERNAL, MEMORY. */
enum err folder_faults(const char *directory, struct arena *arena, size_t limit,
                       struct folder_fault **ret_faults, size_t *ret_count, bool *ret_more);

/* Takes away rights, or gives the file to the folder's owner, unless it has changed since. Errors: FORBIDDEN
 * (that is not this user's to do, or it is FOLDER_LINKED), CONFLICT (it is another file now), INTERNAL. */
enum err folder_mend(const char *directory, const struct folder_fault *fault);

/* Takes all rights of others over the folder itself away; *ret_tightened whether they had any. Errors:
 * FORBIDDEN, INTERNAL. A folder that is missing is none. */
enum err folder_tighten(const char *directory, bool *ret_tightened);

#endif
