/* Opens what a command needs of the store when no daemon does it. The store's lock is what keeps both
 * apart. */
#include "offline.h"

#include "base/said.h"
#include "control.h"
#include "privilege.h"
#include "replication_settings.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

/* Nobody else waits meanwhile. */
enum { READ_LIMIT_MS = 60000 };

/* What the system says is judged before anything is made: a slip in --data would else begin a portal there.
 */
static enum err portal_look(const char *data, enum portal_need need, struct buf *fault)
{
    char path[PATH_SIZE];
    struct stat st;
    snprintf(path, sizeof path, "%s/cong.db", data);
    bool is_there = stat(path, &st) == 0;
    if (!is_there && errno == EACCES)
        return control_not_permitted(data, fault);
    /* Root becomes the owner; others have to be it. */
    if (is_there && geteuid() != 0 && access(data, W_OK | X_OK))
        return control_not_permitted(data, fault);
    if (is_there || need == PORTAL_MAY_BE_NEW)
        return ERR_OK;
    buf_printf(
        fault,
        SAID("%s: ở đây không có cổng nào; hãy nêu đúng thư mục bằng --data, hoặc dựng cổng mới: congd setup "
             "--data "
             "%s",
             "%s: there is no portal here; name its folder with --data, or set up a new one: congd setup "
             "--data %s"),
        data, data);
    return ERR_INPUT;
}

enum err portal_enter_folder(const struct settings *settings, enum portal_need need, struct buf *fault)
{
    enum err err = portal_look(settings->data, need, fault);
    return err ? err : privilege_take_owner(settings->user, settings->data, fault);
}

enum err portal_enter(const struct invocation *invocation, enum portal_need need, struct buf *fault,
                      struct settings **ret_settings)
{
    auto_settings struct settings *settings = NULL;
    enum err err = invocation_settings(invocation, fault, &settings);
    if (!err)
        err = portal_enter_folder(settings, need, fault);
    if (!err)
        *ret_settings = TAKE(settings);
    return err;
}

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
    if (!err)
        err = replication_refuse_alone(store, fault);
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
