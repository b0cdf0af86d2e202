/* Copies that still hold what was taken back are made to forget it: each backup is written anew without it
 * and takes the place of the former one once it was verified whole; data that a restore put aside loses it
 * where it lies. One mechanism with restoring (store/restore.h).
 *
 * A backup that was written anew is one of the same moment, brought to this program's schema; files that did
 * not change are linked, and no file is ever written to. Killed anywhere, each backup is the former one or
 * the new one, whole; done again, it goes on.
 *
 * Must not know: HTTP, the command line. Thread: the one that makes backups. Errors: those of store.h;
 * TIMEOUT the watch ended it. `fault`, and why a copy is kept, are lines for people, in the terminal's
 * language (base/said.h). */
#ifndef WORK_FORGET_H
#define WORK_FORGET_H

#include "work/copies.h"

struct forget_order {
    const struct copies_scope *scope;
    const struct actor *actor; /* whom the audit names */
    struct backup_looker looker;
    /* Called at each copy, with looker.context; or NULL. */
    void (*begin)(void *context, const char *name, size_t index, size_t count);
};

enum { FORGET_KEPT_MOST = 16, FORGET_WHY_SIZE = 200 };

/* One that still holds it. */
struct forget_kept {
    enum copy_kind kind;
    char name[COPY_NAME_SIZE];
    char why[FORGET_WHY_SIZE];
};

struct forget_report {
    int64_t rewritten;     /* copies */
    int64_t removed_bytes; /* of files that no copy has any more */
    int64_t written_bytes;
    struct forget_kept kept[FORGET_KEPT_MOST]; /* the first of them */
    size_t kept_count;                         /* all */
    size_t unreadable_count; /* of these, the ones that no later run can do: damaged, or of another program */
};

/* Does all copies, backups from the oldest on. One that cannot be done is in the report, and the others are
 * done all the same. The audit gets a line. */
enum err forget_run(const struct forget_order *order, struct buf *fault, struct forget_report *ret_report);

/* Removes what a process that was killed left of this, and of backups: it may hold what was taken back. While
 * nothing is made. */
void forget_clear(const struct copies_scope *scope);

#endif
