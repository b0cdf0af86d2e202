/* Reads tables, directory and streams of a compound file (MS-CFB 2.2 to 2.6). Chains are followed for as many
 * steps as there are sectors, so that a ring ends; every sector is compared with the file's size. */
#include "cfb.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEAD = 512,
    ENTRY = 128,
    IN_HEAD = 109, /* sectors of the table that the head names itself */
    MINI_SECTOR = 64,
    MINI_BELOW = 4096, /* smaller streams lie in the mini stream */
    TYPE_STREAM = 2,
    TYPE_ROOT = 5,
};

/* Numbers from here on are no sectors: the end of a chain, a free one, one of the table's own. */
static const uint32_t SPECIAL = 0xFFFFFFFA;
static const uint32_t NOBODY = 0xFFFFFFFF;

/* NULL when it lies outside of the file; the last sector may be cut off by careless writers, and is none. */
static const unsigned char *cfb_sector(const struct cfb *cfb, uint32_t number)
{
    uint64_t at = ((uint64_t)number + 1) * cfb->sector;
    return number < SPECIAL && at + cfb->sector <= cfb->file.size ? cfb->file.at + at : NULL;
}

static size_t cfb_sectors(const struct cfb *cfb)
{
    return cfb->file.size / cfb->sector;
}

/* One sector of the table, appended to what is there. */
static bool cfb_add_table(struct cfb *cfb, uint32_t number)
{
    const unsigned char *at = cfb_sector(cfb, number);
    size_t count = cfb->sector / 4;
    /* More than the file has sectors are of no use. */
    if (!at || cfb->fat_count > cfb_sectors(cfb))
        return false;
    for (size_t i = 0; i < count; i++)
        cfb->fat[cfb->fat_count++] = le32(at + 4 * i);
    return true;
}

/* Which sectors the table is in says the head, and for large files a chain of sectors of its own. */
static bool cfb_read_table(struct cfb *cfb)
{
    cfb->fat = calloc(cfb_sectors(cfb) + cfb->sector, sizeof *cfb->fat);
    for (size_t i = 0; cfb->fat && i < IN_HEAD; i++) {
        uint32_t number = le32(cfb->file.at + 76 + 4 * i);
        if (number < SPECIAL && !cfb_add_table(cfb, number))
            return false;
    }
    uint32_t next = le32(cfb->file.at + 68);
    for (size_t steps = cfb_sectors(cfb); cfb->fat && next < SPECIAL && steps; steps--) {
        const unsigned char *at = cfb_sector(cfb, next);
        if (!at)
            return false;
        for (size_t i = 0; i + 1 < cfb->sector / 4; i++)
            if (le32(at + 4 * i) < SPECIAL && !cfb_add_table(cfb, le32(at + 4 * i)))
                return false;
        next = le32(at + cfb->sector - 4);
    }
    return cfb->fat_count > 0;
}

/* The bytes of a chain of whole sectors, up to `most`. */
static size_t cfb_chain(const struct cfb *cfb, uint32_t start, size_t most, unsigned char **ret_bytes)
{
    size_t size = 0, room = cfb->file.size < most ? cfb->file.size : most;
    unsigned char *bytes = malloc(room + cfb->sector);
    uint32_t at = start;
    while (bytes && size < room) {
        const unsigned char *sector = cfb_sector(cfb, at);
        if (!sector)
            break;
        memcpy(bytes + size, sector, cfb->sector);
        size += cfb->sector;
        at = at < cfb->fat_count ? cfb->fat[at] : NOBODY;
    }
    *ret_bytes = bytes;
    return size < most ? size : most;
}

/* Names are UTF-16 of at most 31 characters, with a closing NUL that the length counts. */
static void cfb_read_entry(const unsigned char *at, bool is_wide, struct cfb_entry *entry)
{
    size_t length = le16(at + 64) / 2;
    length = length > 0 ? length - 1 : 0;
    length = length < CFB_NAME_MAX ? length : CFB_NAME_MAX;
    for (size_t i = 0; i < length; i++)
        entry->name[i] = (char)(at[2 * i] && at[2 * i] < 0x7F && !at[2 * i + 1] ? at[2 * i] : '?');
    entry->is_stream = at[66] == TYPE_STREAM;
    entry->start = le32(at + 116);
    /* Of the long size short sectors use the first half alone (MS-CFB 2.6.1). */
    entry->size = le32(at + 120) | (is_wide ? (uint64_t)le32(at + 124) << 32 : 0);
}

