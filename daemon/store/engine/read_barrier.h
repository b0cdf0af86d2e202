/* Who begins to read waits for nobody.
 *
 * SQLite's way to files has a barrier of memory at the beginning of each transaction, and takes a lock of the
 * whole process there "also, for redundancy": the lock that a connection holds while its file is closed. A
 * backup closes its copy at the lowest priority, and every reader stood behind it, 50 to 130 ms. Here the
 * barrier is a barrier alone, which is what SQLite asks of it ("The SQLite OS Interface", xShmBarrier). */
#ifndef STORE_READ_BARRIER_H
#define STORE_READ_BARRIER_H

#include <sqlite3.h>

/* From here on, for the main file of the connection. `methods` lives until behind sqlite3_close(); nothing
 * happens to a file that shares no memory. */
void read_barrier_ease(sqlite3 *db, sqlite3_io_methods *methods);

#endif
