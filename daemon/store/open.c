/* Opening and closing: the one place that knows both the engine and the rooms which take part in it. */
#include "engine/store_state.h"

#include "content/document_register.h"
#include "content/redaction_list.h"
#include "engine/log_gather.h"
#include "media/media_removal.h"
#include "media/media_text.h"
#include "replication/replica.h"
#include "search/search_index.h"
#include "security/secret.h"

#include "base/said.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In this order: the writer makes and migrates the file, and readers prepare against the newest schema.
 * No statement is prepared before that. */
static enum err open_connections(struct store *store, const struct store_options *options, struct buf *fault)
{
    auto_buf struct buf path = BUF(4096);
    buf_printf(&path, "%s/cong.db", options->directory);
    enum err err = conn_open(store, buf_str(&path), CONN_WRITER, &store->writer);
    if (!err)
        err = store_migrate(store->writer, options->snapshot_is_optional, fault);
    if (!err)
        err = replica_attach(store);
    if (!err)
        err = conn_prepare(store->writer);
    if (!err)
        err = log_gather_watch(store->writer->db, &store->writer->gather);
    if (err)
        return err;
    checkpoint_watch(store);
    return lease_open(store, options);
}

/* All of the store's, before anything can fail, so that store_close() may end them whatever happened. */
static void init_locks(struct store *store)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    /* As store_monotonic_after() counts. */
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&store->pool_returned, &attributes);
    pthread_cond_init(&store->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    transaction_init(store);
    pthread_mutex_init(&store->pool_lock, NULL);
    pthread_mutex_init(&store->change_lock, NULL);
    pthread_mutex_init(&store->uses_lock, NULL);
    pthread_mutex_init(&store->misses_lock, NULL);
    pthread_mutex_init(&store->integrity_lock, NULL);
}

/* Of the database, as readers open it. */
static char *path_for_readers(const char *directory)
{
    static const char name[] = "/cong.db";
    size_t size = strlen(directory) + sizeof name;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s%s", directory, name);
    return path;
}

void store_init(struct store *store, const struct store_options *options)
{
    init_locks(store);
    /* SQLite counts its memory under one lock of the process, which a backup, at the lowest priority, held
     * while readers waited for it. Refused, without harm, by a second store of a process. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    /* 0 would be a descriptor, which store_close() would close. */
    store->lock_fd = -1;
    store->clock = options->clock;
    store->read_limit_ms = options->read_limit_ms;
    store->on_wait = options->on_wait;
    store->on_broken_disk = options->on_broken_disk;
    store->directory = strdup(options->directory);
    store->reader_path = path_for_readers(options->directory);
    store->similar = similar_table_new();
    store->documents = document_register_new();
    store->ballast.is_tended = options->tends_ballast;
    store->ballast.wanted = options->ballast;
    atomic_init(&store->generation, 1);
}

enum err store_open(const struct store_options *options, struct buf *fault, struct store **ret_store)
{
    assert(options->readers >= 1 && options->readers <= READERS_MAX);
    auto_store struct store *store = calloc(1, sizeof *store);
    if (!store)
        return ERR_MEMORY;
    store_init(store, options);
    /* The order of registration is that of the hooks' calls. */
    enum err err = store->directory && store->reader_path && store->similar && store->documents
                       ? media_removal_register(store)
                       : ERR_MEMORY;
    if (!err)
        err = media_text_register(store);
    if (!err)
        err = search_register_hook(store);
    if (!err)
        err = redaction_register(store);
    if (!err && options->replication)
        err = replica_register(store, options->replication);
    if (!err)
        err = store_lock(store, fault);
    if (!err)
        ballast_begin(&store->ballast, store->directory);
    /* What the process before let go is not there yet: so it was full then, and is until there is room. */
    if (!err && ballast_state(&store->ballast) == BALLAST_RELEASED)
        health_note(store, SQLITE_FULL);
    if (!err)
        err = secret_open(store, fault);
    if (!err)
        err = open_connections(store, options, fault);
    if (!err)
        err = search_begin(store);
    if (!err)
        err = redaction_begin(store);
    /* What failed without a line of its own still gets one. */
    if (err && !fault->length)
        buf_printf(fault, SAID("không mở được %s/cong.db", "%s/cong.db cannot be opened"),
                   options->directory);
    if (!err)
        *ret_store = TAKE(store);
    return err;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    /* Readers first, or the log could not be emptied. */
    lease_close(store);
    /* A folder that was copied while nothing runs then needs no -wal file beside it. */
    if (store->writer)
        sqlite3_wal_checkpoint_v2(store->writer->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    replica_detach(store);
    conn_close(store->writer);
    hooks_done(store);
    /* Last; another process may open the folder from here on. */
    if (store->lock_fd >= 0)
        close(store->lock_fd);
    pthread_cond_destroy(&store->pool_returned);
    pthread_cond_destroy(&store->changed);
    transaction_done(store);
    pthread_mutex_destroy(&store->pool_lock);
    pthread_mutex_destroy(&store->change_lock);
    pthread_mutex_destroy(&store->uses_lock);
    pthread_mutex_destroy(&store->misses_lock);
    pthread_mutex_destroy(&store->integrity_lock);
    similar_table_free(store->similar);
    document_register_free(store->documents);
    free(store->reader_path);
    free(store->directory);
    free(store);
}
