/* Copies of what the portal holds or held: backups, data that a restore put aside, the database of before a
 * migration. Which of them still hold what was taken back since, and until when.
 *
 * A copy says itself what was taken back in it: a backup in its manifest, other data in its database. What
 * cannot be read is judged by its time. Copies of other portals are none.
 *
 * Must not know: HTTP, the command line. Thread: who may wait for a disk; copies of a job any. Errors: those
 * of store.h. */
#ifndef WORK_COPIES_H
#define WORK_COPIES_H

#include "work/backup.h"

enum copy_kind { COPY_BACKUP, COPY_FORMER, COPY_BEFORE_MIGRATION, COPY_KINDS };

/* "backup", "former", "before-migration"; static text. */
const char *copy_kind_name(enum copy_kind kind);

/* Who ends it: the settings' retention; a person; the erasing that is under way. */
enum copy_end { COPY_ENDS_BY_RETENTION, COPY_ENDS_BY_HAND, COPY_ENDS_BY_ERASING };
const char *copy_end_name(enum copy_end end); /* "retention", "hand", "erasing" */

enum { COPY_NAME_SIZE = 128 };

struct copy {
    enum copy_kind kind;
    enum copy_end end;
    char name[COPY_NAME_SIZE]; /* of a backup; else the path below the data folder */
    int64_t at_ms;             /* the moment it is of; 0: nobody knows */
    int64_t until_ms;          /* when retention lets it go, if a backup is made each day; 0: nobody knows */
    bool is_unread;            /* what it says of itself cannot be read */
    const int64_t *redactions, *erasures; /* ids, ascending, of what it has not taken back */
    size_t redaction_count, erasure_count;
};

struct copies {
    struct copy *items; /* backups first, the newest first */
    size_t count;
    int64_t redaction_last, erasure_last; /* the highest ids then: what came later every copy holds */
};

/* What is looked at; texts are borrowed. */
struct copies_scope {
    struct store *store;
    const char *data, *backups; /* the data folder; the folder of backups */
    struct backup_retention retention;
    const struct clock *clock;
};

/* All copies, in the arena. */
enum err copies_look(const struct copies_scope *scope, struct arena *arena, struct copies *ret_copies);

bool copy_holds_redaction(const struct copies *copies, const struct copy *copy, int64_t id);
bool copy_holds_erasure(const struct copies *copies, const struct copy *copy, int64_t id);

/* How much of what was known then it still holds. */
size_t copy_held(const struct copy *copy);

/* Copies that hold something. */
size_t copies_holding(const struct copies *copies);

/* ---- what is kept of the last look, for those who may not wait */

struct copies_job;

/* The scope's texts are borrowed. NULL when out of memory. */
struct copies_job *copies_job_new(const struct copies_scope *scope);
void copies_job_free(struct copies_job *job);

/* A job (work/worker.h); `context` is the job. It looks once a minute. */
enum err copies_job_run(void *context);
int64_t copies_job_rest_ms(void *context);

/* What was taken back: a redaction, a person's request with all its redactions (0: none), or anything, of
 * which these are the newest. */
struct copies_asked {
    int64_t redaction, erasure;
    bool is_anything;
};

/* Those that hold it, in the arena; *ret_looked_ms is when they were looked at, 0: not yet. Never waits for a
 * disk. Thread: any. */
enum err copies_job_of(struct copies_job *job, const struct copies_asked *asked, struct arena *arena,
                       struct copy **ret_items, size_t *ret_count, int64_t *ret_looked_ms);

#endif
