/* Restoring, from the lock to the exchange: what is done in which order, and what makes it refuse. Until the
 * exchange nothing of the data folder is touched but a folder within it that nobody knows. */
#include "restore_inner.h"

#include "store/migration.h"
#include "store/redaction.h"
#include "text/date.h"

#include "base/said.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

enum { ARENA_MAX = 64 * 1024 * 1024, READ_LIMIT_MS = 60000, ERASING_MS = 2000, KEY_MODE = 0600 };

static enum err restore_refuse_head(struct restoring *restoring)
{
    buf_text(restoring->found, SAID("manifest.json: hỏng\n", "manifest.json: damaged\n"));
    restoring->done.refusal = RESTORE_DAMAGED;
    restoring->done.faults = 1;
    return ERR_CONFLICT;
}

/* Root has become the owner of the data folder by now, and the daemon, which brings the media later, is that
 * one too. */
static enum err restore_unreadable(const struct restoring *restoring, struct buf *fault)
{
    const char *directory = restoring->order->directory;
    if (errno != EACCES)
        return backup_failed(fault, directory);
    buf_printf(
        fault,
        SAID("%s: người dùng của cổng không đọc được; hãy giao nó cho người dùng ấy (chown -R), và cho vào "
             "các thư mục bên trên",
             "%s: the portal's own user may not read it; give it to that user (chown -R), and let it into "
             "the folders above"),
        directory);
    return ERR_FORBIDDEN;
}

/* What the manifest says of the backup before anything is copied. */
static enum err restore_read_head(struct restoring *restoring, struct buf *fault)
{
    auto_manifest struct manifest_reader reader = {.file = NULL};
    auto_close int folder = open(restoring->order->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 || !realpath(restoring->order->directory, restoring->source))
        return restore_unreadable(restoring, fault);
    enum err err = manifest_open(&reader, folder);
    if (err == ERR_NOT_FOUND)
        buf_printf(fault,
                   SAID("%s không phải bản sao lưu: không có manifest.json",
                        "%s is no backup: it has no manifest.json"),
                   restoring->order->directory);
    if (err == ERR_UNAVAILABLE)
        buf_printf(fault, SAID("%s do một chương trình mới hơn tạo", "%s was made by a newer program"),
                   restoring->order->directory);
    if (err == ERR_CONFLICT || (!err && !manifest_entry(reader.head, &restoring->done.entry)))
        return restore_refuse_head(restoring);
    if (err)
        return err;
    const json_t *head = reader.head;
    const char *portal = json_string_value(json_object_get(head, "portal"));
    const char *epoch = json_string_value(json_object_get(head, "epoch"));
    const char *key = json_string_value(json_object_get(head, "key"));
    restoring->portal = arena_text(restoring->arena, portal ? portal : "");
    restoring->epoch = arena_text(restoring->arena, epoch ? epoch : "");
    restoring->key = arena_text(restoring->arena, key ? key : "");
    return ERR_OK;
}

/* ---- the folder that is made */

static enum err restore_make_folder(struct restoring *restoring, struct buf *fault)
{
    char path[RESTORE_PATH_SIZE + 8];
    snprintf(restoring->unfinished, sizeof restoring->unfinished, "%s/%s", restoring->order->data,
             RESTORE_UNFINISHED);
    snprintf(path, sizeof path, "%s/media", restoring->unfinished);
    if ((access(restoring->unfinished, F_OK) == 0 && !backup_remove_tree(restoring->unfinished)) ||
        mkdir(restoring->unfinished, BACKUP_FOLDER_MODE) || mkdir(path, BACKUP_FOLDER_MODE))
        return backup_failed(fault, restoring->unfinished);
    return ERR_OK;
}

