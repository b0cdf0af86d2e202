/* The folder of backups: which lie in it, which verdict stands beside each, and how one goes. */
#include "backup_inner.h"

#include "base/log.h"
#include "store/audit.h"
#include "text/date.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARENA_MAX = 16 * 1024 * 1024, AUDIT_NOTE_MAX = 1500 };

bool backup_name_is_sound(const char *name)
{
    static const char inner[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t length = strlen(name);
    return length && length < BACKUP_NAME_SIZE && strspn(name, inner) == length && !strchr("._-", *name);
}

const char *backup_folder(const char *setting, const char *data, struct arena *arena)
{
    return *setting ? arena_text(arena, setting) : arena_printf(arena, "%s/backup", data);
}

const char *backup_phase_name(enum backup_phase phase)
{
    static const char *const names[BACKUP_PHASES] = {"waiting", "media", "database", "checking",
                                                     "forgetting"};
    return names[phase];
}

bool backup_is_good(const struct backup_entry *entry)
{
    return !entry->is_bad && !entry->missing;
}

const char *backup_state_name(const struct backup_entry *entry)
{
    return entry->is_bad ? "damaged" : entry->missing ? "incomplete" : "good";
}

int backup_open(const char *folder, const char *name)
{
    char path[BACKUP_PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

bool backup_is_elsewhere(const char *folder, const char *data)
{
    struct stat here, there;
    return !stat(data, &here) && !stat(folder, &there) && here.st_dev != there.st_dev;
}

/* ---- verdicts */

void backup_note_verdict(const char *folder, const char *name, int64_t at_ms, bool is_good)
{
    char path[BACKUP_PATH_SIZE], text[DATE_TEXT_SIZE + 16], at[DATE_TEXT_SIZE];
    snprintf(path, sizeof path, "%s/%s%s", folder, BACKUP_VERDICT, name);
    auto_close int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
    int size = snprintf(text, sizeof text, "%s %s\n", date_rfc3339(at_ms, at), is_good ? "good" : "damaged");
    /* One that is cut short is no verdict, and read as none. */
    if (fd < 0 || write(fd, text, (size_t)size) != size)
        return;
    fsync(fd);
}

/* What was noted last, if anything. */
static void read_verdict(const char *folder, struct backup_entry *entry)
{
    char path[BACKUP_PATH_SIZE], text[DATE_TEXT_SIZE + 16];
    int64_t at_ms;
    snprintf(path, sizeof path, "%s/%s%s", folder, BACKUP_VERDICT, entry->name);
    auto_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (size <= 0)
        return;
    text[size] = '\0';
    char *verdict = strchr(text, ' ');
    if (!verdict)
        return;
    *verdict++ = '\0';
    /* Of before a backup of this name was made, it is another's. */
    if (date_parse(text, &at_ms) || at_ms < entry->at_ms)
        return;
    entry->verified_ms = at_ms;
    entry->is_bad = strcmp(verdict, "damaged\n") == 0;
}

/* ---- listing */

/* By its manifest's head. False: no backup, or none that can be read. */
static bool read_entry(const char *folder, const char *name, struct backup_entry *entry)
{
    auto_close int own = backup_open(folder, name);
    auto_manifest struct manifest_reader reader = {.file = NULL};
    if (own < 0 || manifest_open(&reader, own) || !manifest_entry(reader.head, entry))
        return false;
    /* A folder that somebody renamed is called as it is called. */
    snprintf(entry->name, sizeof entry->name, "%s", name);
    read_verdict(folder, entry);
    return true;
}

/* Newest first; those of one second by name. */
static int compare_entries(const void *left, const void *right)
{
    const struct backup_entry *a = left, *b = right;
    if (a->at_ms != b->at_ms)
        return a->at_ms < b->at_ms ? 1 : -1;
    return strcmp(b->name, a->name);
}

enum err backup_each_name(const char *folder, void (*look)(void *context, const char *name), void *context)
{
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    if (!directory)
        return errno == ENOENT ? ERR_OK : ERR_INTERNAL;
    while ((entry = readdir(directory)))
        look(context, entry->d_name);
    closedir(directory);
    return ERR_OK;
}

struct names {
    struct arena *arena;
    const char **items;
    size_t count, room;
};

static void note_name(void *context, const char *name)
{
    struct names *names = context;
    if (!backup_name_is_sound(name))
        return;
    if (names->count == names->room) {
        size_t room = names->room ? names->room * 2 : 64;
        const char **items = arena_zero(names->arena, room, sizeof *items);
        if (!items)
            return;
        if (names->count)
            memcpy(items, names->items, names->count * sizeof *items);
        names->items = items;
        names->room = room;
    }
    names->items[names->count++] = arena_text(names->arena, name);
}

enum err backup_list(const char *folder, struct arena *arena, struct backup_entry **ret_entries,
                     size_t *ret_count)
{
    struct names names = {.arena = arena};
    size_t count = 0;
    enum err err = backup_each_name(folder, note_name, &names);
    struct backup_entry *entries = arena_zero(arena, names.count + 1, sizeof *entries);
    if (err || arena_failed(arena))
        return err ? err : ERR_MEMORY;
    for (size_t i = 0; i < names.count; i++)
        count += read_entry(folder, names.items[i], &entries[count]);
    qsort(entries, count, sizeof *entries, compare_entries);
    *ret_entries = entries;
    *ret_count = count;
    return ERR_OK;
}

enum err backup_newest(const char *folder, struct backup_entry *ret_entry)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    struct backup_entry *entries;
    size_t count = 0, i = 0;
    enum err err = arena ? backup_list(folder, arena, &entries, &count) : ERR_MEMORY;
    if (err)
        return err;
    while (i < count && !backup_is_good(&entries[i]))
        i++;
    if (i == count)
        return ERR_NOT_FOUND;
    *ret_entry = entries[i];
    return ERR_OK;
}

/* ---- removing */

/* What is half removed is no backup, so it loses its name first. */
static bool take_name(const char *folder, const char *name)
{
    char path[BACKUP_PATH_SIZE], going[BACKUP_PATH_SIZE], verdict[BACKUP_PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    snprintf(going, sizeof going, "%s/%s%s", folder, BACKUP_GOING, name);
    snprintf(verdict, sizeof verdict, "%s/%s%s", folder, BACKUP_VERDICT, name);
    if (rename(path, going))
        return false;
    unlink(verdict);
    return true;
}

enum err backup_forget(const char *folder, const struct backup_retention *retention, bool tries,
                       struct buf *forgotten, struct buf *fault)
{
    auto_arena struct arena *arena = arena_new(ARENA_MAX);
    struct backup_entry *entries;
    size_t count = 0;
    enum err err = arena ? backup_list(folder, arena, &entries, &count) : ERR_MEMORY;
    bool *keeps = err ? NULL : arena_zero(arena, count + 1, sizeof *keeps);
    if (err || !keeps)
        return err ? err : ERR_MEMORY;
    backup_choose(entries, count, retention, keeps);
    for (size_t i = 0; !err && i < count; i++) {
        if (keeps[i])
            continue;
        if (tries || take_name(folder, entries[i].name))
            buf_printf(forgotten, "%s\n", entries[i].name);
        else
            err = backup_failed(fault, entries[i].name);
    }
    return err;
}

/* All their names in one line, as far as a note is long. */
enum err backup_note_forgotten(struct conn *conn, const char *names)
{
    char note[AUDIT_NOTE_MAX];
    snprintf(note, sizeof note, "%s", names);
    size_t length = strlen(note);
    if (length && note[length - 1] == '\n')
        note[length - 1] = '\0';
    for (char *at = note; (at = strchr(at, '\n'));)
        *at = ' ';
    return audit_add(conn, "backup.forget", "backup", 0, 0, 0, note);
}

/* A process that was killed while one took the place of another, on a file system that cannot exchange them:
 * the former one, which is whole, has its name again. */
static void settle_replaced(void *context, const char *name)
{
    char path[BACKUP_PATH_SIZE], own[BACKUP_PATH_SIZE];
    if (strncmp(name, BACKUP_REPLACED, sizeof BACKUP_REPLACED - 1) != 0)
        return;
    snprintf(path, sizeof path, "%s/%s", (const char *)context, name);
    snprintf(own, sizeof own, "%s/%s", (const char *)context, name + sizeof BACKUP_REPLACED - 1);
    if (access(own, F_OK) && rename(path, own))
        log_warning("backup", LOG_SAYS("a copy that was to be replaced cannot be put back"),
                    LOG_TEXT("name", name), LOG_TEXT("error", strerror(errno)));
}

static void remove_leftover(void *context, const char *name)
{
    char path[BACKUP_PATH_SIZE];
    bool is_left = strncmp(name, BACKUP_UNFINISHED, sizeof BACKUP_UNFINISHED - 1) == 0 ||
                   strncmp(name, BACKUP_GOING, sizeof BACKUP_GOING - 1) == 0 ||
                   strncmp(name, BACKUP_REPLACED, sizeof BACKUP_REPLACED - 1) == 0;
    snprintf(path, sizeof path, "%s/%s", (const char *)context, name);
    if (is_left && !backup_remove_tree(path))
        log_warning("backup", LOG_SAYS("what an interrupted backup left cannot be removed"),
                    LOG_TEXT("name", name), LOG_TEXT("error", strerror(errno)));
}

void backup_clear(const char *folder)
{
    backup_each_name(folder, settle_replaced, (void *)(uintptr_t)folder);
    backup_each_name(folder, remove_leftover, (void *)(uintptr_t)folder);
}
