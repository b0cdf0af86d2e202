/* What the staff should know, as one list made from facts: what waits for somebody, what is broken, what will
 * be over soon, and that what should be well is well. The desk shows it, and whoever sends it on (by mail,
 * once a day) says the same.
 *
 * Nothing is asked of a disk or of the network: facts are those that jobs have found. Nothing is changed.
 * Texts are for people who know no command line, in the language of whoever asks. Rows live in the arena,
 * which shows when one could not be added. Thread: one at a time a list. */
#ifndef WORK_NOTICE_H
#define WORK_NOTICE_H

#include "store/desk.h"
#include "work/backup_job.h"

enum notice_level {
    NOTICE_FINE,  /* for who wants to be sure */
    NOTICE_WAITS, /* somebody has to do something, and nothing is wrong */
    NOTICE_WARNS, /* something is not as it should be */
    NOTICE_FAILS, /* something does not work, or will not tomorrow */
};

/* "fine", "waits", "warns", "fails"; static. */
const char *notice_level_name(enum notice_level level);

struct notice {
    const char *name; /* "review", "scheduled", "reports", "links", "backup", "certificate", "database",
                         "disk", "tokens", "mail", "questions"; static */
    enum notice_level level;
    int64_t count; /* of what it tells of; 0 where nothing is counted */
    int64_t at_ms; /* the moment it tells of; 0 none */
    const char *text;
    const char *path; /* of the staff page where something can be done; static, Vietnamese */
};

struct notice_list {
    struct arena *arena;
    enum lang lang;
    struct notice *items;
    size_t count, capacity;
};

/* What is looked at. All borrowed. */
struct notice_scope {
    struct store *store;
    struct backup_job *backups;   /* or NULL */
    int64_t certificate_until_ms; /* of the one that is served; 0: TLS is not spoken here */
    bool checks_links;
    bool sends_mail;
    enum role role; /* whom they are for: what is not theirs is left out */
    int64_t now_ms;
};

/* CERTIFICATE_DAYS: a week before the technician's own warning (work/check.h). */
enum { NOTICE_CERTIFICATE_DAYS = 21, NOTICE_TOKENS_MOST = 1000 };

/* All of them, the worst first, those of a level in the order of the names above. `counts` is what
 * desk_count() found. Errors: those of the store. */
enum err notice_gather(const struct notice_scope *scope, struct conn *conn, const struct desk_counts *counts,
                       struct notice_list *list);

#endif
