#include "offline.h"

enum { READ_LIMIT_MS = 60000 };

enum err offline_begin(const char *directory, struct arena *arena, struct buf *fault,
                       struct store **ret_store, struct conn **ret_conn)
{
    static const struct actor console = {.role = ROLE_ADMIN, .name = "console"};
    const struct store_options options = {
        .directory = directory, .clock = &clock_system, .readers = 1, .read_limit_ms = READ_LIMIT_MS};
    auto_store struct store *store = NULL;
    struct conn *conn;
    enum err err = store_open(&options, fault, &store);
    if (!err)
        err = store_begin(store, arena, &console, &conn);
    if (err)
        return err;
    *ret_conn = conn;
    *ret_store = TAKE(store);
    return ERR_OK;
}
