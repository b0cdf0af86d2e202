/* A data folder looked at from beside: by a command, while a daemon serves it or nobody does. It is read as
 * anybody may, by a connection that cannot write; where nobody has the folder, nobody can take it meanwhile.
 *
 * Errors: the common ones of store.h; NOT_FOUND (there is no database), UNAVAILABLE (it is of a time before
 * there were clusters, or no portal's). `fault` receives one line. Thread: any, one at a time a folder. */
#ifndef STORE_BESIDE_H
#define STORE_BESIDE_H

#include "store/membership.h"

struct beside_facts {
    struct membership membership;
    int64_t schema;
    int64_t taken_back; /* redactions and persons' erasures */
    int64_t unerased;   /* of these, whose words may still lie in a piece of the index */
};

enum err beside_look(const char *directory, struct buf *fault, struct beside_facts *ret_facts);

/* Copies the database of one moment to `path`, which must not exist: settled, on the disk, its integrity and
 * references checked. The facts are the copy's. CONFLICT (it is damaged). On failure the file is gone. */
enum err beside_copy(const char *directory, const char *path, struct buf *fault,
                     struct beside_facts *ret_facts);

#endif
