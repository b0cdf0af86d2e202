/* What a restore takes from where: the database of the backup, what was taken back of whoever knows it, room
 * of the disks, and the note for who brings the media. */
#include "restore_inner.h"

#include "base/json_text.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

enum { DATABASE_MODE = 0640, RESERVE = 64 * 1024 * 1024, PENDING_MAX = 16 * 1024 };

/* ---- the database */

enum err restore_database(const char *backup, const char *path, const struct backup_looker *looker,
                          struct buf *fault)
{
    auto_close int to = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, DATABASE_MODE);
    if (to < 0)
        return backup_failed(fault, path);
    enum err err = backup_database_assemble(backup, to, looker, fault);
    /* The disk begins to write while the copy is looked through. */
    if (!err)
        sync_file_range(to, 0, 0, SYNC_FILE_RANGE_WRITE);
    return err;
}

/* ---- what was taken back since */

static void restore_read_redactions(struct restoring *restoring, const json_t *head)
{
    const json_t *row;
    size_t index;
    json_array_foreach(json_object_get(head, "redactions"), index, row)
    {
        const struct former_redaction redaction = {
            .article_id = json_integer_value(json_array_get(row, 1)),
            .version = json_integer_value(json_array_get(row, 2)),
            .at_ms = json_integer_value(json_array_get(row, 3)),
        };
        if (redaction.article_id > 0 && redaction.version >= 0)
            former_add(&restoring->former, restoring->arena, &redaction);
    }
}

/* Persons' requests, and what they took beside articles. */
static void restore_read_requests(struct restoring *restoring, const json_t *head)
{
    const json_t *row;
    size_t index;
    json_array_foreach(json_object_get(head, "parts"), index, row)
    {
        const char *kind = json_string_value(json_array_get(row, 0));
        const struct former_part part = {kind, json_integer_value(json_array_get(row, 1)),
                                         json_integer_value(json_array_get(row, 2))};
        if (kind)
            former_add_part(&restoring->former, restoring->arena, &part);
    }
    json_array_foreach(json_object_get(head, "erasures"), index, row)
    {
        const struct former_erasure erasure = {json_integer_value(json_array_get(row, 0)),
                                               json_integer_value(json_array_get(row, 1))};
        if (erasure.id > 0)
            former_add_erasure(&restoring->former, restoring->arena, &erasure);
    }
}

/* Hashes that are made with the backup's key. The newest backup knows all that those before it know. */
static void restore_read_names(struct restoring *restoring, const json_t *head)
{
    const char *key = json_string_value(json_object_get(head, "key"));
    const json_t *names = json_object_get(head, "names"), *row;
    size_t index;
    if (restoring->has_names || !names || !key || strcmp(key, restoring->key) != 0)
        return;
    json_array_foreach(names, index, row)
    {
        const char *kind = json_string_value(json_array_get(row, 0));
        const char *hash = json_string_value(json_array_get(row, 1));
        if (kind && hash)
            former_add_name(&restoring->former, restoring->arena, kind, hash);
    }
    restoring->has_names = true;
}

/* The lists of another backup of the same portal and the same time of its life. */
static void restore_read_list(struct restoring *restoring, const char *name)
{
    auto_manifest struct manifest_reader reader = {.file = NULL};
    auto_close int folder = backup_open(restoring->order->backups, name);
    if (folder < 0 || manifest_open(&reader, folder))
        return;
    const char *portal = json_string_value(json_object_get(reader.head, "portal"));
    const char *epoch = json_string_value(json_object_get(reader.head, "epoch"));
    if (!portal || !epoch || strcmp(portal, restoring->portal) != 0 || strcmp(epoch, restoring->epoch) != 0)
        return;
    restore_read_redactions(restoring, reader.head);
    restore_read_requests(restoring, reader.head);
    restore_read_names(restoring, reader.head);
}

/* The database that goes aside, as far as it can be read and is this portal's. */
static enum err restore_read_former(struct restoring *restoring)
{
    auto_backup_copy struct backup_copy *copy = NULL;
    auto_buf struct buf fault = BUF(RESTORE_PATH_SIZE);
    struct former former = {.portal = NULL};
    const char *path = arena_printf(restoring->arena, "%s/cong.db", restoring->order->data);
    if (access(path, F_OK))
        return ERR_OK;
    enum err err = backup_copy_open(path, &fault, &copy);
    if (!err)
        err = former_read(copy, restoring->arena, &former);
    if (err == ERR_MEMORY)
        return err;
    restoring->done.former_is_broken = err != ERR_OK;
    restoring->done.former_is_other = !err && strcmp(former.portal, restoring->portal) != 0;
    if (!err && !restoring->done.former_is_other)
        restoring->former = former;
    return ERR_OK;
}

