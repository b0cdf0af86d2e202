/* Files of media on their way between machines: kept beside the log, fetched before the rows that name them.
 * Knows which rows name files, and neither folder nor hash. */
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include "base/log.h"
#include "change.h"
#include "follow.h"
#include "media/media_share.h"
#include "replica.h"
#include "replica_inner.h"

#include <sqlite3.h>

bool replica_keeps_files(const struct store *store)
{
    return store->replica && store->replica->options->log->put_file && store->replica->options->log->get_file;
}

enum err replica_put_file(const struct store *store, const char *name, int fd, int64_t size)
{
    if (!replica_keeps_files(store))
        return ERR_OK;
    const struct replication_options *options = store->replica->options;
    return options->log->put_file(options->context, name, fd, size);
}

enum err replica_get_file(const struct store *store, const char *name, int fd)
{
    if (!replica_keeps_files(store))
        return ERR_NOT_FOUND;
    const struct replication_options *options = store->replica->options;
    return options->log->get_file(options->context, name, fd);
}

/* The file that a change brings, or NULL. */
static const char *file_of_change(const struct row_change *change)
{
    if (change->op != CHANGE_OP_INSERT ||
        (change->table != TABLE_media && change->table != TABLE_media_files))
        return NULL;
    sqlite3_value *name = row_change_new(change, change->table == TABLE_media ? MEDIA_NAME : MEDIA_FILE_NAME);
    return name ? (const char *)sqlite3_value_text(name) : NULL;
}

static enum err fetch_file(struct store *store, const char *name)
{
    enum err err = media_fetch(store, name);
    if (err != ERR_NOT_FOUND)
        return err;
    log_warning("replication", LOG_SAYS("a file that another machine put is nowhere any more"),
                LOG_TEXT("file", name));
    return ERR_OK;
}

enum err fetch_entry_files(struct store *store, const struct replication_entry *entry)
{
    struct entry_reader reader = {.bytes = entry->bytes, .size = entry->size};
    char table[ENTRY_NAME_SIZE];
    int64_t number;
    size_t size;
    sqlite3_changeset_iter *iterator = NULL;
    struct row_change change;
    if (!replica_keeps_files(store))
        return ERR_OK;
    const struct entry_head head = entry_read_head(&reader);
    while (entry_read_number(&reader, table, &number))
        continue;
    const void *changes = entry_read_changes(&reader, &size);
    /* Whoever applies it says what is wrong, or waits. */
    if (!changes || head.schema > store->replica->schema)
        return ERR_OK;
    int code = sqlite3changeset_start(&iterator, (int)size, (void *)(uintptr_t)changes);
    enum err err = code == SQLITE_OK ? ERR_OK : (code & 0xFF) == SQLITE_NOMEM ? ERR_MEMORY : ERR_INTERNAL;
    while (!err && !(err = row_change_next(iterator, &change))) {
        const char *name = file_of_change(&change);
        if (name)
            err = fetch_file(store, name);
    }
    sqlite3changeset_finalize(iterator);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
