/* congd cluster leave: the node becomes a portal on one machine again, with everything. What the log has and
 * it has not is applied first, and media that are missing are brought; the others go on without it. */
#include "cluster.h"

#include "base/said.h"
#include "command.h"
#include "offline.h"
#include "ordered/files.h"
#include "replication_settings.h"
#include "store/replication.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { KEY_AS_IS = 0x2200, LEAVE_READ_MS = 30 * 1000, NUMBER_SIZE = 24 };

struct leave_arguments {
    struct invocation invocation;
    bool as_is; /* without a look at PostgreSQL */
};

/* ---- the log as one reads it who will never write */

static enum append_outcome leave_append(void *context, int64_t seq,
                                        const unsigned char txid[REPLICATION_TXID_SIZE], const void *bytes,
                                        size_t size)
{
    (void)context, (void)seq, (void)txid, (void)bytes, (void)size;
    return APPEND_AWAY;
}

static enum err leave_read(void *context, int64_t seq, struct arena *arena,
                           struct replication_entry *ret_entry)
{
    struct cluster_work *work = context;
    char number[NUMBER_SIZE];
    size_t size;
    auto_rows struct database_rows *rows = NULL;
    snprintf(number, sizeof number, "%" PRId64, seq);
    const struct database_value values[] = {DATABASE_TEXT(number), DATABASE_TEXT("1"), DATABASE_TEXT("0")};
    enum err err = database_run(work->database, DATABASE_READ, values, 3, LEAVE_READ_MS, work->fault, &rows);
    if (err || !database_count(rows))
        return err ? err : ERR_NOT_FOUND;
    if (database_integer(rows, 0, 0) != seq) {
        buf_text(work->fault,
                 SAID("nhật ký chung đã cắt phần mà máy này còn thiếu; hãy rời cụm từ một máy khác",
                      "the log was trimmed beyond what this machine has; leave from another machine"));
        return ERR_UNAVAILABLE;
    }
    const void *txid = database_bytes(rows, 0, 1, &size);
    memcpy(ret_entry->txid, txid, size < REPLICATION_TXID_SIZE ? size : REPLICATION_TXID_SIZE);
    const void *bytes = database_bytes(rows, 0, 2, &ret_entry->size);
    void *kept = arena_alloc(arena, ret_entry->size);
    if (kept)
        memcpy(kept, bytes, ret_entry->size);
    ret_entry->bytes = kept;
    return kept ? ERR_OK : ERR_MEMORY;
}

static enum err leave_get_file(void *context, const char *name, int fd)
{
    struct cluster_work *work = context;
    return database_get_file(work->database, name, fd, work->fault);
}

static enum err leave_put_file(void *context, const char *name, int fd, int64_t size)
{
    (void)context, (void)name, (void)fd, (void)size;
    return ERR_UNAVAILABLE;
}

static const struct replication_log leave_log = {
    .append = leave_append, .read = leave_read, .put_file = leave_put_file, .get_file = leave_get_file};

/* ---- what is still to come */

static enum err leave_get_media(struct cluster_work *work, struct store *store, int64_t *ret_missing)
{
    char media[CLUSTER_PATH_SIZE];
    struct cluster_media brought;
    snprintf(media, sizeof media, "%s/media", work->settings->data);
    enum err err = cluster_get_media(work, &(struct cluster_rows){.store = store}, media, &brought);
    *ret_missing = brought.missing;
    return err;
}

static struct store_options leave_options(const struct cluster_work *work,
                                          const struct replication_options *replication)
{
    return (struct store_options){.directory = work->settings->data,
                                  .clock = &clock_system,
                                  .readers = 2,
                                  .read_limit_ms = CLUSTER_READ_LIMIT_MS,
                                  .replication = replication};
}

/* The folder must be of the cluster that the settings name, or what it lacks would be another's. */
static enum err leave_check(struct cluster_work *work)
{
    struct cluster_row row;
    struct beside_facts facts;
    enum err err = cluster_there(work, &row);
    if (!err)
        err = beside_look(work->settings->data, work->fault, &facts);
    if (err || strcmp(facts.membership.cluster, row.name) == 0)
        return err;
    buf_text(
        work->fault,
        facts.membership.cluster[0]
            ? SAID("thư mục này thuộc một cụm khác, không phải cụm của thiết lập replication",
                   "this folder is part of another cluster than the one that the setting replication names")
            : SAID("thư mục này không thuộc cụm nào", "this folder is part of no cluster"));
    return ERR_CONFLICT;
}