bool restore_write_file(const char *folder, const char *name, const char *text, size_t size, unsigned mode)
{
    char path[RESTORE_PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    auto_close int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    return fd >= 0 && write(fd, text, size) == (ssize_t)size && !fsync(fd);
}

static enum err restore_write_key(struct restoring *restoring,
                                  const unsigned char key[static RESTORE_KEY_SIZE], struct buf *fault)
{
    if (!restore_write_file(restoring->unfinished, "secret.key", (const char *)key, RESTORE_KEY_SIZE,
                            KEY_MODE))
        return backup_failed(fault, restoring->unfinished);
    restoring->done.has_key = true;
    return ERR_OK;
}

/* The data folder's, which is the backup's too. */
static enum err restore_keep_key(struct restoring *restoring, const char *path, struct buf *fault)
{
    unsigned char key[RESTORE_KEY_SIZE];
    auto_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    enum err err = fd >= 0 && read(fd, key, sizeof key) == RESTORE_KEY_SIZE
                       ? restore_write_key(restoring, key, fault)
                       : backup_failed(fault, path);
    sodium_memzero(key, sizeof key);
    return err;
}

/* The key that was given must be the one; the data folder's own may be another's, and is then not taken. */
static enum err restore_key(struct restoring *restoring, struct buf *fault)
{
    char own[RESTORE_PATH_SIZE], check[BACKUP_HASH_SIZE];
    snprintf(own, sizeof own, "%s/secret.key", restoring->order->data);
    restoring->keeps_names = !restore_key_check(own, check) && strcmp(check, restoring->key) == 0;
    restoring->keeps_seals = restoring->keeps_names;
    if (!restoring->order->key)
        return restoring->keeps_names ? restore_keep_key(restoring, own, fault) : ERR_OK;
    enum err err = restore_key_name(restoring->order->key, check);
    if (!err && strcmp(check, restoring->key) != 0) {
        restoring->done.refusal = RESTORE_OTHER_KEY;
        err = ERR_INPUT;
    }
    return err ? err : restore_write_key(restoring, restoring->order->key, fault);
}

/* The copy that was made of the database, against the manifest, with all of it but the media's bytes. */
static enum err restore_verify(struct restoring *restoring, const char *copied)
{
    const struct restore_order *order = restoring->order;
    struct restore_done *done = &restoring->done;
    auto_buf struct buf what = BUF(256 * 1024);
    enum err err = backup_verify_copied(order->directory, copied, &order->looker, &what, &done->faults,
                                        restoring->fault);
    if (err)
        return err;
    buf_text(restoring->found, buf_str(&what));
    /* Media that the data folder lacked itself are missing too, and known to be. */
    for (const char *line = buf_str(&what); *line; line = strchr(line, '\n') + 1)
        if (strncmp(line, "media/", strlen("media/")) != 0 || strstr(line, ": rows need"))
            done->refusal = RESTORE_DAMAGED;
    if (done->faults && !done->refusal && !order->takes_incomplete)
        done->refusal = RESTORE_INCOMPLETE;
    return done->refusal ? ERR_CONFLICT : ERR_OK;
}

/* A piece that is not what it should be refuses the whole, as any other damage does. */
static enum err restore_copy(struct restoring *restoring)
{
    char path[RESTORE_PATH_SIZE + 16];
    auto_buf struct buf what = BUF(4096);
    snprintf(path, sizeof path, "%s/cong.db", restoring->unfinished);
    enum err err = restore_database(restoring->order->directory, path, &restoring->order->looker, &what);
    if (err == ERR_CONFLICT) {
        buf_printf(restoring->found, "%s\n", buf_str(&what));
        restoring->done.refusal = RESTORE_DAMAGED;
        restoring->done.faults = 1;
    } else if (err) {
        buf_text(restoring->fault, buf_str(&what));
    }
    return err ? err : restore_verify(restoring, path);
}

/* By its own store: migrated, what was taken back taken back again, and the file on the disk. */
static enum err restore_renew(struct restoring *restoring, struct buf *fault)
{
    auto_store struct store *store = NULL;
    const struct store_options options = {.directory = restoring->unfinished,
                                          .clock = restoring->order->clock,
                                          .readers = 2,
                                          .read_limit_ms = READ_LIMIT_MS};
    const struct restore_terms terms = {.name = restoring->done.entry.name,
                                        .keeps_names = restoring->keeps_names,
                                        .knows_own_names = restoring->done.has_key,
                                        .keeps_seals = restoring->keeps_seals};
    enum err err = store_open(&options, fault, &store);
    /* The backup itself is what was before a migration. */
    if (!err)
        migration_snapshots_remove(store);
    if (!err)
        err = restore_apply(store, &restoring->former, &terms, &restoring->done.counts);
    /* A large index takes longer; the portal that serves then ends it, as it does any redaction. */
    if (!err)
        err = redaction_erase(store, NULL, ERASING_MS);
    return err;
}

static enum err restore_prepare(struct restoring *restoring, struct buf *fault)
{
    enum err err = restore_make_folder(restoring, fault);
    if (!err)
        err = restore_key(restoring, fault);
    if (!err)
        err = restore_check_room(restoring, fault);
    if (!err)
        err = restore_copy(restoring);
    if (!err)
        err = restore_look_back(restoring);
    if (!err)
        err = restore_renew(restoring, fault);
    return err ? err : restore_write_pending(restoring, fault);
}

/* ---- the exchange */

/* "former/2026-11-29-130502", with a letter behind when there is one of this second. */
static void restore_name_former(struct restoring *restoring, char name[static 64])
{
    struct civil civil = civil_local(clock_now_ms(restoring->order->clock));
    int length = snprintf(name, 64, "former/%04d-%02d-%02d-%02d%02d%02d", civil.year, civil.month, civil.day,
                          civil.hour, civil.minute, civil.second);
    char *path = restoring->done.former;
    snprintf(path, RESTORE_PATH_SIZE, "%s/%s", restoring->order->data, name);
    for (char letter = 'b'; letter <= 'z' && access(path, F_OK) == 0; letter++) {
        snprintf(name + length, 64 - (size_t)length, "%c", letter);
        snprintf(path, RESTORE_PATH_SIZE, "%s/%s", restoring->order->data, name);
    }
}

/* From the rename on it will be done, by this process or the next. */
static enum err restore_decide(struct restoring *restoring, struct buf *fault)
{
    const char *data = restoring->order->data;
    char name[64], ready[RESTORE_PATH_SIZE], lock[RESTORE_PATH_SIZE], path[RESTORE_PATH_SIZE + 16];
    restore_name_former(restoring, name);
    snprintf(ready, sizeof ready, "%s/%s", data, RESTORE_READY);
    snprintf(lock, sizeof lock, "%s/lock", restoring->unfinished);
    snprintf(path, sizeof path, "%s/cong.db", restoring->unfinished);
    unlink(lock);
    auto_close int folder = open(data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    auto_close int database = open(path, O_RDONLY | O_CLOEXEC);
    auto_close int made = open(restoring->unfinished, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 || made < 0 || database < 0 || fsync(database) ||
        !restore_write_file(restoring->unfinished, RESTORE_FORMER, name, strlen(name), KEY_MODE) ||
        fsync(made) || rename(restoring->unfinished, ready) || fsync(folder))
        return backup_failed(fault, ready);
    enum err err = restore_exchange(data, NULL, fault);
    /* Nothing was there, so nothing went aside. */
    if (!err && rmdir(restoring->done.former) == 0)
        restoring->done.former[0] = '\0';
    return err;
}

/* A restore of this very backup that was killed within its exchange has been ended by now. */
static bool restore_was_this(struct restoring *restoring)
{
    char source[RESTORE_PATH_SIZE], own[RESTORE_PATH_SIZE];
    return restore_source(restoring->order->data, source) && realpath(restoring->order->directory, own) &&
           strcmp(source, own) == 0;
}

static enum err restore_all(struct restoring *restoring, struct buf *fault)
{
    bool was_ready = false;
    enum err err = restore_exchange(restoring->order->data, &was_ready, fault);
    if (!err && was_ready && restore_was_this(restoring)) {
        restoring->done.was_interrupted = true;
        return ERR_OK;
    }
    if (!err)
        err = restore_read_head(restoring, fault);
    if (!err)
        err = restore_prepare(restoring, fault);
    if (!err)
        err = restore_decide(restoring, fault);
    /* What is ready stays, for it will be carried out. */
    if (err && restoring->unfinished[0])
        backup_remove_tree(restoring->unfinished);
    return err;
}

enum err restore_run(const struct restore_order *order, struct buf *found, struct buf *fault,
                     struct restore_done *ret_done)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    struct restoring restoring = {.order = order, .arena = arena, .found = found, .fault = fault};
    auto_close int lock = -1;
    enum err err = arena ? store_hold(order->data, fault, &lock) : ERR_MEMORY;
    if (err == ERR_CONFLICT)
        restoring.done.refusal = RESTORE_IN_USE;
    if (!err)
        err = restore_all(&restoring, fault);
    if (err && !fault->length)
        buf_printf(fault, "%s: %s", order->directory, err_title(err, said_lang()));
    *ret_done = restoring.done;
    return err;
}
