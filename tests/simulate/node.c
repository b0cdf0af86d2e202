/* Nodes: opening as open.c does it, but for the folder, which is none. */
#include "node.h"

#include "content/redaction_list.h"
#include "disk.h"
#include "media/media_removal.h"
#include "replication/replica.h"
#include "replication/replica_inner.h"
#include "search/search_index.h"

#include <stdio.h>
#include <stdlib.h>

enum { REQUEST_ARENA = 64 * 1024 * 1024, DRAIN_MOST = 100000, FRAMES_BETWEEN = 60 };

static const struct actor asker = {.token_id = 7, .role = ROLE_EDITOR, .name = "biên tập"};

void node_init(struct node *node, int disk, struct ordered_log *log, int asks_most, const struct clock *clock)
{
    *node = (struct node){.client = {log, disk}, .clock = clock};
    node->options = (struct replication_options){.log = &ordered_log_calls,
                                                 .context = &node->client,
                                                 .entry_max = REQUEST_ENTRY_MAX,
                                                 .asks_most = asks_most};
    snprintf(node->folder, sizeof node->folder, "/disk/%d", disk);
}

static enum err open_database(struct store *store, const struct node *node)
{
    auto_buf struct buf path = BUF(100), fault = BUF(2000);
    buf_printf(&path, "%s/cong.db", node->folder);
    enum err err = conn_open(store, buf_str(&path), CONN_WRITER, &store->writer);
    if (!err)
        err = store_migrate(store->writer, true, &fault);
    if (!err)
        err = replica_attach(store);
    if (err)
        return err;
    checkpoint_watch(store);
    store->wal_due = FRAMES_BETWEEN;
    return search_begin(store);
}

bool node_start(struct node *node)
{
    const struct store_options options = {
        .directory = node->folder, .clock = node->clock, .read_limit_ms = 5000};
    struct store *store = calloc(1, sizeof *store);
    int64_t applied;
    if (!store)
        abort();
    store_init(store, &options);
    enum err err = media_removal_register(store);
    if (!err)
        err = search_register_hook(store);
    if (!err)
        err = redaction_register(store);
    if (!err && node->client.log)
        err = replica_register(store, &node->options);
    if (!err)
        err = open_database(store, node);
    if (err) {
        if (!disk_is_dead(node->client.disk))
            node->fault = "a store whose disk is well could not be opened";
        store_close(store);
        return false;
    }
    node->store = store;
    if (!node->client.log)
        return true;
    if (atomic_load(&store->replica->applied) < node->applied)
        node->fault = "a committed entry was forgotten";
    /* A daemon listens when this is done; where the log is away it reads what it has. */
    replication_catch_up(store, &applied);
    return true;
}

void node_stop(struct node *node)
{
    store_close(TAKE(node->store));
}

void node_kill(struct node *node, struct random *random)
{
    bool is_busy = true;
    disk_die(node->client.disk);
    for (int turn = 0; is_busy && turn < DRAIN_MOST; turn++) {
        is_busy = false;
        for (size_t i = 0; i < NODE_TASKS; i++)
            if (node->tasks[i].fiber) {
                node_resume(&node->tasks[i]);
                is_busy = true;
            }
    }
    if (is_busy) {
        fputs("a request of a dead machine waits for ever\n", stdout);
        abort();
    }
    if (node->store)
        node_stop(node);
    disk_revive(node->client.disk, random);
}

/* What a client may conclude. */
static enum answer judge(const struct node *node, enum err err)
{
    switch (err) {
    case ERR_OK:
        return ANSWER_SAVED;
    case ERR_INPUT:
    case ERR_CONFLICT:
    case ERR_TOO_LARGE:
        return ANSWER_REFUSED;
    case ERR_UNAVAILABLE:
    case ERR_UNSETTLED:
    case REPLICATION_OVERTAKEN:
        return ANSWER_UNKNOWN;
    default:
        return disk_is_dead(node->client.disk) ? ANSWER_UNKNOWN : ANSWER_WRONG;
    }
}

static void run_task(void *argument)
{
    struct task *task = argument;
    struct node *node = task->node;
    int64_t applied;
    auto_arena struct arena *arena = arena_new(REQUEST_ARENA);
    enum err err;
    if (task->asked)
        err = replication_write(node->store, arena, &asker, request_run, &task->asked->request);
    else
        err = replication_catch_up(node->store, &applied);
    enum answer answer = judge(node, err);
    if (task->asked) {
        task->asked->answer = answer;
        task->asked->err = err;
    } else if (answer != ANSWER_SAVED && answer != ANSWER_UNKNOWN) {
        node->fault = "a node cannot apply the log";
    }
}

bool node_begin(struct node *node, struct asked *asked)
{
    for (size_t i = 0; i < NODE_TASKS; i++)
        if (!node->tasks[i].fiber) {
            node->tasks[i] = (struct task){.node = node, .asked = asked};
            node->tasks[i].fiber = fiber_new(run_task, &node->tasks[i]);
            return true;
        }
    return false;
}

void node_resume(struct task *task)
{
    struct node *node = task->node;
    fiber_resume(task->fiber);
    if (!disk_is_dead(node->client.disk)) {
        int64_t applied = atomic_load(&node->store->replica->applied);
        if (applied < node->applied)
            node->fault = "a node went back";
        node->applied = applied;
    }
    if (fiber_is_done(task->fiber))
        fiber_free(TAKE(task->fiber));
}
