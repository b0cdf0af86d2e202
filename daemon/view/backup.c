/* What is said of backups. Paths of the machine are none of it but the folder, which its handler says. */
#include "view/backup.h"

void view_backup(struct view view, const struct backup_entry *entry, int64_t now_ms)
{
    view_text(view, "name", entry->name);
    view_text(view, "state", backup_state_name(entry));
    view_time(view, "at", entry->at_ms);
    /* A clock that was set back since gives no negative age. */
    view_integer(view, "age_seconds", now_ms > entry->at_ms ? (now_ms - entry->at_ms) / 1000 : 0);
    view_time(view, "verified_at", entry->verified_ms);
    view_integer(view, "bytes", entry->bytes);
    view_integer(view, "new_bytes", entry->new_bytes);
    view_integer(view, "files", entry->files);
    view_integer(view, "missing", entry->missing);
    view_integer(view, "articles", entry->articles);
    view_flag(view, "full", entry->is_full);
    view_flag(view, "named", entry->is_named);
    view_integer(view, "schema", entry->schema);
    view_text(view, "program", entry->program);
    view_time(view, "rewritten_at", entry->rewritten_ms);
}

/* What came of making copies forget, or how far it is. */
static void view_forgetting(struct view view, const struct backup_run *run)
{
    const struct forget_report *report = &run->report;
    view_integer(view, "copies_done", run->copies_done);
    view_integer(view, "copies_total", run->copies_total);
    view_integer(view, "rewritten", report->rewritten);
    view_integer(view, "written_bytes", report->written_bytes);
    view_integer(view, "removed_bytes", report->removed_bytes);
    view_integer(view, "kept_count", (int64_t)report->kept_count);
    view_integer(view, "unreadable_count", (int64_t)report->unreadable_count);
    struct view list = view_list(view, "kept");
    for (size_t i = 0; i < report->kept_count && i < FORGET_KEPT_MOST; i++) {
        struct view item = view_append(list);
        view_text(item, "kind", copy_kind_name(report->kept[i].kind));
        view_text(item, "name", report->kept[i].name);
        view_text(item, "why", report->kept[i].why);
    }
}

void view_backup_run(struct view view, const struct backup_run *run)
{
    view_integer(view, "number", run->number);
    view_text(view, "state", backup_run_state_name(run->state));
    view_text(view, "phase", backup_phase_name(run->progress.phase));
    view_integer(view, "bytes_done", run->progress.done);
    view_integer(view, "bytes_total", run->progress.total);
    view_text(view, "name", *run->name ? run->name : NULL);
    view_text(view, "error", *run->fault ? run->fault : NULL);
    view_text(view, "kind", run->forgets ? "forget" : run->verifies ? "verify" : "backup");
    if (run->forgets)
        view_forgetting(view, run);
}