static enum err leave_catch_up(struct cluster_work *work, int64_t *ret_missing)
{
    const struct replication_options replication = {
        .log = &leave_log, .context = work, .entry_max = REPLICATION_ENTRY_MAX, .asks_most = 1};
    const struct store_options options = leave_options(work, &replication);
    auto_store struct store *store = NULL;
    int64_t applied;
    enum err err = cluster_connect(work);
    if (!err)
        err = leave_check(work);
    if (!err)
        err = store_open(&options, work->fault, &store);
    if (!err)
        err = replication_catch_up(store, &applied);
    return err ? err : leave_get_media(work, store, ret_missing);
}

/* From here on it follows no log. */
static enum err leave_end(struct cluster_work *work, int64_t *ret_applied)
{
    const struct store_options options = leave_options(work, NULL);
    const struct membership alone = {.cluster = ""};
    struct membership before = {.applied = 0};
    auto_store struct store *store = NULL;
    enum err err = store_open(&options, work->fault, &store);
    if (!err)
        err = membership_read(store, &before);
    if (!err && !before.cluster[0]) {
        buf_text(work->fault, SAID("thư mục này không thuộc cụm nào", "this folder is part of no cluster"));
        err = ERR_CONFLICT;
    }
    *ret_applied = before.applied;
    return err ? err : membership_set(store, &alone);
}

static enum err leave_work(struct cluster_work *work, bool as_is)
{
    int64_t missing = 0, applied = 0;
    enum err err = as_is ? ERR_OK : leave_catch_up(work, &missing);
    if (!err)
        err = leave_end(work, &applied);
    /* Nobody waits for it any more when the log is trimmed. */
    if (!err && !as_is) {
        const struct database_value values[] = {DATABASE_TEXT(work->node)};
        err = database_run(work->database, DATABASE_NODE_LEAVES, values, 1, LEAVE_READ_MS, work->fault, NULL);
    }
    if (err)
        return err;
    printf(SAID("máy này (%s) đã rời cụm, có mọi thứ đến mục %" PRId64
                " của nhật ký chung; hãy xóa thiết lập "
                "replication rồi khởi động cổng\n",
                "this machine (%s) has left the cluster, with all up to entry %" PRId64
                " of the common log; take the "
                "setting replication away and start the portal\n"),
           work->node, applied);
    if (missing)
        fprintf(stderr,
                SAID("congd: %" PRId64
                     " ảnh và tệp không có ở đây lẫn trong PostgreSQL; xem congd media check\n",
                     "congd: %" PRId64 " media are neither here nor in PostgreSQL; see congd media check\n"),
                missing);
    return ERR_OK;
}

static enum err leave_run(void *input, struct buf *fault)
{
    const struct leave_arguments *arguments = input;
    auto_settings struct settings *settings = NULL;
    struct cluster_work work = {.fault = fault};
    enum err err =
        sodium_init() >= 0 ? invocation_settings(&arguments->invocation, fault, &settings) : ERR_MEMORY;
    work.settings = settings;
    if (!err && !arguments->as_is)
        err = cluster_settings(&work);
    else if (!err)
        replication_node(settings, work.node);
    if (!err)
        err = portal_enter_folder(settings, PORTAL_IS_THERE, fault);
    if (!err)
        err = leave_work(&work, arguments->as_is);
    cluster_end(&work);
    return err;
}

static void leave_take_option(struct command_use *use, void *input, int key, char *text)
{
    struct leave_arguments *arguments = input;
    (void)use, (void)text;
    arguments->as_is |= key == KEY_AS_IS;
}

static const struct option_row leave_option_rows[] = {
    {"as-is",
     KEY_AS_IS,
     {NULL},
     {"rời cụm với những gì máy này đang có, không hỏi PostgreSQL",
      "leave with what this machine has, without asking PostgreSQL"}},
    {0},
};

const struct command cluster_leave_command = {
    .name = "cluster leave",
    .breadth = BREADTH_DATA,
    .help = {"Máy này rời cụm và lại là cổng trên một máy, với mọi thứ: phần còn thiếu được lấy về trước. "
             "Cổng phải "
             "đang dừng.",
             "Has this machine leave the cluster and be a portal on one machine again, with everything: what "
             "is missing "
             "is brought first. The portal must not run."},
    .options = leave_option_rows,
    .size = sizeof(struct leave_arguments),
    .take = leave_take_option,
    .run = leave_run,
};
