/* The compound file (MS-CFB): streams and storages in one file. Private to this floor; knows no program's
 * streams. */
#ifndef HELPER_CFB_H
#define HELPER_CFB_H

#include "bytes.h"

#include <stdbool.h>

enum { CFB_NAME_MAX = 31 };

struct cfb_entry {
    char name[CFB_NAME_MAX + 1]; /* ASCII; '?' for other characters */
    bool is_stream;
    bool is_top; /* not within a storage */
    uint32_t start;
    uint64_t size;
};

struct cfb {
    struct span file;
    unsigned sector; /* bytes */
    uint32_t *fat;   /* the next sector of each; owned */
    size_t fat_count;
    uint32_t *mini_fat;
    size_t mini_count;
    unsigned char *mini; /* what small streams lie in; owned */
    size_t mini_size;
    struct cfb_entry *entries; /* owned */
    size_t entry_count;
};

/* Reads tables and directory. False when they are damaged; then nothing is to be released. */
bool cfb_open(struct span file, struct cfb *ret_cfb);
void cfb_done(struct cfb *cfb);

/* A stream at the top, or NULL. */
const struct cfb_entry *cfb_find(const struct cfb *cfb, const char *name);

/* The first bytes of a stream, at most `most`; how many, as a damaged chain ends early. Released by free().
 */
size_t cfb_read(const struct cfb *cfb, const struct cfb_entry *entry, size_t most, unsigned char **ret_bytes);

/* Whether a directory entry of this name stands anywhere, looked for without the tables: what a damaged file
 * still shows. */
bool cfb_names(struct span file, const char *name);

#endif