enum err restore_look_back(struct restoring *restoring)
{
    struct backup_entry *entries;
    size_t count = 0;
    enum err err = restore_read_former(restoring);
    /* Hashed with another key they are nobody's. */
    if (!restoring->keeps_names)
        restoring->former.name_count = 0;
    if (!err)
        err = backup_list(restoring->order->backups, restoring->arena, &entries, &count);
    /* Those that were made first knew of less. */
    for (size_t i = 0; !err && i < count; i++)
        restore_read_list(restoring, entries[i].name);
    /* What is left are names of the backup's own key. */
    restoring->keeps_names = restoring->done.has_key;
    return err ? err : arena_failed(restoring->arena) ? ERR_MEMORY : ERR_OK;
}

/* ---- room */

/* Whether files can share the bytes of the backup's: then media take no room. */
static bool restore_shares(const struct restoring *restoring)
{
    char from[RESTORE_PATH_SIZE], to[RESTORE_PATH_SIZE];
    snprintf(from, sizeof from, "%s/manifest.json", restoring->order->directory);
    snprintf(to, sizeof to, "%s/.share", restoring->unfinished);
    auto_close int source = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    auto_close int probe = open(to, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, DATABASE_MODE);
    unlink(to);
    return source >= 0 && probe >= 0 && ioctl(probe, FICLONE, source) == 0;
}

/* Bytes free for the user where a path lies. */
static bool restore_free(const char *path, int64_t *ret_bytes, uint64_t *ret_device)
{
    struct statvfs room;
    struct stat st;
    if (statvfs(path, &room) || stat(path, &st))
        return false;
    *ret_bytes = (int64_t)(room.f_bavail * room.f_frsize);
    *ret_device = st.st_dev;
    return true;
}

static enum err restore_refuse_room(struct restoring *restoring, int64_t needed, int64_t room)
{
    restoring->done.refusal = RESTORE_NO_ROOM;
    restoring->done.bytes_needed = needed;
    restoring->done.bytes_free = room;
    return ERR_STORAGE_FULL;
}

enum err restore_check_room(struct restoring *restoring, struct buf *fault)
{
    const char *data = restoring->order->data;
    char media[RESTORE_PATH_SIZE];
    int64_t room, media_room;
    uint64_t device, media_device;
    snprintf(media, sizeof media, "%s/media", data);
    if (!restore_free(data, &room, &device))
        return backup_failed(fault, data);
    if (!restore_free(media, &media_room, &media_device)) {
        media_room = room;
        media_device = device;
    }
    /* The database, and its log while what was taken back is erased. */
    int64_t needed = 2 * restoring->done.entry.database_bytes + RESERVE;
    int64_t media_bytes =
        restore_shares(restoring) ? 0 : restoring->done.entry.bytes - restoring->done.entry.database_bytes;
    if (media_device != device && media_room < media_bytes)
        return restore_refuse_room(restoring, media_bytes, media_room);
    if (media_device == device)
        needed += media_bytes;
    return room < needed ? restore_refuse_room(restoring, needed, room) : ERR_OK;
}

/* ---- the note */

enum err restore_write_pending(const struct restoring *restoring, struct buf *fault)
{
    json_auto_t *note =
        json_pack("{s:s, s:s}", "backup", restoring->source, "name", restoring->done.entry.name);
    auto_free char *text = note ? json_text_write(note, JSON_COMPACT) : NULL;
    if (!text)
        return ERR_MEMORY;
    return restore_write_file(restoring->unfinished, RESTORE_PENDING, text, strlen(text), DATABASE_MODE)
               ? ERR_OK
               : backup_failed(fault, restoring->unfinished);
}

bool restore_source(const char *data, char ret_path[static RESTORE_PATH_SIZE])
{
    char path[RESTORE_PATH_SIZE], text[PENDING_MAX];
    snprintf(path, sizeof path, "%s/%s", data, RESTORE_PENDING);
    auto_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof text);
    json_auto_t *note = size > 0 ? json_text_read(text, (size_t)size, JSON_REJECT_DUPLICATES, NULL) : NULL;
    const char *backup = json_string_value(json_object_get(note, "backup"));
    if (!backup || strlen(backup) >= RESTORE_PATH_SIZE)
        return false;
    snprintf(ret_path, RESTORE_PATH_SIZE, "%s", backup);
    return true;
}
