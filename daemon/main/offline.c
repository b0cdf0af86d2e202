/* Opens what a command needs of the store when no daemon does it. The store's lock is what keeps both
 * apart. */
#include "offline.h"

/* Nobody else waits meanwhile. */
enum { READ_LIMIT_MS = 60000 };

/* On failure everything is closed again, and neither pointer is touched. */
enum err offline_begin(const char *directory, struct arena *arena, struct buf *fault,
                       struct store **ret_store, struct conn **ret_conn)
{
    /* In the audit these commands are the console, as over the socket. */
    static const struct actor console = {.role = ROLE_ADMIN, .name = "console"};
    const struct store_options options = {
        .directory = directory, .clock = &clock_system, .readers = 1, .read_limit_ms = READ_LIMIT_MS};
    auto_store struct store *store = NULL;
    struct conn *conn;
    enum err err = store_open(&options, fault, &store);
    /* A transaction even for reading, since what follows may write. */
    if (!err)
        err = store_begin(store, arena, &console, &conn);
    if (err)
        return err;
    /* In this order the caller's cleanup closes the connection before the store. */
    *ret_conn = conn;
    *ret_store = TAKE(store);
    return ERR_OK;
}
