/* A backup written anew without what was taken back since: its database put together below the data folder,
 * opened as a store of its own, divided into pieces again beside its former ones; its media linked, but for
 * those that no row names any more. The former one is there, untouched, until the new one was verified. */
#include "backup_pieces.h"
#include "forget_inner.h"
#include "restore_inner.h"

#include "base/said.h"
#include "text/date.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

enum {
    ARENA_MAX = 256 * 1024 * 1024,
    ROWS_AT_ONCE = 500,
    KEY_SIZE = 32,
    KEY_MODE = 0600,
    RESERVE = 64 * 1024 * 1024
};

struct rewriting {
    struct forgetting *forgetting;
    struct backup_order order; /* for those who make backups; it has no store */
    struct making making;
    struct manifest_reader former;                       /* of the backup as it is */
    const char *portal, *key;                            /* of its manifest */
    char work[BACKUP_PATH_SIZE], path[BACKUP_PATH_SIZE]; /* the folder worked in; the backup's own */
    int64_t own_bytes; /* of files that were no other backup's, and are linked */
};

/* ---- before */

static enum err rewrite_open(struct rewriting *rewriting, struct buf *fault)
{
    struct making *making = &rewriting->making;
    making->base_folder = open(rewriting->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (making->base_folder < 0)
        return backup_failed(fault, rewriting->path);
    enum err err = manifest_open(&rewriting->former, making->base_folder);
    if (err == ERR_UNAVAILABLE)
        buf_text(fault, SAID("do chương trình mới hơn tạo", "a newer program made it"));
    else if (err || !manifest_entry(rewriting->former.head, &making->entry)) {
        buf_text(fault, SAID("bản kê hỏng", "its manifest is damaged"));
        err = ERR_CONFLICT;
    }
    const char *key = json_string_value(json_object_get(rewriting->former.head, "key"));
    rewriting->key = key ? key : "";
    return err;
}

/* Bytes free for the user where a path lies, and on which disk. */
static enum err rewrite_room(const char *path, int64_t needed, struct buf *fault)
{
    struct statvfs room;
    if (statvfs(path, &room))
        return backup_failed(fault, path);
    int64_t free = (int64_t)(room.f_bavail * room.f_frsize);
    if (free >= needed)
        return ERR_OK;
    buf_printf(fault,
               SAID("viết lại bản này cần %" PRId64 " MiB trong %s, chỉ còn trống %" PRId64 " MiB",
                    "writing it anew needs %" PRId64 " MiB in %s, and %" PRId64 " MiB are free"),
               (needed >> 20) + 1, path, free >> 20);
    return ERR_STORAGE_FULL;
}

/* The database three times while it is worked on: with its log, and as it is settled; and its pieces, none of
 * which may be as it was. */
static enum err rewrite_check_room(const struct rewriting *rewriting, struct buf *fault)
{
    const struct copies_scope *scope = rewriting->forgetting->order->scope;
    int64_t bytes = rewriting->making.entry.database_bytes, work = 3 * bytes + RESERVE, pieces = bytes;
    if (backup_is_elsewhere(scope->backups, scope->data)) {
        enum err err = rewrite_room(scope->backups, pieces, fault);
        return err ? err : rewrite_room(scope->data, work, fault);
    }
    return rewrite_room(scope->data, work + pieces, fault);
}

/* A data folder with the key that the names of the copy are hashed with, if the portal's is that one. */
static enum err rewrite_make_work(struct rewriting *rewriting, bool *ret_keeps_names, struct buf *fault)
{
    const char *data = rewriting->forgetting->order->scope->data;
    char path[BACKUP_PATH_SIZE + 16], check[BACKUP_HASH_SIZE], key[KEY_SIZE];
    snprintf(rewriting->work, sizeof rewriting->work, "%s/%s", data, FORGET_UNFINISHED);
    snprintf(path, sizeof path, "%s/media", rewriting->work);
    if ((access(rewriting->work, F_OK) == 0 && !backup_remove_tree(rewriting->work)) ||
        mkdir(rewriting->work, BACKUP_FOLDER_MODE) || mkdir(path, BACKUP_FOLDER_MODE))
        return backup_failed(fault, rewriting->work);
    snprintf(path, sizeof path, "%s/secret.key", data);
    *ret_keeps_names = !restore_key_check(path, check) && strcmp(check, rewriting->key) == 0;
    if (!*ret_keeps_names)
        return ERR_OK;
    auto_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool done = fd >= 0 && read(fd, key, sizeof key) == KEY_SIZE &&
                restore_write_file(rewriting->work, "secret.key", key, sizeof key, KEY_MODE);
    sodium_memzero(key, sizeof key);
    return done ? ERR_OK : backup_failed(fault, path);
}

/* ---- the database */

/* Its bytes as the manifest has them, without what was taken back; settled beside it. */
static enum err rewrite_database(struct rewriting *rewriting, const char *settled, struct buf *fault)
{
    struct making *making = &rewriting->making;
    char path[BACKUP_PATH_SIZE + 16];
    bool keeps_names = false;
    enum err err = rewrite_make_work(rewriting, &keeps_names, fault);
    snprintf(path, sizeof path, "%s/cong.db", rewriting->work);
    if (!err)
        err = restore_database(rewriting->path, path, &rewriting->forgetting->looker, fault);
    return err ? err
               : forget_database(rewriting->forgetting, rewriting->work, making->entry.name, keeps_names,
                                 settled, making->arena, &making->facts, fault);
}

static enum err rewrite_make_folder(struct rewriting *rewriting, struct buf *fault)
{
    struct making *making = &rewriting->making;
    snprintf(making->path, sizeof making->path, "%s/%s%s", rewriting->order.folder, BACKUP_UNFINISHED,
             making->entry.name);
    if (mkdir(making->path, BACKUP_FOLDER_MODE))
        return backup_failed(fault, making->path);
    making->folder = open(making->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (making->folder < 0 || mkdirat(making->folder, "media", BACKUP_FOLDER_MODE))
        return backup_failed(fault, making->path);
    making->batch.folder = openat(making->folder, "media", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return making->batch.folder < 0 ? backup_failed(fault, making->path) : ERR_OK;
}

/* Linked are its own former pieces, and those of the one that was written anew before it; a full copy has
 * none of another's. */
static enum err rewrite_divide(struct rewriting *rewriting, const char *settled, struct buf *fault)
{
    struct making *making = &rewriting->making;
    bool is_full = making->entry.is_full;
    const char *last = rewriting->forgetting->last;
    auto_close int other = is_full || !last ? -1 : backup_open(rewriting->order.folder, last);
    making->other_folder = other < 0 ? 0 : other;
    making->entry.is_full = false;
    making->entry.bytes = making->entry.files = making->entry.new_bytes = 0;
    enum err err = gather_begin(making);
    if (!err)
        err = pieces_divide(making, settled, fault);
    making->entry.is_full = is_full;
    making->other_folder = 0;
    return err;
}

/* ---- media */

static bool was_missing(const struct rewriting *rewriting, const char *name)
{
    const json_t *value;
    size_t index;
    json_array_foreach(json_object_get(rewriting->former.head, "missing"), index,
                       value) if (strcmp(json_string_value(value), name) == 0) return true;
    return false;
}

/* A file system without links, or a file with too many, has copies. */
static enum err rewrite_medium(struct rewriting *rewriting, const struct backup_line *line)
{
    struct making *making = &rewriting->making;
    struct backup_line copied = *line;
    struct stat st;
    if (fstatat(making->base_folder, line->name, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_nlink == 1)
        rewriting->own_bytes += line->size;
    if (linkat(making->base_folder, line->name, making->folder, line->name, 0) == 0)
        return ERR_OK;
    auto_close int from = openat(making->base_folder, line->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (from < 0)
        return ERR_CONFLICT;
    enum err err = backup_batch_copy(&making->batch, from, strchr(line->name, '/') + 1,
                                     &making->order->looker, copied.hash, &copied.size);
    return !err && strcmp(copied.hash, line->hash) != 0 ? ERR_CONFLICT : err;
}

static enum err rewrite_row(struct rewriting *rewriting, const struct backup_file_row *row,
                            struct backup_line *line, enum err *lines, struct buf *fault)
{
    struct making *making = &rewriting->making;
    char wanted[96];
    snprintf(wanted, sizeof wanted, "media/%s", row->name);
    while (!*lines && (backup_is_piece(line->name) || strcmp(line->name, wanted) < 0))
        *lines = manifest_next(&rewriting->former, line);
    if (*lines || strcmp(line->name, wanted) != 0) {
        if (was_missing(rewriting, row->name))
            return json_array_append_new(making->missing, json_string(row->name)) ? ERR_MEMORY : ERR_OK;
        buf_printf(fault,
                   SAID("%s: cần đến mà bản sao lưu không có", "%s: rows need it, and the backup has it not"),
                   wanted);
        return ERR_CONFLICT;
    }
    enum err err = rewrite_medium(rewriting, line);
    if (err) {
        buf_printf(fault, SAID("%s: không liên kết hay chép được", "%s: cannot be linked or copied"), wanted);
        return err;
    }
    manifest_add(&making->lines, line);
    making->entry.files++;
    making->entry.bytes += line->size;
    return ERR_OK;
}

/* Rows and lines of the former manifest side by side; both have the order of their names. */
static enum err rewrite_media(struct rewriting *rewriting, struct backup_copy *copy, struct buf *fault)
{
    struct making *making = &rewriting->making;
    struct backup_line line = {.size = 0};
    char after[96] = "";
    enum err err = ERR_OK, lines = manifest_next(&rewriting->former, &line);
    size_t count = ROWS_AT_ONCE;
    while (!err && count == ROWS_AT_ONCE) {
        auto_arena struct arena *arena = arena_new(4 * 1024 * 1024);
        struct backup_file_row *rows = NULL;
        err = arena ? backup_copy_files(copy, after, ROWS_AT_ONCE, arena, &rows, &count) : ERR_MEMORY;
        for (size_t i = 0; !err && i < count; i++) {
            err = rewrite_row(rewriting, &rows[i], &line, &lines, fault);
            snprintf(after, sizeof after, "%s", rows[i].name);
        }
        if (!err && backup_is_over(&making->order->looker))
            err = ERR_TIMEOUT;
    }
    return err ? err : backup_batch_settle(&making->batch, &making->order->looker);
}

/* ---- the new one */

static enum err rewrite_finish(struct rewriting *rewriting, struct buf *fault)
{
    struct making *making = &rewriting->making;
    struct backup_entry *entry = &making->entry;
    entry->articles = making->facts.articles;
    entry->schema = making->facts.schema;
    entry->missing = (int64_t)json_array_size(making->missing);
    entry->database_bytes = making->database_bytes;
    entry->new_bytes = making->new_database_bytes + rewriting->own_bytes;
    entry->rewritten_ms = clock_now_ms(rewriting->order.clock) / 1000 * 1000;
    json_auto_t *head = manifest_head_of(making, rewriting->key);
    enum err err = head ? manifest_write(&making->lines, making->folder, head) : ERR_MEMORY;
    if (!err)
        err = manifest_check(making->folder);
    if (!err && (!backup_sync_folder(making->batch.folder) || !backup_sync_folder(making->folder)))
        err = backup_failed(fault, making->path);
    return err;
}

/* Every byte of it, as `congd backup verify` would. */
static enum err rewrite_verify(struct rewriting *rewriting, struct buf *fault)
{
    auto_buf struct buf found = BUF(64 * 1024);
    int64_t faults = 0;
    enum err err =
        backup_verify(rewriting->making.path, &rewriting->forgetting->looker, &found, &faults, fault);
    if (err || !faults)
        return err;
    const char *text = buf_str(&found);
    buf_printf(fault, SAID("hỏng: %.*s", "it is damaged: %.*s"), (int)strcspn(text, "\n"), text);
    return ERR_CONFLICT;
}

/* The new one gets the name, and the former one that of one that is going. Where the file system cannot
 * exchange them, a kill between leaves the former one under a name from which backup_clear() takes it back.
 */
static bool rewrite_exchange(const struct rewriting *rewriting)
{
    const struct making *making = &rewriting->making;
    char going[BACKUP_PATH_SIZE], replaced[BACKUP_PATH_SIZE];
    snprintf(going, sizeof going, "%s/%s%s", rewriting->order.folder, BACKUP_GOING, making->entry.name);
    snprintf(replaced, sizeof replaced, "%s/%s%s", rewriting->order.folder, BACKUP_REPLACED,
             making->entry.name);
    auto_close int parent = open(rewriting->order.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0)
        return false;
    if (renameat2(AT_FDCWD, making->path, AT_FDCWD, rewriting->path, RENAME_EXCHANGE) == 0)
        return backup_sync_folder(parent) && rename(making->path, going) == 0;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    return !rename(rewriting->path, replaced) && !rename(making->path, rewriting->path) &&
           backup_sync_folder(parent) && !rename(replaced, going);
}

struct alone {
    int folder;
    int64_t bytes;
};

static void count_alone(void *context, const char *name)
{
    struct alone *alone = context;
    struct stat st;
    if (fstatat(alone->folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
        st.st_nlink == 1)
        alone->bytes += st.st_size;
}

/* Bytes of the files in a folder of a backup that have no other name. */
static int64_t bytes_alone(const char *backup, const char *name)
{
    char path[BACKUP_PATH_SIZE + 16];
    snprintf(path, sizeof path, "%s/%s", backup, name);
    auto_close int own = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct alone alone = {.folder = own};
    if (own >= 0)
        backup_each_name(path, count_alone, &alone);
    return alone.bytes;
}

/* The former one goes. What is left of it by a kill goes with the next backup_clear(). */
static enum err rewrite_replace(struct rewriting *rewriting, struct buf *fault)
{
    struct making *making = &rewriting->making;
    struct forget_report *report = &rewriting->forgetting->report;
    char going[BACKUP_PATH_SIZE];
    snprintf(going, sizeof going, "%s/%s%s", rewriting->order.folder, BACKUP_GOING, making->entry.name);
    if (!rewrite_exchange(rewriting))
        return backup_failed(fault, rewriting->path);
    making->path[0] = '\0';
    report->written_bytes += making->new_database_bytes;
    report->removed_bytes += bytes_alone(going, "media") + bytes_alone(going, BACKUP_PIECES);
    backup_note_verdict(rewriting->order.folder, making->entry.name, clock_now_ms(rewriting->order.clock),
                        true);
    if (backup_remove_tree(going))
        return ERR_OK;
    backup_failed(fault, going);
    return ERR_INTERNAL;
}

/* From the settled database to the exchange. */
static enum err rewrite_with(struct rewriting *rewriting, const char *settled, struct buf *fault)
{
    auto_backup_copy struct backup_copy *copy = NULL;
    enum err err = rewrite_make_folder(rewriting, fault);
    if (!err)
        err = rewrite_divide(rewriting, settled, fault);
    if (!err)
        err = backup_copy_open(settled, fault, &copy);
    if (!err)
        err = rewrite_media(rewriting, copy, fault);
    if (!err)
        err = gather_taken(&rewriting->making, copy);
    if (!err)
        err = rewrite_finish(rewriting, fault);
    if (!err)
        err = rewrite_verify(rewriting, fault);
    return err ? err : rewrite_replace(rewriting, fault);
}

static void rewrite_end(struct rewriting *rewriting)
{
    struct making *making = &rewriting->making;
    gather_end(making);
    if (making->path[0])
        backup_remove_tree(making->path);
    if (rewriting->work[0])
        backup_remove_tree(rewriting->work);
    json_decref(making->missing);
    manifest_close(&rewriting->former);
    if (making->base_folder >= 0)
        close(making->base_folder);
    if (making->folder >= 0)
        close(making->folder);
}

enum err rewrite_backup(struct forgetting *forgetting, const char *name, struct buf *fault)
{
    const struct copies_scope *scope = forgetting->order->scope;
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    char settled[BACKUP_PATH_SIZE + 16];
    struct rewriting rewriting = {
        .forgetting = forgetting,
        .order = {.clock = scope->clock,
                  .data = scope->data,
                  .folder = scope->backups,
                  .looker = forgetting->looker},
        .making = {
            .arena = arena, .base_folder = -1, .folder = -1, .batch.folder = -1, .missing = json_array()}};
    rewriting.making.order = &rewriting.order;
    rewriting.making.today = day_of(clock_now_ms(scope->clock));
    snprintf(rewriting.path, sizeof rewriting.path, "%s/%s", scope->backups, name);
    enum err err = arena && rewriting.making.missing ? rewrite_open(&rewriting, fault) : ERR_MEMORY;
    /* A folder that somebody renamed is called as it is called. */
    snprintf(rewriting.making.entry.name, sizeof rewriting.making.entry.name, "%s", name);
    if (!err)
        err = rewrite_check_room(&rewriting, fault);
    snprintf(settled, sizeof settled, "%s/%s/settled.db", scope->data, FORGET_UNFINISHED);
    if (!err)
        err = rewrite_database(&rewriting, settled, fault);
    if (!err)
        err = rewrite_with(&rewriting, settled, fault);
    rewrite_end(&rewriting);
    return err;
}
