/* The common log as the settings name it: its processes, and how the store takes part. */
#include "replication_settings.h"

#include "base/log.h"
#include "base/said.h"
#include "credential.h"
#include "running.h"
#include "store/membership.h"
#include "store/replication.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* How often the log is asked for an outcome that is not known, each time for some seconds. */
enum { ASKS_MOST = 2, PASSWORD_ROOM = 512 };

void replication_node(const struct settings *settings, char ret_node[static DATABASE_NODE_MAX + 1])
{
    char host[DATABASE_NODE_MAX + 1] = "";
    /* A name that is cut is a name too. */
    gethostname(host, sizeof host - 1);
    snprintf(ret_node, DATABASE_NODE_MAX + 1, "%s",
             *settings->replication_node ? settings->replication_node : host);
    if (!*ret_node)
        snprintf(ret_node, DATABASE_NODE_MAX + 1, "congd");
}

enum err running_start_ordered(struct running *running, const struct sandbox_user *user,
                               const struct settings *settings, struct buf *fault)
{
    char password[PASSWORD_ROOM] = "", node[DATABASE_NODE_MAX + 1];
    if (!*settings->replication)
        return ERR_OK;
    bool has_password = credential_read(settings->replication_password_file, "replication-password", password,
                                        sizeof password);
    /* Without one libpq may know another way, or none may be needed. */
    if (!has_password && *settings->replication_password_file) {
        buf_printf(fault,
                   SAID("không đọc được replication_password_file %s: %s",
                        "replication_password_file %s cannot be read: %s"),
                   settings->replication_password_file, said_errno(errno));
        return ERR_INPUT;
    }
    replication_node(settings, node);
    const struct database_options options = {
        .address = settings->replication,
        .password = has_password ? password : NULL,
        .node = node,
        .is_async_accepted = strcmp(settings->replication_async_accepted, "yes") == 0,
    };
    running->replication.log = &ordered_log;
    running->replication.entry_max = REPLICATION_ENTRY_MAX;
    running->replication.asks_most = ASKS_MOST;
    enum err err = ordered_start(&options, user, fault, &running->ordered);
    running->replication.context = running->app.ordered = running->ordered;
    /* The processes have their own. */
    sodium_memzero(password, sizeof password);
    if (!err && options.is_async_accepted)
        log_warning("replication", LOG_SAYS("a log that waits for no second machine is accepted: when it "
                                            "fails, what was saved may be lost"));
    return err;
}

enum err replication_refuse_alone(struct store *store, struct buf *fault)
{
    enum { ARENA_LIMIT = 64 * 1024 };
    auto_arena struct arena *arena = arena_new(ARENA_LIMIT);
    auto_conn struct conn *conn = NULL;
    bool has_joined = false;
    enum err err = arena ? store_lease(store, arena, &conn) : ERR_MEMORY;
    if (!err)
        err = replication_has_joined(conn, &has_joined);
    if (err || !has_joined)
        return err;
    buf_text(fault,
             SAID("thư mục này thuộc một cổng chạy trên nhiều máy: chỉ congd serve với cài đặt replication "
                  "được ghi vào đó; khi nó đang chạy, các lệnh làm việc qua nó",
                  "this folder is part of a portal on several machines: only congd serve with the setting "
                  "replication writes to it; while that runs, commands work through it"));
    return ERR_UNAVAILABLE;
}

enum err replication_refuse_stranger(struct store *store, struct ordered *ordered, struct buf *fault)
{
    struct membership own;
    if (!ordered)
        return replication_refuse_alone(store, fault);
    enum err err = membership_read(store, &own);
    if (!err && own.cluster[0])
        ordered_know_cluster(ordered, own.cluster);
    if (err || own.cluster[0])
        return err;
    buf_text(fault, SAID("cài đặt replication được ghi, nhưng thư mục này chưa thuộc cụm nào: hãy chạy congd "
                         "cluster init (máy đang "
                         "có cổng) hoặc congd cluster join (máy mới) trước",
                         "the setting replication is there, but this folder is part of no cluster yet: run "
                         "congd cluster init (the "
                         "machine that has the portal) or congd cluster join (a new one) first"));
    return ERR_UNAVAILABLE;
}
