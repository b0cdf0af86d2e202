/* Which copies are made to forget, in which order, and what came of each. How one is done is
 * backup_rewrite.c's and forget_former.c's. */
#include "forget_inner.h"

#include "base/log.h"
#include "base/said.h"
#include "store/audit.h"
#include "store/migration.h"
#include "store/redaction.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum {
    ARENA_MAX = 256 * 1024 * 1024,
    READ_LIMIT_MS = 600000,
    ERASING_MS = 3600 * 1000,
    AUDIT_NOTE_MAX = 1500
};

static enum err erase_all(struct store *store, const struct backup_looker *looker)
{
    enum { STEP_MS = 500 };
    enum err err = ERR_OK;
    for (int64_t left_ms = ERASING_MS; !err && redaction_is_pending(store) && left_ms > 0;
         left_ms -= STEP_MS) {
        backup_tell(looker, BACKUP_FORGETTING, 0, 0);
        err = backup_is_over(looker) ? ERR_TIMEOUT : redaction_erase(store, NULL, STEP_MS);
    }
    return err || !redaction_is_pending(store) ? err : ERR_UNAVAILABLE;
}

enum err forget_database(const struct forgetting *forgetting, const char *folder, const char *name,
                         bool keeps_names, const char *settled, struct arena *arena,
                         struct backup_facts *ret_facts, struct buf *fault)
{
    auto_store struct store *store = NULL;
    struct restore_counts counts;
    const struct backup_looker *looker = &forgetting->looker;
    const struct store_options options = {.directory = folder,
                                          .clock = forgetting->order->scope->clock,
                                          .readers = 2,
                                          .read_limit_ms = READ_LIMIT_MS,
                                          .snapshot_is_optional = true};
    const struct restore_terms terms = {
        .name = name, .keeps_names = keeps_names, .knows_own_names = true, .only_forgets = true};
    backup_tell(looker, BACKUP_FORGETTING, 0, 0);
    enum err err = store_open(&options, fault, &store);
    if (err)
        return err;
    /* The copy itself is what was before. */
    migration_snapshots_remove(store);
    err = restore_apply(store, forgetting->taken, &terms, &counts);
    if (!err)
        err = erase_all(store, looker);
    if (!err && settled)
        err = backup_database(store, settled, &looker->watch, arena, fault, ret_facts);
    return err;
}

/* ---- the report */

static void note_kept(struct forgetting *forgetting, const struct copy *copy, enum err err, const char *why)
{
    struct forget_report *report = &forgetting->report;
    report->unreadable_count += copy->is_unread || err == ERR_CONFLICT || err == ERR_NOT_FOUND;
    if (report->kept_count < FORGET_KEPT_MOST) {
        struct forget_kept *kept = &report->kept[report->kept_count];
        kept->kind = copy->kind;
        snprintf(kept->name, sizeof kept->name, "%s", copy->name);
        snprintf(kept->why, sizeof kept->why, "%s", why);
    }
    report->kept_count++;
}

/* Whether one fault ends all: the others would fare alike, or nobody wants them any more. */
static bool ends_all(enum err err)
{
    return err == ERR_TIMEOUT || err == ERR_MEMORY;
}

static enum err forget_copy(struct forgetting *forgetting, const struct copy *copy)
{
    auto_buf struct buf fault = BUF(4096);
    enum err err = ERR_OK;
    if (copy->kind == COPY_BACKUP)
        err = rewrite_backup(forgetting, copy->name, &fault);
    else if (copy->kind == COPY_FORMER)
        err = forget_former(forgetting, copy->name, &fault);
    else
        migration_snapshots_remove(forgetting->order->scope->store);
    if (!err)
        forgetting->report.rewritten++;
    if (err && !ends_all(err))
        note_kept(forgetting, copy, err, fault.length ? buf_str(&fault) : err_title(err, said_lang()));
    return ends_all(err) ? err : ERR_OK;
}

