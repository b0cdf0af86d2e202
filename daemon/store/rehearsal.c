/* The rehearsal of the migrations: a copy of the database brought to this program's schema, and what came of
 * it. Beside open.c and backup_copy.c it knows the engine and what rooms give to a connection. */
#include "beside_inner.h"
#include "engine/backup.h"
#include "engine/migration_snapshot.h"
#include "engine/rows.h"
#include "engine/script.h"
#include "engine/store_state.h"
#include "search/search_index.h"
#include "store/migration.h"

#include "base/said.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, COPY_MODE = 0600 };

struct rehearsing {
    struct store *store; /* without a folder: what connections need */
    struct arena *arena;
    const struct asset *migrations;
    size_t count;
    char source[PATH_SIZE], copy[PATH_SIZE];
    struct rehearsal *result;
    struct table_rows *before;
    size_t before_count;
};

static enum err rehearsal_check_place(const struct rehearsing *rehearsing, const char *folder,
                                      struct buf *fault)
{
    int64_t needed = 0, free = 0;
    enum err err = migration_room(folder, rehearsing->result->bytes_before, &needed, &free);
    if (err == ERR_STORAGE_FULL)
        buf_printf(fault,
                   SAID("diễn tập cần %" PRId64 " MiB trong %s, chỉ còn trống %" PRId64 " MiB",
                        "a rehearsal needs %" PRId64 " MiB in %s, and %" PRId64 " MiB are free"),
                   (needed >> 20) + 1, folder, free >> 20);
    return err;
}

/* What the database says of itself: from which schema on it would be migrated, and how large it is. */
static enum err look_at_source(const struct rehearsing *rehearsing, struct conn *source, struct buf *fault)
{
    enum err err = store_migrate_check(source, rehearsing->count, fault, &rehearsing->result->from);
    return err ? err : migration_bytes(source, &rehearsing->result->bytes_before);
}

/* The database of one moment. */
static enum err take_copy(struct rehearsing *rehearsing, struct conn *source, const char *folder,
                          struct buf *fault)
{
    int64_t begun_ms = clock_monotonic_ms(&clock_system);
    enum err err = rehearsal_check_place(rehearsing, folder, fault);
    if (!err)
        err = snapshot_copy(source, rehearsing->copy);
    if (!err && chmod(rehearsing->copy, COPY_MODE))
        err = ERR_INTERNAL;
    rehearsing->result->copy_ms = clock_monotonic_ms(&clock_system) - begun_ms;
    return err;
}

/* A migration's name without its folder. */
static const char *step_name(const struct rehearsing *rehearsing, size_t index)
{
    const char *name = strrchr(rehearsing->migrations[index].name, '/') + 1;
    return arena_text(rehearsing->arena, name);
}

/* One after the other, each timed. */
static enum err run_steps(struct rehearsing *rehearsing, struct conn *copy, struct buf *fault)
{
    struct rehearsal *result = rehearsing->result;
    size_t done = (size_t)result->from;
    result->steps = arena_zero(rehearsing->arena, rehearsing->count - done, sizeof *result->steps);
    if (!result->steps)
        return ERR_MEMORY;
    for (size_t i = done; i < rehearsing->count; i++) {
        int64_t begun_ms = clock_monotonic_ms(&clock_system);
        const char *name = step_name(rehearsing, i);
        enum err err = store_migrate_by(copy, rehearsing->migrations, i + 1, fault);
        if (err) {
            result->failed = name;
            return err;
        }
        result->steps[result->step_count++] =
            (struct rehearsed_step){name, clock_monotonic_ms(&clock_system) - begun_ms};
    }
    return ERR_OK;
}

/* Both lists have the order of their names. */
static enum err merge_tables(struct rehearsing *rehearsing, const struct table_rows *after,
                             size_t after_count)
{
    struct rehearsal *result = rehearsing->result;
    const struct table_rows *before = rehearsing->before;
    size_t before_count = rehearsing->before_count, b = 0, a = 0;
    result->tables = arena_zero(rehearsing->arena, before_count + after_count + 1, sizeof *result->tables);
    if (!result->tables)
        return ERR_MEMORY;
    while (b < before_count || a < after_count) {
        int order = b == before_count ? 1 : a == after_count ? -1 : strcmp(before[b].name, after[a].name);
        result->tables[result->table_count++] =
            (struct rehearsed_table){order <= 0 ? before[b].name : after[a].name,
                                     order <= 0 ? before[b].rows : -1, order >= 0 ? after[a].rows : -1};
        b += order <= 0;
        a += order >= 0;
    }
    return ERR_OK;
}

