/* A table by device and number of the file. It knows no names. */
#include "backup_seen.h"

#include "base/memory.h"

#include <string.h>

enum { ROOM_FIRST = 1024, HASH_KEPT = 32 };

/* An entry without a number is free. */
struct seen_file {
    uint64_t device, number;
    int64_t size;
    char hash[HASH_KEPT]; /* its beginning, in hexadecimal */
};

struct backup_seen {
    struct seen_file *files;
    size_t room, count; /* room is a power of two, at least twice the count */
};

struct backup_seen *backup_seen_new(void)
{
    struct backup_seen *seen = memory_new(1, sizeof *seen);
    if (!seen)
        return NULL;
    seen->room = ROOM_FIRST;
    seen->files = memory_new(ROOM_FIRST, sizeof *seen->files);
    if (seen->files)
        return seen;
    free(seen);
    return NULL;
}

void backup_seen_free(struct backup_seen *seen)
{
    if (!seen)
        return;
    free(seen->files);
    free(seen);
}

/* The place of a file, or the free one where it belongs. */
static size_t seen_place(const struct seen_file *files, size_t room, uint64_t device, uint64_t number)
{
    size_t place = (size_t)((number ^ device) * 0x9E3779B97F4A7C15u >> 16) & (room - 1);
    while (files[place].number && (files[place].number != number || files[place].device != device))
        place = (place + 1) & (room - 1);
    return place;
}

bool backup_seen_has(const struct backup_seen *seen, const struct stat *st, const char *hash)
{
    if (!seen || !S_ISREG(st->st_mode))
        return false;
    const struct seen_file *file = &seen->files[seen_place(seen->files, seen->room, st->st_dev, st->st_ino)];
    return file->number && file->size == st->st_size && strncmp(file->hash, hash, HASH_KEPT) == 0;
}

/* Twice the room; false: it stays as it is. */
static bool seen_grow(struct backup_seen *seen)
{
    size_t room = seen->room * 2;
    struct seen_file *files = memory_new(room, sizeof *files);
    if (!files)
        return false;
    for (size_t i = 0; i < seen->room; i++)
        if (seen->files[i].number)
            files[seen_place(files, room, seen->files[i].device, seen->files[i].number)] = seen->files[i];
    free(seen->files);
    seen->files = files;
    seen->room = room;
    return true;
}

void backup_seen_add(struct backup_seen *seen, const struct stat *st, const char *hash)
{
    if (!seen || !st->st_ino || (2 * seen->count >= seen->room && !seen_grow(seen)))
        return;
    struct seen_file *file = &seen->files[seen_place(seen->files, seen->room, st->st_dev, st->st_ino)];
    seen->count += !file->number;
    *file = (struct seen_file){.device = st->st_dev, .number = st->st_ino, .size = st->st_size};
    memcpy(file->hash, hash, HASH_KEPT);
}
