/* Making a backup. The media come first, while others write, and then the database in one moment, so that
 * little is left to be fetched behind it: what came meanwhile. A file that went between the moment and its
 * copying was taken back by somebody, and then the database is copied once more, without it. What a single
 * file needs is backup_gather.c's. */
#include "backup_pieces.h"

#include "base/log.h"
#include "base/said.h"
#include "store/audit.h"
#include "store/migration.h"
#include "store/redaction.h"
#include "text/date.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

enum {
    ARENA_MAX = 64 * 1024 * 1024,
    MOMENTS_MOST = 5,   /* so often the database is copied, while files go between */
    ERASING_MS = 60000, /* how long what was taken back is waited for */
    PAUSE_MS = 50,
    RESERVE = 64 * 1024 * 1024, /* that the portal keeps where both lie on one device */
};

/* "2026-11-29-130502" in the portal's zone. */
static void name_by_clock(int64_t now_ms, char name[static BACKUP_NAME_SIZE])
{
    struct civil civil = civil_local(now_ms);
    snprintf(name, BACKUP_NAME_SIZE, "%04d-%02d-%02d-%02d%02d%02d", civil.year, civil.month, civil.day,
             civil.hour, civil.minute, civil.second);
}

static bool name_is_taken(const char *folder, const char *name)
{
    char path[BACKUP_PATH_SIZE];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return lstat(path, &st) == 0;
}

/* The person's name for it, or one by the clock, with a letter behind when two are made within a second. */
static enum err choose_name(struct making *making, struct buf *fault)
{
    const struct backup_order *order = making->order;
    char *name = making->entry.name;
    making->entry.is_named = order->name != NULL;
    if (order->name && !backup_name_is_sound(order->name)) {
        buf_printf(
            fault,
            SAID("tên bản sao lưu có nhiều nhất %d chữ không dấu, chữ số, '.', '_' và '-'",
                 "the name of a backup has at most %d letters without marks, digits, '.', '_' and '-'"),
            BACKUP_NAME_SIZE - 1);
        return ERR_INPUT;
    }
    if (order->name)
        snprintf(name, BACKUP_NAME_SIZE, "%s", order->name);
    else
        name_by_clock(making->entry.at_ms, name);
    size_t length = strlen(name);
    for (char letter = 'b'; !order->name && letter <= 'z' && name_is_taken(order->folder, name); letter++)
        snprintf(name + length, BACKUP_NAME_SIZE - length, "%c", letter);
    if (!name_is_taken(order->folder, name))
        return ERR_OK;
    buf_printf(fault, SAID("đã có bản sao lưu %s", "there is a backup %s already"), name);
    return ERR_CONFLICT;
}

/* Once something was taken back, its words shall not be in a copy of afterwards. */
static enum err wait_for_erasing(const struct backup_order *order)
{
    static const struct timespec pause = {0, PAUSE_MS * 1000000L};
    int64_t until_ms = clock_monotonic_ms(order->clock) + ERASING_MS;
    backup_tell(&order->looker, BACKUP_WAITING, 0, 0);
    if (order->erases)
        return redaction_erase(order->store, NULL, ERASING_MS);
    while (redaction_is_pending(order->store) && clock_monotonic_ms(order->clock) < until_ms) {
        if (backup_is_over(&order->looker))
            return ERR_TIMEOUT;
        nanosleep(&pause, NULL);
    }
    return ERR_OK;
}

/* The backup whose files may be linked to: the newest, unless this is the first of its month. */
static void choose_base(struct making *making)
{
    struct backup_entry newest;
    int month = civil_local(making->entry.at_ms).month, year = civil_local(making->entry.at_ms).year;
    making->entry.is_full = true;
    if (backup_newest(making->order->folder, &newest))
        return;
    making->base_folder = backup_open(making->order->folder, newest.name);
    struct civil civil = civil_local(newest.at_ms);
    making->entry.is_full = making->base_folder < 0 || civil.month != month || civil.year != year;
}