/* What the start of a daemon would do with it, and what a backup would look at. */
static enum err try_migrated(struct rehearsing *rehearsing, struct conn *copy, struct buf *fault)
{
    struct table_rows *after = NULL;
    size_t after_count = 0;
    int64_t begun_ms = clock_monotonic_ms(&clock_system);
    enum err err = conn_prepare(copy);
    if (err)
        buf_text(fault, SAID("cơ sở dữ liệu không có các bảng mà chương trình này cần",
                             "the database has not the tables that this program's statements want"));
    if (!err)
        err = backup_count_tables(copy, &after, &after_count);
    if (!err)
        err = merge_tables(rehearsing, after, after_count);
    if (!err)
        err = migration_bytes(copy, &rehearsing->result->bytes_after);
    if (!err)
        err = backup_check(copy, fault);
    rehearsing->result->check_ms = clock_monotonic_ms(&clock_system) - begun_ms;
    return err;
}

static enum err work_on_copy(struct rehearsing *rehearsing, struct buf *fault)
{
    struct conn *copy;
    enum err err = conn_open(rehearsing->store, rehearsing->copy, CONN_WRITER, &copy);
    if (err)
        return err;
    copy->arena = rehearsing->arena;
    err = backup_count_tables(copy, &rehearsing->before, &rehearsing->before_count);
    if (!err)
        err = run_steps(rehearsing, copy, fault);
    if (!err)
        err = try_migrated(rehearsing, copy, fault);
    conn_close(copy);
    return err;
}

/* Where nothing is to be migrated the database itself is looked at, as it is at one moment: that needs no
 * room. */
static enum err work_on_source(struct rehearsing *rehearsing, struct conn *source, struct buf *fault)
{
    source->arena = rehearsing->arena;
    enum err err = conn_execute(source, script_sql(SCRIPT_SNAPSHOT));
    if (!err)
        err = backup_count_tables(source, &rehearsing->before, &rehearsing->before_count);
    return err ? err : try_migrated(rehearsing, source, fault);
}

/* While the lock is held nobody can open the folder; it is let go with the copy, if one is made. */
static enum err rehearse_with(struct rehearsing *rehearsing, const char *directory, const char *folder,
                              struct buf *fault)
{
    struct stat st;
    struct conn *source;
    auto_close int lock = -1;
    if (stat(rehearsing->source, &st) || st.st_size == 0) {
        buf_printf(fault, SAID("%s: không có cơ sở dữ liệu", "%s: there is no database"), rehearsing->source);
        return ERR_NOT_FOUND;
    }
    enum err err =
        beside_open(rehearsing->store, rehearsing->source, beside_hold_still(directory, &lock), &source);
    if (err)
        return err;
    err = look_at_source(rehearsing, source, fault);
    bool is_current = !err && rehearsing->result->from == rehearsing->result->to;
    if (is_current)
        err = work_on_source(rehearsing, source, fault);
    else if (!err)
        err = take_copy(rehearsing, source, folder, fault);
    conn_close(source);
    if (lock >= 0)
        flock(lock, LOCK_UN);
    return err || is_current ? err : work_on_copy(rehearsing, fault);
}

/* With a bare store: the room of the search alone gives something to a connection. */
static enum err rehearse(struct rehearsing *rehearsing, const char *directory, const char *folder,
                         struct buf *fault)
{
    rehearsing->store = calloc(1, sizeof *rehearsing->store);
    if (!rehearsing->store)
        return ERR_MEMORY;
    enum err err = search_register_hook(rehearsing->store);
    if (!err)
        err = rehearse_with(rehearsing, directory, folder, fault);
    hooks_done(rehearsing->store);
    free(rehearsing->store);
    return err;
}

enum err migration_rehearse(const char *directory, const char *folder, struct arena *arena, struct buf *fault,
                            struct rehearsal *ret_rehearsal)
{
    auto_assets struct assets *assets = NULL;
    struct rehearsing rehearsing = {.arena = arena, .result = ret_rehearsal};
    enum err err = assets_open(NULL, &assets);
    if (err)
        return err;
    *ret_rehearsal = (struct rehearsal){.from = 0};
    rehearsing.count = assets_below(assets, "migrations/", &rehearsing.migrations);
    ret_rehearsal->to = (int64_t)rehearsing.count;
    snprintf(rehearsing.source, sizeof rehearsing.source, "%s/cong.db", directory);
    snprintf(rehearsing.copy, sizeof rehearsing.copy, "%s/cong.db", folder);
    err = rehearse(&rehearsing, directory, folder, fault);
    if (!err && arena_failed(arena))
        err = ERR_MEMORY;
    if (err && !fault->length)
        buf_printf(fault, "%s: %s", rehearsing.source, err_title(err, said_lang()));
    return err;
}
