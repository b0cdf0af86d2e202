/* The files of a backup that is being made, each from where it is had cheapest. */
#ifndef WORK_BACKUP_GATHER_H
#define WORK_BACKUP_GATHER_H

#include "backup_inner.h"
#include "store/restore.h"

/* A backup on its way. */
struct making {
    const struct backup_order *order;
    struct arena *arena;
    struct backup_entry entry;
    char path[BACKUP_PATH_SIZE]; /* of the unfinished one; "" once it has its name */
    int folder, base_folder;     /* descriptors; -1: none */
    int other_folder;            /* of a backup whose pieces are tried where the base's do not fit; 0: none */
    int32_t today;
    struct backup_batch batch;                  /* its folder is the media folder */
    struct manifest_writer lines, former_lines; /* of this round; of the one before */
    json_t *missing;                            /* names */
    int64_t total, done;                        /* bytes of media */
    int64_t database_bytes, new_database_bytes; /* all; of pieces that no other backup has */
    char database_hash[BACKUP_HASH_SIZE];       /* of the whole */
    struct backup_facts facts;
    struct backup_redaction *redactions;
    size_t redaction_count;
    struct former taken; /* what persons' requests took, of the database */
};

/* How many bytes all media have, and how many of them must be copied. */
enum err gather_measure(const struct making *making, int64_t *ret_total, int64_t *ret_new);

/* Begins a round. What the one before brought need not be brought again. */
enum err gather_begin(struct making *making);

/* Brings every file that the rows of the copy name (NULL: of the open store), with a line for each, and
 * removes what none names any more. All are on the disk then. *ret_again: a file has gone whose row has gone
 * too since. */
enum err gather_files(struct making *making, struct backup_copy *copy, bool *ret_again);

/* Links the file of a line of another backup, whose folder `from` is, when it is as it should be, to the same
 * name here, and sets when it was last read. False: it must be had elsewhere. */
bool gather_link(const struct making *making, int from, const struct backup_line *base,
                 struct backup_line *line);

void gather_end(struct making *making);

/* What was taken back in a copy, for the manifest. */
enum err gather_taken(struct making *making, struct backup_copy *copy);

/* The manifest's first line, of what was gathered; `key` is what backup_key_check() says. The caller's
 * reference; NULL without memory. */
json_t *manifest_head_of(const struct making *making, const char *key);

#endif
