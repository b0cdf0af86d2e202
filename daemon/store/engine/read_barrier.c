/* The barrier between what is read of the memory that connections share. Knows SQLite's interface to files
 * alone. */
#include "read_barrier.h"

#include <assert.h>
#include <stddef.h>

static void barrier_alone(sqlite3_file *file)
{
    (void)file;
    /* Not atomic_thread_fence(), which the thread sanitizer does not know. */
    __sync_synchronize();
}

void read_barrier_ease(sqlite3 *db, sqlite3_io_methods *methods)
{
    sqlite3_file *file = NULL;
    int code = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    assert(code == SQLITE_OK && file); /* every connection has a "main" */
    /* The shared memory is of the second version of the interface. */
    if (code != SQLITE_OK || !file->pMethods || file->pMethods->iVersion < 2)
        return;
    *methods = *file->pMethods;
    methods->xShmBarrier = barrier_alone;
    file->pMethods = methods;
}