/* Of former times, whatever they hold. */
static enum err clear_former(struct forgetting *forgetting, const struct copies *copies)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < copies->count; i++) {
        auto_buf struct buf fault = BUF(4096);
        const struct copy *copy = &copies->items[i];
        if (copy->kind != COPY_FORMER || copy->is_unread)
            continue;
        err = forget_former_media(forgetting, copy->name, &fault);
        if (err && !ends_all(err)) {
            note_kept(forgetting, copy, err, fault.length ? buf_str(&fault) : err_title(err, said_lang()));
            err = ERR_OK;
        }
    }
    return err;
}

/* From the oldest on, so that each shares with the one before it, as when they were made. */
static enum err forget_all(struct forgetting *forgetting, const struct copies *copies, struct buf *names)
{
    const struct forget_order *order = forgetting->order;
    size_t count = copies_holding(copies), index = 0;
    enum err err = ERR_OK;
    for (size_t i = copies->count; !err && i-- > 0;) {
        const struct copy *copy = &copies->items[i];
        int64_t before = forgetting->report.rewritten;
        if (!copy_held(copy))
            continue;
        if (order->begin)
            order->begin(order->looker.context, copy->name, index++, count);
        err = backup_is_over(&forgetting->looker) ? ERR_TIMEOUT : forget_copy(forgetting, copy);
        if (forgetting->report.rewritten > before) {
            buf_printf(names, " %s", copy->name);
            forgetting->last = copy->kind == COPY_BACKUP ? copy->name : forgetting->last;
        }
    }
    return err ? err : clear_former(forgetting, copies);
}

/* Behind the work, which is done whether or not there is room for the line. */
static void audit_forgotten(const struct forget_order *order, const struct forget_report *report,
                            const char *names)
{
    char note[AUDIT_NOTE_MAX];
    auto_arena struct arena *arena = arena_new(64 * 1024);
    auto_conn struct conn *conn = NULL;
    if (!report->rewritten)
        return;
    snprintf(note, sizeof note, "rewritten %" PRId64 ", kept %zu:%s", report->rewritten, report->kept_count,
             names);
    enum err err = arena ? store_begin(order->scope->store, arena, order->actor, &conn) : ERR_MEMORY;
    if (!err)
        err = audit_add(conn, "backup.forget", "backup", 0, 0, 0, note);
    if (!err)
        err = store_commit(&conn);
    if (err)
        log_error("forget", LOG_SAYS("copies forgot, and the audit could not be told"),
                  LOG_TEXT("error", err_type(err)));
}

void forget_clear(const struct copies_scope *scope)
{
    char path[BACKUP_PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", scope->data, FORGET_UNFINISHED);
    if (access(path, F_OK) == 0 && !backup_remove_tree(path))
        log_warning("forget", LOG_SAYS("what a former run left cannot be removed"), LOG_TEXT("path", path));
    backup_clear(scope->backups);
}

enum err forget_run(const struct forget_order *order, struct buf *fault, struct forget_report *ret_report)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    auto_seen struct backup_seen *seen = backup_seen_new();
    auto_buf struct buf names = BUF(AUDIT_NOTE_MAX * 4);
    struct former taken;
    struct copies copies = {NULL};
    struct forgetting forgetting = {.order = order, .taken = &taken, .looker = order->looker};
    enum err err = arena && seen ? former_read_store(order->scope->store, arena, &taken) : ERR_MEMORY;
    forgetting.looker.seen = seen;
    forget_clear(order->scope);
    if (!err)
        err = copies_look(order->scope, arena, &copies);
    if (!err)
        err = forget_all(&forgetting, &copies, &names);
    audit_forgotten(order, &forgetting.report, buf_str(&names));
    *ret_report = forgetting.report;
    if (err && !fault->length)
        buf_text(fault, err == ERR_TIMEOUT ? SAID("bị dừng trước khi xong mọi bản",
                                                  "it was ended before all copies had forgotten")
                                           : err_title(err, said_lang()));
    return err;
}
