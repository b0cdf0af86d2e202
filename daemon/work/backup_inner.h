/* Backups, for their own modules: files, the manifest, the folder. */
#ifndef WORK_BACKUP_INNER_H
#define WORK_BACKUP_INNER_H

#include "work/backup.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>

/* Whole backups and their folders are read and written by their owner and looked at by the group. */
enum { BACKUP_FOLDER_MODE = 0750, BACKUP_FILE_MODE = 0440, BACKUP_PATH_SIZE = 4096 };

/* What a name begins with until it is whole, or when it is going. */
#define BACKUP_UNFINISHED ".unfinished-"
#define BACKUP_GOING ".going-"
/* The former one of that name, while one that was written anew takes its place. */
#define BACKUP_REPLACED ".replaced-"
/* And a verdict beside the backup of that name. */
#define BACKUP_VERDICT ".verified-"

/* One line, by errno. Gives STORAGE_FULL, UNAVAILABLE (too many files are open) or INTERNAL. */
enum err backup_failed(struct buf *fault, const char *path);

bool backup_is_over(const struct backup_looker *looker);
void backup_tell(const struct backup_looker *looker, enum backup_phase phase, int64_t done, int64_t total);

/* ---- files (backup_file.c) */

/* A file in a batch that is being copied: its bytes are on their way to the disk. */
enum { BACKUP_BATCH = 64 };
struct backup_batch {
    int folder; /* descriptor of the folder that is copied to */
    size_t count;
    struct {
        char name[96];
        char hash[BACKUP_HASH_SIZE];
        int fd;
    } items[BACKUP_BATCH];
};

/* BLAKE2b of what a descriptor has from its beginning. */
enum err backup_hash_fd(int fd, const struct backup_looker *looker, char ret_hash[static BACKUP_HASH_SIZE],
                        int64_t *ret_size);

/* The same of a named file; no link is followed. Errors: NOT_FOUND, INTERNAL, TIMEOUT. */
enum err backup_hash_file(int folder, const char *name, const struct backup_looker *looker,
                          char ret_hash[static BACKUP_HASH_SIZE], int64_t *ret_size);

/* Copies all of `from` to an empty file, by sharing their bytes where the file system can. The hash is of
 * what was read. */
enum err backup_copy_fd(int from, int to, const struct backup_looker *looker,
                        char ret_hash[static BACKUP_HASH_SIZE], int64_t *ret_size);

/* Copies `from` to a new file and begins to write it to the disk; the batch is settled when it is full. The
 * hash is of what was read. */
enum err backup_batch_copy(struct backup_batch *batch, int from, const char *name,
                           const struct backup_looker *looker, char ret_hash[static BACKUP_HASH_SIZE],
                           int64_t *ret_size);

/* The same of bytes in memory, whose hash is known. */
enum err backup_batch_write(struct backup_batch *batch, const char *name, const unsigned char *bytes,
                            size_t size, const char hash[static BACKUP_HASH_SIZE],
                            const struct backup_looker *looker);

/* Takes back the last that was copied. */
void backup_batch_drop(struct backup_batch *batch);

/* All of the batch are on the disk, and what is read from there is what was copied. CONFLICT otherwise. */
enum err backup_batch_settle(struct backup_batch *batch, const struct backup_looker *looker);

/* Closes what a failure left open. */
void backup_batch_end(struct backup_batch *batch);

/* Synchronises a folder's entries. */
bool backup_sync_folder(int folder);

/* Removes a folder with the files and folders in it. */
bool backup_remove_tree(const char *path);

/* ---- the manifest (backup_manifest.c, backup_manifest_read.c) */

/* A file of the backup. */
struct backup_line {
    char name[96]; /* "database/00000000", "media/HASH.ext" */
    char hash[BACKUP_HASH_SIZE];
    int64_t size;
    int32_t read_day; /* when its bytes were last compared with its hash, as day_of() says */
};

/* Lines first go to a file of their own, because what stands before them is known at the end. */
struct manifest_writer {
    FILE *lines;
    int64_t count;
};

/* The folder of the database's pieces; whether a name of the manifest is one. */
#define BACKUP_PIECES "database"
bool backup_is_piece(const char *name);

enum err manifest_begin(struct manifest_writer *writer, int folder);
void manifest_add(struct manifest_writer *writer, const struct backup_line *line);

/* Its lines so far, from the first on, as manifest_next_line() takes them; nothing is added any more. */
FILE *manifest_lines(struct manifest_writer *writer);

/* Writes manifest.json with this head (an object) and all lines, to the disk. The writer is ended. */
enum err manifest_write(struct manifest_writer *writer, int folder, const json_t *head);

/* NULL is fine for what was never begun. */
void manifest_writer_end(struct manifest_writer *writer);

struct manifest_reader {
    FILE *file;
    json_t *head;
    char *line; /* getline()'s */
    size_t room;
    crypto_generichash_state state;
    bool is_at_end;
};

/* Opens DIR/manifest.json and reads its head. Errors: NOT_FOUND, CONFLICT (it is damaged), UNAVAILABLE (a
 * newer program's). The reader is to be ended in any case. */
enum err manifest_open(struct manifest_reader *reader, int folder);

/* The next file. NOT_FOUND behind the last, when the manifest's own hash is right; else CONFLICT. */
enum err manifest_next(struct manifest_reader *reader, struct backup_line *ret_line);
void manifest_close(struct manifest_reader *reader);
#define auto_manifest CLEANUP(manifest_close)

/* The next of lines that are no whole manifest. `line` and `room` are getline()'s. NOT_FOUND: no more. */
enum err manifest_next_line(FILE *lines, char **line, size_t *room, struct backup_line *ret_line);

/* Whether what was written can be read, to its end. */
enum err manifest_check(int folder);

/* What a head says. False: members are missing. */
bool manifest_entry(const json_t *head, struct backup_entry *ret_entry);

/* ---- the folder (backup_folder.c) */

/* Opens the folder of one backup. -1 with errno. */
int backup_open(const char *folder, const char *name);

/* Calls for each name of the folder; one that is not there has none. */
enum err backup_each_name(const char *folder, void (*look)(void *context, const char *name), void *context);

#endif