/* Those below the root, which form a tree. Each is visited once, so that a ring ends. */
static void cfb_mark_top(struct cfb *cfb, const unsigned char *directory)
{
    uint32_t *stack = calloc(cfb->entry_count + 2, sizeof *stack);
    size_t depth = 0;
    if (!stack)
        return;
    stack[depth++] = le32(directory + 76);
    while (depth) {
        uint32_t number = stack[--depth];
        if (number >= cfb->entry_count || cfb->entries[number].is_top)
            continue;
        cfb->entries[number].is_top = true;
        /* Two come for one that goes, and each is marked once: there is room for all. */
        const unsigned char *at = directory + (size_t)number * ENTRY;
        for (int side = 0; side < 2; side++) {
            uint32_t other = le32(at + 68 + 4 * side);
            if (other < cfb->entry_count && !cfb->entries[other].is_top && depth < cfb->entry_count)
                stack[depth++] = other;
        }
    }
    free(stack);
}

static bool cfb_read_directory(struct cfb *cfb)
{
    unsigned char *directory;
    size_t size = cfb_chain(cfb, le32(cfb->file.at + 48), cfb->file.size, &directory);
    cfb->entry_count = size / ENTRY;
    cfb->entries = calloc(cfb->entry_count + 1, sizeof *cfb->entries);
    bool done = directory && cfb->entries && cfb->entry_count && directory[66] == TYPE_ROOT;
    for (size_t i = 0; done && i < cfb->entry_count; i++)
        cfb_read_entry(directory + i * ENTRY, cfb->sector > HEAD, &cfb->entries[i]);
    if (done)
        cfb_mark_top(cfb, directory);
    free(directory);
    return done;
}

/* Small streams lie in one stream of the root's, in sectors of their own table. */
static void cfb_read_mini(struct cfb *cfb)
{
    unsigned char *table;
    size_t size = cfb_chain(cfb, le32(cfb->file.at + 60), cfb->file.size, &table);
    cfb->mini_fat = calloc(size / 4 + 1, sizeof *cfb->mini_fat);
    for (size_t i = 0; table && cfb->mini_fat && i < size / 4; i++)
        cfb->mini_fat[cfb->mini_count++] = le32(table + 4 * i);
    free(table);
    cfb->mini_size = cfb_chain(cfb, cfb->entries[0].start, cfb->file.size, &cfb->mini);
}

bool cfb_open(struct span file, struct cfb *ret_cfb)
{
    struct cfb cfb = {.file = file};
    if (file.size < HEAD)
        return false;
    unsigned shift = le16(file.at + 30);
    if (shift != 9 && shift != 12)
        return false;
    cfb.sector = 1U << shift;
    if (!cfb_read_table(&cfb) || !cfb_read_directory(&cfb)) {
        cfb_done(&cfb);
        return false;
    }
    cfb_read_mini(&cfb);
    *ret_cfb = cfb;
    return true;
}

void cfb_done(struct cfb *cfb)
{
    free(cfb->fat);
    free(cfb->mini_fat);
    free(cfb->mini);
    free(cfb->entries);
}

const struct cfb_entry *cfb_find(const struct cfb *cfb, const char *name)
{
    for (size_t i = 0; i < cfb->entry_count; i++)
        if (cfb->entries[i].is_top && cfb->entries[i].is_stream && strcmp(cfb->entries[i].name, name) == 0)
            return &cfb->entries[i];
    return NULL;
}

static size_t cfb_read_small(const struct cfb *cfb, const struct cfb_entry *entry, unsigned char **ret_bytes)
{
    unsigned char *bytes = malloc(MINI_BELOW);
    size_t size = 0;
    uint32_t at = entry->start;
    while (bytes && size < entry->size && at < cfb->mini_count) {
        size_t place = (size_t)at * MINI_SECTOR;
        if (place + MINI_SECTOR > cfb->mini_size || size + MINI_SECTOR > MINI_BELOW)
            break;
        memcpy(bytes + size, cfb->mini + place, MINI_SECTOR);
        size += MINI_SECTOR;
        at = cfb->mini_fat[at];
    }
    *ret_bytes = bytes;
    return size < entry->size ? size : (size_t)entry->size;
}

size_t cfb_read(const struct cfb *cfb, const struct cfb_entry *entry, size_t most, unsigned char **ret_bytes)
{
    if (entry->size < MINI_BELOW && cfb->mini && cfb->mini_fat)
        return cfb_read_small(cfb, entry, ret_bytes);
    return cfb_chain(cfb, entry->start, entry->size < most ? (size_t)entry->size : most, ret_bytes);
}

bool cfb_names(struct span file, const char *name)
{
    struct cfb_entry entry;
    /* Entries stand at multiples of their size. */
    for (size_t at = HEAD; at + ENTRY <= file.size; at += ENTRY) {
        entry = (struct cfb_entry){.is_stream = false};
        cfb_read_entry(file.at + at, false, &entry);
        if (strcmp(entry.name, name) == 0)
            return true;
    }
    return false;
}