static enum err make_folders(struct making *making, struct buf *fault)
{
    snprintf(making->path, sizeof making->path, "%s/%s%s", making->order->folder, BACKUP_UNFINISHED,
             making->entry.name);
    if (mkdir(making->path, BACKUP_FOLDER_MODE))
        return backup_failed(fault, making->path);
    making->folder = open(making->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (making->folder < 0 || mkdirat(making->folder, "media", BACKUP_FOLDER_MODE))
        return backup_failed(fault, making->path);
    making->batch.folder = openat(making->folder, "media", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return making->batch.folder < 0 ? backup_failed(fault, making->path) : ERR_OK;
}

static enum err begin_making(struct making *making, struct buf *fault)
{
    const char *folder = making->order->folder;
    if (mkdir(folder, BACKUP_FOLDER_MODE) && errno != EEXIST)
        return backup_failed(fault, folder);
    backup_clear(folder);
    enum err err = choose_name(making, fault);
    if (!err)
        err = wait_for_erasing(making->order);
    if (err)
        return err;
    choose_base(making);
    return make_folders(making, fault);
}

/* A disk that a backup fills takes the portal's own room, where both share it. */
static enum err check_backup_room(struct making *making, struct buf *fault)
{
    const struct backup_order *order = making->order;
    struct statvfs room;
    int64_t media = 0;
    enum err err = gather_measure(making, &making->total, &media);
    if (err)
        return err;
    if (statvfs(order->folder, &room))
        return backup_failed(fault, order->folder);
    /* The database twice, for it may have to be written anew. */
    int64_t needed = media + 2 * backup_store_bytes(order->store);
    if (!backup_is_elsewhere(order->folder, order->data))
        needed += RESERVE;
    int64_t free = (int64_t)(room.f_bavail * room.f_frsize);
    if (free >= needed)
        return ERR_OK;
    buf_printf(fault,
               SAID("sao lưu cần %" PRId64 " MiB trong %s, chỉ còn trống %" PRId64 " MiB",
                    "a backup needs %" PRId64 " MiB in %s, and %" PRId64 " MiB are free"),
               (needed >> 20) + 1, order->folder, free >> 20);
    return ERR_STORAGE_FULL;
}

/* The database of one moment, whole at `path` for now, and in pieces. */
static enum err copy_moment(struct making *making, const char *path, struct buf *fault)
{
    const struct backup_order *order = making->order;
    backup_tell(&order->looker, BACKUP_DATABASE, 0, 0);
    enum err err = order->visits ? visits_fold(order->visits) : ERR_OK;
    if (!err)
        err = backup_database(order->store, path, &order->looker.watch, making->arena, fault, &making->facts);
    if (!err)
        err = gather_begin(making);
    if (err)
        return err;
    making->entry.bytes = making->entry.files = 0;
    return pieces_divide(making, path, fault);
}

/* One moment and the files that its rows need. *ret_again: one of them went in between. */
static enum err take_moment(struct making *making, bool *ret_again, struct buf *fault)
{
    auto_buf struct buf path = BUF(BACKUP_PATH_SIZE);
    auto_backup_copy struct backup_copy *copy = NULL;
    buf_printf(&path, "%s/cong.db", making->path);
    enum err err = copy_moment(making, buf_str(&path), fault);
    if (!err)
        err = backup_copy_open(buf_str(&path), fault, &copy);
    if (!err)
        err = gather_files(making, copy, ret_again);
    if (!err && !*ret_again)
        err = gather_taken(making, copy);
    /* Its pieces stay, or it is of a moment that did not hold. */
    if (!err && unlink(buf_str(&path)))
        err = backup_failed(fault, buf_str(&path));
    return err;
}

static enum err take_everything(struct making *making, struct buf *fault)
{
    bool again = false;
    /* Most of the media, while nothing is held. */
    enum err err = gather_begin(making);
    if (!err)
        err = gather_files(making, NULL, &again);
    again = true;
    for (int i = 0; !err && again && i < MOMENTS_MOST; i++)
        err = take_moment(making, &again, fault);
    if (!err && again) {
        buf_text(fault, SAID("ảnh và tệp đang bị xóa liên tục; hãy thử lại sau",
                             "media are being deleted all the time; try again later"));
        return ERR_UNAVAILABLE;
    }
    return err;
}

/* From here on it has its own name, and is a backup. */
static enum err give_name(struct making *making, struct buf *fault)
{
    char path[BACKUP_PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", making->order->folder, making->entry.name);
    auto_close int parent = open(making->order->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0 || !backup_sync_folder(making->batch.folder) || !backup_sync_folder(making->folder) ||
        rename(making->path, path))
        return backup_failed(fault, path);
    making->path[0] = '\0';
    return backup_sync_folder(parent) ? ERR_OK : backup_failed(fault, making->order->folder);
}

static enum err finish_making(struct making *making, struct buf *fault)
{
    struct backup_entry *entry = &making->entry;
    backup_tell(&making->order->looker, BACKUP_CHECKING, making->total, making->total);
    entry->articles = making->facts.articles;
    entry->schema = making->facts.schema;
    entry->missing = (int64_t)json_array_size(making->missing);
    entry->database_bytes = making->database_bytes;
    entry->new_bytes += making->new_database_bytes;
    snprintf(entry->program, sizeof entry->program, "%s", CONG_VERSION);
    char key[BACKUP_HASH_SIZE];
    backup_key_check(making->order->store, key);
    json_auto_t *head = manifest_head_of(making, key);
    enum err err = head ? manifest_write(&making->lines, making->folder, head) : ERR_MEMORY;
    if (!err)
        err = manifest_check(making->folder);
    return err ? err : give_name(making, fault);
}

static void end_making(struct making *making)
{
    gather_end(making);
    if (making->path[0])
        backup_remove_tree(making->path);
    json_decref(making->missing);
    if (making->base_folder >= 0)
        close(making->base_folder);
    if (making->folder >= 0)
        close(making->folder);
}

/* Behind the backup, which is good whether or not there is room for the line. */
static void audit_made(const struct backup_order *order, const char *name)
{
    auto_arena struct arena *arena = arena_new(64 * 1024);
    auto_conn struct conn *conn = NULL;
    enum err err = arena ? store_begin(order->store, arena, order->actor, &conn) : ERR_MEMORY;
    if (!err)
        err = audit_add(conn, "backup.create", "backup", 0, 0, 0, name);
    if (!err)
        err = store_commit(&conn);
    if (err)
        log_error("backup", LOG_SAYS("a good backup has no line in the audit"), LOG_TEXT("name", name),
                  LOG_TEXT("error", err_type(err)));
}

enum err backup_make(const struct backup_order *order, struct buf *fault, struct backup_entry *ret_entry)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    struct making making = {.order = order,
                            .arena = arena,
                            .base_folder = -1,
                            .folder = -1,
                            .batch.folder = -1,
                            .missing = json_array()};
    making.entry.at_ms = clock_now_ms(order->clock) / 1000 * 1000;
    making.today = day_of(making.entry.at_ms);
    enum err err = arena && making.missing ? begin_making(&making, fault) : ERR_MEMORY;
    if (!err)
        err = check_backup_room(&making, fault);
    if (!err)
        err = take_everything(&making, fault);
    if (!err)
        err = finish_making(&making, fault);
    end_making(&making);
    if (err == ERR_TIMEOUT && !fault->length)
        buf_text(fault,
                 SAID("bị dừng trước khi bản sao lưu trọn vẹn", "it was ended before the backup was whole"));
    else if (err && !fault->length)
        buf_printf(fault, "%s: %s", order->folder, err_title(err, said_lang()));
    if (err)
        return err;
    audit_made(order, making.entry.name);
    /* What migrations left is known to be good now. */
    if (backup_is_good(&making.entry))
        migration_snapshots_remove(order->store);
    making.entry.verified_ms = clock_now_ms(order->clock) / 1000 * 1000;
    *ret_entry = making.entry;
    return ERR_OK;
}
