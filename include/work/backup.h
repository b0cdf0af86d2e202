/* Backups: one that is made, looked through, listed, forgotten.
 *
 * A folder of backups holds a folder each. In it lie the settled database in pieces of one size, the media by
 * their names, which are hashes, and manifest.json with the BLAKE2b of every file and of itself. Media and
 * pieces that the backup before has too are linked to its file and take no room; they are read again at least
 * once in thirty days, and the first backup of a month is a full copy. Nothing is ever linked to the data
 * folder. An unfinished backup has another name, and goes when the next one is made; it gets its own when it
 * was verified and is on the disk.
 *
 * Never in it: secret.key, day.key, lock, sockets, the journal of visits.
 *
 * Must not know: HTTP, the command line. Thread: one at a time a folder. Errors: those of store.h; CONFLICT
 * is a copy that is not what it should be, or a name that is taken; NOT_FOUND no such backup; STORAGE_FULL;
 * TIMEOUT the watch ended it. `fault` gets one line for people, in the terminal's
 * language (base/said.h). */
#ifndef WORK_BACKUP_H
#define WORK_BACKUP_H

#include "store/backup.h"
#include "visits/visits.h"

#include <stddef.h>

/* A name is so long with its NUL, of a-z, A-Z, 0-9, '.', '_' and '-', and begins with none of the last three.
 */
enum { BACKUP_NAME_SIZE = 65 };
bool backup_name_is_sound(const char *name);

/* The folder of backups of a data folder by its setting ("" is DATA/backup). */
const char *backup_folder(const char *setting, const char *data, struct arena *arena);

enum backup_phase {
    BACKUP_WAITING,
    BACKUP_MEDIA,
    BACKUP_DATABASE,
    BACKUP_CHECKING,
    BACKUP_FORGETTING, /* a copy's database loses what was taken back */
    BACKUP_PHASES
};

/* "waiting", "media", "database", "checking", "forgetting"; static text. */
const char *backup_phase_name(enum backup_phase phase);

/* How far one has come. Bytes of files; of the phases that cannot tell 0 of 0. */
struct backup_progress {
    enum backup_phase phase;
    int64_t done, total;
};

/* Files whose bytes were compared, so that what several backups have in common is read once. */
struct backup_seen;

/* Who looks on. Any may be NULL. */
struct backup_looker {
    struct backup_seen *seen;  /* of verifying; NULL: every byte of each is read */
    struct backup_watch watch; /* asked often, by one thread */
    void (*tell)(void *context, const struct backup_progress *progress);
    void *context;
};

struct backup_order {
    struct store *store;
    const struct actor *actor; /* whom the audit names */
    struct visits
        *visits; /* folded first, so that what is counted is in the database; NULL: they are already */
    const struct clock *clock;
    const char *data;   /* the data folder */
    const char *folder; /* made when its parent is there */
    const char *name;   /* NULL: from the clock, as "2026-11-29-130502" */
    bool erases;        /* nobody else erases what was taken back; so this does, before it copies */
    struct backup_looker looker;
};

/* What one is. Of one that was only listed, texts are in the arena. */
struct backup_entry {
    char name[BACKUP_NAME_SIZE];
    bool is_named;   /* by a person: never forgotten by itself */
    bool is_full;    /* no file of it was another backup's when it was made */
    bool is_bad;     /* looked through, and found damaged */
    int64_t missing; /* media that the data folder itself lacked or had damaged: it is not whole */
    int64_t at_ms;   /* when it was begun */
    int64_t verified_ms;
    int64_t rewritten_ms; /* when it was written anew without what was taken back since; 0: never */
    int64_t bytes;        /* of all its files */
    int64_t new_bytes;    /* of those that were no other backup's */
    int64_t files, articles, schema, database_bytes;
    char program[32]; /* version of the program that made it */
};

/* Good: whole, and never found damaged. */
bool backup_is_good(const struct backup_entry *entry);

/* "good", "incomplete", "damaged"; static text. */
const char *backup_state_name(const struct backup_entry *entry);

/* Makes one and verifies it. One that lacks media which the data folder lacks is made all the same, and says
 * so. The audit gets a line. On failure nothing is left. */
enum err backup_make(const struct backup_order *order, struct buf *fault, struct backup_entry *ret_entry);

/* Reads every byte of the backup in a folder and compares it with its manifest; the database then is checked
 * and counted too. `found` gets a line for each fault, a hundred at most; *ret_faults says how many there
 * are. Errors: NOT_FOUND (no backup there), UNAVAILABLE (one of a newer program). Faults are no error. */
enum err backup_verify(const char *directory, const struct backup_looker *looker, struct buf *found,
                       int64_t *ret_faults, struct buf *fault);

/* Writes the database of the backup in a folder to an empty file, each piece as the manifest has it; nothing
 * is synchronised. Errors: NOT_FOUND (no backup there), UNAVAILABLE (one of a newer program), CONFLICT (a
 * piece or the manifest is damaged). */
enum err backup_database_assemble(const char *directory, int target, const struct backup_looker *looker,
                                  struct buf *fault);

/* The same as backup_verify() of a backup whose database was just assembled, in the file `copied`, so that
 * nothing is read twice: that is looked into. Of media only that they are there and as long as they should
 * be; their bytes are for later. */
enum err backup_verify_copied(const char *directory, const char *copied, const struct backup_looker *looker,
                              struct buf *found, int64_t *ret_faults, struct buf *fault);

/* Notes beside a backup of a folder of backups what a look through it found, for who lists it. Where that
 * cannot be written nothing happens. */
void backup_note_verdict(const char *folder, const char *name, int64_t at_ms, bool is_good);

/* All of a folder, newest first. A folder that is not there holds none. */
enum err backup_list(const char *folder, struct arena *arena, struct backup_entry **ret_entries,
                     size_t *ret_count);

/* The newest that is good. Errors: NOT_FOUND. */
enum err backup_newest(const char *folder, struct backup_entry *ret_entry);

/* Whether the folder of backups lies on another device than the data folder; false when either cannot be
 * asked. */
bool backup_is_elsewhere(const char *folder, const char *data);

/* How many are kept: the newest of so many days, weeks and months that have one. All 0: every one. */
struct backup_retention {
    int64_t daily, weekly, monthly;
};

/* Which of `entries` (newest first) are kept: each ret_keeps[i]. Those that a person named, the newest good
 * one, and the newest good one of each day, week and month in the portal's zone; one that is not good only
 * while no good one is newer. */
void backup_choose(const struct backup_entry *entries, size_t count, const struct backup_retention *retention,
                   bool *ret_keeps);

/* When each of `entries` will not be kept any more, in ms since 1970, if a good one is made each day from
 * `now_ms` on: then backup_choose() leaves it. 0: not within ten years, or never. Errors: MEMORY. */
enum err backup_foresee(const struct backup_entry *entries, size_t count,
                        const struct backup_retention *retention, int64_t now_ms, int64_t *ret_until_ms);

/* Takes those that are not kept out of the list; with `tries` only says which. `forgotten` gets their names,
 * one a line. Their files go with backup_clear(). */
enum err backup_forget(const char *folder, const struct backup_retention *retention, bool tries,
                       struct buf *forgotten, struct buf *fault);

/* The line of the audit, in a transaction. */
enum err backup_note_forgotten(struct conn *conn, const char *names);

/* Removes the files of those that were forgotten, and what a killed process left. */
void backup_clear(const char *folder);

#endif
