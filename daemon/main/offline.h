/* Work on the data folder without a daemon: the command takes the lock itself. */
#ifndef MAIN_OFFLINE_H
#define MAIN_OFFLINE_H

#include "store/store.h"

/* Opens the store of the folder, made when missing, and begins a transaction as the console. Errors: as
 * store_open() and store_begin(); `fault` receives one line. */
enum err offline_begin(const char *directory, struct arena *arena, struct buf *fault,
                       struct store **ret_store, struct conn **ret_conn);

#endif
